"""`corett document`: fact sheets, brochures, press releases, bulletins and infographics as accessible PDF."""

from pathlib import Path
from typing import Annotated, Any

import typer

from assets.brand import laid_over, load_kit, read_toml
from assets.documents import PAGES, TEMPLATES, Picture, read_sheet, render_document
from assets.errors import NoSuchFile, NothingToSay, WrongPage
from assets.library import asset_numbered
from assets.settings import AssetsSection
from assets.store import open_store, write_whole
from corett.acting import Json, ready_house
from corett.campaign_sheet import campaign_sheet
from corett.cli import language as reader
from corett.options import Brand, Language, LibraryPhoto, Out, Signing
from corett.output import print_json, print_listing, say
from corett.wiring import House
from foundation.settings import parse_section
from foundation.texts import N_, Texts

app = typer.Typer(no_args_is_help=True)
_ = Texts(reader())


@app.command("list", help=_(N_("Las plantillas de documentos y para qué sirven")))
def listing(as_json: Json = False) -> None:
    """What `render` can make."""
    rows = [{"template": name, "purpose": _(purpose)} for name, purpose in TEMPLATES.items()]
    print_listing(rows, {"template": _(N_("plantilla")), "purpose": _(N_("para qué"))}, as_json=as_json)


@app.command("render", help=_(N_("Hace un documento en PDF accesible (PDF/UA-1)")))
def render(
    template: Annotated[str, typer.Argument(help=" | ".join(TEMPLATES))],
    out: Out,
    campaign: Annotated[str, typer.Option("--campaign", help=_(N_("Campaña que da los mensajes, fechas y cifras")))] = "",
    language: Language = "es",
    told: Annotated[
        Path | None, typer.Option("--from", help=_(N_("TOML con title, lead, parts…: va por encima de lo de la campaña")))
    ] = None,
    page: Annotated[str, typer.Option("--page", help=_(N_("A4 o Letter (Carta)")))] = "A4",
    asset: LibraryPhoto = 0,
    brand: Brand = "",
    territory: Signing = "",
    as_json: Json = False,
) -> None:
    """Renders one document as tagged PDF (PDF/UA-1)."""
    house = ready_house()
    section = parse_section(AssetsSection, house.settings.assets, "assets")
    if page not in PAGES:
        raise WrongPage(field="page", value=page)
    sheet = read_sheet(values(house, campaign, told, language), str(told or campaign))
    picture = picture_of(house, asset, language) if asset else None
    kit = load_kit(brand or section.brand, section.brands_dir).signed(territory)
    content = render_document(kit, template, sheet, language, page=page, picture=picture)
    write_whole(out, content)
    if as_json:
        print_json({"out": out, "template": template, "language": language, "page": page, "bytes": len(content)})
    else:
        say(f"{out}  {len(content) // 1024} KiB")


def values(house: House, campaign: str, told: Path | None, language: str) -> dict[str, Any]:
    """What the campaign gives, under what the file says."""
    if not campaign and told is None:
        raise NothingToSay(field="--campaign")
    if told is not None and not told.is_file():
        raise NoSuchFile(field="from", name=str(told))
    given = read_toml(told) if told else {}
    if not campaign:
        return given
    with house.database.reading() as session:
        return laid_over(campaign_sheet(session, campaign, language, house.clock.now()).model_dump(), given)


def picture_of(house: House, number: int, language: str) -> Picture:
    """A photograph of the library with its alt text."""
    with house.database.reading() as session:
        found = asset_numbered(session, number)
        alt = found.alt.get(language) or next(iter(found.alt.values()), "")
        return Picture(open_store(house.settings).path(found.sha256, found.mime), found.mime, alt)
