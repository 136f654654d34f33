"""The letters burned captions are drawn with: fonts laid where ffmpeg finds them, widths measured before anything is drawn."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from foundation.errors import BadInput
from foundation.texts import N_

VENDOR: Final = Path(__file__).parents[1] / "fonts" / "vendor"
FAMILIES: Final = {"Atkinson Hyperlegible": "AtkinsonHyperlegible", "Noto Sans": "NotoSans"}
FONT: Final = "Atkinson Hyperlegible"
SUBSETS: Final = ("latin", "latin-ext")


class NoLetter(BadInput):
    """A character that our fonts cannot draw would be burned in as an empty box."""

    code = "no_letter"
    sentence = N_("{field}: ninguna letra de la marca dibuja «{letter}» (en «{line}»). Quítelo o escríbalo con palabras.")


@cache
def font_file(family: str, weight: str, subset: str) -> TTFont:
    """One of the vendored fonts, opened."""
    return TTFont(VENDOR / f"{FAMILIES[family]}-{weight}.{subset}.woff2")


@cache
def advances(family: str) -> dict[str, float]:
    """How wide each character of the bold weight is, as a share of the ASS font size.

    ASS sizes a font by its ascent and descent together (as VSFilter did), not by its em.
    """
    wide: dict[str, float] = {}
    for subset in SUBSETS:
        font = font_file(family, "Bold", subset)
        height = font["OS/2"].usWinAscent + font["OS/2"].usWinDescent
        for code, name in (font.getBestCmap() or {}).items():
            wide.setdefault(chr(code), font["hmtx"][name][0] / height)
    return wide


def family_of(letter: str, line: str) -> str:
    """The first family that draws the character.

    Raises:
        NoLetter: none does.
    """
    for family in FAMILIES:
        if letter in advances(family):
            return family
    raise NoLetter(field="captions", letter=letter, line=line)


def runs(line: str) -> list[tuple[str, str]]:
    """The line cut where the family changes: (family, text).

    Raises:
        NoLetter: a character has no drawing.
    """
    return [(family, "".join(letters)) for family, letters in groupby(line, key=lambda letter: family_of(letter, line))]


def width(line: str, size: int) -> float:
    """How many pixels the line takes at that ASS font size.

    Raises:
        NoLetter: a character has no drawing.
    """
    return size * sum(advances(family)[letter] for family, text in runs(line) for letter in text)


def lay_fonts(folder: Path) -> Path:
    """Writes the fonts as TrueType (libass reads no WOFF2) into a folder and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem in FAMILIES.values():
        for weight in ("Regular", "Bold"):
            for subset in SUBSETS:
                font = TTFont(VENDOR / f"{stem}-{weight}.{subset}.woff2")
                font.flavor = None
                font.save(folder / f"{stem}-{weight}-{subset}.ttf")
    return folder
