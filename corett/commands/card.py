"""`corett card`: renders picture cards from the brand's templates."""

from pathlib import Path
from typing import Annotated, Any

import typer

from assets.brand import load_kit
from assets.card_templates import load_template, said, template_names
from assets.cards import Photo, parse_size, render_card, render_carousel
from assets.settings import AssetsSection
from assets.sniffing import Kind
from assets.store import Store, open_store, write_whole
from corett.acting import Json
from corett.cli import language as reader
from corett.options import Brand, Language, LibraryPhoto, Out, Signing, Size, Values
from corett.output import print_json, print_listing, say
from foundation.errors import BadInput
from foundation.settings import Settings, load_settings, parse_section
from foundation.texts import LANGUAGES, N_, Texts

app = typer.Typer(no_args_is_help=True)
_ = Texts(reader())

SIZES = ("1080x1080", "1080x1350", "1080x1920", "1920x1080", "1200x630", "1280x720")
"""What the networks declare, and stories."""


class NotAnAssignment(BadInput):
    """`--set` wants a name and a value."""

    code = "not_an_assignment"
    sentence = N_("{field}: «{value}» no tiene la forma campo=valor. Escriba, por ejemplo, --set title=«…».")


class NotAPicture(BadInput):
    """A card takes a photograph."""

    code = "not_a_picture"
    sentence = N_("{field}: «{name}» no es una imagen. Elija una foto JPEG, PNG o WEBP.")


@app.command("render", help=_(N_("Hace una tarjeta; .png da PNG, lo demás JPEG")))
def render(
    template: str,
    out: Out,
    size: Size = "1080x1350",
    language: Language = "es",
    values: Values = None,
    photo: Annotated[Path | None, typer.Option("--photo", help=_(N_("Una foto de fuera de la biblioteca")))] = None,
    photo_alt: Annotated[str, typer.Option("--photo-alt", help=_(N_("Lo que se ve en esa foto")))] = "",
    asset: LibraryPhoto = 0,
    brand: Brand = "",
    territory: Signing = "",
    as_json: Json = False,
) -> None:
    """Renders one card. FILE.png gives PNG, everything else JPEG."""
    settings = load_settings()
    section = parse_section(AssetsSection, settings.assets, "assets")
    kit = load_kit(brand or section.brand, section.brands_dir).signed(territory)
    mime = "image/png" if out.suffix.lower() == ".png" else "image/jpeg"
    picture = from_library(asset, language) if asset else fresh_photo(photo, photo_alt, settings, section) if photo else None
    card = render_card(
        kit, template, parse_size(size), assignments(values), language, photo=picture, mime=mime, cache=card_cache(settings)
    )
    write_whole(out, card.content)
    told: dict[str, Any] = {
        "out": out,
        "template": template,
        "width": card.width,
        "height": card.height,
        "mime": mime,
        "bytes": len(card.content),
        "alt": card.alt,
        "key": card.key,
    }
    if as_json:
        print_json(told)
    else:
        say(f"{out}  {card.width}×{card.height}  {len(card.content) // 1024} KiB")
        say(card.alt)


@app.command("carousel", help=_(N_("Hace una portada y sus láminas en una carpeta: 1.jpg, 2.jpg…")))
def carousel(
    out: Out,
    slides: Annotated[list[str], typer.Option("--slide", help=_(N_("Título | texto")))],
    size: Size = "1080x1350",
    language: Language = "es",
    values: Values = None,
    brand: Brand = "",
    territory: Signing = "",
    as_json: Json = False,
) -> None:
    """Renders a cover and its slides into a folder: 1.jpg, 2.jpg, …"""
    settings = load_settings()
    section = parse_section(AssetsSection, settings.assets, "assets")
    kit = load_kit(brand or section.brand, section.brands_dir).signed(territory)
    parts = [slide.partition("|") for slide in slides]
    told = [{"title": title.strip(), "body": body.strip()} for title, _, body in parts]
    cards = render_carousel(kit, parse_size(size), assignments(values), told, language, cache=card_cache(settings))
    rows = []
    for number, card in enumerate(cards, start=1):
        target = out / f"{number}.jpg"
        write_whole(target, card.content)
        rows.append({"out": str(target), "alt": card.alt, "width": card.width, "height": card.height})
    texts = Texts(settings.app.language)
    print_listing(rows, {"out": texts(N_("archivo")), "alt": texts(N_("texto alternativo"))}, as_json=as_json)


