"""`corett brand`: what the kit makes: the manual, letterheads, the presentation template, profile images."""

from itertools import product
from pathlib import Path
from typing import Annotated

import typer

from assets.brand import Kit, load_kit
from assets.errors import WrongEnding
from assets.settings import AssetsSection
from assets.store import write_whole
from corett.acting import Json
from corett.cli import language as reader
from corett.options import Brand, Language, Out, Signing
from corett.output import print_json, print_listing, say
from foundation.settings import load_settings, parse_section
from foundation.texts import N_, Texts

app = typer.Typer(no_args_is_help=True)
_ = Texts(reader())


def the_kit(brand: str, territory: str = "") -> Kit:
    """The named kit, else the one the settings name; with the partners of a territory."""
    section = parse_section(AssetsSection, load_settings().assets, "assets")
    return load_kit(brand or section.brand, section.brands_dir).signed(territory)


def checked_ending(out: Path, *known: str) -> str:
    """The file's ending.

    Raises:
        WrongEnding: it promises a kind of file that this product is not.
    """
    ending = out.suffix.lower()
    if ending not in known:
        raise WrongEnding(field="--out", name=out.name, known=", ".join(known))
    return ending


def hand_over(out: Path, content: bytes, *, as_json: bool) -> None:
    """Writes the file and says so."""
    write_whole(out, content)
    print_json({"out": out, "bytes": len(content)}) if as_json else say(f"{out}  {len(content) // 1024} KiB")


@app.command("manual", help=_(N_("El manual de marca en PDF accesible")))
def manual(out: Out, language: Language = "es", brand: Brand = "", territory: Signing = "", as_json: Json = False) -> None:
    """The brand manual as accessible PDF."""
    from assets.brand_manual import brand_manual  # noqa: PLC0415 - each product brings its own library

    checked_ending(out, ".pdf")
    hand_over(out, brand_manual(the_kit(brand, territory), language), as_json=as_json)


@app.command(
    "letterhead",
    help=_(N_("La hoja membretada, .docx o .pdf, en A4 (o Carta, «letter» en el nombre)")),
)
def letterheads(
    out: Out,
    language: Language = "es",
    brand: Brand = "",
    territory: Signing = "",
    contact: Annotated[str, typer.Option(help=_(N_("Correo · dirección web")))] = "",
    as_json: Json = False,
) -> None:
    """FILE.docx to write on or FILE.pdf to print, in A4 (Letter when the name says so); a folder gets all four."""
    from assets.letterhead import SIZES, letterhead, printed_letterhead  # noqa: PLC0415

    kit, drawn = the_kit(brand, territory), {".docx": letterhead, ".pdf": printed_letterhead}
    if out.suffix:
        draw = drawn[checked_ending(out, *drawn)]
        return hand_over(out, draw(kit, "Letter" if "letter" in out.stem.lower() else "A4", language, contact), as_json=as_json)
    written = []
    for page, ending in product(SIZES, drawn):
        target = out / f"{kit.name}-{page.lower()}{ending}"
        write_whole(target, drawn[ending](kit, page, language, contact))
        written.append({"out": str(target), "page": page})
    return print_listing(written, {"out": Texts(load_settings().app.language)(N_("archivo")), "page": ""}, as_json=as_json)


@app.command("presentation", help=_(N_("La plantilla de presentación en PPTX")))
def slides(out: Out, language: Language = "es", brand: Brand = "", territory: Signing = "", as_json: Json = False) -> None:
    """The presentation template as PPTX."""
    from assets.presentation import presentation  # noqa: PLC0415

    checked_ending(out, ".pptx")
    hand_over(out, presentation(the_kit(brand, territory), language), as_json=as_json)


@app.command("profile-images", help=_(N_("Fotos de perfil, portadas y encabezado de correo de cada red, en una carpeta")))
def profile_images(
    out: Out, language: Language = "es", brand: Brand = "", territory: Signing = "", as_json: Json = False
) -> None:
    """Avatars, covers and the e-mail header for every network, into a folder."""
    from assets.profile_images import write_profile_images  # noqa: PLC0415

    written = write_profile_images(the_kit(brand, territory), out, language)
    rows = [{"out": str(out / one.name), "width": one.width, "height": one.height, "alt": one.alt} for one in written]
    texts = Texts(load_settings().app.language)
    print_listing(rows, {"out": texts(N_("archivo")), "alt": texts(N_("texto alternativo"))}, as_json=as_json)


@app.command("check", help=_(N_("Carga un kit con cada plantilla de tarjeta: cada par de colores debe leerse")))
def check(
    brand: Annotated[str, typer.Argument(help=_(N_("Nombre del kit; si falta, el de [assets] brand")))] = "",
    as_json: Json = False,
) -> None:
    """Loads a kit and every card template with it: each colour pair must be readable."""
    from assets.card_templates import check_readable, load_template, template_names  # noqa: PLC0415

    kit = the_kit(brand)
    names = template_names()
    for name in names:
        check_readable(kit, load_template(name))
    told = {"brand": kit.name, "pairs": len(kit.file.pairs), "templates": names, "readable": True}
    print_json(told) if as_json else say(f"{kit.name}: {len(kit.file.pairs)} ✓  {', '.join(names)} ✓")
