"""What every decoder hands back: the file made anew, and what is known about it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.sniffing import Kind


@dataclass(frozen=True, slots=True)
class Fresh:
    """A file made of decoded content only. Sizes in pixels, `duration` in seconds; `look` is the perceptual hash of a picture."""

    content: bytes | Path
    mime: str
    kind: Kind
    width: int = 0
    height: int = 0
    duration: float = 0
    look: str = ""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
