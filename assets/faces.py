"""Hides faces: the boxes a person chose become 8 × 8 blocks in a new asset; the original stays what it was."""

from datetime import datetime
from typing import Final

from PIL import Image
from sqlalchemy.orm import Session

from assets.errors import WrongBox
from assets.face_finding import Region
from assets.fresh import Fresh
from assets.intake import keep
from assets.library import made_from
from assets.looks import look_of
from assets.models import Asset
from assets.pictures import encode
from assets.sniffing import Kind
from assets.store import Store

MOSAIC: Final = 8
"""Blocks a side that remain of a face."""
MARGIN: Final = 0.25
"""Share of the box added on each side: hair and chin tell too."""


def parse_region(text: str) -> Region:
    """`120,80,200,220` as left, top, width and height.

    Raises:
        WrongBox: it is not four numbers of a real rectangle.
    """
    try:
        left, top, width, height = (int(part) for part in text.split(","))
    except ValueError as error:
        raise WrongBox(field="box", value=text) from error
    if width < 2 or height < 2:
        raise WrongBox(field="box", value=text)
    return Region(left, top, width, height)


def pixelated(picture: Image.Image, boxes: list[Region]) -> Image.Image:
    """The picture with each box, widened by a quarter, reduced to 8 × 8 blocks."""
    hidden = picture.copy()
    for box in boxes:
        aside, above = round(box.width * MARGIN), round(box.height * MARGIN)
        left, top = max(box.left - aside, 0), max(box.top - above, 0)
        right, bottom = min(box.left + box.width + aside, picture.width), min(box.top + box.height + above, picture.height)
        if right <= left or bottom <= top:
            raise WrongBox(field="box", value=f"{box.left},{box.top},{box.width},{box.height}")
        part = hidden.crop((left, top, right, bottom)).resize((MOSAIC, MOSAIC), Image.Resampling.BOX)
        hidden.paste(part.resize((right - left, bottom - top), Image.Resampling.NEAREST), (left, top))
    return hidden


def pixelate(session: Session, store: Store, asset: Asset, boxes: list[Region], by: str, now: datetime) -> Asset:
    """A new asset in which the boxes cannot be recognised; the original stays what it was.

    Raises:
        WrongBox: a box lies outside the picture.
        FileGone: the original is no longer in the store.
    """
    with Image.open(store.path(asset.sha256, asset.mime)) as opened:
        hidden = pixelated(opened.convert("RGBA" if opened.mode == "RGBA" else "RGB"), boxes)
    content, mime = encode(hidden)
    fresh = Fresh(content, mime, Kind.IMAGE, hidden.width, hidden.height, look=look_of(hidden), facts={"pixelated": len(boxes)})
    made = keep(store, session, fresh, asset.alt, asset.licence, by, now, name=asset.name)
    made_from(session, made, [asset.id])
    return made
