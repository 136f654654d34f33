"""A film from a card: the still picture, a voice, and nothing else. Captions and other shapes are a recipe over it."""

from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from assets.captions.layout import even
from assets.sniffing import HEAD, sniff
from assets.store import write_whole
from assets.video.ffmpeg import Cancelled, NotAVideo, Progress, run, source
from assets.video.probing import probe
from assets.video.rendering import CLEAN, PICTURE, SOUND, seen, work_folder

LONGEST_SIDE: Final = 1920
TAIL_MS: Final = 700  # the picture stays a breath longer than the voice
PICTURES: Final = ("JPEG", "PNG", "WEBP")


def still_film(
    picture: Path, voice: Path, out: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> None:
    """Writes an MP4 of the picture for as long as the voice speaks.

    Raises:
        NotAVideo: the picture is none, or the voice has no sound. VideoFailed, VideoCancelled: see `run`.
    """
    facts = probe(voice)
    if not facts.sound or not facts.duration:
        raise NotAVideo(field="voice", name=voice.name)
    length = facts.duration + TAIL_MS
    with work_folder(out.resolve().parent) as folder:
        plain_png(picture, folder / "card.png")
        card = [
            "-protocol_whitelist",
            "file",
            "-f",
            "image2",
            "-pattern_type",
            "none",
            "-loop",
            "1",
            "-framerate",
            "10",
            "-i",
            "card.png",
        ]
        sound = ["-af", "apad", *SOUND]
        order = [*card, *source(voice), "-map", "0:v:0", "-map", "1:a:0", *PICTURE, "-tune", "stillimage", *sound]
        end = ["-t", f"{length / 1000:.3f}", *CLEAN, "-movflags", "+faststart", "-f", "mp4", "film.mp4"]
        run([*order, *end], folder=folder, duration_ms=length, progress=progress, cancelled=cancelled, deadline_s=300)
        write_whole(out, folder / "film.mp4")
    seen(out, "out")


def plain_png(picture: Path, out: Path) -> None:
    """The picture decoded by its content, in even pixels, no larger than a film."""
    try:
        with picture.open("rb") as file:
            found = sniff(file.read(HEAD))
        if found is None or found.decoder not in PICTURES:
            raise NotAVideo(field="picture", name=picture.name)
        with Image.open(picture, formats=[found.decoder]) as opened:
            image = opened.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NotAVideo(field="picture", name=picture.name) from error
    scale = min(1, LONGEST_SIDE / max(image.size))
    image.resize((even(image.width * scale), even(image.height * scale))).save(out)
