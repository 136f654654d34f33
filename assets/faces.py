"""Faces: boxes suggested by a detector, completed by a person, pixelated in a new asset. No detector is a safe guard."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy.orm import Session

from assets.errors import MissingProgram, WrongBox
from assets.fresh import Fresh
from assets.intake import keep
from assets.library import made_from
from assets.looks import look_of
from assets.models import Asset
from assets.pictures import encode
from assets.sniffing import Kind
from assets.store import Store
from foundation.texts import N_

MOSAIC: Final = 8
"""Blocks a side that remain of a face."""
MARGIN: Final = 0.25
"""Share of the box added on each side: hair and chin tell too."""
SEARCH_SIDE: Final = 1600
CASCADES: Final = ("haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml")


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in pixels: left, top, width, height."""

    left: int
    top: int
    width: int
    height: int


def suggest_faces(picture: Path, model: Path | None = None) -> list[Region]:
    """Where faces may be, largest first. `model` is a YuNet ONNX file; without it OpenCV's own Haar cascades look.

    Raises:
        MissingProgram: OpenCV (below 5, which dropped the cascades) is not installed.
    """
    try:
        import cv2  # noqa: PLC0415 - optional, 60 MB
    except ImportError as error:
        raise MissingProgram(program="OpenCV", act=N_("sugerir rostros"), how="pip install 'corett[faces]'") from error
    with Image.open(picture) as opened:
        scale = min(1.0, SEARCH_SIDE / max(opened.size))
        small = opened.convert("RGB").resize((round(opened.width * scale), round(opened.height * scale)))
    pixels: NDArray[np.uint8] = np.asarray(small)[:, :, ::-1].copy()
    found = by_model(cv2, pixels, model) if model else by_cascades(cv2, pixels)
    back = [Region(*(round(part / scale) for part in box)) for box in found]
    return sorted(without_doubles(back), key=lambda box: -box.width * box.height)


def by_cascades(cv2: Any, pixels: NDArray[np.uint8]) -> list[tuple[float, ...]]:
    """Frontal faces, and profiles looking either way."""
    grey = cv2.equalizeHist(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    found: list[tuple[float, ...]] = []
    for name in CASCADES:
        cascade = cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / name))
        found += [tuple(map(float, box)) for box in cascade.detectMultiScale(grey, 1.1, 5, minSize=(24, 24))]
        if "profile" in name:
            turned = cascade.detectMultiScale(cv2.flip(grey, 1), 1.1, 5, minSize=(24, 24))
            found += [(float(grey.shape[1] - box[0] - box[2]), float(box[1]), float(box[2]), float(box[3])) for box in turned]
    return found


def by_model(cv2: Any, pixels: NDArray[np.uint8], model: Path) -> list[tuple[float, ...]]:
    """What a YuNet network finds, with a low threshold: a wrong box costs a click, a missed face a person."""
    height, width = pixels.shape[:2]
    detector = cv2.FaceDetectorYN.create(str(model), "", (width, height), 0.5)
    _, faces = detector.detect(pixels)
    return [] if faces is None else [tuple(map(float, face[:4])) for face in faces]


def without_doubles(boxes: list[Region]) -> list[Region]:
    """Of boxes that share more than a third, the larger."""
    kept: list[Region] = []
    for box in sorted(boxes, key=lambda box: -box.width * box.height):
        if all(shared(box, other) < 1 / 3 for other in kept):
            kept.append(box)
    return kept


def shared(one: Region, other: Region) -> float:
    """The share of the smaller box that both cover."""
    wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    smaller = min(one.width * one.height, other.width * other.height)
    return max(wide, 0) * max(high, 0) / smaller if smaller else 0


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
