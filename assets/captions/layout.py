"""Lays captions out for burning: one ASS per shape of picture, in a dark box, clear of the sign-language inset."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

from assets.captions.cue import Cue
from assets.captions.lettering import FONT, runs, width
from assets.captions.repairing import repair
from assets.captions.rules import WIDE, Rules, rules_for

WHITE: Final = "&H00FFFFFF"
DARK: Final = "&H30101010"  # ASS writes transparency first: 81 % opaque; white letters on it over white still have 10.8:1
SIZES: Final = {"16:9": (1920, 1080), "1:1": (1080, 1080), "4:5": (1080, 1350), "9:16": (1080, 1920)}
INSET_AREA: Final = 1 / 6  # of the picture: the least at which hands and face can be read (our own floor, as Ofcom's)
SMALLEST: Final = 0.75  # letters shrink no further than this share of their size
BESIDE_INSET: Final = (28, 32)  # characters a line: target and limit


@dataclass(frozen=True, slots=True)
class Layout:
    """Where captions and the sign-language inset stand; lengths are shares of the picture's width or height.

    `letter` is the font size by the height; `bottom` keeps clear of the networks' own buttons; `inset_low` puts the inset
    at the lower right, beside the captions, else at the upper right.
    """

    letter: float
    side: float
    top: float
    bottom: float
    inset_low: bool


LAYOUTS: Final = {
    "16:9": Layout(letter=0.062, side=0.04, top=0.05, bottom=0.07, inset_low=True),
    "1:1": Layout(letter=0.058, side=0.05, top=0.05, bottom=0.07, inset_low=False),
    "4:5": Layout(letter=0.050, side=0.05, top=0.05, bottom=0.08, inset_low=False),
    "9:16": Layout(letter=0.038, side=0.06, top=0.06, bottom=0.18, inset_low=False),
}

HEAD: Final = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, \
ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Speech,{font},{size},{ink},{ink},{box},{box},-1,0,0,0,100,100,0,0,4,0,{pad},2,{left},{right},{low},1
Style: Sound,{font},{size},{ink},{ink},{box},{box},0,0,0,0,100,100,0,0,4,0,{pad},9,{left},{side},{top},1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def shape_of(width: int, height: int) -> str:
    """The declared shape nearest to a picture's own."""
    return min(SIZES, key=lambda shape: abs(width / height - SIZES[shape][0] / SIZES[shape][1]))


def burning_rules(language: str, shape: str, *, sign: bool) -> Rules:
    """The rules for captions that share the picture's foot with the inset, or have it to themselves."""
    rules = rules_for(language, shape)
    if sign and LAYOUTS[shape].inset_low:
        return replace(rules, line_target=BESIDE_INSET[0], line_limit=BESIDE_INSET[1])
    return rules


def burned(cues: Sequence[Cue], language: str, shape: str, size: tuple[int, int], *, sign: bool = False) -> str:
    """The ASS to burn: the captions broken anew for the shape, and laid out for the picture's size in pixels.

    Raises:
        NoLetter: a character that our fonts cannot draw.
    """
    return ass(repair(cues, burning_rules(language, shape, sign=sign)), shape, size=size, sign=sign)


def ass(cues: Sequence[Cue], shape: str = WIDE, *, size: tuple[int, int] | None = None, sign: bool = False) -> str:
    """An ASS file for a picture of that shape (and size in pixels). `sign` keeps the inset's place free."""
    layout, (wide, high) = LAYOUTS[shape], size or SIZES[shape]
    side = round(wide * layout.side)
    right = side + inset_box(wide, high, 1)[0] + side // 2 if sign and layout.inset_low else side
    letter = letter_size(cues, round(high * layout.letter), wide - side - right)
    head = HEAD.format(
        width=wide,
        height=high,
        font=FONT,
        ink=WHITE,
        box=DARK,
        size=letter,
        pad=max(round(letter * 0.18), 1),
        left=side,
        side=side,
        right=right,
        low=round(high * layout.bottom),
        top=round(high * layout.top) + (inset_box(wide, high, 1)[1] + letter if sign and not layout.inset_low else 0),
    )
    return head + "".join(event(cue) for cue in cues)


def letter_size(cues: Sequence[Cue], wanted: int, room: int) -> int:
    """The wanted size, or the largest at which the widest line still fits."""
    widest = max((width(f" {line} ", wanted) for cue in cues for line in cue.lines), default=0)
    return wanted if widest <= room else max(int(wanted * room / widest), round(wanted * SMALLEST))


def inset_box(wide: int, high: int, ratio: float) -> tuple[int, int]:
    """Width and height of a sign-language inset of that ratio (width by height) that fills its share of the picture."""
    inset_wide = min(sqrt(INSET_AREA * wide * high * ratio), wide * 0.6)
    return even(inset_wide), even(inset_wide / ratio)


def captions_top(shape: str, high: int) -> int:
    """Where two lines of captions begin, in pixels from above, a little air included."""
    layout = LAYOUTS[shape]
    return round(high * (1 - layout.bottom - 2.6 * layout.letter))


def even(length: float) -> int:
    """The nearest even number of pixels: H.264 halves its colours."""
    return max(round(length / 2) * 2, 2)


def event(cue: Cue) -> str:
    """One line of the events table; a hard space at either end gives the box its air."""
    text = r"\N".join(rf"\h{dressed(line)}\h" for line in cue.lines)
    return f"Dialogue: 0,{centiseconds(cue.start)},{centiseconds(cue.end)},{'Sound' if cue.sound else 'Speech'},,0,0,0,,{text}\n"


def dressed(line: str) -> str:
    """The line with every letter in a font that has it."""
    pieces = runs(line)
    if [family for family, _ in pieces] == [FONT]:
        return harmless(line)
    return "".join(f"{{\\fn{family}}}{harmless(text)}" for family, text in pieces) + f"{{\\fn{FONT}}}"


def harmless(text: str) -> str:
    """The text with ASS's own signs made plain: a brace or a backslash must be shown, not obeyed."""
    return text.replace("\\", "\\\u2060").replace("{", r"\{").replace("}", r"\}")


def centiseconds(milliseconds: int) -> str:
    """`0:01:02.34`, as ASS writes time."""
    hundredths = round(milliseconds / 10)
    seconds = hundredths // 100
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{hundredths % 100:02}"
