"""What a video or a recording is: size, length, sound, and where it is silent."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.video.ffmpeg import NotAVideo, VideoFailed, run, source

DURATION: Final = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
PICTURE: Final = re.compile(r"Stream #0:\d+.*?: Video: .*?\b(\d{2,5})x(\d{2,5})\b.*")
RATE: Final = re.compile(r"([\d.]+) fps")
TURNED: Final = re.compile(r"rotation of (-?\d+)")
SILENCE: Final = re.compile(r"silence_(start|end): (-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class Facts:
    """Width and height as people see them (0 for sound alone), length in ms, frames a second, whether it has sound."""

    width: int
    height: int
    duration: int
    rate: float
    sound: bool


def probe(path: Path) -> Facts:
    """What the file is.

    Raises:
        NotAVideo: not a container we take, or nothing in it can be decoded.
    """
    try:
        words = run(
            ["-v", "info", *source(path), "-map", "0:v:0?", "-map", "0:a:0?", "-t", "0.2", "-f", "null", "-"], deadline_s=60
        )
    except VideoFailed as error:
        raise NotAVideo(field="file", name=path.name) from error
    described = words.split("Output #0")[0]
    length, picture, rate = DURATION.search(described), PICTURE.search(described), RATE.search(described)
    turned = TURNED.search(described)
    width, height = (int(picture[1]), int(picture[2])) if picture else (0, 0)
    if turned and abs(int(turned[1])) % 180 == 90:
        width, height = height, width
    return Facts(
        width=width,
        height=height,
        duration=milliseconds(length) if length else 0,
        rate=float(rate[1]) if rate else 0,
        sound=": Audio: " in described,
    )


def milliseconds(length: re.Match[str]) -> int:
    """ffmpeg's `00:00:03.52` in ms."""
    return round((int(length[1]) * 3600 + int(length[2]) * 60 + float(length[3])) * 1000)


def pauses(path: Path, *, quieter_db: int = -35, longer_s: float = 0.18) -> list[tuple[int, int]]:
    """The silences of a recording, as (start, end) in ms.

    Raises:
        NotAVideo, VideoFailed: it cannot be read.
    """
    hear = f"silencedetect=noise={quieter_db}dB:d={longer_s}"
    words = run(["-v", "info", *source(path), "-map", "0:a:0", "-af", hear, "-f", "null", "-"], deadline_s=600)
    found: list[tuple[int, int]] = []
    start = None
    for kind, seconds in SILENCE.findall(words):
        at = max(round(float(seconds) * 1000), 0)
        if kind == "start":
            start = at
        elif start is not None:
            found.append((start, at))
            start = None
    return found
