"""Whether a text holds what may identify a person: such a text is never handed to an outside service."""

import re
from datetime import datetime
from typing import Final

from foundation.people import REGION
from moderation.checks import check_text

PERSONAL: Final = frozenset({"R01", "R02", "R07", "R09", "R10"})
"""Names, age with place or relative, documents and case numbers, shelters, coordinates."""

NAME: Final = r"(?:[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+\s+){1,3}[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+"
SURELY: Final = (
    re.compile(rf"{NAME}\b[^.!?\n]{{0,60}}\b\d{{1,2}}\s+(?:años|years|ans|anos)\b"),
    re.compile(r"\b\d{1,2}\s+(?:años|years|ans|anos)\b[^.!?\n]{0,30}\b(?:llamad[ao]|named|nommée?|chamad[ao])\s+[A-ZÁÉÍÓÚÑ]"),
    re.compile(
        r"\b(?:DPI|CUI|CURP|RTN|DUI|c[ée]dula|pasaporte|passport|expediente|carn[ée])\b"
        r"[^\w\n]{0,4}(?:n[.º°o]*\s*)?[A-Z]?\d[\d -]{4,}",
        re.IGNORECASE,
    ),
)
"""What keeps a text inside although no rule about publishing stops it: a name beside an age, a document's number."""


def holds_personal_data(text: str, language: str, now: datetime, territory: str = REGION) -> bool:
    """Whether any rule about identifying a person finds something, or a name stands beside an age or a document's number.

    Rather once too often: the price is that people translate it, or an engine of our own.
    """
    return any(found.search(text) for found in SURELY) or any(
        finding.rule in PERSONAL for finding in check_text(text, language, territory, now)
    )
