"""Makes what a machine can make of a message: a voice to listen to, Braille and large print. The rest is people's work."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from assets.braille import brf
from assets.heard import bare
from assets.inclusive.keeping import keep, renditions_of
from assets.inclusive.message import Message, needs
from assets.inclusive_models import Format, Rendition
from assets.largeprint import large_print
from assets.speech import speak
from assets.store import Store
from assets.video.ffmpeg import run, source
from foundation.errors import CorettError

BRF: Final = "application/x-brf"
OPUS: Final = "audio/ogg"
LIGHT: Final = (
    "-c:a",
    "libopus",
    "-b:a",
    "16k",
    "-ac",
    "1",
    "-application",
    "voip",
    "-map_metadata",
    "-1",
)  # for slow telephones


@dataclass(frozen=True, slots=True)
class Unmade:
    """What could not be made here, and why."""

    format: Format
    language: str
    error: CorettError


@dataclass(frozen=True, slots=True)
class Made:
    """A file in the store, not yet in the database."""

    format: Format
    language: str
    sha256: str
    mime: str
    state: str


Maker = Callable[[Message, str], tuple[bytes, str, str]]
Wanted = Sequence[tuple[Format, str]]


def absent(session: Session, message: Message) -> list[tuple[Format, str]]:
    """The machine-made formats that do not exist, or were made of older words."""
    known = renditions_of(session, message.subject)
    fresh = {place for place, one in known.items() if one.seal == message.seal(one.language)}
    return [place for place in needs(message) if place[0] in MAKERS and place not in fresh]


def make_files(
    store: Store, message: Message, wanted: Wanted, step: Callable[[float], None] | None = None
) -> tuple[list[Made], list[Unmade]]:
    """Makes them, without a database: it takes seconds, and a transaction held so long would hold back deliveries."""
    made: list[Made] = []
    unmade: list[Unmade] = []
    for position, (one, language) in enumerate(wanted, 1):
        try:
            content, mime, state = MAKERS[one](message, language)
            made.append(Made(one, language, store.put(content, mime), mime, state))
        except CorettError as error:
            unmade.append(Unmade(one, language, error))
        if step is not None:
            step(position / len(wanted))
    return made, unmade


def keep_files(session: Session, message: Message, made: Sequence[Made], *, by: str, now: datetime) -> list[Rendition]:
    """Writes down what was made of these words."""
    return [
        keep(session, message, one.format, one.language, state=one.state, by=by, now=now, sha256=one.sha256, mime=one.mime)
        for one in made
    ]


def audio(message: Message, language: str) -> tuple[bytes, str, str]:
    """A synthetic voice as light Opus sound: a preview, until somebody reads it aloud."""
    with tempfile.TemporaryDirectory(prefix="corett-") as folder:
        wav, ogg = Path(folder) / "speech.wav", Path(folder) / "speech.ogg"
        speak(bare(message.words(language)), language, wav)
        run([*source(wav), *LIGHT, str(ogg)], deadline_s=120)
        return ogg.read_bytes(), OPUS, "preview"


def braille(message: Message, language: str) -> tuple[bytes, str, str]:
    """A BRF file, until a Braille reader has checked it."""
    return brf(f"{message.title}\n{message.words(language)}", language), BRF, "made"


def print_large(message: Message, language: str) -> tuple[bytes, str, str]:
    """A PDF in large print."""
    return large_print(message.title, message.words(language), language), "application/pdf", "made"


MAKERS: Final[dict[Format, Maker]] = {Format.AUDIO: audio, Format.BRAILLE: braille, Format.LARGE_PRINT: print_large}
