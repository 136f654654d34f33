"""Synthetic speech by espeak-ng: times a script and gives a preview to listen to. It is robotic and never replaces a voice."""

import shutil
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Final

from foundation.errors import CorettError
from foundation.texts import N_

# Voices of espeak-ng 1.51 for the languages of the nine countries; Belize's English is Caribbean.
VOICES: Final = {
    "es": "es-419",
    "en": "en-us",
    "en-bz": "en-029",
    "bzj": "en-029",
    "pt": "pt-br",
    "fr": "fr-fr",
    "ht": "ht",
    "quc": "quc",
    "nci": "nci",
    "gn": "gn",
}
WORDS_A_MINUTE: Final = 150  # a calm speaker; espeak's own 175 outruns the captions
DEADLINE_S: Final = 60


class NoVoice(CorettError):
    """The system package is missing, or it has no voice for the language."""

    code = "no_voice"
    sentence = N_("No hay voz sintética para «{language}»: {detail}. Instale «espeak-ng» del sistema o suba una voz grabada.")


def voice_of(language: str) -> str | None:
    """The voice that speaks a BCP-47 language; None where only a person can read it aloud."""
    tag = language.lower()
    return VOICES.get(tag) or VOICES.get(tag.partition("-")[0])


def can_speak(language: str) -> bool:
    """Whether speech can be synthesised here for that language."""
    return voice_of(language) is not None and shutil.which("espeak-ng") is not None


def speak(text: str, language: str, out: Path, *, words_a_minute: int = WORDS_A_MINUTE) -> int:
    """Writes the text, spoken, to a WAV file and returns its length in ms.

    Raises:
        NoVoice: espeak-ng is not installed, knows no such voice, or failed.
    """
    program, voice = shutil.which("espeak-ng"), voice_of(language)
    if program is None or voice is None:
        raise NoVoice(language=language, detail="espeak-ng" if program is None else "voice")
    # The text goes in by stdin: as an argument it could pose as an option.
    order = [program, "-v", voice, "-s", str(words_a_minute), "-z", "-b", "1", "--stdin", "-w", str(out)]
    try:
        subprocess.run(order, input=text.encode(), check=True, capture_output=True, timeout=DEADLINE_S)
        with wave.open(str(out)) as sound:
            length: int = sound.getnframes() * 1000 // sound.getframerate()
    except (subprocess.SubprocessError, OSError, EOFError, wave.Error) as error:
        raise NoVoice(language=language, detail=type(error).__name__) from error
    return length


def spoken_length(text: str, language: str) -> int:
    """How long the text takes to say, in ms.

    Raises:
        NoVoice: espeak-ng is not installed or knows no such voice.
    """
    with tempfile.TemporaryDirectory(prefix="corett-") as folder:
        return speak(text, language, Path(folder) / "speech.wav")
