"""What the translators' pages read: who asks for what by when, and one text with everything that helps to translate it."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.scheduling import World
from campaigns.versions import measure_of, post_of
from foundation.people import REGION, Role, User, UserRole, has_role
from foundation.texts import Texts
from languages.changes import Change, changes
from languages.contract import Finding, Severity
from languages.glossary import termbase
from languages.models import RequestStatus, TranslationRequest
from languages.requesting import OVER, WAITING, findings_of
from languages.segments import segments_of
from languages.similar import Index, Match, index_of, similar
from languages.table import Language, language_of, languages
from languages.terms import Hit, Termbase
from web.front import Front
from web.sessions import Person

MOST: Final = 200
ALIKE: Final = 72
SUGGESTED: Final = 8
LONG_ENOUGH: Final = 3  # words


@dataclass(frozen=True)
class Stretch:
    """A piece of the original; where it is a term, `form` is how the target language writes it."""

    words: str
    form: str = ""
    why: str = ""


@dataclass(frozen=True)
class Work:
    """One request as its page shows it."""

    request: TranslationRequest
    title: str
    source: Sequence[Stretch]
    terms: Sequence[Stretch]
    difference: Sequence[Change]
    suggestions: Sequence[Match]
    findings: Sequence[dict[str, str]]
    recording: Asset | None
    may_translate: bool
    may_review: bool
    may_assign: bool
    translators: Sequence[str]

    @property
    def text(self) -> str:
        """What stands in the box: her draft, else what was delivered."""
        return self.request.draft or self.request.text or ""

    @property
    def blocked(self) -> bool:
        """Whether the guard stops it: only a reason lets it pass."""
        return any(one["severity"] == "block" for one in self.findings)


def hers(person: Person) -> set[str]:
    """The territories whose translations a person sees; the region's are everywhere's."""
    order = list(Role)
    return {place for place, role in person.roles.items() if order.index(role) >= order.index(Role.TRANSLATOR)}


def work_list(
    session: Session, person: Person, *, language: str = "", assignee: str = "", status: str = ""
) -> Sequence[TranslationRequest]:
    """Requests of her territories, the ones due first; open ones unless a status is named."""
    query = select(TranslationRequest).order_by(
        TranslationRequest.due_at.is_(None), TranslationRequest.due_at, TranslationRequest.id
    )
    places = hers(person)
    if REGION not in places:
        query = query.where(TranslationRequest.territory.in_(places))
    if language:
        query = query.where(TranslationRequest.language == language)
    if assignee == "-":
        query = query.where(TranslationRequest.assignee.is_(None))
    elif assignee:
        query = query.where(TranslationRequest.assignee == assignee)
    if status in list(RequestStatus):
        query = query.where(TranslationRequest.status == RequestStatus(status))
    else:
        query = query.where(TranslationRequest.status.not_in(OVER))
    return session.scalars(query.limit(MOST)).all()


def languages_asked(session: Session) -> list[str]:
    """Every language something was asked for in."""
    return list(session.scalars(select(TranslationRequest.language).distinct().order_by(TranslationRequest.language)))


def translators_in(session: Session, territory: str) -> list[str]:
    """Who may translate there."""
    rows = session.execute(
        select(User.name, UserRole.role)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.active, UserRole.territory.in_((territory, REGION)))
        .order_by(User.name)
    )
    order = list(Role)
    return sorted({name for name, role in rows if order.index(role) >= order.index(Role.TRANSLATOR)})


def work_on(front: Front, session: Session, request: TranslationRequest, person: Person, world: World) -> Work:
    """Everything the page of one request shows."""
    user = session.scalars(select(User).where(User.name == person.name)).one()
    terms = termbase(session, request.territory)
    post = post_of(session, request)
    source = stretches(request.source, terms, request.source_language, request.language, person.language)
    may_translate = has_role(session, user, Role.TRANSLATOR, request.territory)
    open_to_her = request.status in (*WAITING, RequestStatus.DELIVERED)
    return Work(
        request=request,
        title=(post.title or post.text) if post else request.subject,
        source=source,
        terms=list({one.words.lower(): one for one in source if one.form}.values()),
        difference=changes(request.source_before, request.source) if request.source_before else (),
        suggestions=suggestions(front, session, request),
        findings=guarded(session, request, request.draft or request.text, world),
        recording=session.get(Asset, request.audio_asset) if request.audio_asset else None,
        may_translate=may_translate
        and open_to_her
        and (request.assignee in (None, user.name) or has_role(session, user, Role.REVIEWER, request.territory)),
        may_review=request.status is RequestStatus.DELIVERED and reviews(session, request, user),
        may_assign=has_role(session, user, Role.COMMUNITY_MANAGER, request.territory) and request.status in WAITING,
        translators=translators_in(session, request.territory),
    )


def reviews(session: Session, request: TranslationRequest, user: User) -> bool:
    """Whether this person may decide about a delivery: in a regional language a second one who speaks it."""
    human = language_of(request.language).human
    if human and user.name == request.delivered_by:
        return False
    return has_role(session, user, Role.TRANSLATOR if human else Role.REVIEWER, request.territory)


def guarded(session: Session, request: TranslationRequest, text: str | None, world: World) -> list[dict[str, str]]:
    """What the guard says of a text, in the reader's language."""
    if not (text or "").strip():
        return []
    found = findings_of(session, request, text, measure=measure_of(session, request, world))
    return said(found, world.texts)


