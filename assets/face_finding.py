"""Finds faces in a picture: OpenCV's Haar cascades, or a better model of the settings. No detector is a safe guard.

Run as a program (`python -m assets.face_finding`) it tells the boxes of the picture on its standard input as JSON: OpenCV takes
60 MB, and a process that lives long should not carry them.
"""

import io
import json
import subprocess
import sys
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets.errors import MissingProgram
from foundation.texts import N_

SEARCH_SIDE: Final = 1600
CASCADES: Final = ("haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml")
DEADLINE_S: Final = 20.0
HOUSE: Final = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in pixels: left, top, width, height."""

    left: int
    top: int
    width: int
    height: int


def suggest_faces(picture: Path | BinaryIO, model: Path | None = None) -> list[Region]:
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


def faces_in(content: bytes, model: Path | None = None) -> list[Region] | None:
    """Where the detector sees faces in an encoded picture; None where nobody can say: no OpenCV, or it took too long."""
    order = [sys.executable, "-m", "assets.face_finding", *([str(model.resolve())] if model else [])]
    try:
        done = subprocess.run(order, cwd=HOUSE, input=content, capture_output=True, timeout=DEADLINE_S, check=False)
    except subprocess.TimeoutExpired:
        return None
    return [Region(*box) for box in json.loads(done.stdout)] if done.returncode == 0 else None


def main() -> int:
    """The child's whole life."""
    model = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    try:
        found = suggest_faces(io.BytesIO(sys.stdin.buffer.read()), model)
    except (MissingProgram, OSError):
        return 1
    sys.stdout.write(json.dumps([astuple(box) for box in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
