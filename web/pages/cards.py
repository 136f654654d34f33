"""Makes a card while one looks: a template, its words, a size; what is seen is what goes into the library."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from assets.brand import Kit, load_kit
from assets.card_templates import load_template, said, template_names
from assets.cards import Card, Photo, parse_size, render_card
from assets.keeping_cards import keep_card
from assets.library import asset_numbered
from assets.models import Asset
from assets.settings import AssetsSection
from campaigns.finding import campaign_named
from campaigns.materials import attach_material
from campaigns.models import Campaign
from foundation.errors import CorettError
from foundation.people import Role
from foundation.settings import parse_section
from foundation.texts import LANGUAGES, N_, Texts
from web.access import SignedIn, require
from web.choices import open_campaigns
from web.front import Front, Fronted
from web.saying import field_of, say_here
from web.sessions import Person

router = APIRouter(prefix="/console/cards")

SIZES: Final = ("1080x1350", "1080x1080", "1080x1920", "1920x1080", "1600x900", "1280x720", "1200x675", "1200x630")
MAKE: Final = N_("hacer tarjetas")
FIELD: Final = "f_"
LONG: Final = 90
"""Characters from which a field gets more than one line."""
PHOTOS: Final = 8

Typed = dict[str, str]


async def typed_in(request: Request) -> Typed:
    """The form as it was typed; a field of the template is named `f_title`."""
    told = {**request.query_params, **(await request.form() if request.method == "POST" else {})}
    return {name: value.replace("\r\n", "\n") for name, value in told.items() if isinstance(value, str)}


Form = Annotated[Typed, Depends(typed_in)]


@router.get("")
def blank(front: Fronted, person: SignedIn, typed: Form) -> Response:
    """A template's form, with its example beside it."""
    require(person, Role.COMMUNITY_MANAGER, MAKE)
    return form(front, person, typed)


@router.post("/preview")
def live(front: Fronted, person: SignedIn, typed: Form) -> Response:
    """How the card looks, while the person types."""
    return front.page("console/card_part.html", person.language, **shown(front, person, typed))


@router.get("/{key}.jpg")
def picture(key: str, front: Fronted, person: SignedIn) -> Response:  # noqa: ARG001 - only for those inside
    """A card that was drawn for a preview."""
    if not re.fullmatch(r"[0-9a-f]{64}", key) or not (kept := cache_of(front) / key[:2] / f"{key}.jpg").is_file():
        raise HTTPException(404)
    return FileResponse(kept, media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})


@router.post("")
def keep(front: Fronted, person: SignedIn, typed: Form) -> Response:
    """Puts the card into the library, and among a campaign's files where one was chosen."""
    require(person, Role.COMMUNITY_MANAGER, MAKE)
    if typed.get("act") == "preview":
        return form(front, person, typed)
    language = language_of(typed)
    try:
        card, photo = drawn(front, typed, words_in(typed), photo_of(front, typed))
        with front.database.writing() as session:
            source = session.get(Asset, photo.id) if photo else None
            now, by = front.clock.now(), person.name
            name = f"{typed.get('template', 'message')}-{card.width}x{card.height}-{language}"
            alt = typed.get("alt", "").strip()
            made = keep_card(front.store, session, card, language, by, now, alt=alt, name=name, photo=source)
            session.flush()
            if typed.get("campaign"):
                campaign = campaign_named(session, typed["campaign"])
                attach_material(session, campaign, made, f"own/{card.key[:24]}", language, card.key, now)
            number = made.id
    except CorettError as error:
        return form(front, person, typed, error)
    return RedirectResponse(f"/console/library/{number}", 303)


def form(front: Front, person: Person, typed: Typed, error: CorettError | None = None) -> Response:
    """The page."""
    name = template_of(typed)
    spec = load_template(name).spec
    with front.database.reading() as session:
        facts = {"campaigns": open_campaigns(session), "photos": photographs(session) if spec.photo != "none" else []}
    return front.page(
        "console/cards.html",
        person.language,
        422 if error else 200,
        person=person,
        here="library",
        templates={one: said(load_template(one).spec.name, person.language) for one in template_names()},
        template=name,
        spec=spec,
        fields=fields_of(spec, person.language),
        use=said(spec.use, person.language),
        sizes=SIZES,
        languages=LANGUAGES,
        typed=typed,
        prefix=FIELD,
        long=LONG,
        **facts,
        **shown(front, person, typed, error),
    )


