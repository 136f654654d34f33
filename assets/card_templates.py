"""Card templates as data: fields, ground, shapes, a column of items; every colour pair is checked before anything is drawn."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from assets.brand import Kit, parsed, read_toml, require_contrast
from assets.colour import LARGE_TEXT, NORMAL_TEXT, RGB, contrast, mixed
from assets.errors import LowContrast, WrongKit
from assets.fonts import Weight
from foundation.errors import NotFound
from foundation.settings import Section
from foundation.texts import N_

CARDS: Final = Path(__file__).parent / "templates" / "cards"

ItemKind = Literal["text", "rule", "bars", "steps"]


class FieldSpec(Section):
    """A value the template takes. `most` is a cap in characters; whether words fit is decided by drawing them."""

    label: dict[str, str]
    required: bool = False
    most: int = Field(400, ge=1)
    default: dict[str, str] = Field(default_factory=dict)
    example: dict[str, str] = Field(default_factory=dict)


class Item(Section):
    """One thing in the column. Sizes and gaps are in units: a hundredth of the card's mean side.

    `panel` is a plain ground behind the words, `accent` the colour of bars and badges, `together` forbids a line break.
    """

    kind: ItemKind = "text"
    field: str = ""
    literal: str = ""
    weight: Weight = Weight.REGULAR
    size: tuple[float, float] = (2.4, 3.4)
    leading: float = Field(1.22, gt=0.7, lt=2)
    tracking: float = 0
    caps: bool = False
    colour: str = "white"
    panel: str | None = None
    accent: str | None = None
    together: bool = False
    gap: float = 2.4


class Shape(Section):
    """Something behind the words: `x`, `y` from a corner to its centre and its `size`, all as shares of the short side."""

    kind: Literal["mark", "disc"] = "mark"
    corner: Literal["top-right", "bottom-right"] = "top-right"
    x: float = 0.1
    y: float = 0.1
    size: float = Field(1.0, gt=0, le=4)
    colour: str = "white"
    share: float = Field(1.0, ge=0, le=1)
    dot: str | None = None


class Footer(Section):
    """The line at the foot: the logo, and at the other end what the values give."""

    colour: str
    accent: str
    field: str = "footer"
    rule: str | None = None


class Template(Section):
    """A card, declared. `photo` says whether it takes a picture, `headroom` how many units stay free of words at the top
    (at the right in a wide card) for the shape there."""

    version: int = 1
    name: dict[str, str]
    use: dict[str, str]
    ground: str
    photo: Literal["none", "optional", "required"] = "none"
    link: Literal["none", "qr"] = "none"
    place: Literal["top", "middle", "bottom"] = "bottom"
    headroom: float = Field(0, ge=0, le=40)
    fields: dict[str, FieldSpec]
    shapes: list[Shape] = Field(default_factory=list)
    items: list[Item]
    footer: Footer


@dataclass(frozen=True)
class CardTemplate:
    """A template with its name on the command line and a digest that changes with its file."""

    slug: str
    spec: Template
    digest: str


def template_names() -> list[str]:
    """Every card template of the house."""
    return sorted(path.stem for path in CARDS.glob("*.toml"))


def load_template(slug: str) -> CardTemplate:
    """The card template of that name.

    Raises:
        NotFound: there is none.
        WrongKit: its file says something it may not say.
    """
    path = CARDS / f"{slug}.toml"
    if not slug.replace("-", "_").isidentifier() or not path.is_file():
        raise NotFound(kind=N_("plantilla"), name=slug)
    return cached_template(path, path.stat().st_mtime_ns)


@lru_cache(64)
def cached_template(path: Path, _stamp: int) -> CardTemplate:
    """The template read and checked, kept until its file changes."""
    spec = parsed(Template, read_toml(path), path.name)
    unknown = {item.field for item in spec.items if item.field} - spec.fields.keys()
    if unknown:
        raise WrongKit(source=path.name, field="items.field", reason=f"{sorted(unknown)}")
    return CardTemplate(path.stem, spec, hashlib.sha256(path.read_bytes()).hexdigest())


LARGE_UNITS: Final = 2.4
"""At 1080 px a unit is about 11 px, so 2.4 units are 26 px: large text in the sense of WCAG."""

CHECKED: Final[set[tuple[str, str]]] = set()


def check_readable(kit: Kit, template: CardTemplate) -> None:
    """Every text of the template against everything that may lie under it, once for each kit.

    Raises:
        LowContrast: names the field, the ground and what WCAG 2.2 AA asks.
    """
    if (kit.digest, template.digest) in CHECKED:
        return
    spec = template.spec
    for item in spec.items:
        least = LARGE_TEXT if item.size[0] >= LARGE_UNITS or item.kind == "rule" else NORMAL_TEXT
        for ground in grounds_under(kit, spec, item):
            if contrast(kit.colour(item.colour), ground) < least:
                refuse(kit, template, item, ground, least)
    for colour in (spec.footer.colour, spec.footer.accent):
        require_contrast(kit, colour, spec.ground, NORMAL_TEXT)
    CHECKED.add((kit.digest, template.digest))


def grounds_under(kit: Kit, spec: Template, item: Item) -> list[RGB]:
    """The colours an item may stand on."""
    if item.panel:
        return [kit.colour(item.panel)]
    return [kit.colour(spec.ground), *(shape_colour(kit, spec, shape) for shape in spec.shapes)]


def shape_colour(kit: Kit, spec: Template, shape: Shape) -> RGB:
    """A shape's colour as seen: its own, mixed into the ground."""
    return mixed(kit.colour(spec.ground), kit.colour(shape.colour), shape.share)


def refuse(kit: Kit, template: CardTemplate, item: Item, ground: RGB, least: float) -> None:
    """Names what cannot be read."""
    ratio = contrast(kit.colour(item.colour), ground)
    raise LowContrast(
        source=f"{kit.name}/{template.slug}",
        text=f"{item.field or item.kind} ({item.colour})",
        ground="#{:02x}{:02x}{:02x}".format(*ground),
        ratio=f"{ratio:.1f}",
        least=f"{least:g}",
    )


def said(words: Mapping[str, str], language: str) -> str:
    """The words in that language, else in Spanish, else nothing."""
    return words.get(language) or words.get(language.split("-", maxsplit=1)[0]) or words.get("es", "")
