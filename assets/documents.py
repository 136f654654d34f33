"""Documents: tagged PDF (PDF/UA-1) from the kit and Jinja2 templates. What people write is text and fetches nothing."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import Field

from assets.brand import Kit, parsed
from assets.charts import WIDTH, bars_svg, plain_number
from assets.colour import hexadecimal, mixed
from assets.errors import TooManyPages
from assets.fonts import FAMILIES, SUBSETS, VENDOR, Weight, runs
from assets.logos import logo_uri, partner_uri
from assets.mark import mark_svg
from foundation.errors import NotFound
from foundation.settings import Section
from foundation.texts import N_, Texts

DOCUMENTS: Final = Path(__file__).parent / "templates" / "documents"
TEMPLATES: Final = {
    "fact_sheet": N_("Hoja informativa de una página: mensajes, cifras y fechas"),
    "brochure": N_("Folleto de una hoja doblada, dos caras"),
    "press_release": N_("Comunicado de prensa en hoja membretada"),
    "bulletin": N_("Boletín trimestral: lo hecho, en cifras y en palabras"),
    "infographic": N_("Infografía de una página: cantidades que se comparan"),
}
VARIANT: Final = "pdf/ua-1"
PAGES: Final = ("A4", "Letter")
FOLDED: Final = {"brochure": 2}
"""A folded sheet has two sides, not more."""
MOST_PAGES: Final = {"fact_sheet": 1, "infographic": 1, "press_release": 1, "bulletin": 2, **FOLDED}
"""What runs over is set tighter; if it still does, it has more pages."""


class Part(Section):
    """A heading with paragraphs and points."""

    heading: str = ""
    paragraphs: list[str] = Field(default_factory=list)
    points: list[str] = Field(default_factory=list)


class Number(Section):
    """A large figure and what it counts."""

    value: str
    label: str


class Bar(Section):
    """A row of a chart; a value of None is unknown, not zero."""

    label: str
    value: float | None = None


class Chart(Section):
    """Bars with their title and source."""

    title: str
    bars: list[Bar]
    source: str = ""


class Voice(Section):
    """A key message and whom it speaks to, or a quote and who said it."""

    text: str
    by: str = ""


class When(Section):
    """A date to come and what it is."""

    date: str
    what: str


class Sheet(Section):
    """What a document says. Each template shows the parts it has a place for."""

    title: str
    kicker: str = ""
    lead: str = ""
    place_and_date: str = ""
    figures: list[Number] = Field(default_factory=list)
    parts: list[Part] = Field(default_factory=list)
    voices: list[Voice] = Field(default_factory=list)
    charts: list[Chart] = Field(default_factory=list)
    dates: list[When] = Field(default_factory=list)
    contact: list[str] = Field(default_factory=list)
    hashtag: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph of the library for a document."""

    path: Path
    mime: str
    alt: str


def read_sheet(values: Mapping[str, Any], source: str) -> Sheet:
    """The sheet that values from a TOML file make.

    Raises:
        WrongKit: names the key and the reason.
    """
    return parsed(Sheet, values, source)


def render_document(
    kit: Kit, template: str, sheet: Sheet, language: str, *, page: str = "A4", picture: Picture | None = None
) -> bytes:
    """The PDF's bytes: tagged, with its language and title.

    Raises:
        NotFound: there is no such template.
        MissingGlyph: no font has one of the characters.
    """
    if template not in TEMPLATES:
        raise NotFound(kind=N_("plantilla"), name=template)
    for text in words_in(sheet.model_dump()):
        runs(text.replace("\n", " "), Weight.REGULAR)
    picture_uri = picture and data_uri(picture)
    for tight in (False, True):
        facts = {"sheet": sheet, "picture": picture_uri, "page": page, "tight": tight}
        content, pages = printed(fill(kit, f"{template}.html", language, **facts), kit)
        if pages <= MOST_PAGES.get(template, 1):
            break
    if template in FOLDED and pages > FOLDED[template]:
        raise TooManyPages(field="parts", pages=pages, most=FOLDED[template])
    return content


def words_in(value: object) -> list[str]:
    """Every text inside."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inside for text in words_in(one)]


def fill(kit: Kit, template: str, language: str, **values: Any) -> str:
    """The template's HTML."""
    return str(
        environment().get_template(template).render(kit=kit, language=language, _=Texts(language), **drawings(kit), **values)
    )


