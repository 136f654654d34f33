"""What is to be made of a video, as data: two equal recipes over equal files give the same film, so it is made once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from assets.captions.cue import Cue
from assets.store import digest
from assets.video.ffmpeg import program

VERSION: Final = 2  # raise it when the same recipe would give another film


class Fit(StrEnum):
    """How a picture comes into another shape: all of it on its own blurred image, or filled with its edges cut."""

    PAD = "pad"
    CROP = "crop"


@dataclass(frozen=True)
class Recipe:
    """What to make of `source`; `shape` None keeps its own.

    `burn` are captions drawn into the picture, `soft` a track that can be switched off. `even_sound` levels the loudness.
    """

    source: Path
    shape: str | None = None
    fit: Fit = Fit.PAD
    language: str = "es"
    burn: tuple[Cue, ...] = ()
    soft: tuple[Cue, ...] = ()
    sign: Path | None = None
    even_sound: bool = True

    def written(self) -> dict[str, Any]:
        """The recipe as JSON can keep it."""
        return {
            "source": str(self.source),
            "shape": self.shape,
            "fit": self.fit,
            "language": self.language,
            "burn": [[cue.start, cue.end, list(cue.lines), cue.sound] for cue in self.burn],
            "soft": [[cue.start, cue.end, list(cue.lines), cue.sound] for cue in self.soft],
            "sign": str(self.sign) if self.sign else None,
            "even_sound": self.even_sound,
        }

    def place(self) -> Path:
        """Where the film lies in the cache: the source's hash, then a hash over all that matters and the interpreter's.

        The contents' own hashes stand in the path, so that a film can be found again when its footage is withdrawn.
        """
        source, sign = digest(self.source), digest(self.sign) if self.sign else ""
        told = {**self.written(), "source": source, "sign": sign, "version": VERSION, "program": Path(program()).name}
        key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        return Path(source) / f"{key}-{sign}.mp4"


def read_recipe(written: Mapping[str, Any]) -> Recipe:
    """The recipe that was written down."""
    return Recipe(
        source=Path(written["source"]),
        shape=written["shape"],
        fit=Fit(written["fit"]),
        language=written["language"],
        burn=tuple(Cue(start, end, tuple(lines), sound) for start, end, lines, sound in written["burn"]),
        soft=tuple(Cue(start, end, tuple(lines), sound) for start, end, lines, sound in written["soft"]),
        sign=Path(written["sign"]) if written["sign"] else None,
        even_sound=written["even_sound"],
    )
