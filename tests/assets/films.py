"""Small films to work on, made by ffmpeg's own test pictures: 320 × 180, two or three seconds."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from assets.video.ffmpeg import run, source

Pixels = npt.NDArray[np.int16]


def film(path: Path, *, seconds: float = 2, size: str = "320x180", colour: str = "0x406080", sound: bool = True) -> Path:
    """A film of one colour, with a quiet tone."""
    picture = ["-f", "lavfi", "-i", f"color={colour}:s={size}:d={seconds}:r=10"]
    tone = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds},volume=-20dB", "-c:a", "aac"] if sound else []
    run([*picture, *tone, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)])
    return path


def frame(path: Path, at: float) -> Pixels:
    """One picture of a film as height × width × 3 numbers."""
    out = path.with_suffix(".frame.png")
    run(["-ss", str(at), *source(path), "-frames:v", "1", "-update", "1", str(out)])
    return np.asarray(Image.open(out).convert("RGB")).astype(np.int16)
