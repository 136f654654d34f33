"""Avatars, covers and the e-mail header, one of each for every network, drawn from the kit."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from assets.brand import Kit
from assets.card_templates import Item
from assets.colour import mixed
from assets.fonts import Weight
from assets.logos import fitted, own_logo
from assets.mark import paint_mark
from assets.painting import paint_line
from assets.store import write_whole
from assets.typesetting import lines_of

AVATARS: Final = {"facebook": 720, "instagram": 720, "x": 400, "telegram": 640, "threads": 640, "mastodon": 400, "bluesky": 1000}
COVERS: Final = {
    "facebook": (1640, 624),
    "x": (1500, 500),
    "mastodon": (1500, 500),
    "bluesky": (3000, 1000),
    "youtube": (2560, 1440),
    "email": (1200, 320),
}
"""Pixels. Facebook shows 851 × 315 (drawn twice as large), X 1500 × 500, Mastodon 1500 × 500, Bluesky 3000 × 1000."""
SAFE: Final = {"youtube": (1546, 423), "facebook": (1280, 624)}
"""The middle that every device shows, where it is smaller than the picture."""


@dataclass(frozen=True, slots=True)
class ProfileImage:
    """A picture for a profile, with its alt text."""

    name: str
    width: int
    height: int
    alt: str


def write_profile_images(kit: Kit, folder: Path, language: str) -> list[ProfileImage]:
    """Every avatar and cover as PNG files in the folder."""
    written = []
    for name, picture, alt in drawn_images(kit, language):
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", compress_level=6)
        write_whole(folder / name, buffer.getvalue())
        written.append(ProfileImage(name, picture.width, picture.height, alt))
    return written


def drawn_images(kit: Kit, language: str) -> Iterator[tuple[str, Image.Image, str]]:
    """File name, pixels and alt text of each."""
    short, long = kit.file.short_name, kit.long_name(language)
    for network, side in AVATARS.items():
        yield f"{network}-avatar-{side}x{side}.png", avatar(kit, side), short
    for network, size in COVERS.items():
        yield f"{network}-cover-{size[0]}x{size[1]}.png", cover(kit, size, SAFE.get(network, size), language), f"{short}: {long}"


def avatar(kit: Kit, side: int) -> Image.Image:
    """The mark alone on the dark ground, well inside the circle that networks cut."""
    logo = kit.file.logo.on_dark
    canvas = Image.new("RGB", (side, side), kit.colour(logo.ground))
    large = round(side * 0.66)
    edge = (side - large) // 2
    own = own_logo(kit, large, dark=True)
    if own is None:
        paint_mark(canvas, (edge, edge), large, kit.colour(logo.petals), kit.colour(logo.dot))
    else:
        fits = fitted(own, large, large)
        canvas.paste(fits, ((side - fits.width) // 2, (side - fits.height) // 2), fits)
    return canvas


def cover(kit: Kit, size: tuple[int, int], safe: tuple[int, int], language: str) -> Image.Image:
    """The logo with the full name at the left of the safe middle, the large quiet mark at its right."""
    width, height = size
    logo = kit.file.logo.on_dark
    ground = kit.colour(logo.ground)
    canvas = Image.new("RGB", size, ground)
    quiet = mixed(ground, kit.colour("blue"), 0.45)
    large = round(max(safe[1] * 1.9, height * 0.95))
    paint_mark(canvas, (round(width - large * 0.62), round(height / 2 - large * 0.62)), large, quiet, kit.colour(logo.dot))
    unit, left = safe[1] / 100, (width - safe[0]) / 2 + safe[1] * 0.16
    side = round(44 * unit)
    own = own_logo(kit, side, dark=True)
    if own is not None:  # it carries the name
        canvas.paste(own, (round(left), round(height / 2 - side / 2)), own)
        return canvas
    paint_mark(canvas, (round(left), round(height / 2 - side / 2)), side, kit.colour(logo.petals), kit.colour(logo.dot))
    x, words = left + side + 6 * unit, kit.colour(logo.words)
    paint_line(canvas, (x, height / 2 - 2 * unit), kit.file.short_name, Item(weight=Weight.BOLD, tracking=0.06), 17 * unit, words)
    text = 5.6 * unit
    for number, line in enumerate(lines_of(kit.long_name(language), Weight.REGULAR, text, safe[0] * 0.42)):
        paint_line(canvas, (x, height / 2 + 9 * unit + number * text * 1.35), line, Item(), text, words)
    return canvas
