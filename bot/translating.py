"""What a translator does from her telephone: sees what is asked, sends it sentence by sentence or whole, hands it in, reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.fresh import Fresh
from assets.intake import keep
from bot.door import Surroundings
from bot.members import Reader
from bot.reviewing import reviewer
from campaigns.scheduling import World
from campaigns.versions import accept_version, measure_of
from foundation.errors import Conflict
from foundation.people import Role, User, has_role
from foundation.texts import N_, Texts
from languages.changes import Change, changes
from languages.contract import Finding, Severity
from languages.glossary import termbase
from languages.models import RequestStatus, TranslationRequest
from languages.requesting import WAITING, deliver, findings_of, keep_draft, request_numbered, send_back
from languages.segments import segments_of
from languages.similar import index_of, similar
from languages.table import language_of
from networks.registry import network_module

AT_ONCE: Final = 8
ALIKE: Final = 75


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the list."""

    number: int
    language: str
    start: str
    due: str
    review: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What she looks at: the whole original or one sentence of it, with the terms that stand in it and what the memory knows."""

    number: int
    language: str
    words: str
    at: int
    of: int
    terms: Sequence[tuple[str, str]]
    known: Sequence[str]
    note: str
    difference: Sequence[Change]
    draft: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as a whole, and what the guard says of it. `source` is the original's."""

    number: int
    language: str
    source: str
    text: str
    findings: Sequence[Finding]
    recording: bool = False

    @property
    def blocked(self) -> bool:
        """Whether only a reason lets it pass."""
        return any(one.severity is Severity.BLOCK for one in self.findings)


def world_for(around: Surroundings, reader: Reader) -> World:
    """What planning must know, for whoever asks."""
    return World(lambda name: network_module(name).LIMITS, around.public_url, Texts(reader.language), around.clock.now())


def tasks(session: Session, reader: Reader) -> list[Task]:
    """What waits for this person: hers or nobody's to translate, and what she may review; the ones due first.

    Raises:
        NotLinked: the chat belongs to no console user.
    """
    user = reviewer(session, reader)
    open_ones = session.scalars(
        select(TranslationRequest)
        .where(TranslationRequest.status.in_((*WAITING, RequestStatus.DELIVERED)))
        .order_by(TranslationRequest.due_at.is_(None), TranslationRequest.due_at, TranslationRequest.id)
    )
    found = []
    for one in open_ones:
        review = one.status is RequestStatus.DELIVERED
        if (may_review if review else may_translate)(session, one, user):
            due = f"{one.due_at:%Y-%m-%d}" if one.due_at else ""
            found.append(Task(one.id, language_of(one.language).endonym, one.source[:60], due, review))
        if len(found) == AT_ONCE:
            break
    return found


def may_translate(session: Session, request: TranslationRequest, user: User) -> bool:
    """Whether it is hers, or free and in her territories."""
    return request.assignee in (None, user.name) and has_role(session, user, Role.TRANSLATOR, request.territory)


def may_review(session: Session, request: TranslationRequest, user: User) -> bool:
    """Whether she may decide about it: in a regional language a second person who speaks it."""
    human = language_of(request.language).human
    if human and user.name == request.delivered_by:
        return False
    return has_role(session, user, Role.TRANSLATOR if human else Role.REVIEWER, request.territory)


def step(session: Session, number: int, reader: Reader, *, whole: bool = False) -> Step:
    """Where she stands: the next sentence, or the whole text.

    Raises:
        NotFound, NotLinked, NotAllowed, Conflict: it is not hers, or over.
    """
    request, user = request_numbered(session, number), reviewer(session, reader)
    if not may_translate(session, request, user):
        raise Conflict(thing=number, status=request.assignee or request.status, act=N_("traducir"))
    parts = [] if whole else segments_of(request.source)[::2]
    at = min(request.drafted, max(len(parts) - 1, 0))
    words = request.source if whole else parts[at]
    return Step(
        number=number,
        language=language_of(request.language).endonym,
        words=words,
        at=at + 1,
        of=max(len(parts), 1),
        terms=terms_in(session, request, words),
        known=known_of(session, request, words),
        note=request.review_note if request.status is RequestStatus.RETURNED else request.note,
        difference=changes(request.source_before, request.source) if request.source_before else (),
        draft=request.draft,
    )


