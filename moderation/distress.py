"""Tells a call for help from an ordinary request. Recall comes first: a needless answer with the help lines harms nobody."""

import tomllib
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Protocol

import regex

from moderation.folding import fold

FILE: Final = Path(__file__).parent / "starter" / "distress.toml"
LONGEST: Final = 10_000  # characters; a Telegram message holds 4,096
PATIENCE_S: Final = 0.25
COMMAND: Final = regex.compile(r"^\s*/\w+(?:@\w+)?")


class Sign(Protocol):
    """What a call for help can look like."""

    def seen_in(self, text: str) -> bool: ...


@dataclass(frozen=True)
class Phrase:
    """A turn of phrase, and the ordinary requests that look alike."""

    pattern: "regex.Pattern[str]"
    ordinary: "regex.Pattern[str] | None"

    def seen_in(self, text: str) -> bool:
        left = self.ordinary.sub(" · ", text, timeout=PATIENCE_S) if self.ordinary else text
        return self.pattern.search(left, timeout=PATIENCE_S) is not None


@dataclass(frozen=True)
class Cue:
    """Words that nobody uses to ask for the platform's own work; `work` tells that somebody does."""

    pattern: "regex.Pattern[str]"
    work: "regex.Pattern[str]"

    def seen_in(self, text: str) -> bool:
        return not self.work.search(text, timeout=PATIENCE_S) and self.pattern.search(text, timeout=PATIENCE_S) is not None


@dataclass(frozen=True)
class Pair:
    """A person close to a harm, in a message that does not speak of the platform's own work."""

    person: "regex.Pattern[str]"
    harm: "regex.Pattern[str]"
    work: "regex.Pattern[str]"
    within: int

    def seen_in(self, text: str) -> bool:
        if self.work.search(text, timeout=PATIENCE_S):
            return False
        people = [found.start() for found in self.person.finditer(text, timeout=PATIENCE_S)]
        harms = [found.start() for found in self.harm.finditer(text, timeout=PATIENCE_S)]
        return any(nearest(people, place) <= self.within for place in harms)


def looks_like_a_call_for_help(text: str) -> bool:
    """Whether someone may be asking for help or telling of a case (R39, R40), in Spanish or English.

    A text that takes too long to read counts as a call. Whoever asks must not store the text: answer with the verified help lines
    and page a person.
    """
    folded = fold(COMMAND.sub("", text[:LONGEST].lower()))
    try:
        return any(sign.seen_in(folded.text) or sign.seen_in(folded.unmasked.text) for sign in signs())
    except TimeoutError:
        return True


def nearest(places: list[int], place: int) -> int:
    """The distance to the nearest of them, in order; far beyond any window when there is none."""
    at = bisect(places, place)
    return min((abs(place - other) for other in places[max(at - 1, 0) : at + 1]), default=LONGEST)


@cache
def signs() -> tuple[Sign, ...]:
    """The signs of the data file."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    words = data["words"]
    phrases = (
        Phrase(filled(row["pattern"], words), filled(row["except"], words) if "except" in row else None) for row in data["signs"]
    )
    work = filled(r"\b(?:<work>)\b", words)
    pairs = (Pair(filled(row["person"], words), filled(row["harm"], words), work, row["within"]) for row in data["pairs"])
    cues = (Cue(filled(row["pattern"], words), work) for row in data["cues"])
    return (*phrases, *pairs, *cues)


def filled(pattern: str, words: Mapping[str, str]) -> "regex.Pattern[str]":
    """The pattern with its word lists in place."""
    for name, alternatives in words.items():
        pattern = pattern.replace(f"<{name}>", alternatives)
    return regex.compile(pattern)
