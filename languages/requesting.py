"""Human translation: requested per language, assigned, delivered as text or recording, reviewed, stale after edits."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.errors import Conflict, NotFound
from foundation.people import REGION, Role, User, has_role, require_role
from foundation.texts import N_
from languages.approving import approve_translation, check_translation
from languages.contract import Finding
from languages.errors import EmptySegment, NothingDelivered, SameLanguage, SamePerson
from languages.guard import Measure
from languages.memory import normal
from languages.models import RequestStatus, TranslationRequest
from languages.table import SOURCE, language_of

ACT: Final = N_("traducir")
WAITING: Final = (RequestStatus.REQUESTED, RequestStatus.ASSIGNED, RequestStatus.RETURNED)
OVER: Final = (RequestStatus.APPROVED, RequestStatus.WITHDRAWN)


def home_of(language: str, territory: str = REGION) -> str:
    """Where a translation is asked for: in the one country that speaks the language, else where its message belongs."""
    spoken = language_of(language).spoken
    return spoken[0] if territory == REGION and len(spoken) == 1 else territory


def request_translation(
    session: Session,
    subject: str,
    source: str,
    language: str,
    *,
    by: User,
    now: datetime,
    source_language: str = SOURCE,
    territory: str = REGION,
    due_at: datetime | None = None,
    assignee: User | None = None,
    note: str = "",
) -> TranslationRequest:
    """Asks people for a text in a language; asking twice for the same subject gives the same request, brought up to date.

    Raises:
        NotALanguage, SameLanguage, EmptySegment: nothing sensible was asked.
        NotAllowed: `by` may not ask there, or the assignee may not translate there.
    """
    language_of(language, "--to")
    if language == source_language:
        raise SameLanguage(field="--to", language=language)
    if not source.strip():
        raise EmptySegment(field="text")
    require_role(session, by, Role.COMMUNITY_MANAGER, territory, N_("pedir traducciones"))
    request = session.scalar(
        select(TranslationRequest).where(TranslationRequest.subject == subject, TranslationRequest.language == language)
    )
    if request is None:
        request = TranslationRequest(
            subject=subject, language=language, territory=territory, source=source, source_language=source_language,
            status=RequestStatus.REQUESTED, requested_by=by.name, requested_at=now,
        )  # fmt: skip
        session.add(request)
    elif request.status is RequestStatus.WITHDRAWN:
        request.status = RequestStatus.REQUESTED
    renew(request, source, now)
    request.due_at, request.note = due_at or request.due_at, note or (request.note or "")
    session.flush()
    if assignee is not None:
        assign(session, request, assignee, by=by)
    return request


def assign(session: Session, request: TranslationRequest, assignee: User, *, by: User) -> None:
    """Gives a request to a translator.

    Raises:
        NotAllowed: `by` may not assign there, or the assignee may not translate there.
        Conflict: it is done or withdrawn.
    """
    require_role(session, by, Role.COMMUNITY_MANAGER, request.territory, N_("asignar traducciones"))
    require_role(session, assignee, Role.TRANSLATOR, request.territory, ACT)
    if request.status not in WAITING:
        raise Conflict(thing=f"{request.id}", status=request.status.value, act=N_("asignar"))
    request.assignee = assignee.name
    if request.status is RequestStatus.REQUESTED:
        request.status = RequestStatus.ASSIGNED
    session.flush()


def may_work(session: Session, request: TranslationRequest, by: User) -> None:
    """Lets this person write on a request or not: its translator, or a reviewer in her stead.

    Raises:
        NotAllowed: not hers to translate.
        Conflict: it was approved or withdrawn meanwhile.
    """
    if request.assignee not in (None, by.name):
        require_role(session, by, Role.REVIEWER, request.territory, ACT)
    require_role(session, by, Role.TRANSLATOR, request.territory, ACT)
    if request.status not in (*WAITING, RequestStatus.DELIVERED):
        raise Conflict(thing=f"{request.id}", status=request.status.value, act=N_("entregar"))


def keep_draft(session: Session, request: TranslationRequest, text: str, *, by: User, segments: int = 0) -> None:
    """Keeps what a translator has so far, so that she can go on later and elsewhere. Who begins it takes it on.

    `segments`: how many of the original's segments it covers, where she works one by one.

    Raises:
        NotAllowed, Conflict: as for `deliver`.
    """
    may_work(session, request, by)
    request.draft, request.drafted = text, segments
    if request.assignee is None:
        request.assignee, request.status = by.name, RequestStatus.ASSIGNED
    session.flush()


def deliver(
    session: Session,
    request: TranslationRequest,
    *,
    by: User,
    now: datetime,
    text: str | None = None,
    audio_asset: int | None = None,
    measure: Measure | None = None,
) -> tuple[Finding, ...]:
    """Hands in a text, a recording (an asset of the library), or both; what the guard finds is told at once.

    Raises:
        EmptySegment: neither a text nor a recording.
        NotAllowed: not the assignee's to deliver.
        Conflict: it was approved or withdrawn meanwhile.
    """
    if not (text or "").strip() and audio_asset is None:
        raise EmptySegment(field="text")
    may_work(session, request, by)
    request.text = text.strip() if text and text.strip() else request.text
    request.audio_asset = audio_asset if audio_asset is not None else request.audio_asset
    request.status, request.delivered_by, request.delivered_at = RequestStatus.DELIVERED, by.name, now
    request.assignee = request.assignee or by.name
    request.draft, request.drafted = "", 0
    session.flush()
    return findings_of(session, request, measure=measure)


def findings_of(
    session: Session, request: TranslationRequest, text: str | None = None, *, measure: Measure | None = None
) -> tuple[Finding, ...]:
    """What the guard says of the delivered text, or of another one; a recording alone has no text to check."""
    words = text if text is not None else request.text
    if words is None:
        return ()
    return check_translation(
        session,
        request.source,
        words,
        request.source_language,
        request.language,
        territory=request.territory,
        measure=measure,
    )


def accept(
    session: Session,
    request: TranslationRequest,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    measure: Measure | None = None,
) -> tuple[Finding, ...]:
    """Approves a delivered translation; the memory learns it. In a language few can read a second person does this.

    Raises:
        NothingDelivered: there is nothing to approve.
        SamePerson: the translator of a regional language cannot be its reviewer.
        NotAllowed: `by` may not review there.
        Blocked: the guard forbids it and no reason was given.
    """
    reviewing(session, request, by)
    findings: tuple[Finding, ...] = ()
    if request.text is not None:
        findings = approve_translation(
            session, request.source, request.text, request.source_language, request.language,
            by=by, now=now, territory=request.territory, subject=about(request), reason=reason, measure=measure,
        )  # fmt: skip
    request.status, request.reviewed_by, request.reviewed_at = RequestStatus.APPROVED, by.name, now
    request.review_note, request.stale_since, request.source_before = reason, None, None
    session.flush()
    return findings


def about(request: TranslationRequest) -> str:
    """How overrules name what was translated: a post's are the post's, so that they hold when it is approved."""
    return request.subject if request.subject.startswith("post:") else f"translation:{request.id}"


def send_back(session: Session, request: TranslationRequest, *, by: User, now: datetime, note: str) -> None:
    """Gives a delivered translation back to its translator, saying what to change.

    Raises:
        NothingDelivered, SamePerson, NotAllowed: as for `accept`.
        EmptySegment: no note; the translator could not know what to do.
    """
    if not note.strip():
        raise EmptySegment(field="--note")
    reviewing(session, request, by)
    request.status, request.review_note = RequestStatus.RETURNED, note.strip()
    request.reviewed_by, request.reviewed_at = by.name, now
    session.flush()


def reviewing(session: Session, request: TranslationRequest, by: User) -> None:
    """Lets this person decide about a delivery or not. A second speaker of a regional language need not be a reviewer."""
    if request.status is not RequestStatus.DELIVERED:
        raise NothingDelivered(request=request.id, status=request.status.value)
    human = language_of(request.language).human
    if human and by.name == request.delivered_by:
        raise SamePerson(user=by.name, language=request.language)
    if not (human and has_role(session, by, Role.TRANSLATOR, request.territory)):
        require_role(session, by, Role.REVIEWER, request.territory, N_("revisar traducciones"))


def withdraw(session: Session, request: TranslationRequest, *, by: User) -> None:
    """Takes a request back.

    Raises:
        NotAllowed: `by` may not.
    """
    require_role(session, by, Role.COMMUNITY_MANAGER, request.territory, N_("pedir traducciones"))
    request.status = RequestStatus.WITHDRAWN
    session.flush()


def source_changed(session: Session, subject: str, source: str, now: datetime) -> list[TranslationRequest]:
    """Tells every translation of a subject that its original changed; those that were done are stale and open again."""
    found = session.scalars(select(TranslationRequest).where(TranslationRequest.subject == subject)).all()
    touched = [request for request in found if request.status is not RequestStatus.WITHDRAWN and renew(request, source, now)]
    session.flush()
    return touched


def renew(request: TranslationRequest, source: str, now: datetime) -> bool:
    """Puts the new original in; whether it differs. The one that was translated is kept, to show the difference."""
    if normal(request.source or "") == normal(source):
        return False
    if request.text is not None or request.audio_asset is not None:
        request.source_before = request.source_before or request.source
        request.stale_since = request.stale_since or now
        request.status = RequestStatus.ASSIGNED if request.assignee else RequestStatus.REQUESTED
    request.source, request.drafted = source, 0
    return True


def request_numbered(session: Session, number: int) -> TranslationRequest:
    """The request of that number.

    Raises:
        NotFound: there is none.
    """
    request = session.get(TranslationRequest, number)
    if request is None:
        raise NotFound(kind=N_("traducción"), name=number)
    return request


def requests(
    session: Session,
    *,
    assignee: str | None = None,
    language: str | None = None,
    status: RequestStatus | None = None,
    subject: str | None = None,
) -> list[TranslationRequest]:
    """Requests, the ones due first; without a status the open ones: not approved, not withdrawn."""
    query = select(TranslationRequest).order_by(
        TranslationRequest.due_at.is_(None), TranslationRequest.due_at, TranslationRequest.id
    )
    if assignee:
        query = query.where(TranslationRequest.assignee == assignee)
    if language:
        query = query.where(TranslationRequest.language == language)
    if subject:
        query = query.where(TranslationRequest.subject == subject)
    query = query.where(TranslationRequest.status == status) if status else query.where(TranslationRequest.status.not_in(OVER))
    return list(session.scalars(query))


def ready(session: Session, subject: str, language: str) -> TranslationRequest | None:
    """The approved translation of a subject, unless its original changed since."""
    return session.scalar(
        select(TranslationRequest).where(
            TranslationRequest.subject == subject,
            TranslationRequest.language == language,
            TranslationRequest.status == RequestStatus.APPROVED,
        )
    )
