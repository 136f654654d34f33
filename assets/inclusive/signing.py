"""Sign-language videos: requested, recorded by an interpreter, reviewed by a deaf person, approved by a third.

There is no machine for this. Every step is a person's, and nobody vouches for her own work.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from assets.inclusive.keeping import keep, note_step, rendition_of, steps_of
from assets.inclusive.message import Message, sign_language
from assets.inclusive_models import Format, Rendition
from foundation.errors import BadInput, Conflict
from foundation.texts import N_


class Signing(StrEnum):
    """Where a sign-language video stands."""

    REQUESTED = "requested"
    RECORDED = "recorded"
    REVIEWED = "reviewed"
    APPROVED = "approved"


BEFORE: Final[Mapping[Signing, frozenset[Signing]]] = MappingProxyType(
    {
        Signing.RECORDED: frozenset({Signing.REQUESTED, Signing.RECORDED}),
        Signing.REVIEWED: frozenset({Signing.RECORDED}),
        Signing.APPROVED: frozenset({Signing.REVIEWED}),
    }
)


class NeedsDeafReviewer(BadInput):
    """Only a person whose language it is can say whether it is understood."""

    code = "needs_deaf_reviewer"
    sentence = N_("{field}: la revisión en lengua de señas la hace una persona sorda. Márquelo con --deaf-reviewer si lo es.")


class OwnWork(Conflict):
    """Whoever did a step may not vouch for it."""

    code = "own_work"
    sentence = N_("{thing}: «{by}» ya hizo el paso «{status}»; el siguiente lo da otra persona.")


def request(session: Session, message: Message, language: str, *, by: str, now: datetime, note: str = "") -> Rendition:
    """Asks for the message in a sign language; asking again after a change starts anew.

    Raises:
        UnknownSignLanguage: not one of the nine countries'.
    """
    made = keep(session, message, Format.SIGN_LANGUAGE, sign_language(language), state=Signing.REQUESTED, by=by, now=now)
    steps_of(session, made)[-1].note = note
    return made


def record(session: Session, message: Message, language: str, sha256: str, *, by: str, now: datetime) -> Rendition:
    """Takes in the recording; a new recording of a reviewed one must be reviewed again.

    Raises:
        NotFound: nobody asked for it. Conflict: it is past that, or was made of other words.
    """
    slot = ready(session, message, language, Signing.RECORDED)
    return keep(session, message, slot.format, language, state=Signing.RECORDED, by=by, now=now, sha256=sha256, mime="video/mp4")


def review(
    session: Session, message: Message, language: str, *, by: str, now: datetime, deaf_reviewer: bool, note: str = ""
) -> Rendition:
    """A deaf person's word that the video is understood.

    Raises:
        NeedsDeafReviewer, OwnWork, NotFound, Conflict.
    """
    if not deaf_reviewer:
        raise NeedsDeafReviewer(field="reviewer")
    return vouch(session, message, language, Signing.REVIEWED, by=by, now=now, note=note)


def approve(session: Session, message: Message, language: str, *, by: str, now: datetime, note: str = "") -> Rendition:
    """The last word before it goes out.

    Raises:
        OwnWork, NotFound, Conflict.
    """
    return vouch(session, message, language, Signing.APPROVED, by=by, now=now, note=note)


def send_back(session: Session, message: Message, language: str, *, by: str, now: datetime, note: str) -> Rendition:
    """It must be recorded again, and why.

    Raises:
        NotFound: there is none.
    """
    slot = rendition_of(session, message.subject, Format.SIGN_LANGUAGE, language)
    slot.state = Signing.REQUESTED
    note_step(session, slot, "sent_back", by=by, now=now, note=note)
    return slot


def vouch(session: Session, message: Message, language: str, state: Signing, *, by: str, now: datetime, note: str) -> Rendition:
    """A step that somebody else than the one before must take."""
    slot = ready(session, message, language, state)
    last = steps_of(session, slot)[-1]
    if last.done_by == by:
        raise OwnWork(thing=language, by=by, status=last.act)
    slot.state = state
    note_step(session, slot, state, by=by, now=now, note=note)
    return slot


def ready(session: Session, message: Message, language: str, state: Signing) -> Rendition:
    """The slot, when it may take that step and its words are still the message's."""
    slot = rendition_of(session, message.subject, Format.SIGN_LANGUAGE, sign_language(language))
    if slot.state not in BEFORE[state] or slot.seal != message.seal(language):
        status = slot.state if slot.seal == message.seal(language) else "out of date"
        raise Conflict(thing=f"{message.subject} {language}", status=status, act=state)
    return slot
