"""Colours and their contrast as WCAG 2.2 computes it."""

from typing import Final

RGB = tuple[int, int, int]

NORMAL_TEXT: Final = 4.5
LARGE_TEXT: Final = 3.0
"""From 24 px, or 18.66 px bold, and for graphics: https://www.w3.org/TR/WCAG22/#contrast-minimum and #non-text-contrast."""


def rgb(text: str) -> RGB:
    """`#rrggbb` as three numbers of 0–255. Raises ValueError for anything else."""
    if len(text) != 7 or text[0] != "#":
        raise ValueError(text)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hexadecimal(colour: RGB) -> str:
    """Three numbers as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """`one` with that share (0–1) of the other."""
    red, green, blue = (round(mine + (theirs - mine) * share) for mine, theirs in zip(one, other, strict=True))
    return red, green, blue


def luminance(colour: RGB) -> float:
    """Relative luminance, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    linear = [(part / 255) / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
