"""Whether a text holds what may identify a person: such a text is never handed to an outside service."""

from datetime import datetime
from typing import Final

from foundation.people import REGION
from moderation.checks import check_text

PERSONAL: Final = frozenset({"R01", "R02", "R07", "R09", "R10"})
"""Names, age with place or relative, documents and case numbers, shelters, coordinates."""


def holds_personal_data(text: str, language: str, now: datetime, territory: str = REGION) -> bool:
    """Whether any rule about identifying a person finds something."""
    return any(finding.rule in PERSONAL for finding in check_text(text, language, territory, now))
