"""Messages and files that every network's tests send."""

import hashlib
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final
from uuid import UUID

import imageio_ffmpeg
from PIL import Image

from networks.contract import CaptionFile, Media, MediaKind, Outgoing

DELIVERY: Final = UUID("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
LINK: Final = "https://prensa.example.org/r/k7Qp2x"
TEXT: Final = "La trata de personas es un delito. Si alguien le retiene sus documentos, pida ayuda. #CorazónAzul"
SRT: Final = "1\n00:00:00,000 --> 00:00:00,900\nNo está sola. Llame.\n"


def outgoing(text: str = TEXT, *, link: str = LINK, media: tuple[Media, ...] = ()) -> Outgoing:
    return Outgoing(text=text, language="es", link=link, title="Corazón Azul", media=media)


def image(
    folder: Path,
    *,
    number: int = 0,
    alt: str = "Una mano sostiene un teléfono",
    mime: str = "image/jpeg",
    size: tuple[int, int] = (320, 320),
) -> Media:
    """A small plain picture, another colour for each number."""
    kind = mime.removeprefix("image/")
    buffer = BytesIO()
    Image.new("RGB", size, (20 * number % 255, 90, 160)).save(buffer, kind)
    path = folder / f"image-{number}.{kind.replace('jpeg', 'jpg')}"
    path.write_bytes(buffer.getvalue())
    return media(path, MediaKind.IMAGE, mime, alt=alt, size=size)


@cache
def one_second_of_video() -> bytes:
    """H.264 in MP4, made once."""
    source = ["-f", "lavfi", "-i", "color=c=teal:s=320x320:d=1:r=25"]
    encode = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4", "-"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *source, *encode]
    return subprocess.run(command, capture_output=True, check=True).stdout


def video(folder: Path, *, alt: str = "Una mujer habla a cámara", captions: bool = False) -> Media:
    """One second, with Spanish subtitles when asked."""
    path = folder / "video.mp4"
    path.write_bytes(one_second_of_video())
    files = (subtitles(folder), as_vtt(folder)) if captions else ()
    return media(path, MediaKind.VIDEO, "video/mp4", alt=alt, size=(320, 320), duration=1.0, captions=files)


def subtitles(folder: Path) -> CaptionFile:
    path = folder / "es.srt"
    path.write_text(SRT)
    return CaptionFile(path=path, language="es", mime="application/x-subrip")


def as_vtt(folder: Path) -> CaptionFile:
    path = folder / "es.vtt"
    path.write_text("WEBVTT\n\n" + SRT.partition("\n")[2].replace(",", "."))
    return CaptionFile(path=path, language="es", mime="text/vtt")


def media(
    path: Path,
    kind: MediaKind,
    mime: str,
    *,
    alt: str,
    size: tuple[int, int],
    duration: float = 0,
    captions: tuple[CaptionFile, ...] = (),
) -> Media:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return Media(path, kind, mime, digest, len(content), alt, size[0], size[1], duration, captions)
