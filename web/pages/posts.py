"""Posts: the list, and one post with exactly what will be sent, where a person approves it."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Form
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from campaigns.approving import approve_post
from campaigns.finding import post_numbered
from campaigns.revising import edit_source, review_translation
from campaigns.standing import awaited
from foundation.errors import Conflict, CorettError, NotFound
from foundation.people import Role, user_named
from foundation.texts import N_, Texts
from languages.models import TranslationRequest
from web.access import SignedIn
from web.front import Front, Fronted, Line
from web.pages.compose import world
from web.posting import Frozen, frozen_deliveries, post_of, posts, seen_hash, unread_versions, waits
from web.queueing import campaigns
from web.reading import Said, file_findings, files_of, findings, not_looked_at
from web.saying import say_here
from web.sessions import Person
from web.translating import to_ask, translators_in

router = APIRouter(prefix="/console/posts")

APPROVE: Final = N_("aprobar")


class ChangedMeanwhile(Conflict):
    """The post is no longer what the person saw when she pressed the button."""

    code = "changed_meanwhile"
    sentence = N_("La publicación cambió mientras usted la leía. Mírela de nuevo y apruébela si está bien.")


@router.get("")
def listing(front: Fronted, person: SignedIn, campaign: str = "", waiting: str = "", page: int = 1) -> Response:
    """Posts, the newest first; or only those that wait for approval."""
    with front.database.reading() as session:
        known = campaigns(session)
        chosen = next((one for one in known if one.slug == campaign), None)
        rows, pages = posts(session, chosen.id if chosen else None, waiting=bool(waiting), number=page)
    return front.page(
        "console/posts.html",
        person.language,
        person=person,
        here="posts",
        campaigns=known,
        chosen=chosen,
        rows=rows,
        number=min(max(1, page), pages),
        pages=pages,
        waiting=bool(waiting),
    )


@router.get("/{number}")
def post(number: int, front: Fronted, person: SignedIn) -> Response:
    """One post, per profile exactly as it will be sent."""
    return post_page(front, person, number)


@router.post("/{number}/approve")
def approve(
    number: int,
    front: Fronted,
    person: SignedIn,
    seen: Annotated[str, Form()] = "",
    only_ready: Annotated[str, Form()] = "",
) -> Response:
    """Seals what the person saw, or shows what changed meanwhile."""
    try:
        with front.database.writing() as session:
            if seen_hash(deliveries_of(front, session, number)) != seen:
                raise ChangedMeanwhile(thing=number, status="", act=APPROVE)
            user = user_named(session, person.name)
            approve_post(session, number, user, front.clock.now(), only_ready=bool(only_ready))
    except CorettError as error:
        return post_page(front, person, number, error)
    return RedirectResponse(f"/console/posts/{number}?approved=1", 303)


@router.post("/{number}/review")
def review(
    number: int,
    front: Fronted,
    person: SignedIn,
    language: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """A person vouches for a version, corrected or as it is; with a reason a reviewer lets pass what the guard stops."""
    words, around = text.replace("\r\n", "\n").strip(), world(front, person)
    try:
        with front.database.writing() as session:
            review_translation(session, number, language, user_named(session, person.name), around, words, reason.strip())
    except CorettError as error:
        return post_page(front, person, number, error)
    return RedirectResponse(f"/console/posts/{number}", 303)


@router.post("/{number}/edit")
def edit(number: int, front: Fronted, person: SignedIn, text: Annotated[str, Form()] = "") -> Response:
    """New words for the original: approvals and translations of the old ones hold no more."""
    words = text.replace("\r\n", "\n").strip()
    try:
        with front.database.writing() as session:
            edit_source(session, number, words, user_named(session, person.name), world(front, person))
    except CorettError as error:
        return post_page(front, person, number, error)
    return RedirectResponse(f"/console/posts/{number}", 303)


def deliveries_of(front: Front, session: Session, number: int) -> list[Frozen]:
    """The post's deliveries as they are frozen now."""
    return frozen_deliveries(session, number, front.rules)


def said_in(one: Frozen) -> Said:
    """The words of a delivery, for the rules."""
    payload = one.payload
    return Said(payload["text"], payload["language"], one.row.territory, payload["link"])


def requests_of(session: Session, number: int) -> Sequence[Line]:
    """Where the post's translations by people stand."""
    columns = (
        TranslationRequest.id,
        TranslationRequest.language,
        TranslationRequest.status,
        TranslationRequest.assignee,
        TranslationRequest.due_at,
        TranslationRequest.stale_since,
    )
    wanted = select(*columns).where(TranslationRequest.subject == f"post:{number}")
    return session.execute(wanted.order_by(TranslationRequest.language)).all()


def post_page(front: Front, person: Person, number: int, error: CorettError | None = None) -> Response:
    """The page of a post, with what was refused above it."""
    with front.database.reading() as session:
        found = post_of(session, number)
        if found is None:
            raise NotFound(kind=N_("publicación"), name=number)
        deliveries = deliveries_of(front, session, number)
        drafts = unread_versions(session, number, world(front, person))
        until = [one.said(Texts(person.language)) for one in awaited(session, post_numbered(session, number))]
        asked = requests_of(session, number)
        have = {found.language, *(one.language for one in asked), *(one.payload["language"] for one in deliveries)}
        translators = translators_in(session, found.territory)
        waiting = [one for one in deliveries if waits(one)]
        found_in = findings(session, [said_in(one) for one in waiting], front.clock.now(), person.language)
        files = files_of(session, [one.payload for one in waiting])
        today = front.clock.now().date()
        found_in += file_findings(session, files, today, person.language)
        unseen = [one for one in files if not_looked_at(session, one)]
    return front.page(
        "console/post.html",
        person.language,
        (409 if isinstance(error, Conflict) else 422) if error else 200,
        person=person,
        here="posts",
        post=found,
        deliveries=deliveries,
        drafts=drafts,
        until=until,
        asked=asked,
        languages=to_ask(have),
        translators=translators,
        may_write=person.reaches(Role.COMMUNITY_MANAGER),
        waiting=waiting,
        findings=found_in,
        whole_price=sum(one.cost or 0 for one in waiting),
        unseen=unseen,
        seen=seen_hash(deliveries),
        may_approve=person.reaches(Role.REVIEWER),
        problem=say_here(error, Texts(person.language)) if error else "",
    )
