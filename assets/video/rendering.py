"""Makes the film of a recipe: once, in a folder of its own that is gone afterwards, kept by the hash of what went in."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.captions import files
from assets.captions.layout import burned
from assets.captions.lettering import lay_fonts
from assets.store import write_whole
from assets.video.ffmpeg import Cancelled, NotAVideo, Progress, run, source
from assets.video.graph import Frame, frame_of, graph
from assets.video.loudness import level, measure
from assets.video.probing import Facts, probe
from assets.video.recipe import Recipe

PICTURE: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p")
SOUND: Final = ("-c:a", "aac", "-b:a", "128k", "-ac", "2")
CLEAN: Final = ("-map_metadata", "-1", "-map_chapters", "-1")  # a phone writes where it was
WHOLE: Final = ("-movflags", "+faststart", "-f", "mp4", "film.mp4")
ISO_639_2: Final = {"es": "spa", "en": "eng", "pt": "por", "fr": "fra", "ht": "hat"}
WORK: Final = "corett-video-"


@dataclass(frozen=True)
class Kitchen:
    """Where films are made and kept: `cache` holds finished ones by what they were made of, `most_bytes` of them."""

    cache: Path
    most_bytes: int = 5_000_000_000

    def films(self) -> list[Path]:
        """The finished films."""
        return [film for film in self.cache.glob("*/*.mp4") if not film.parent.name.startswith(WORK)]


def render(recipe: Recipe, kitchen: Kitchen, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Path:
    """The film of the recipe, made now or taken from the cache.

    Raises:
        NotAVideo: the source or the sign-language file has no picture. NoLetter: a caption cannot be drawn.
        VideoFailed, VideoCancelled: see `run`. Nothing half-made stays.
    """
    film = kitchen.cache / recipe.place()
    if film.exists():
        film.touch()
        return film
    facts = seen(recipe.source, "video")
    sign = seen(recipe.sign, "sign") if recipe.sign else None
    with work_folder(kitchen.cache) as folder:
        made = cook(recipe, facts, sign, folder, progress, cancelled)
        write_whole(film, made)
    prune(kitchen, keep=film)
    return film


def seen(path: Path, field: str) -> Facts:
    """The facts of a file that must have a picture."""
    facts = probe(path)
    if not facts.width or not facts.duration:
        raise NotAVideo(field=field, name=path.name)
    return facts


def cook(
    recipe: Recipe, facts: Facts, sign: Facts | None, folder: Path, progress: Progress | None, cancelled: Cancelled | None
) -> Path:
    """Runs ffmpeg in the folder, with safe fixed names there."""
    frame = frame_of(facts, recipe.shape)
    length = max(facts.duration, sign.duration if sign else 0)
    if recipe.burn:
        text = burned(recipe.burn, recipe.language, frame.shape, (frame.width, frame.height), sign=sign is not None)
        (folder / "captions.ass").write_text(text, "utf-8")
        lay_fonts(folder / "fonts")
    if recipe.soft:
        (folder / "soft.srt").write_text(files.srt(recipe.soft), "utf-8")
    heard = measure(recipe.source, cancelled) if recipe.even_sound and facts.sound else None
    run(
        [*inputs(recipe), *streams(recipe, facts, sign, frame, heard), "-t", f"{length / 1000:.3f}", *CLEAN, *WHOLE],
        folder=folder,
        duration_ms=length,
        progress=progress,
        cancelled=cancelled,
        deadline_s=120 + length / 1000 * 30,
    )
    return folder / "film.mp4"


def inputs(recipe: Recipe) -> list[str]:
    """The files, in the order the graph counts them."""
    sign = source(recipe.sign) if recipe.sign else []
    soft = ["-protocol_whitelist", "file", "-f", "srt", "-i", "soft.srt"] if recipe.soft else []
    return [*source(recipe.source), *sign, *soft]


def streams(recipe: Recipe, facts: Facts, sign: Facts | None, frame: Frame, heard: dict[str, float] | None) -> list[str]:
    """What goes into the film: picture, sound, captions that can be switched off."""
    language = ISO_639_2.get(recipe.language.partition("-")[0], recipe.language.partition("-")[0])
    words = ["-filter_complex", graph(facts, frame, recipe.fit, sign=sign, burn=bool(recipe.burn)), "-map", "[film]", *PICTURE]
    if facts.sound:
        words += ["-map", "0:a:0", *SOUND, "-metadata:s:a:0", f"language={language}"]
        words += ["-af", level(heard)] if heard else []
    if recipe.soft:
        words += ["-map", f"{2 if recipe.sign else 1}:s:0", "-c:s", "mov_text", "-metadata:s:s:0", f"language={language}"]
    return words


def poster(video: Path, out: Path, cancelled: Cancelled | None = None) -> None:
    """Writes the most telling of the first frames as a JPEG or PNG, by the ending of `out`.

    Raises:
        NotAVideo, VideoFailed, VideoCancelled.
    """
    seen(video, "video")
    with work_folder(out.resolve().parent) as folder:
        made = folder / f"poster{out.suffix.lower()}"
        order = [
            *source(video),
            "-map",
            "0:v:0",
            "-vf",
            "thumbnail=75,setsar=1",
            "-frames:v",
            "1",
            "-q:v",
            "3",
            *CLEAN,
            "-update",
            "1",
        ]
        run([*order, made.name], folder=folder, cancelled=cancelled, deadline_s=120)
        write_whole(out, made)


@contextmanager
def work_folder(near: Path) -> Iterator[Path]:
    """A folder for one job, on the same disk; it is gone afterwards, and those of killed processes are swept now."""
    near.mkdir(parents=True, exist_ok=True)
    sweep(near)
    with tempfile.TemporaryDirectory(prefix=f"{WORK}{os.getpid()}-", dir=near) as folder:
        yield Path(folder)


def sweep(folder: Path) -> None:
    """Removes the work folders whose process is no longer alive."""
    for left in folder.glob(f"{WORK}*-*"):
        owner = left.name.removeprefix(WORK).partition("-")[0]
        if owner.isdigit() and not alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def alive(process: int) -> bool:
    """Whether a process with that number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def prune(kitchen: Kitchen, keep: Path) -> None:
    """Lets go of the films unused the longest when the cache is full."""
    films = sorted(kitchen.films(), key=lambda film: film.stat().st_mtime, reverse=True)
    held = 0
    for film in films:
        held += film.stat().st_size
        if held > kitchen.most_bytes and film != keep:
            film.unlink(missing_ok=True)


def contents_of(film: Path) -> set[str]:
    """The hashes of the files a cached film was made of."""
    return {film.parent.name, film.stem.partition("-")[2]} - {""}
