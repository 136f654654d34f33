"""Times a script by its recording with a speech recogniser. Only the times are taken: the words stay the script's."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from assets.captions.cue import Word
from foundation.errors import BadInput, CorettError
from foundation.texts import N_

LETTERS: Final = re.compile(r"[\w]+")
TERMS: Final = "CORETT, trata de personas, tráfico ilícito de migrantes, Coalición Regional."


class NoRecogniser(CorettError):
    """The setting names a model, but the recogniser or the model is not there."""

    code = "no_recogniser"
    sentence = N_(
        "No se puede usar el modelo de reconocimiento {model}: {detail}. Instale «corett[speech]» y revise assets.whisper_model."
    )


class NothingHeard(BadInput):
    """The recording and the script have too little in common."""

    code = "nothing_heard"
    sentence = N_(
        "{field}: la grabación no dice el guion (coinciden {heard} de {words} palabras). Revise que sean la misma pieza."
    )


def hear(audio: Path, language: str, model: Path) -> list[Word]:
    """The words heard in a recording, with their times. They are a draft and never published.

    Raises:
        NoRecogniser: faster-whisper is not installed, or the model cannot be loaded.
    """
    if not (model / "model.bin").is_file():
        raise NoRecogniser(model=model, detail="model.bin")
    try:
        from faster_whisper import WhisperModel  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

        loaded: Any = WhisperModel(str(model), device="cpu", compute_type="int8", local_files_only=True)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise NoRecogniser(model=model, detail=error) from error
    parts, _ = loaded.transcribe(
        str(audio),
        language=language.partition("-")[0],
        word_timestamps=True,
        initial_prompt=TERMS,
        condition_on_previous_text=False,  # else it may say a sentence twice
        beam_size=2,
    )
    return [Word(word.word, round(word.start * 1000), round(word.end * 1000)) for part in parts for word in part.words]


def by_hearing(sentences: Sequence[str], heard: Sequence[Word]) -> list[list[Word]]:
    """The script's words at the times of the words heard; what was misheard takes its share of the time in between.

    Raises:
        NothingHeard: fewer than a third of the script's words were heard.
    """
    script = [word for sentence in sentences for word in sentence.split()]
    matcher = SequenceMatcher(None, [plain(word) for word in script], [plain(word.text) for word in heard], autojunk=False)
    known = {block.a + offset: heard[block.b + offset] for block in matcher.get_matching_blocks() for offset in range(block.size)}
    if len(known) * 3 < len(script):
        raise NothingHeard(field="audio", heard=len(known), words=len(script))
    timed = iter(fill(script, known))
    return [[next(timed) for _ in sentence.split()] for sentence in sentences]


def plain(word: str) -> str:
    """The word as two ears would agree on it."""
    return "".join(LETTERS.findall(word.lower()))


def fill(script: Sequence[str], known: dict[int, Word]) -> list[Word]:
    """Times for every word; unknown ones share the gap between their known neighbours by length."""
    anchors = sorted(known)
    timed: list[Word] = []
    for number, text in enumerate(script):
        if number in known:
            timed.append(Word(text, known[number].start, known[number].end))
            continue
        before = max((anchor for anchor in anchors if anchor < number), default=None)
        after = min((anchor for anchor in anchors if anchor > number), default=None)
        timed.append(between(script, number, known, before, after))
    return timed


def between(script: Sequence[str], number: int, known: dict[int, Word], before: int | None, after: int | None) -> Word:
    """One unknown word's share of the time between two known ones; 70 ms a letter where one side is open."""
    low = 0 if before is None else before + 1
    high = len(script) if after is None else after
    letters = [len(word) + 1 for word in script[low:high]]
    start = known[before].end if before is not None else max(known[high].start - 70 * sum(letters), 0)
    end = known[after].start if after is not None else start + 70 * sum(letters)
    done, whole = sum(letters[: number - low]), sum(letters)
    place = [start + round((max(end, start) - start) * part / whole) for part in (done, done + letters[number - low])]
    return Word(script[number], place[0], place[1])
