"""Keeps renditions: one per message, format and language, always with the hash of the words it was made from."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.inclusive.message import Message
from assets.inclusive_models import Format, Rendition, RenditionStep
from foundation.errors import NotFound


def renditions_of(session: Session, subject: str) -> dict[tuple[Format, str], Rendition]:
    """What exists of a message, by format and language."""
    found = session.scalars(select(Rendition).where(Rendition.subject == subject))
    return {(one.format, one.language): one for one in found}


def rendition_of(session: Session, subject: str, format: Format, language: str) -> Rendition:  # noqa: A002 - the column's name
    """One rendition.

    Raises:
        NotFound: it does not exist yet.
    """
    found = renditions_of(session, subject).get((format, language))
    if found is None:
        raise NotFound(kind=format.value, name=f"{subject} {language}")
    return found


def keep(
    session: Session,
    message: Message,
    format: Format,  # noqa: A002 - the column's name
    language: str,
    *,
    state: str,
    by: str,
    now: datetime,
    text: str | None = None,
    sha256: str | None = None,
    mime: str | None = None,
    facts: dict[str, Any] | None = None,
) -> Rendition:
    """Writes a rendition made from the message's words of now, in place of an older one, and who did it."""
    kept = renditions_of(session, message.subject).get((format, language))
    if kept is None:
        kept = Rendition(subject=message.subject, format=format, language=language)
        session.add(kept)
    kept.state, kept.seal, kept.text, kept.sha256, kept.mime = state, message.seal(language), text, sha256, mime
    kept.facts, kept.made_by, kept.made_at = facts or {}, by, now
    session.flush()
    note_step(session, kept, state, by=by, now=now)
    return kept


def note_step(
    session: Session,
    rendition: Rendition,
    act: str,
    *,
    by: str,
    now: datetime,
    note: str = "",
    facts: dict[str, Any] | None = None,
) -> RenditionStep:
    """Records what somebody did."""
    step = RenditionStep(
        rendition_id=rendition.id, act=act, seal=rendition.seal, note=note, facts=facts or {}, done_by=by, done_at=now
    )
    session.add(step)
    session.flush()
    return step


def steps_of(session: Session, rendition: Rendition) -> list[RenditionStep]:
    """What was done to it, oldest first."""
    return list(
        session.scalars(select(RenditionStep).where(RenditionStep.rendition_id == rendition.id).order_by(RenditionStep.id))
    )
