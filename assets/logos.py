"""Logos that come as files: the kit's own and those of the institutions that sign beside the Coalition."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image

from assets.brand import Kit, Partner
from assets.fonts import Weight
from assets.mark import mark_svg, paint_mark
from assets.typesetting import width_of

PLATE: Final = 3.2
"""The kit's own logo is at most this many times as wide as the mark is high."""
WIDEST: Final = 5.0
"""And a partner's at most this many times as wide as the row is high."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A partner's place in a row: its picture, or its name in type; `left` and `width` in the row's own units."""

    partner: Partner
    left: float
    width: float
    height: float


@lru_cache(32)
def picture(path: Path, _stamp: int) -> Image.Image:
    """The logo's pixels, without the empty edge around it."""
    with Image.open(path, formats=["PNG"]) as opened:
        whole = opened.convert("RGBA")
    seen = whole.getchannel("A").getbbox()
    return whole.crop(seen) if seen else whole


def picture_at(path: str) -> Image.Image:
    """The logo's pixels, read again when the file changes."""
    file = Path(path)
    return picture(file, file.stat().st_mtime_ns)


def own_file(kit: Kit, *, dark: bool) -> str | None:
    """The kit's own logo file for that ground, where it has one."""
    logo = kit.file.logo
    return (logo.file_on_dark or logo.file) if dark else logo.file


def own_logo(kit: Kit, height: int, *, dark: bool) -> Image.Image | None:
    """The kit's own logo in that height, no wider than a plate; None: the mark is drawn."""
    path = own_file(kit, dark=dark)
    return fitted(picture_at(path), height * PLATE, height) if path else None


def fitted(image: Image.Image, width: float, height: float) -> Image.Image:
    """The picture as large as the box allows."""
    scale = min(width / image.width, height / image.height)
    size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    return image.resize(size, Image.Resampling.LANCZOS)


def logo_png(kit: Kit, side: int, *, dark: bool = False) -> bytes:
    """The logo on a transparent ground, for programs that cannot draw SVG: `side` pixels high, the mark as wide."""
    own = own_logo(kit, side, dark=dark)
    buffer = io.BytesIO()
    (own or drawn_mark(kit, side, dark=dark)).save(buffer, "PNG")
    return buffer.getvalue()


def drawn_mark(kit: Kit, side: int, *, dark: bool) -> Image.Image:
    """The mark alone."""
    logo = kit.file.logo.on_dark if dark else kit.file.logo.on_light
    canvas, whole = Image.new("RGB", (side, side), kit.colour(logo.petals)), Image.new("RGB", (side, side), (0, 0, 0))
    paint_mark(canvas, (0, 0), side, kit.colour(logo.petals), kit.colour(logo.dot))
    paint_mark(whole, (0, 0), side, (255, 255, 255), (255, 255, 255))
    canvas.putalpha(whole.convert("L"))
    return canvas


def logo_uri(kit: Kit, *, dark: bool) -> str:
    """The logo as an image that travels inside a page."""
    if own_file(kit, dark=dark):
        return "data:image/png;base64," + base64.b64encode(logo_png(kit, 400, dark=dark)).decode()
    logo = kit.file.logo.on_dark if dark else kit.file.logo.on_light
    drawing = mark_svg(kit.colour(logo.petals), kit.colour(logo.dot), kit.file.short_name)
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()


def partner_png(path: str) -> bytes:
    """A partner's logo, large enough to print."""
    buffer = io.BytesIO()
    fitted(picture_at(path), 900, 300).save(buffer, "PNG")
    return buffer.getvalue()


def partner_uri(partner: Partner) -> str | None:
    """A partner's logo as an image that travels inside a page; None: its name is set in type."""
    if not partner.file:
        return None
    return "data:image/png;base64," + base64.b64encode(partner_png(partner.file)).decode()


def side_by_side(partners: Sequence[Partner], width: float, height: float, clear: float, letter: float) -> list[Sign]:
    """The partners side by side in a box, all in one scale: logos of like area, a clear space of `clear` × height between them.

    Names without a file are set in type of `letter`. Where they would not fit, all of them shrink together.
    """
    sizes = [sign_size(one, height, letter) for one in partners]
    gap = max(2 * clear * height, 0.35 * height)
    whole = sum(wide for wide, _ in sizes) + gap * max(len(sizes) - 1, 0)
    scale = min(1.0, width / whole) if whole else 1.0
    placed, left = [], 0.0
    for partner, (wide, high) in zip(partners, sizes, strict=True):
        placed.append(Sign(partner, left, wide * scale, high * scale))
        left += (wide + gap) * scale
    return placed


def sign_size(partner: Partner, height: float, letter: float) -> tuple[float, float]:
    """Width and height of a partner's sign: a wide logo is lower than a square one, so that neither shouts."""
    if not partner.file:
        return width_of(partner.name, Weight.BOLD, letter), letter
    image = picture_at(partner.file)
    ratio = image.width / image.height
    high = height if ratio <= 1 else max(height / ratio**0.35, height * 0.5)
    wide = min(high * ratio, height * WIDEST)
    return wide, wide / ratio
