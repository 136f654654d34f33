"""The mark: nine petals, one for each country, that open together around a person. One geometry, every size."""

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PIL import Image

from assets.colour import RGB, hexadecimal, mixed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PETALS: Final = 9
SPREAD: Final = 204.0
"""Degrees from the first petal's axis to the last one's; upwards is the middle."""
CENTRE: Final = (0.0, 0.19)
"""The person's place, in shares of the mark's side from the middle of its square; y grows downwards."""
INNER: Final = 0.145
OUTER: Final = 0.5
WIDTH: Final = 0.116
DOT: Final = 0.088
"""Shares of the mark's side: where petals begin and end, how wide they are, the dot's radius."""


def axes() -> list[float]:
    """The direction of each petal in radians from straight up, clockwise."""
    return [math.radians(-SPREAD / 2 + number * SPREAD / (PETALS - 1)) for number in range(PETALS)]


def petal_arc() -> tuple[float, float]:
    """A petal is the overlap of two circles: their radius, and how far their centres lie from the petal's axis."""
    half, wide = (OUTER - INNER) / 2, WIDTH / 2
    radius = (half * half + wide * wide) / (2 * wide)
    return radius, radius - wide


@lru_cache(24)
def mark_masks(side: int) -> tuple[Image.Image, Image.Image]:
    """Coverage of the petals and of the dot in a square of that side in pixels, smooth at the edges."""
    import numpy as np  # noqa: PLC0415 - 12 MB that only drawing needs

    axis = (np.arange(side, dtype=np.float32) + 0.5) / side - 0.5
    x, y = (part.astype(np.float32) for part in np.meshgrid(axis - CENTRE[0], axis - CENTRE[1]))
    petals = np.full((side, side), np.inf, dtype=np.float32)
    for angle in axes():
        np.minimum(petals, distance_to_petal(angle, x, y), out=petals)
    return coverage(petals, side), coverage(np.hypot(x, y) - DOT, side)


def distance_to_petal(angle: float, x: "NDArray[np.float32]", y: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Signed distance to a petal in shares of the side, negative inside; exact at its edge, which is all that is drawn."""
    import numpy as np  # noqa: PLC0415 - 12 MB that only drawing needs

    radius, offset = petal_arc()
    along = x * math.sin(angle) - y * math.cos(angle) - (INNER + OUTER) / 2
    across = np.abs(x * math.cos(angle) + y * math.sin(angle))
    return np.asarray(np.hypot(along, across + offset) - radius, dtype=np.float32)


def coverage(distance: "NDArray[np.floating]", side: int) -> Image.Image:
    """How much of each pixel lies inside, as a greyscale picture."""
    import numpy as np  # noqa: PLC0415 - 12 MB that only drawing needs

    return Image.fromarray(np.asarray(np.clip(0.5 - distance * side, 0, 1) * 255, dtype=np.uint8))


def paint_mark(canvas: Image.Image, at: tuple[int, int], side: int, petals: RGB, dot: RGB | None) -> None:
    """The mark on a picture, its square's upper left corner at `at`; it may hang over the edge. Without `dot` only petals."""
    leaves, point = mark_masks(side)
    canvas.paste(petals, (at[0], at[1], at[0] + side, at[1] + side), leaves)
    if dot is not None:
        canvas.paste(dot, (at[0], at[1], at[0] + side, at[1] + side), point)


def mark_svg(petals: RGB, dot: RGB, title: str, shades: RGB | None = None) -> str:
    """The mark as a stand-alone SVG drawing; with `shades` the petals run from one colour to the other."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-0.5 -0.5 1 1" role="img" aria-label="{title}">'
        f"{mark_shapes(petals, dot, shades)}</svg>"
    )


def mark_shapes(petals: RGB, dot: RGB, shades: RGB | None = None) -> str:
    """The drawing's inside, to be put into a larger one."""
    radius, _ = petal_arc()
    paths = []
    for number, angle in enumerate(axes()):
        colour = mixed(petals, shades, number / (PETALS - 1)) if shades else petals
        x1, y1 = on_axis(angle, INNER)
        x2, y2 = on_axis(angle, OUTER)
        arc, start = f"A{radius:.4f} {radius:.4f} 0 0 1", f"{x1:.4f} {y1:.4f}"
        paths.append(f'<path fill="{hexadecimal(colour)}" d="M{start}{arc} {x2:.4f} {y2:.4f}{arc} {start}Z"/>')
    return f'{"".join(paths)}<circle cx="{CENTRE[0]}" cy="{CENTRE[1]}" r="{DOT}" fill="{hexadecimal(dot)}"/>'


def on_axis(angle: float, distance: float) -> tuple[float, float]:
    """A point of a petal's axis, in shares of the side from the middle of the square."""
    return CENTRE[0] + distance * math.sin(angle), CENTRE[1] - distance * math.cos(angle)