def terms_in(session: Session, request: TranslationRequest, words: str) -> list[tuple[str, str]]:
    """The terms of a text and how the target language writes them."""
    hits = termbase(session, request.territory).right_in(words, request.source_language)
    pairs = [(words[hit.start : hit.end], hit.term.right(request.language)) for hit in hits]
    return list(dict.fromkeys((said, right[0].text) for said, right in pairs if right and right[0].text != said))


def known_of(session: Session, request: TranslationRequest, words: str) -> list[str]:
    """What the memory holds that is much like it."""
    index = index_of(session, request.source_language, request.language)
    return [match.text for match in similar(index, words, 2, ALIKE)]


def answer(session: Session, number: int, reader: Reader, words: str) -> bool:
    """Adds the translation of the next sentence; whether it was the last.

    Raises:
        NotLinked, NotAllowed, Conflict, NotFound.
    """
    request, user = request_numbered(session, number), reviewer(session, reader)
    parts = segments_of(request.source)
    done = request.drafted
    before = request.draft + parts[2 * done - 1] if done else ""
    keep_draft(session, request, before + words.strip(), by=user, segments=done + 1)
    return 2 * (done + 1) >= len(parts)


def write_whole(session: Session, number: int, reader: Reader, words: str) -> None:
    """Keeps a whole text as her draft.

    Raises:
        NotLinked, NotAllowed, Conflict, NotFound.
    """
    keep_draft(session, request_numbered(session, number), words.strip(), by=reviewer(session, reader))


def start_over(session: Session, number: int, reader: Reader) -> None:
    """Forgets her draft."""
    keep_draft(session, request_numbered(session, number), "", by=reviewer(session, reader))


def check(session: Session, number: int, reader: Reader, around: Surroundings) -> Checked:
    """Her draft, or what was delivered, with what the guard says."""
    request = request_numbered(session, number)
    reviewer(session, reader)
    text = request.draft or request.text or ""
    measure = measure_of(session, request, world_for(around, reader))
    found = findings_of(session, request, text, measure=measure) if text else ()
    name = language_of(request.language).endonym
    return Checked(number, name, request.source, text, found, request.audio_asset is not None)


def hand_in(session: Session, number: int, reader: Reader, around: Surroundings) -> None:
    """Delivers her draft.

    Raises:
        NotLinked, NotAllowed, Conflict, EmptySegment.
    """
    request, user = request_numbered(session, number), reviewer(session, reader)
    deliver(session, request, by=user, now=around.clock.now(), text=request.draft)


def hand_in_voice(session: Session, number: int, reader: Reader, around: Surroundings, sound: Fresh) -> None:
    """Delivers a recording, with her draft if she wrote one.

    Raises:
        NotLinked, NotAllowed, Conflict.
    """
    request, user, now = request_numbered(session, number), reviewer(session, reader), around.clock.now()
    told = {"es": f"Grabación: {language_of(request.language).es}", "en": f"Recording: {language_of(request.language).en}"}
    asset = keep(around.store, session, sound, told, "", user.name, now, name=Path(f"traduccion-{number}").name)
    session.flush()
    deliver(session, request, by=user, now=now, text=request.draft or None, audio_asset=asset.id)


def accept(session: Session, number: int, reader: Reader, around: Surroundings, reason: str = "") -> None:
    """A second person accepts it; a post's version is planned at once.

    Raises:
        NotLinked, SamePerson, NotAllowed, Blocked, NothingDelivered.
    """
    accept_version(session, request_numbered(session, number), reviewer(session, reader), world_for(around, reader), reason)


def give_back(session: Session, number: int, reader: Reader, around: Surroundings, note: str) -> None:
    """Back to its translator with a note.

    Raises:
        NotLinked, SamePerson, NotAllowed, EmptySegment, NothingDelivered.
    """
    request = request_numbered(session, number)
    send_back(session, request, by=reviewer(session, reader), now=around.clock.now(), note=note)
