"""Reads caption files people bring (SRT, VTT, ASS) and writes SRT and VTT."""

import warnings
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path
from typing import Final

from pysubs2 import SSAFile
from pysubs2.exceptions import Pysubs2Error

from assets.captions.cue import Cue, clock
from foundation.errors import BadInput
from foundation.texts import N_

LARGEST: Final = 2_000_000  # bytes; an hour of captions is about 60,000
MOST_CUES: Final = 20_000
ANGLES: Final = {ord("<"): "‹", ord(">"): "›"}
SOUND_PLACE: Final = " line:5% position:95% align:end"


class UnreadableCaptions(BadInput):
    """Not a caption file we can read."""

    code = "unreadable_captions"
    sentence = N_("{field}: «{name}» no se puede leer como subtítulos ({reason}). Use un archivo SRT, VTT o ASS en UTF-8.")


def read(path: Path) -> list[Cue]:
    """The captions of a file, styling and comments left aside, in the file's order.

    Raises:
        UnreadableCaptions: too large, not SRT, VTT or ASS, or without a single block.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise UnreadableCaptions(field="captions", name=path.name, reason=error.strerror) from error
    if data is None:
        raise UnreadableCaptions(field="captions", name=path.name, reason=f"> {LARGEST // 1_000_000} MB")
    return parse(decoded(data), path.name)


def decoded(data: bytes) -> str:
    """The text: UTF-8 or UTF-16 by its mark, else Windows' own, which old subtitle programs write."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def parse(text: str, name: str = "") -> list[Cue]:
    """The captions of a file's text.

    Raises:
        UnreadableCaptions: not SRT, VTT or ASS, or without a single block.
    """
    kind = "vtt" if text.startswith("WEBVTT") else "ass" if "[Events]" in text else None
    try:
        with warnings.catch_warnings():  # a broken margin is not worth a line on anybody's terminal
            warnings.simplefilter("ignore")
            events = SSAFile.from_string(text, format_=kind).events
    except (Pysubs2Error, ValueError, IndexError, KeyError) as error:
        raise UnreadableCaptions(field="captions", name=name, reason=type(error).__name__) from error
    cues = [
        Cue(
            event.start,
            event.end,
            lines_of(unescape(event.plaintext) if kind == "vtt" else event.plaintext),
            is_sound(event.plaintext),
        )
        for event in events[:MOST_CUES]
        if not event.is_comment and not event.is_drawing
    ]
    if not cues:
        raise UnreadableCaptions(field="captions", name=name, reason="0")
    return cues


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a block, spaces tidied, empty ones gone."""
    return tuple(tidy for line in text.splitlines() if (tidy := " ".join(line.split())))


def is_sound(text: str) -> bool:
    """Whether a block describes a noise: all of it stands in parentheses or square brackets."""
    bare = text.strip()
    return (bare[:1], bare[-1:]) in {("(", ")"), ("[", "]")}


def srt(cues: Sequence[Cue]) -> str:
    """SubRip, the form most networks take. It has no escape for angle brackets: readers would swallow what they hold."""
    blocks = (
        f"{number}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n" + "\n".join(cue.lines).translate(ANGLES) + "\n"
        for number, cue in enumerate(cues, 1)
    )
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue]) -> str:
    """WebVTT (W3C); sounds stand at the top right."""
    blocks = (
        f"{clock(cue.start)} --> {clock(cue.end)}{SOUND_PLACE if cue.sound else ''}\n"
        + "\n".join(escape(line, quote=False) for line in cue.lines)
        + "\n"
        for cue in cues
    )
    return "WEBVTT\n\n" + "\n".join(blocks)
