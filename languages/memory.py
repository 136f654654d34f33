"""The translation memory: what was translated before, by whom, and how far it can be trusted."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from languages.contract import TranslationState
from languages.errors import EmptySegment, SameLanguage
from languages.models import Segment

STATES: Final = tuple(TranslationState)
SPACES: Final = re.compile(r"\s+")
BATCH: Final = 500  # well under SQLite's limit of bound variables


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
    elif STATES.index(segment.state) > STATES.index(state):
        return segment
    if (segment.target, segment.state) != (target.strip(), state):
        segment.target, segment.state, segment.author, segment.edited_at = target.strip(), state, author, now
        session.flush()
    return segment
