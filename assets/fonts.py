"""Letters: the brand's fonts, falling back glyph by glyph; a character that no font can draw is an error that names it."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import regex
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from PIL import ImageFont

from assets.errors import MissingFonts, MissingGlyph

VENDOR: Final = Path(__file__).parent / "fonts" / "vendor"
FAMILIES: Final = ("AtkinsonHyperlegible", "NotoSans")
SUBSETS: Final = ("latin", "latin-ext")
SYSTEM_FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path.home() / ".local" / "share" / "fonts",
)
SYSTEM_NAMES: Final = ("NotoSans-{weight}", "NotoSansSymbols-{weight}", "NotoSansSymbols2-Regular", "NotoSansMath-Regular")
EMOJI_NAME: Final = "NotoColorEmoji"
EMOJI_SIZE: Final = 109
"""Pixels: the only size of that bitmap font."""

CLUSTER: Final = regex.compile(r"\X")
EMOJI: Final = regex.compile(r"\p{Emoji_Presentation}|\uFE0F|\p{Regional_Indicator}")
UNSEEN: Final = frozenset("\u200b\u200c\u200d\ufe0e\ufe0f\u2060\u00ad")


class Weight(StrEnum):
    """The brand's two weights, and the bold for large figures, whose zero has no stroke through it."""

    REGULAR = "Regular"
    BOLD = "Bold"
    FIGURES = "Figures"


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font on disk and what it can draw."""

    path: Path
    characters: frozenset[str]
    emoji: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one font draws."""

    text: str
    font: FontFile


@cache
def read_font(path: Path) -> FontFile:
    """The font and its characters."""
    with TTFont(path, lazy=True) as opened:
        characters = frozenset(map(chr, opened.getBestCmap() or {}))
    return FontFile(path, characters, emoji=path.stem == EMOJI_NAME)


@cache
def brand_fonts(weight: Weight) -> tuple[FontFile, ...]:
    """The fonts that come with the house, in the order they are asked.

    Raises:
        MissingFonts: the build did not bring them.
    """
    families, cut = (FAMILIES[::-1], Weight.BOLD) if weight is Weight.FIGURES else (FAMILIES, weight)
    paths = [VENDOR / f"{family}-{cut}.{subset}.woff2" for family in families for subset in SUBSETS]
    if not all(path.exists() for path in paths):
        raise MissingFonts(folder=VENDOR)
    return tuple(read_font(path) for path in paths)


@cache
def system_font(name: str) -> FontFile | None:
    """A font of the machine by its file name, or None."""
    for folder in SYSTEM_FOLDERS:
        found = next(iter(sorted(folder.rglob(f"{name}.[ot]tf"))), None) if folder.is_dir() else None
        if found is not None:
            return read_font(found)
    return None


def fonts_for(weight: Weight) -> list[FontFile]:
    """The brand's fonts, then what the machine adds."""
    cut = Weight.BOLD if weight is Weight.FIGURES else weight
    more = [system_font(name.format(weight=cut)) for name in SYSTEM_NAMES]
    return [*brand_fonts(weight), *(font for font in more if font is not None)]


def clusters(text: str) -> list[str]:
    """The text as a reader counts it: letters with their accents, emoji with their parts (Unicode UAX 29)."""
    return [str(cluster) for cluster in CLUSTER.findall(unicodedata.normalize("NFC", text))]


@lru_cache(8192)
def runs(text: str, weight: Weight) -> tuple[Run, ...]:
    """The text cut into stretches of one font each, character clusters kept whole.

    Raises:
        MissingGlyph: no font has one of its characters.
    """
    found: list[Run] = []
    for cluster in clusters(text):
        font = font_of(cluster, weight, found[-1].font if found else None)
        if found and found[-1].font == font and not font.emoji:
            found[-1] = Run(found[-1].text + cluster, font)
        else:
            found.append(Run(cluster, font))
    return tuple(found)


def font_of(cluster: str, weight: Weight, before: FontFile | None) -> FontFile:
    """The first font that has the whole cluster; a space stays with the word before it."""
    needed = set(cluster) - UNSEEN
    if before is not None and not before.emoji and cluster.isspace() and needed <= before.characters:
        return before
    if EMOJI.search(cluster) and (emoji := system_font(EMOJI_NAME)) and needed <= emoji.characters:
        return emoji
    for font in brand_fonts(weight):
        if needed <= font.characters:
            return font
    for other in (*fonts_for(weight), system_font(EMOJI_NAME)):
        if other is not None and needed <= other.characters:
            return other
    raise MissingGlyph(character=cluster, code=" ".join(f"U+{ord(character):04X}" for character in cluster))


@lru_cache(256)
def drawn(font: FontFile, size: int) -> ImageFont.FreeTypeFont:
    """The font, ready to draw at that size in pixels."""
    return ImageFont.truetype(font.path, EMOJI_SIZE if font.emoji else size)


def true_type_folder(into: Path) -> Path:
    """The brand's fonts as whole TrueType files (latin and latin-ext merged) in `into`, for renderers that cannot read WOFF2.

    Their family names are `Atkinson Hyperlegible` and `Noto Sans`. Made once; 0.6 s.
    """
    into.mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        for weight in (Weight.REGULAR, Weight.BOLD):
            target = into / f"{family}-{weight}.ttf"
            if not target.exists():
                merge_subsets(family, weight, target)
    return into


def merge_subsets(family: str, weight: Weight, target: Path) -> None:
    """One TrueType file out of a family's subsets."""
    brand_fonts(weight)
    parts = []
    for subset in SUBSETS:
        part = target.with_suffix(f".{subset}.part")
        with TTFont(VENDOR / f"{family}-{weight}.{subset}.woff2") as opened:
            opened.flavor = None
            opened.save(part)
        parts.append(part)
    whole = target.with_suffix(".part")
    Merger().merge([str(part) for part in parts]).save(whole)
    whole.replace(target)
    for part in parts:
        part.unlink()
