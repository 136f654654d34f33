"""The library: every file with its state, and the form through which a file comes in with its licence and consent."""

import io
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, UploadFile
from PIL import Image
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, RedirectResponse, Response

from assets.errors import MissingLicence, WrongConsent
from assets.intake import alt_texts, keep
from assets.library import asset_numbered, record_consent
from assets.models import Asset
from assets.sniffing import Kind
from assets.video.rendering import poster
from campaigns.finding import campaign_named
from campaigns.materials import want_materials
from campaigns.models import Campaign
from foundation.errors import CorettError, NotFound
from foundation.people import Role
from foundation.texts import N_, Texts
from web.access import SignedIn, require
from web.front import Front, Fronted
from web.queueing import campaigns
from web.saying import MissingInput, field_of, say_here
from web.sessions import Person
from web.shelf import DOWNLOADS, KIND_WORDS, SMALL, shelf
from web.uploads import freshened, is_sent

router = APIRouter(prefix="/console/library")

Text = Annotated[str, Form()]
Upload = Annotated[UploadFile | None, File()]
ADD: Final = N_("agregar archivos a la biblioteca")
ENDINGS: Final = {*(f".{one}" for one in DOWNLOADS.values()), ".jpeg", ".mov", ".webm", ".mkv", ".wav", ".flac", ".gif"}
A_DAY: Final = {"cache-control": "private, max-age=86400"}


@router.get("")
def listing(
    front: Fronted, person: SignedIn, kind: str = "", campaign: str = "", words: str = "", waiting: str = "", page: int = 1
) -> Response:
    """One page of files."""
    with front.database.reading() as session:
        rows, pages = shelf(
            session,
            front.clock.now().date(),
            kind=kind,
            campaign=campaign,
            words=words,
            waiting=bool(waiting),
            number=page,
        )
        known = campaigns(session)
        chosen = next((one for one in known if one.slug == campaign), None)
        making = session.get_one(Campaign, chosen.id).materials_wanted_at is not None if chosen else False
    facts = {"kind": kind, "campaign": campaign, "words": words, "waiting": waiting}
    return front.page(
        "console/library.html",
        person.language,
        person=person,
        here="library",
        rows=rows,
        pages=pages,
        number=min(max(1, page), pages),
        kinds=KIND_WORDS,
        campaigns=known,
        chosen=chosen,
        making=making,
        may_add=person.reaches(Role.COMMUNITY_MANAGER),
        facts=facts,
    )


@router.post("/materials")
def prepare(front: Fronted, person: SignedIn, campaign: Text = "") -> Response:
    """Asks for a campaign's files: the platform makes them when it has time."""
    require(person, Role.COMMUNITY_MANAGER, ADD)
    with front.database.writing() as session:
        want_materials(campaign_named(session, campaign), front.clock.now())
    return RedirectResponse(f"/console/library?{urlencode({'campaign': campaign})}", 303)


@router.get("/new")
def blank(front: Fronted, person: SignedIn) -> Response:
    """An empty form."""
    require(person, Role.COMMUNITY_MANAGER, ADD)
    return form(front, person, {})


@router.post("/new")
def take(
    front: Fronted,
    person: SignedIn,
    file: Upload = None,
    alt_es: Text = "",
    alt_en: Text = "",
    licence: Text = "",
    who: Text = "",
    purpose: Text = "",
    until: Text = "",
    signed: Upload = None,
) -> Response:
    """Takes the file in with its licence and, where somebody gave permission, the record of it: all of it or nothing."""
    require(person, Role.COMMUNITY_MANAGER, ADD)
    typed = {"alt_es": alt_es, "alt_en": alt_en, "licence": licence, "who": who, "purpose": purpose, "until": until}
    try:
        if file is None or not is_sent(file):
            raise MissingInput(field="file", hint=N_("Elija un archivo."))
        words = alt_texts({"es": alt_es, "en": alt_en})
        if not licence.strip():
            raise MissingLicence(field="licence")
        consent = consent_of(who, purpose, until, signed)
        fresh = freshened(front, file)
        with front.database.writing() as session:
            name = Path(file.filename or "").name
            asset = keep(front.store, session, fresh, words, licence, person.name, front.clock.now(), name=name)
            if consent:
                record_consent(session, front.vault, asset, by=person.name, now=front.clock.now(), **consent)
            number = asset.id
    except CorettError as error:
        return form(front, person, typed, error)
    return RedirectResponse(f"/console/library/{number}", 303)


def consent_of(who: str, purpose: str, until: str, signed: UploadFile | None) -> dict[str, Any] | None:
    """What the form says about a permission; None where it says nothing.

    Raises:
        WrongConsent: the day is none.
    """
    form = signed.file.read() if signed is not None and is_sent(signed) else b""
    if not (who.strip() or purpose.strip() or until.strip() or form):
        return None
    try:
        day = date.fromisoformat(until) if until.strip() else None
    except ValueError as error:
        raise WrongConsent(field="until", reason=until) from error
    return {"who": who, "purpose": purpose, "until": day, "form": form}


def form(front: Front, person: Person, typed: dict[str, str], error: CorettError | None = None) -> Response:
    """The page, with what was typed and what is wrong with it."""
    empty = dict.fromkeys(("alt_es", "alt_en", "licence", "who", "purpose", "until"), "")
    return front.page(
        "console/library_new.html",
        person.language,
        422 if error else 200,
        person=person,
        here="library",
        typed=empty | typed,
        problem=say_here(error, Texts(person.language)) if error else "",
        wrong_field=field_of(error) if error else "",
    )


@router.get("/{number}/small.jpg")
def small(number: int, front: Fronted, person: SignedIn) -> Response:  # noqa: ARG001 - only for those inside
    """A picture of the library, or a film's most telling frame, small enough for a list."""
    with front.database.reading() as session:
        asset = there(session, number)
    path = front.store.path(asset.sha256, asset.mime)
    if asset.kind == Kind.VIDEO:
        frame = front.settings.app.data_dir / "cache" / "frames" / f"{asset.sha256}.jpg"
        if not frame.is_file():
            poster(path, frame)
        path = frame
    elif asset.kind != Kind.IMAGE:
        raise NotFound(kind=N_("imagen"), name=number)
    with Image.open(path) as opened:
        opened.draft("RGB", (SMALL, SMALL))
        picture = opened.convert("RGB")
        picture.thumbnail((SMALL, SMALL))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return Response(buffer.getvalue(), media_type="image/jpeg", headers=A_DAY)


@router.get("/{number}/file")
def download(number: int, front: Fronted, person: SignedIn) -> Response:  # noqa: ARG001
    """The stored bytes, as networks would get them."""
    with front.database.reading() as session:
        asset = there(session, number)
    suffix = DOWNLOADS.get(asset.mime, "bin")
    stem = Path(asset.name).stem if Path(asset.name).suffix.lower() in ENDINGS else asset.name
    return FileResponse(front.store.path(asset.sha256, asset.mime), media_type=asset.mime, filename=f"{stem or number}.{suffix}")


def there(session: Session, number: int) -> Asset:
    """A file that has not been withdrawn.

    Raises:
        NotFound: it was, or there never was one.
    """
    asset = asset_numbered(session, number)
    if asset.withdrawn_at is not None:
        raise NotFound(kind=N_("archivo"), name=number)
    return asset
