"""Lays captions out for burning: one ASS per shape of picture, in a dark box, clear of the sign-language inset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assets.captions.cue import Cue
from assets.captions.rules import WIDE

FONT: Final = "Atkinson Hyperlegible"
WHITE: Final = "&H00FFFFFF"
DARK: Final = "&H30101010"  # ASS writes transparency first: 81 % opaque; over white still 9.7:1
SIZES: Final = {"16:9": (1920, 1080), "1:1": (1080, 1080), "4:5": (1080, 1350), "9:16": (1080, 1920)}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where captions and the sign-language inset stand in a picture; all lengths are shares of its width or height.

    `letter` is the font size by the picture's height, `bottom` keeps clear of the networks' own buttons.
    """

    letter: float
    side: float
    bottom: float
    inset: float
    inset_low: bool


LAYOUTS: Final = {
    "16:9": Layout(letter=0.052, side=0.05, bottom=0.07, inset=0.28, inset_low=True),
    "1:1": Layout(letter=0.048, side=0.05, bottom=0.07, inset=0.36, inset_low=False),
    "4:5": Layout(letter=0.041, side=0.05, bottom=0.08, inset=0.38, inset_low=False),
    "9:16": Layout(letter=0.032, side=0.06, bottom=0.18, inset=0.42, inset_low=False),
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
Style: Speech,{font},{size},{ink},{ink},{box},{box},-1,0,0,0,100,100,0,0,4,{pad},{pad},2,{left},{right},{low},1
Style: Sound,{font},{size},{ink},{ink},{box},{box},0,0,0,0,100,100,0,0,4,{pad},{pad},{corner},{left},{side},{low},1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def ass(cues: Sequence[Cue], shape: str = WIDE, *, size: tuple[int, int] | None = None, sign: bool = False) -> str:
    """An ASS file for a picture of that shape (and size in pixels). `sign` keeps the inset's place free."""
    layout, (width, height) = LAYOUTS[shape], size or SIZES[shape]
    letter = round(height * layout.letter)
    side = round(width * layout.side)
    head = HEAD.format(
        width=width,
        height=height,
        font=FONT,
        ink=WHITE,
        box=DARK,
        size=letter,
        pad=max(round(letter * 0.18), 1),
        left=side,
        side=side,
        right=side + round(width * layout.inset) if sign and layout.inset_low else side,
        low=round(height * layout.bottom),
        corner=7 if sign and not layout.inset_low else 9,
    )
    return head + "".join(event(cue) for cue in cues)


def event(cue: Cue) -> str:
    """One line of the events table."""
    text = r"\N".join(harmless(line) for line in cue.lines)
    return f"Dialogue: 0,{centiseconds(cue.start)},{centiseconds(cue.end)},{'Sound' if cue.sound else 'Speech'},,0,0,0,,{text}\n"


def harmless(line: str) -> str:
    """The line with ASS's own signs made plain: a brace or a backslash must be shown, not obeyed."""
    return line.replace("\\", "\\\u2060").replace("{", r"\{").replace("}", r"\}")


def centiseconds(milliseconds: int) -> str:
    """`0:01:02.34`, as ASS writes time."""
    hundredths = round(milliseconds / 10)
    seconds = hundredths // 100
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{hundredths % 100:02}"
