"""The brand kit as data: colours, type, logo, tone. It is checked when it loads: a pair nobody can read is refused."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import Field, ValidationError

from assets.colour import LARGE_TEXT, NORMAL_TEXT, RGB, contrast, hexadecimal, rgb
from assets.errors import LowContrast, WrongKit
from foundation.errors import NotFound
from foundation.reasons import findings
from foundation.settings import Section
from foundation.texts import N_

BRANDS: Final = Path(__file__).parent / "brands"
PNG: Final = b"\x89PNG\r\n\x1a\n"

S = TypeVar("S", bound=Section)


class Pair(Section):
    """A text colour that may stand on a ground; `large` lowers what is asked."""

    text: str
    ground: str
    size: Literal["normal", "large"] = "normal"


class LogoColours(Section):
    """The logo on one kind of ground, by colour names."""

    petals: str
    dot: str
    words: str
    ground: str


class Logo(Section):
    """How the logo is used. Shares of the mark's height; smallest widths in millimetres and pixels."""

    on_light: LogoColours
    on_dark: LogoColours
    clear_space: float = Field(ge=0)
    min_mm: float = Field(gt=0)
    min_px: int = Field(gt=0)
    file: str | None = None
    file_on_dark: str | None = None


class Partner(Section):
    """An institution that signs beside the Coalition; without a file (a PNG) its name is set in type."""

    name: str
    file: str | None = None
    min_px: int = Field(24, gt=0)


class TerritoryBrand(Section):
    """What a territory adds."""

    partners: list[Partner] = Field(default_factory=list)


class TypeSection(Section):
    """The families, by the names renderers know them under."""

    headings: str
    text: str
    fallback: str
    why: dict[str, str] = Field(default_factory=dict)


class KitFile(Section):
    """`brand.toml`, whole: after what it extends was filled in."""

    name: str
    extends: str | None = None
    short_name: str
    long_name: dict[str, str]
    idea: dict[str, str] = Field(default_factory=dict)
    colours: dict[str, Any]
    pairs: list[Pair]
    type: TypeSection
    logo: Logo
    tone: dict[str, list[str]] = Field(default_factory=dict)
    do: dict[str, list[str]] = Field(default_factory=dict)
    dont: dict[str, list[str]] = Field(default_factory=dict)
    territories: dict[str, TerritoryBrand] = Field(default_factory=dict)


@dataclass(frozen=True)
class Kit:
    """A loaded and checked kit. `digest` changes whenever anything that is drawn would."""

    file: KitFile
    folder: Path
    colours: Mapping[str, RGB]
    colour_names: Mapping[str, Mapping[str, str]]
    digest: str
    territory: str = ""

    @property
    def name(self) -> str:
        """The kit's own name."""
        return self.file.name

    def colour(self, name: str) -> RGB:
        """A colour by its name.

        Raises:
            WrongKit: the kit has no such colour.
        """
        try:
            return self.colours[name]
        except KeyError as error:
            raise WrongKit(source=self.name, field=f"colours.{name}", reason=N_("no existe")) from error

    def said(self, words: Mapping[str, str], language: str) -> str:
        """The words in that language, else in Spanish."""
        return words.get(language) or words.get(language.split("-", maxsplit=1)[0]) or words["es"]

    def long_name(self, language: str) -> str:
        """The Coalition's full name."""
        return self.said(self.file.long_name, language)

    def partners(self, territory: str) -> list[Partner]:
        """Who signs beside the Coalition there."""
        found = self.file.territories.get(territory)
        return found.partners if found else []

    def signed(self, territory: str) -> "Kit":
        """The kit as that territory uses it: its partners' names, files and all become part of what is drawn."""
        if not self.partners(territory):
            return self
        return replace(self, territory=territory, digest=hashlib.sha256(f"{self.digest}\n{territory}".encode()).hexdigest())

    def css(self) -> str:
        """The colours as CSS custom properties, for pages and documents."""
        lines = (f"--{name}: {hexadecimal(colour)};" for name, colour in self.colours.items())
        return ":root { " + " ".join(lines) + " }"


def load_kit(name: str = "corett", brands: Path | None = None) -> Kit:
    """The brand kit of that name, from `brands` or from the house's own.

    Raises:
        NotFound: there is no such kit.
        WrongKit: a key is missing, unknown or wrong.
        LowContrast: one of its colour pairs cannot be read.
    """
    folder = folder_of(name, brands)
    return cached_kit(folder, brands, stamp(folder))


def folder_of(name: str, brands: Path | None) -> Path:
    """Where the kit lies; a name that would leave the folder is no name."""
    for place in (brands, BRANDS):
        if place is not None and name.isidentifier() and (place / name / "brand.toml").is_file():
            return place / name
    raise NotFound(kind=N_("marca"), name=name)


