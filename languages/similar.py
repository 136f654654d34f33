"""Looks for similar segments in the memory; numbers and names are compared apart from the words: they decide the meaning."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from languages.contract import TranslationState
from languages.memory import normal
from languages.models import Segment

NUMBER: Final = re.compile(r"\d+(?:[.,:/]\d+)*")
NAME: Final = re.compile(
    r"(?<![.!?¡¿«“\"(]\s)(?<![¡¿«“\"(])(?<!^)\b[^\W\d_a-zà-ÿ]\w*(?:\s+[^\W\d_a-zà-ÿ]\w*)*|[@#]\w+|https?://\S+"
)
DIFFERENT_NUMBERS: Final = 5
DIFFERENT_NAMES: Final = 10
LEAST: Final = 70

Stamp = tuple[int, datetime | None]


class Row(NamedTuple):
    """A segment as the index holds it."""

    source: str
    target: str
    state: TranslationState
    author: str
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """A remembered segment and its likeness, 0 to 100. `text` is its translation, with the new numbers where that is certain."""

    source: str
    target: str
    text: str
    score: float
    state: TranslationState
    author: str
    edited_at: datetime
    same_numbers: bool
    same_names: bool


@dataclass(frozen=True)
class Index:
    """The memory of one pair of languages, ready to be searched. Keep it and hand it back to `index_of`."""

    stamp: Stamp
    skeletons: tuple[str, ...]
    rows: tuple[Row, ...]


def index_of(session: Session, source_language: str, target_language: str, held: Index | None = None) -> Index:
    """The index of a pair; the one held already when nothing changed since."""
    pair = (Segment.source_language == source_language, Segment.target_language == target_language)
    count, newest = session.execute(select(func.count(Segment.id), func.max(Segment.edited_at)).where(*pair)).one()
    if held is not None and held.stamp == (count, newest):
        return held
    columns = (Segment.source, Segment.target, Segment.state, Segment.author, Segment.edited_at)
    rows = tuple(Row(*row) for row in session.execute(select(*columns).where(*pair)))
    return Index((count, newest), tuple(skeleton(row.source) for row in rows), rows)


def similar(index: Index, text: str, most: int = 3, least: float = LEAST) -> list[Match]:
    """The most similar segments, best first."""
    found = process.extract(skeleton(text), index.skeletons, scorer=fuzz.ratio, limit=most * 4, score_cutoff=least)
    matches = [match_of(text, index.rows[at], score) for _skeleton, score, at in found]
    return sorted((match for match in matches if match.score >= least), key=lambda match: -match.score)[:most]


def match_of(text: str, row: Row, score: float) -> Match:
    """A candidate, its score lowered where numbers or names differ."""
    numbers = Counter(NUMBER.findall(text)) == Counter(NUMBER.findall(row.source))
    names = Counter(names_in(text)) == Counter(names_in(row.source))
    lowered = score - DIFFERENT_NUMBERS * (not numbers) - DIFFERENT_NAMES * (not names)
    told = 100.0 if normal(text) == normal(row.source) else min(lowered, 99.0)
    renumbered = row.target if numbers else with_numbers(text, row.source, row.target)
    return Match(row.source, row.target, renumbered, round(told, 1), row.state, row.author, row.edited_at, numbers, names)


def skeleton(text: str) -> str:
    """The words of a text, its numbers and names taken out."""
    return normal(NUMBER.sub("0", NAME.sub("N", text))).lower()


def names_in(text: str) -> list[str]:
    """The names in a text: capitals inside a sentence, accounts, hashtags, links."""
    return NAME.findall(text)


def with_numbers(text: str, source: str, target: str) -> str:
    """The old translation with the new text's numbers, where each old number stands once on both sides; else as it is."""
    old, new = NUMBER.findall(source), NUMBER.findall(text)
    if len(old) != len(new) or len(set(old)) != len(old) or sorted(NUMBER.findall(target)) != sorted(old):
        return target
    swap = dict(zip(old, new, strict=True))
    return NUMBER.sub(lambda match: swap[match.group()], target)
