"""Composing: one form, and beside it what each profile will show, counted as its network counts."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.responses import RedirectResponse, Response

from campaigns.finding import profiles_named
from campaigns.previewing import preview
from campaigns.scheduling import World, create_post
from campaigns.versions import request_version
from foundation.errors import CorettError
from foundation.people import Role, require_role, user_named
from foundation.texts import N_, Texts
from languages.table import languages
from networks.contract import Limits
from networks.registry import network_module
from web.access import SignedIn, require
from web.choices import compose_choices
from web.drafting import drafted, guard_of
from web.drafts import LANGUAGES, Draft, draft_of, order_of
from web.front import Front, Fronted
from web.reading import Said, findings
from web.saying import MissingInput, field_of, say_here
from web.sessions import Person
from web.uploads import is_sent, take_upload

router = APIRouter(prefix="/console/compose")

Drafted = Annotated[Draft, Depends(draft_of)]
WRITE: Final = N_("escribir publicaciones")


@router.get("")
def blank(front: Fronted, person: SignedIn, campaign: str = "", key_message: str = "", asset: str = "") -> Response:
    """An empty form, or one begun for a campaign, a key message or a file of the library."""
    require(person, Role.COMMUNITY_MANAGER, WRITE)
    return form(front, person, Draft(campaign=campaign, key_message=key_message, asset=asset))


@router.post("/preview")
def live(front: Fronted, person: SignedIn, draft: Drafted) -> Response:
    """What the profiles will show, while the person types."""
    return front.page("console/preview_part.html", person.language, **shown(front, person, draft))


@router.post("")
def send(
    front: Fronted,
    person: SignedIn,
    draft: Drafted,
    file: Annotated[UploadFile | None, File()] = None,
    act: Annotated[str, Form()] = "save",
) -> Response:
    """Keeps the post, or only shows how it would look. What is wrong is told beside its field; then nothing is kept."""
    require(person, Role.COMMUNITY_MANAGER, WRITE)
    try:
        if act.startswith("draft-") and act.removeprefix("draft-") in LANGUAGES:
            return form(front, person, drafted(front, draft, act.removeprefix("draft-")))
        if file is not None and is_sent(file):
            draft = with_asset(draft, take_upload(front, file, draft.alt, person))
        if act == "preview":
            return form(front, person, draft)
        return RedirectResponse(f"/console/posts/{saved(front, person, draft)}", 303)
    except CorettError as error:
        return form(front, person, draft, error)


def saved(front: Front, person: Person, draft: Draft) -> int:
    """The number of the new post; nothing of it leaves before it is approved.

    Raises:
        CorettError: what the use case refuses; nothing was written.
    """
    if draft.when != "now" and not draft.at:
        raise MissingInput(field="at", hint=N_("Diga qué día y a qué hora sale."))
    with front.database.writing() as session:
        user = user_named(session, person.name)
        for profile in profiles_named(session, draft.profile):
            require_role(session, user, Role.COMMUNITY_MANAGER, profile.territory, act=WRITE)
        post, _ = create_post(session, order_of(session, draft), person.name, world(front, person))
        for language in draft.ask:
            request_version(session, post, language, by=user, now=front.clock.now())
        return post.id


def form(front: Front, person: Person, draft: Draft, error: CorettError | None = None) -> Response:
    """The page, with what was typed and what is wrong with it."""
    texts = Texts(person.language)
    with front.database.reading() as session:
        facts = compose_choices(session, person.language, draft.asset)
    by_people = [one for one in languages().values() if one.human and not one.signed and one.code not in LANGUAGES]
    return front.page(
        "console/compose.html",
        person.language,
        422 if error else 200,
        person=person,
        here="compose",
        draft=draft,
        tongues=LANGUAGES,
        by_people=by_people,
        problem=say_here(error, texts) if error else "",
        wrong_field=field_of(error) if error else "",
        **facts,
        **shown(front, person, draft),
    )


def shown(front: Front, person: Person, draft: Draft) -> dict[str, Any]:
    """The previews of a draft and what the do-no-harm rules say; before it is whole, the sentence that says what is missing."""
    texts = Texts(person.language)
    try:
        with front.database.reading() as session:
            views = preview(session, order_of(session, draft), world(front, person))
            said = [
                Said(one.outgoing.text, one.outgoing.language, one.outgoing.about["territory"], one.outgoing.link)
                for one in views
            ]
            found = findings(session, said, front.clock.now(), person.language)
            return {"views": views, "findings": found, "missing": "", "guard": guard_of(session, draft, texts)}
    except CorettError as error:
        with front.database.reading() as session:
            guard = guard_of(session, draft, texts)
        return {"views": [], "findings": [], "missing": say_here(error, texts), "guard": guard}


def world(front: Front, person: Person) -> World:
    """What planning must know, for the person who plans."""
    return World(limits_of, front.public_url, Texts(person.language), front.clock.now(), front.rules)


def limits_of(network: str) -> Limits:
    """A network's declared limits."""
    return network_module(network).LIMITS


def with_asset(draft: Draft, number: int) -> Draft:
    """The draft with a file of the library instead of the one that was sent."""
    return replace(draft, asset=str(number))
