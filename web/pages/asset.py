"""One file of the library: its record, who may be recognised, faces to hide, captions, where it went, and its withdrawal."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Form
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, RedirectResponse, Response

from assets.captions.files import LARGEST, UnreadableCaptions, decoded, parse
from assets.errors import MissingConsentValue, WrongConsent
from assets.face_finding import Region, faces_in
from assets.faces import parse_region, pixelate
from assets.inclusive.films import caption_film, captions_of
from assets.library import asset_numbered, check_identity, consents_of, record_consent, renew
from assets.models import Asset
from assets.settings import AssetsSection
from assets.sniffing import Kind
from campaigns.withdrawing import hold_if_barred, take_out
from foundation.errors import CorettError, NotFound
from foundation.people import Role, user_named
from foundation.settings import parse_section
from foundation.texts import N_, Texts
from web.access import SignedIn, inside, require
from web.front import Front, Fronted
from web.pages.library import ADD, Text, Upload, consent_of
from web.saying import MissingInput, field_of, say_here
from web.sessions import Person
from web.shelf import record_of
from web.uploads import is_sent

router = APIRouter(prefix="/console/library")

Boxes = Annotated[list[str], Form()]
Act = Callable[[Session, Asset], None]
MOST_BOXES: Final = 40


@router.get("/{number}")
def asset(number: int, front: Fronted, person: SignedIn, faces: str = "", told: str = "") -> Response:
    """The file's page; with `faces` the detector looks at it first."""
    return asset_page(front, person, number, look=bool(faces), told=told)


@router.post("/{number}/review")
def review(number: int, front: Fronted, person: SignedIn, nobody: Text = "", back: Text = "") -> Response:
    """A reviewer's word on whether anybody can be recognised; what was planned with the file is held when somebody can."""

    def say(session: Session, found: Asset) -> None:
        if nobody not in {"yes", "no"}:
            raise MissingInput(field="nobody", hint=N_("Diga si se reconoce a alguien."))
        reviewer = user_named(session, person.name)
        check_identity(session, found, reviewer, front.clock.now(), nobody_identifiable=nobody == "yes")
        hold_if_barred(session, found, front.clock.now())

    return act(front, person, number, say, (lambda: inside(back)) if back else None)


@router.post("/{number}/consent")
def consent(
    number: int, front: Fronted, person: SignedIn, who: Text = "", purpose: Text = "", until: Text = "", signed: Upload = None
) -> Response:
    """Records one more person's permission."""
    require(person, Role.COMMUNITY_MANAGER, ADD)

    def keep(session: Session, found: Asset) -> None:
        given = consent_of(who, purpose, until, signed)
        if given is None:
            raise MissingConsentValue(field="who")
        record_consent(session, front.vault, found, by=person.name, now=front.clock.now(), **given)

    return act(front, person, number, keep)


@router.post("/{number}/renew")
def renewed(number: int, front: Fronted, person: SignedIn, until: Text = "") -> Response:
    """Extends every permission of the file to a day."""
    require(person, Role.COMMUNITY_MANAGER, ADD)

    def extend(session: Session, found: Asset) -> None:
        try:
            day = date.fromisoformat(until)
        except ValueError as error:
            raise WrongConsent(field="until", reason=until) from error
        for one in consents_of(session, found):
            renew(one, day)

    return act(front, person, number, extend)


@router.post("/{number}/pixelate")
def hide(number: int, front: Fronted, person: SignedIn, box: Boxes = []) -> Response:  # noqa: B006 - FastAPI copies it
    """A new file in which the boxes cannot be recognised."""
    require(person, Role.COMMUNITY_MANAGER, ADD)
    made = 0

    def cover(session: Session, found: Asset) -> None:
        nonlocal made
        regions = [parse_region(one) for one in box[:MOST_BOXES] if one.strip(" ,")]
        if not regions:
            raise MissingInput(field="box", hint=N_("Marque al menos un recuadro."))
        made = pixelate(session, front.store, found, regions, person.name, front.clock.now()).id

    return act(front, person, number, cover, lambda: f"/console/library/{made}")


@router.post("/{number}/captions")
def captions(number: int, front: Fronted, person: SignedIn, language: Text = "es", file: Upload = None) -> Response:
    """Subtitles for a film, as SRT, VTT or ASS; every post that shows the film has them."""
    require(person, Role.COMMUNITY_MANAGER, ADD)

    def keep(session: Session, found: Asset) -> None:
        if file is None or not is_sent(file):
            raise MissingInput(field="captions", hint=N_("Elija un archivo SRT, VTT o ASS."))
        data = file.file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise UnreadableCaptions(field="captions", name=file.filename or "", reason=f"> {LARGEST // 1_000_000} MB")
        cues = parse(decoded(data), file.filename or "")
        caption_film(session, front.store, found, cues, language, by=person.name, now=front.clock.now())

    return act(front, person, number, keep)


@router.post("/{number}/withdraw")
def withdraw(number: int, front: Fronted, person: SignedIn, why: Text = "") -> Response:
    """Takes the file and what was made from it out, holds what was planned with them, and says where it already is."""
    require(person, Role.COMMUNITY_MANAGER, N_("retirar archivos"))

    def out(session: Session, found: Asset) -> None:
        if not why.strip():
            raise MissingInput(field="why", hint=N_("Diga por qué se retira."))
        take_out(session, front.store, found, why.strip(), front.clock.now())

    return act(front, person, number, out)


@router.get("/{number}/captions/{language}.vtt")
def track(number: int, language: str, front: Fronted, person: SignedIn) -> Response:  # noqa: ARG001
    """A film's subtitles in one language, for the player and to download."""
    with front.database.reading() as session:
        found = captions_of(session, asset_numbered(session, number).id)
    for sha256, spoken, mime in found:
        if (spoken, mime) == (language, "text/vtt"):
            return FileResponse(front.store.path(sha256, mime), media_type=mime, filename=f"{number}.{language}.vtt")
    raise NotFound(kind=N_("subtítulos"), name=language)


def act(front: Front, person: Person, number: int, do: Act, then: Callable[[], str] | None = None) -> Response:
    """Does something to a file in one transaction and shows what became of it."""
    try:
        with front.database.writing() as session:
            do(session, asset_numbered(session, number))
    except CorettError as error:
        return asset_page(front, person, number, error)
    return RedirectResponse(then() if then else f"/console/library/{number}?told=1", 303)


def asset_page(
    front: Front, person: Person, number: int, error: CorettError | None = None, *, look: bool = False, told: str = ""
) -> Response:
    """The page of a file, with what was refused above it."""
    with front.database.reading() as session:
        found = asset_numbered(session, number)
        record = record_of(session, found, front.clock.now().date())
    boxes = faces_of(front, found) if look else None
    return front.page(
        "console/asset.html",
        person.language,
        422 if error else 200,
        person=person,
        here="library",
        asset=found,
        record=record,
        boxes=boxes,
        looked=look,
        may_review=person.reaches(Role.REVIEWER),
        may_add=person.reaches(Role.COMMUNITY_MANAGER),
        told=bool(told) and error is None,
        problem=say_here(error, Texts(person.language)) if error else "",
        wrong_field=field_of(error) if error else "",
    )


def faces_of(front: Front, found: Asset) -> list[Region] | None:
    """What the detector suggests for a picture that is still there."""
    if found.kind != Kind.IMAGE or found.withdrawn_at is not None:
        return None
    model = parse_section(AssetsSection, front.settings.assets, "assets").face_model
    return faces_in(front.store.path(found.sha256, found.mime).read_bytes(), model)
