"""What a count or a known fact decides: capitals, hashtags, the age of a source, an unreviewed translation, a call for help."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moderation.distress import looks_like_a_call_for_help
from moderation.findings import About
from moderation.rules import Scope

SHOUTING: Final = 0.30  # of the letters
ENOUGH_LETTERS: Final = 20
HASHTAGS: Final = 5
OLD_YEARS: Final = 3
MACHINE_READS_WELL: Final = frozenset({"es", "en", "fr", "pt"})
GRAVE_TOPIC: Final = re.compile(
    r"(?i)v[ií]ctim|sobrevivient|survivor|l[ií]nea|hotline|denunci|\bley\b|\blaw\b|\bloi\b|\blei\b|\d{3}"
)
HASHTAG: Final = re.compile(r"#\w+")
NOT_PROSE: Final = re.compile(r"#\w+|https?://\S+|\b[A-ZÁÉÍÓÚÑ]{2,8}\b(?=\W*(?:[^A-ZÁÉÍÓÚÑ]|$))")


@dataclass(frozen=True)
class Piece:
    """A text and what is known about it."""

    text: str
    language: str
    scope: Scope
    about: About
    now: datetime


def shouting(piece: Piece) -> str | None:
    """More than 30 % capitals, acronyms beside ordinary words apart (R27)."""
    letters = [letter for letter in piece.text if letter.isalpha()]
    capitals = [letter for letter in letters if letter.isupper()]
    loud = len(letters) >= ENOUGH_LETTERS and len(capitals) > SHOUTING * len(letters)
    return piece.text if loud and shouts_beyond_acronyms(piece.text) else None


def shouts_beyond_acronyms(text: str) -> bool:
    """Whether capitals stay when links, hashtags and single acronyms are taken away."""
    prose = NOT_PROSE.sub("", text)
    return sum(letter.isupper() for letter in prose) > SHOUTING * max(sum(letter.isalpha() for letter in prose), 1)


def old_source(piece: Piece) -> str | None:
    """A figure of more than three years ago (R34)."""
    year = piece.about.source_year
    return str(year) if year is not None and year < piece.now.year - OLD_YEARS else None


def someone_in_danger(piece: Piece) -> str | None:
    """An incoming message that asks for help (R40); its words are not repeated, they must not be stored."""
    incoming = piece.scope in {Scope.BOT, Scope.COMMENT}
    return "" if incoming and looks_like_a_call_for_help(piece.text) else None


def unreviewed_translation(piece: Piece) -> str | None:
    """A machine translation nobody reviewed, about victims, lines or laws, or into a language machines write badly (R51)."""
    weak = piece.language.split("-")[0] not in MACHINE_READS_WELL
    return "" if piece.about.machine_translated and (weak or GRAVE_TOPIC.search(piece.text)) else None


def many_hashtags(piece: Piece) -> str | None:
    """More than five hashtags (R52)."""
    hashtags = HASHTAG.findall(piece.text)
    return " ".join(hashtags) if len(hashtags) > HASHTAGS else None


MEASURES: Final[dict[str, Callable[[Piece], str | None]]] = {
    "R27": shouting,
    "R34": old_source,
    "R40": someone_in_danger,
    "R51": unreviewed_translation,
    "R52": many_hashtags,
}
