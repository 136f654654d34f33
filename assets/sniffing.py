"""What a file is by its first bytes: an allow-list, because a name or a header from outside proves nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.texts import N_

HEAD: Final = 4096


class Kind(StrEnum):
    """What a file of the library is."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type on the list. `decoder` is the one reader that may touch it: Pillow's format or ffmpeg's demuxer."""

    kind: Kind
    decoder: str


JPEG: Final = FileType(Kind.IMAGE, "JPEG")
PNG: Final = FileType(Kind.IMAGE, "PNG")
WEBP: Final = FileType(Kind.IMAGE, "WEBP")
GIF: Final = FileType(Kind.IMAGE, "GIF")
MP4: Final = FileType(Kind.VIDEO, "mov")
MATROSKA: Final = FileType(Kind.VIDEO, "matroska")
MP3: Final = FileType(Kind.AUDIO, "mp3")
OGG: Final = FileType(Kind.AUDIO, "ogg")
WAV: Final = FileType(Kind.AUDIO, "wav")
FLAC: Final = FileType(Kind.AUDIO, "flac")
M4A: Final = FileType(Kind.AUDIO, "mov")
PDF: Final = FileType(Kind.DOCUMENT, "PDF")

PREFIXES: Final[tuple[tuple[bytes, FileType], ...]] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\x1a\x45\xdf\xa3", MATROSKA),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"%PDF-", PDF),
)
STILL_BRANDS: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")

REFUSED: Final[tuple[tuple[bytes, str], ...]] = (
    (b"<svg", N_("un dibujo SVG")),
    (b"<!doctype html", N_("una página HTML")),
    (b"<html", N_("una página HTML")),
    (b"#extm3u", N_("una lista de reproducción")),
    (b"<?php", N_("un programa")),
    (b"#!", N_("un programa")),
    (b"mz", N_("un programa")),
    (b"\x7felf", N_("un programa")),
    (b"pk\x03\x04", N_("un archivo ZIP o de oficina")),
)


def sniff(head: bytes) -> FileType | None:
    """The type of the file that begins so, or None when it is not on the list."""
    for prefix, found in PREFIXES:
        if head.startswith(prefix):
            return found
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return iso_media(head[8:12])
    return MP3 if mpeg_audio_frame(head) else None


def iso_media(brand: bytes) -> FileType | None:
    """Video, audio or, where it is a phone's still picture, nothing we decode."""
    if brand in STILL_BRANDS:
        return None
    return M4A if brand == b"M4A " else MP4


def mpeg_audio_frame(head: bytes) -> bool:
    """A bare MPEG audio frame header: eleven set bits, a layer, a bit rate and a sampling rate that exist."""
    return (
        len(head) > 4
        and head[0] == 0xFF
        and head[1] & 0xE0 == 0xE0
        and head[1] & 0x06 != 0
        and head[2] & 0xF0 not in (0x00, 0xF0)
        and head[2] & 0x0C != 0x0C
    )


def name_of_refused(head: bytes) -> str:
    """What a refused file seems to be, as a catalogue sentence, so that the person knows what to change."""
    if not head:
        return N_("un archivo vacío")
    if head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS:
        return N_("una foto HEIC o AVIF")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in REFUSED:
        if start.startswith(mark) or (mark == b"<svg" and start.startswith(b"<?xml") and mark in start):
            return name
    return N_("de un tipo desconocido")