def stamp(folder: Path) -> int:
    """Changes when the kit's file or one of its logos does, so that an edit shows without a restart."""
    return max(path.stat().st_mtime_ns for path in (folder / "brand.toml", *folder.glob("*.png")))


@lru_cache(8)
def cached_kit(folder: Path, brands: Path | None, _stamp: int) -> Kit:
    """The kit read, checked and kept."""
    file = parsed(KitFile, read_values(folder, brands), str(folder / "brand.toml"))
    kit = with_colours(file, folder)
    check_contrasts(kit)
    return kit


def read_values(folder: Path, brands: Path | None) -> dict[str, Any]:
    """The TOML of the kit laid over the TOML of what it extends."""
    source = folder / "brand.toml"
    values = with_files(read_toml(source), folder)
    parent = values.get("extends")
    if parent is None:
        return values
    if not isinstance(parent, str) or parent == folder.name:
        raise WrongKit(source=source, field="extends", reason=f"{parent!r}")
    return laid_over(read_values(folder_of(parent, brands), brands), values)


def with_files(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The values with every logo file found beside the TOML that names it: a kit that extends another keeps the other's.

    Raises:
        WrongKit: a file is missing, lies elsewhere or is no PNG.
    """
    logo, territories = values.get("logo"), values.get("territories")
    if isinstance(logo, dict):
        for key in ("file", "file_on_dark"):
            place_file(logo, key, folder, f"logo.{key}")
    for code, about in (territories if isinstance(territories, dict) else {}).items():
        partners = about.get("partners", []) if isinstance(about, dict) else []
        for partner in partners if isinstance(partners, list) else []:
            place_file(partner, "file", folder, f"territories.{code}.partners.file")
    return values


def place_file(table: Any, key: str, folder: Path, field: str) -> None:
    """Puts the whole path of a logo in the place of its name."""
    name = table.get(key) if isinstance(table, dict) else None
    if not isinstance(name, str) or not name:
        return
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise WrongKit(source=folder / "brand.toml", field=field, reason=f"{name!r} ∉ {folder}")
    if path.read_bytes()[:8] != PNG:
        raise WrongKit(source=folder / "brand.toml", field=field, reason=f"{name!r} ≠ PNG")
    table[key] = str(path)


def files_of(file: "KitFile") -> list[Path]:
    """Every logo file of a kit."""
    signs = [one.file for about in file.territories.values() for one in about.partners]
    return [Path(name) for name in (file.logo.file, file.logo.file_on_dark, *signs) if name]


def read_toml(source: Path) -> dict[str, Any]:
    """A TOML file, or the line that is wrong."""
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongKit(source=source, field="TOML", reason=str(error)) from error


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are joined key by key; everything else is replaced."""
    joined = dict(below)
    for key, value in above.items():
        under = below.get(key)
        joined[key] = laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return joined


def parsed(model: type[S], values: Mapping[str, Any], source: str) -> S:
    """The values, checked by their model.

    Raises:
        WrongKit: names the key and the reason.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        field, reason = findings(error)[0]
        raise WrongKit(source=source, field=field, reason=reason) from error


def with_colours(file: KitFile, folder: Path) -> Kit:
    """The kit with its colours read."""
    names = file.colours.get("names", {})
    colours = {}
    for name, text in file.colours.items():
        if name != "names":
            try:
                colours[name] = rgb(text)
            except (ValueError, TypeError) as error:
                raise WrongKit(source=folder / "brand.toml", field=f"colours.{name}", reason=f"{text!r} ≠ #rrggbb") from error
    contents = "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(file))
    digest = hashlib.sha256((file.model_dump_json() + contents).encode()).hexdigest()
    return Kit(file, folder, colours, names, digest)


def check_contrasts(kit: Kit) -> None:
    """Every declared pair and the logo's own colours.

    Raises:
        LowContrast: names the pair, its ratio and what WCAG asks.
    """
    for pair in kit.file.pairs:
        require_contrast(kit, pair.text, pair.ground, LARGE_TEXT if pair.size == "large" else NORMAL_TEXT)
    for logo in (kit.file.logo.on_light, kit.file.logo.on_dark):
        require_contrast(kit, logo.words, logo.ground, NORMAL_TEXT)
        require_contrast(kit, logo.petals, logo.ground, LARGE_TEXT)


def require_contrast(kit: Kit, text: str, ground: str, least: float) -> None:
    """Lets a pair pass or refuses it."""
    ratio = contrast(kit.colour(text), kit.colour(ground))
    if ratio < least:
        raise LowContrast(source=kit.name, text=text, ground=ground, ratio=f"{ratio:.1f}", least=f"{least:g}")


def is_dark(kit: Kit, ground: str) -> bool:
    """Whether the light logo belongs on that ground."""
    return contrast(kit.colour(ground), (255, 255, 255)) > contrast(kit.colour(ground), (0, 0, 0))