def said(findings: Iterable[Finding], texts: Texts) -> list[dict[str, str]]:
    """Findings as pages show them."""
    return [{**one.said(texts), "instead": ""} for one in findings]


def stretches(text: str, terms: Termbase, source: str, target: str, reader: str) -> list[Stretch]:
    """The original cut at its terms."""
    found, at = [], 0
    for hit in terms.right_in(text, source):
        right = hit.term.right(target)
        everyday = hit.term.severity is Severity.INFO and " " not in hit.form.text
        if hit.start < at or not right or everyday:
            continue
        found += [Stretch(text[at : hit.start]), Stretch(text[hit.start : hit.end], form_of(hit, target), hit.term.said(reader))]
        at = hit.end
    return [one for one in [*found, Stretch(text[at:])] if one.words]


def form_of(hit: Hit, target: str) -> str:
    """How the target language writes the term."""
    return hit.term.right(target)[0].text


def suggestions(front: Front, session: Session, request: TranslationRequest) -> list[Match]:
    """What was translated before, of the text as a whole and of its sentences; numbers and names compared apart."""
    pair = (request.source_language, request.language)
    held: Index | None = front.memories.get(pair)
    index = front.memories[pair] = index_of(session, *pair, held)
    parts = [request.source, *(one for one in segments_of(request.source)[::2] if len(one.split()) >= LONG_ENOUGH)]
    best: dict[str, Match] = {}
    for part in dict.fromkeys(parts):
        for match in similar(index, part, 2, ALIKE):
            if match.source not in best or best[match.source].score < match.score:
                best[match.source] = match
    return sorted(best.values(), key=lambda one: -one.score)[:SUGGESTED]


def counts(session: Session, person: Person, now: datetime) -> dict[str, int]:
    """What waits for this person: hers to translate, to be reviewed by her territories, and late."""
    places = hers(person)
    here = TranslationRequest.territory.in_(places) if REGION not in places else TranslationRequest.id.is_not(None)

    def count(*wanted: object) -> int:
        query = select(func.count()).select_from(TranslationRequest).where(here, *wanted)  # type: ignore[arg-type]
        return session.scalar(query) or 0

    waiting = TranslationRequest.status.in_(WAITING)
    return {
        "mine": count(waiting, TranslationRequest.assignee == person.name),
        "delivered": count(TranslationRequest.status == RequestStatus.DELIVERED),
        "late": count(waiting, TranslationRequest.due_at < now),
    }


def to_ask(have: Container[str]) -> list[Language]:
    """The languages people can be asked for that a post does not have, common ones first."""
    return [one for one in languages().values() if one.code not in have and not one.signed]
