"""The translation memory: what was translated before, by whom, and how far it can be trusted."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from languages.contract import TranslationState
from languages.errors import EmptySegment, SameLanguage
from languages.models import Segment

STATES: Final = tuple(TranslationState)
SPACES: Final = re.compile(r"\s+")
BATCH: Final = 500  # well under SQLite's limit of bound variables


@dataclass(frozen=True, slots=True)
class Unit:
    """One translation on its way into or out of the memory."""

    source: str
    target: str
    source_language: str
    target_language: str
    state: TranslationState
    author: str
    edited_at: datetime


@dataclass(slots=True)
class Taught:
    """How many units of an import were new, changed something, or were worth less than what was there."""

    added: int = 0
    changed: int = 0
    kept: int = 0


def normal(text: str) -> str:
    """The text as it is compared: composed letters, single spaces, no space at its ends."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def key_of(text: str) -> str:
    """The hash under which a source text is remembered. Case counts: a name is not a noun."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


def recall(session: Session, text: str, source_language: str, target_language: str) -> Segment | None:
    """What the memory holds for exactly this text, None when nothing."""
    return recall_all(session, [text], source_language, target_language).get(key_of(text))


def recall_all(session: Session, texts: Iterable[str], source_language: str, target_language: str) -> dict[str, Segment]:
    """What the memory holds for exactly these texts, by `key_of`."""
    keys = list({key_of(text) for text in texts})
    found: dict[str, Segment] = {}
    for start in range(0, len(keys), BATCH):
        rows = session.scalars(
            select(Segment).where(
                Segment.source_language == source_language,
                Segment.target_language == target_language,
                Segment.key.in_(keys[start : start + BATCH]),
            )
        )
        found.update({row.key: row for row in rows})
    return found


def teach(
    session: Session,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    state: TranslationState,
    author: str,
    now: datetime,
) -> Segment:
    """Remembers a translation. What a person approved is not overwritten by something worth less.

    Raises:
        EmptySegment: one of the two texts is empty.
        SameLanguage: there is nothing to translate.
    """
    if not normal(source) or not normal(target):
        raise EmptySegment(field="text")
    if source_language == target_language:
        raise SameLanguage(field="to", language=target_language)
    segment = recall(session, source, source_language, target_language)
    if segment is None:
        segment = Segment(
            source_language=source_language, target_language=target_language, key=key_of(source), source=normal(source)
        )
        session.add(segment)
    elif worth(segment.state) > worth(state):
        return segment
    if (segment.target, segment.state) != (target.strip(), state):
        segment.target, segment.state, segment.author, segment.edited_at = target.strip(), state, author, now
        session.flush()
    return segment


def teach_all(session: Session, units: Iterable[Unit], told: Callable[[int], None] = lambda _count: None) -> Taught:
    """Remembers many translations, some hundred at a time: an import of any size fits. `told` hears how many so far."""
    taught = Taught()
    pending = iter(units)
    done = 0
    while batch := list(islice(pending, BATCH)):
        for pair in {(unit.source_language, unit.target_language) for unit in batch}:
            teach_batch(session, [unit for unit in batch if (unit.source_language, unit.target_language) == pair], taught)
        done += len(batch)
        told(done)
    return taught


def teach_batch(session: Session, units: list[Unit], taught: Taught) -> None:
    """One batch of one pair of languages. Of the same source the later unit wins, if it is worth as much."""
    best: dict[str, Unit] = {}
    for unit in units:
        key = key_of(unit.source)
        if key not in best or worth(unit.state) >= worth(best[key].state):
            best[key] = unit
    pair = (units[0].source_language, units[0].target_language)
    columns = (Segment.key, Segment.id, Segment.target, Segment.state)
    query = select(*columns).where(Segment.source_language == pair[0], Segment.target_language == pair[1], Segment.key.in_(best))
    known = {row.key: row for row in session.execute(query)}
    fresh = [values_of(key, unit) for key, unit in best.items() if key not in known]
    better = [
        {
            "id": known[key].id,
            "target": unit.target.strip(),
            "state": unit.state,
            "author": unit.author,
            "edited_at": unit.edited_at,
        }
        for key, unit in best.items()
        if key in known and improves(unit, known[key].target, known[key].state)
    ]
    if fresh:
        session.execute(insert(Segment), fresh)
    if better:
        session.execute(update(Segment), better)
    taught.added += len(fresh)
    taught.changed += len(better)
    taught.kept += len(units) - len(fresh) - len(better)


def improves(unit: Unit, target: str, state: TranslationState) -> bool:
    """Whether a unit says something else than the memory, or the same with more authority; never with less."""
    return worth(unit.state) >= worth(state) and (unit.target.strip(), unit.state) != (target, state)


def worth(state: TranslationState) -> int:
    """A state's place in the order."""
    return STATES.index(state)


def values_of(key: str, unit: Unit) -> dict[str, object]:
    """A new row."""
    return {
        "source_language": unit.source_language,
        "target_language": unit.target_language,
        "key": key,
        "source": normal(unit.source),
        "target": unit.target.strip(),
        "state": unit.state,
        "author": unit.author,
        "edited_at": unit.edited_at,
    }


def units(session: Session, source_language: str | None = None, target_language: str | None = None) -> Iterator[Unit]:
    """Everything the memory holds of a pair (or of all), one by one."""
    query = select(Segment).order_by(Segment.source_language, Segment.target_language, Segment.id)
    if source_language:
        query = query.where(Segment.source_language == source_language)
    if target_language:
        query = query.where(Segment.target_language == target_language)
    for row in session.scalars(query.execution_options(yield_per=BATCH)):
        yield Unit(row.source, row.target, row.source_language, row.target_language, row.state, row.author, row.edited_at)
        session.expunge(row)
