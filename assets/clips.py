"""Video and sound made anew: only the first picture and sound tracks, without place, camera, chapters or hidden data tracks."""

import re
import tempfile
from pathlib import Path
from typing import Final

from assets.errors import Broken, TooLong
from assets.fresh import Fresh
from assets.settings import AssetsSection
from assets.sniffing import FileType, Kind
from assets.video.ffmpeg import NotAVideo, VideoFailed, run, source
from assets.video.probing import Facts, probe

CLEAN: Final = (
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-dn", "-sn"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
"""GPS and camera sit in the container's metadata and in data tracks; the encoder's name and time would make each copy another."""

CODEC: Final = re.compile(r"Stream #0:\d+.*?: (Video|Audio): (\w+)")
SHOWN_EVERYWHERE: Final = {"h264", "aac", "mp3"}
AS_H264: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "128k")
SOUND: Final = {
    "mp3": ("audio/mpeg", ("-c", "copy", "-id3v2_version", "0", "-f", "mp3")),
    "ogg": ("audio/ogg", ("-c", "copy", "-f", "ogg")),
    "mov": ("audio/mp4", ("-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", "-f", "mp4")),
    "wav": ("audio/mp4", ("-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", "-f", "mp4")),
    "flac": ("audio/mp4", ("-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", "-f", "mp4")),
}


def fresh_clip(file: Path, found: FileType, name: str, limits: AssetsSection) -> Fresh:
    """The clip as MP4 (H.264 kept as it is, everything else encoded) or as light sound.

    Raises:
        TooLong, Broken: why it stays outside.
    """
    try:
        facts = probe(file)
        refuse_by_length(facts, found, name, limits)
        with tempfile.TemporaryDirectory(prefix="corett-") as folder:
            return anew(file, found, facts, Path(folder))
    except (NotAVideo, VideoFailed) as error:
        raise Broken(field="file", name=name) from error


def refuse_by_length(facts: Facts, found: FileType, name: str, limits: AssetsSection) -> None:
    """Before anything is encoded."""
    most = limits.max_video_s if found.kind is Kind.VIDEO else limits.max_audio_s
    if facts.duration > most * 1000:
        raise TooLong(field="file", name=name, duration=round(facts.duration / 1000), limit=f"{most:g}")
    if facts.duration <= 0 or (found.kind is Kind.VIDEO and not facts.width and not facts.sound):
        raise Broken(field="file", name=name)


def anew(file: Path, found: FileType, facts: Facts, folder: Path) -> Fresh:
    """The clean copy, read into memory because its folder goes away."""
    if found.kind is Kind.VIDEO and facts.width:
        target = folder / "clean.mp4"
        run([*source(file), "-map", "0:v:0", "-map", "0:a:0?", *how(file), *CLEAN, "-movflags", "+faststart", str(target)])
        run(["-xerror", "-skip_frame", "nokey", *source(target), "-map", "0:v:0", "-f", "null", "-"])
        return Fresh(target.read_bytes(), "video/mp4", Kind.VIDEO, facts.width, facts.height, facts.duration / 1000)
    mime, arguments = SOUND.get(found.decoder, SOUND["mov"])
    target = folder / "clean"
    run([*source(file), "-map", "0:a:0", "-vn", *CLEAN, *arguments, str(target)])
    return Fresh(target.read_bytes(), mime, Kind.AUDIO, duration=facts.duration / 1000)


def how(file: Path) -> tuple[str, ...]:
    """Copies what every network shows; encodes the rest."""
    words = run(["-v", "info", *source(file), "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-t", "0", "-f", "null", "-"])
    codecs = {codec for _, codec in CODEC.findall(words.split("Output #0")[0])}
    return ("-c", "copy") if codecs <= SHOWN_EVERYWHERE else AS_H264
