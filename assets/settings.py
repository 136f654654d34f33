"""`[assets]`: what may come into the library, where it lies and which brand kit dresses it."""

from pathlib import Path
from typing import Final

from pydantic import Field

from foundation.settings import Section

MAX_SIDE: Final = 4096
"""Pixels. No network shows more, and a smaller picture tells less about a room's details."""


class AssetsSection(Section):
    """Caps and places. Megapixels and megabytes are decimal (10⁶)."""

    store_url: str = ""
    brand: str = "corett"
    brands_dir: Path | None = None
    max_megapixels: float = Field(40, gt=0, le=200)
    max_image_mb: float = Field(30, gt=0)
    max_video_mb: float = Field(500, gt=0)
    max_audio_mb: float = Field(100, gt=0)
    max_pdf_mb: float = Field(50, gt=0)
    max_video_s: float = Field(600, gt=0)
    max_audio_s: float = Field(3600, gt=0)
    face_model: Path | None = None
    whisper_model: Path | None = None
    film_cache_gb: float = Field(5, gt=0)