@lru_cache(1)
def environment() -> Environment:
    """Jinja2 with everything escaped and nothing undefined."""
    jinja = Environment(
        loader=FileSystemLoader(DOCUMENTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    jinja.filters |= {"number": plain_number, "logo": partner_uri}
    return jinja


def drawings(kit: Kit) -> dict[str, Any]:
    """What templates draw with: every drawing is an image with its words beside it."""
    colours = {name: hexadecimal(colour) for name, colour in kit.colours.items()}

    def chart(of: Chart, *, narrow: bool = False) -> Markup:
        rows = [(bar.label, bar.value) for bar in of.bars]
        drawn = bars_svg(
            rows, of.title, bar=colours["teal"], track=colours["mist"], ink=colours["ink"], width=300 if narrow else WIDTH
        )
        words = "; ".join(f"{label}: {plain_number(value) if value is not None else '—'}" for label, value in rows)
        return Markup('<img class="chart" src="{}" alt="{}">').format(svg_uri(drawn), f"{of.title}. {words}.")

    def code(link: str) -> Markup:
        buffer = io.BytesIO()
        look = {"scale": 4, "border": 4, "dark": colours["navy"], "light": "#ffffff"}
        segno.make(link, error="m", micro=False).save(buffer, kind="svg", **look)
        drawn = buffer.getvalue().decode()
        return Markup('<img class="code" src="{}" alt="QR: {}">').format(svg_uri(drawn), link)

    def flower(ground: str, petals: str, share: float) -> str:
        quiet = mixed(kit.colour(ground), kit.colour(petals), share)
        return svg_uri(mark_svg(quiet, kit.colour("amber"), ""))

    return {
        "flower": flower,
        "chart": chart,
        "code": code,
        "colours": colours,
        "mark": lambda *, dark: logo_uri(kit, dark=dark),
        "partners": kit.partners(kit.territory),
    }


def svg_uri(drawing: str) -> str:
    """A drawing that travels inside the page."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()


def data_uri(picture: Picture) -> dict[str, str]:
    """A photograph that travels inside the page, with its alt text."""
    content = base64.b64encode(picture.path.read_bytes()).decode()
    return {"src": f"data:{picture.mime};base64,{content}", "alt": picture.alt}


def pdf(html: str, kit: Kit) -> bytes:
    """The HTML as PDF/UA-1. Only what lies inside the page is read: no file, no network."""
    return printed(html, kit)[0]


def printed(html: str, kit: Kit) -> tuple[bytes, int]:
    """The HTML as PDF/UA-1, and how many pages it has."""
    from weasyprint import HTML  # noqa: PLC0415 - half a second that other commands need not pay
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fonts, sheet = style(kit.digest, kit.css())
    target = io.BytesIO()
    page = HTML(string=html, base_url=None, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    laid_out = page.render(font_config=fonts, stylesheets=[sheet], pdf_variant=VARIANT)
    laid_out.write_pdf(target, finisher=print_links, pdf_variant=VARIANT)
    return target.getvalue(), len(laid_out.pages)


def print_links(_document: Any, file: Any) -> None:
    """Every link is printed as it is shown (ISO 14289-1, 7.18.1): WeasyPrint leaves the flag out."""
    for thing in file.objects:
        if getattr(thing, "get", None) and thing.get("Subtype") == "/Link":
            thing["F"] = 4


@lru_cache(4)
def style(_digest: str, colours: str) -> tuple[Any, Any]:
    """The fonts and the style sheet, read once."""
    from weasyprint import CSS  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fonts = FontConfiguration()
    words = "\n".join([*font_faces(), colours, (DOCUMENTS / "style.css").read_text(encoding="utf-8")])
    return fonts, CSS(
        string=words, font_config=fonts, base_url=str(DOCUMENTS), url_fetcher=URLFetcher(allowed_protocols={"file", "data"})
    )


def font_faces() -> list[str]:
    """Each subset under its own name, so that the list of families falls back glyph by glyph."""
    names = {"AtkinsonHyperlegible": "Atkinson", "NotoSans": "Noto"}
    return [
        f'@font-face {{ font-family: "{names[family]} {subset}"; font-weight: {400 if weight is Weight.REGULAR else 700}; '
        f'src: url("{(VENDOR / f"{family}-{weight}.{subset}.woff2").as_uri()}"); }}'
        for family in FAMILIES
        for subset in SUBSETS
        for weight in (Weight.REGULAR, Weight.BOLD)
    ]