def fields_of(spec: Any, language: str) -> list[dict[str, Any]]:
    """The template's fields as a form shows them."""
    return [
        {
            "name": name,
            "label": said(about.label, language),
            "most": about.most,
            "required": about.required,
            "example": said(about.example, language),
        }
        for name, about in spec.fields.items()
    ]


def shown(front: Front, person: Person, typed: Typed, error: CorettError | None = None) -> dict[str, Any]:
    """The drawn card, or the sentence that says why it cannot be; before anything is typed, the template's example."""
    words, example = words_in(typed), False
    try:
        if not any(words.values()):
            about = load_template(template_of(typed)).spec.fields
            words, example = {name: said(one.example, language_of(typed)) for name, one in about.items() if one.example}, True
        card, _ = drawn(front, typed, words, photo_of(front, typed))
    except CorettError as refusal:
        error = error or refusal
        card = None
    texts = Texts(person.language)
    return {
        "card": card,
        "example": example,
        "problem": say_here(error, texts) if error else "",
        "wrong_field": field_of(error) if error else "",
    }


def drawn(front: Front, typed: Typed, words: Mapping[str, str], photo: Asset | None) -> tuple[Card, Asset | None]:
    """The card of a form.

    Raises:
        CorettError: what does not fit, lacks a value or cannot be drawn.
    """
    language, size = language_of(typed), parse_size(typed.get("size") or SIZES[0])
    picture = None
    if photo is not None:
        alt = photo.alt.get(language) or next(iter(photo.alt.values()), "")
        picture = Photo(front.store.path(photo.sha256, photo.mime), alt)
    kit, cache = kit_of(front).signed(territory_of(front, typed)), cache_of(front)
    return render_card(kit, template_of(typed), size, words, language, photo=picture, cache=cache), photo


def territory_of(front: Front, typed: Typed) -> str:
    """Where the chosen campaign speaks: its partners sign the card."""
    with front.database.reading() as session:
        return session.scalar(select(Campaign.territory).where(Campaign.slug == typed.get("campaign", ""))) or ""


def photo_of(front: Front, typed: Typed) -> Asset | None:
    """The chosen photograph of the library.

    Raises:
        NotFound: there is none of that number.
    """
    if not typed.get("photo", "").isdecimal() or load_template(template_of(typed)).spec.photo == "none":
        return None
    with front.database.reading() as session:
        return asset_numbered(session, int(typed["photo"]))


def photographs(session: Any) -> list[Asset]:
    """The library's newest pictures that are no cards."""
    pictures = select(Asset).where(Asset.kind == "image", Asset.withdrawn_at.is_(None))
    pictures = pictures.where(Asset.facts["card"].as_string().is_(None))
    return list(session.scalars(pictures.order_by(Asset.id.desc()).limit(PHOTOS)))


def words_in(typed: Typed) -> dict[str, str]:
    """The template's values, without their prefix."""
    known = load_template(template_of(typed)).spec.fields
    words = {name.removeprefix(FIELD): value for name, value in typed.items() if name.startswith(FIELD)}
    return {name: value for name, value in words.items() if name in known}


def template_of(typed: Typed) -> str:
    """The chosen template; one that does not exist is the first."""
    chosen = typed.get("template", "")
    return chosen if chosen in template_names() else "message"


def language_of(typed: Typed) -> str:
    """The card's language."""
    return typed["language"] if typed.get("language") in LANGUAGES else LANGUAGES[0]


def kit_of(front: Front) -> Kit:
    """The brand of the settings."""
    section = parse_section(AssetsSection, front.settings.assets, "assets")
    return load_kit(section.brand, section.brands_dir)


def cache_of(front: Front) -> Path:
    """Where drawn cards are kept; the command line's own."""
    return front.settings.app.data_dir / "cache" / "cards"