@app.command("campaign", help=_(N_("Hace las tarjetas de los mensajes de una campaña en cada tamaño y lengua")))
def campaign_cards(
    slug: str,
    out: Out,
    sizes: Annotated[list[str] | None, typer.Option("--size", help=_(N_("Solo estos tamaños; repita la opción")))] = None,
    languages: Annotated[list[str] | None, typer.Option("--language", help=_(N_("Solo estas lenguas; repita la opción")))] = None,
    brand: Brand = "",
    territory: Signing = "",
    as_json: Json = False,
) -> None:
    """Renders a campaign's key messages in every size and language into a folder: es/1-1080x1350.jpg, …"""
    from corett.campaign_sheet import card_words  # noqa: PLC0415 - other cards need no database
    from corett.wiring import open_house  # noqa: PLC0415

    house = open_house()
    section = parse_section(AssetsSection, house.settings.assets, "assets")
    kit, cache, rows = load_kit(brand or section.brand, section.brands_dir).signed(territory), card_cache(house.settings), []
    with house.database.reading() as session:
        words = {language: card_words(session, slug, language) for language in languages or LANGUAGES}
    for language, cards in words.items():
        for number, values in enumerate(cards, start=1):
            for size in sizes or SIZES:
                card = render_card(kit, "message", parse_size(size), values, language, cache=cache)
                target = out / language / f"{number}-{card.width}x{card.height}.jpg"
                write_whole(target, card.content)
                rows.append(
                    {"out": str(target), "language": language, "width": card.width, "height": card.height, "alt": card.alt}
                )
    headings = {"out": house.texts(N_("archivo")), "alt": house.texts(N_("texto alternativo"))}
    print_listing(rows, headings, as_json=as_json)


@app.command("list", help=_(N_("Las plantillas, para qué sirven y sus campos")))
def listing(as_json: Json = False) -> None:
    """The templates, what they are for and their fields."""
    language = load_settings().app.language
    rows = []
    for name in template_names():
        spec = load_template(name).spec
        fields = [
            {"name": field, "required": about.required, "most": about.most, "label": said(about.label, language)}
            for field, about in spec.fields.items()
        ]
        known = ", ".join(field + ("*" if about.required else "") for field, about in spec.fields.items())
        rows.append({"template": name, "use": said(spec.use, language), "photo": spec.photo, "fields": fields, "names": known})
    texts = Texts(language)
    headings = {
        "template": texts(N_("plantilla")),
        "use": texts(N_("para qué")),
        "photo": texts(N_("foto")),
        "names": texts(N_("campos")),
    }
    print_listing(rows, headings, as_json=as_json)


def fresh_photo(file: Path, alt: str, settings: Settings, limits: AssetsSection) -> Photo:
    """A file from outside: made anew first, like everything that comes in."""
    from assets.intake import make_fresh  # noqa: PLC0415 - most cards have no photograph

    fresh = make_fresh(file, limits)
    if fresh.kind is not Kind.IMAGE:
        raise NotAPicture(field="--photo", name=file.name)
    store = Store(settings.app.data_dir / "cache" / "photos")
    return Photo(store.path(store.put(fresh.content, fresh.mime), fresh.mime), alt)


def from_library(number: int, language: str) -> Photo:
    """A photograph of the library with its alt text in the card's language."""
    from assets.library import asset_numbered  # noqa: PLC0415
    from corett.wiring import open_house  # noqa: PLC0415

    house = open_house()
    with house.database.reading() as session:
        found = asset_numbered(session, number)
        path = open_store(house.settings).path(found.sha256, found.mime)
        return Photo(path, found.alt.get(language) or next(iter(found.alt.values()), ""))


def card_cache(settings: Settings) -> Path:
    """Where rendered cards are kept; it may be emptied at any time."""
    return settings.app.data_dir / "cache" / "cards"


def assignments(words: list[str] | None) -> dict[str, str]:
    """`title=…` pairs; a literal backslash-n is a line break."""
    found = {}
    for word in words or []:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise NotAnAssignment(field="--set", value=word)
        found[name.strip()] = value.replace("\\n", "\n")
    return found
