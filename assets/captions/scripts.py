"""From an approved script to captions: picks the best clock there is for its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.captions.cue import Cue, Word
from assets.captions.making import make
from assets.captions.recognising import by_hearing, hear
from assets.captions.rules import Rules
from assets.captions.splitting import sentences
from assets.captions.timing import by_pauses, by_reading, by_speaking
from assets.speech import can_speak, spoken_length
from foundation.errors import BadInput
from foundation.texts import N_

LONGEST: Final = 200_000  # characters: four hours of speech
Hear = Callable[[Path, str, Path], Sequence[Word]]
Step = Callable[[float], None]


class NoWords(BadInput):
    """The script is empty, or far too long to be one."""

    code = "no_words"
    sentence = N_("{field}: el guion tiene {count} caracteres. Escriba entre 1 y {limit}.")


@dataclass(frozen=True)
class Captioned:
    """Captions and what their times come from: `recogniser`, `pauses`, `speech` or `reading`."""

    cues: list[Cue]
    timed_by: str


def caption(
    script: str,
    rules: Rules,
    *,
    audio: Path | None = None,
    model: Path | None = None,
    hear: Hear = hear,
    step: Step | None = None,
) -> Captioned:
    """Captions with exactly the script's words. With a recording they follow its voice, else they wait for the reader.

    Raises:
        NoWords: nothing to caption. NoRecogniser, NothingHeard, NotAVideo: the recording cannot be used.
    """
    parts = sentences(script)
    if not parts or len(script) > LONGEST:
        raise NoWords(field="script", count=len(script.strip()), limit=LONGEST)
    timed, timed_by = clocked(parts, rules, audio, model, hear, step or (lambda _share: None))
    return Captioned(make(timed, rules, free=audio is None), timed_by)


def clocked(
    parts: Sequence[str], rules: Rules, audio: Path | None, model: Path | None, hear: Hear, step: Step
) -> tuple[list[list[Word]], str]:
    """The words with their times, and the name of the clock."""
    if audio is not None and model is not None:
        return by_hearing(parts, hear(audio, rules.language, model)), "recogniser"
    spoken = can_speak(rules.language)
    lengths = [told(number, part, len(parts), rules, spoken, step) for number, part in enumerate(parts)]
    if audio is not None:
        from assets.video.probing import pauses, probe  # noqa: PLC0415 - ffmpeg only for recordings

        return by_pauses(parts, lengths, pauses(audio), probe(audio).duration), "pauses"
    if spoken:
        known = iter(lengths)
        return by_speaking(parts, lambda _part: next(known)), "speech"
    return by_reading(parts, rules), "reading"


def told(number: int, part: str, count: int, rules: Rules, spoken: bool, step: Step) -> int:
    """How long one sentence takes: said by the synthetic voice where there is one, else read."""
    length = spoken_length(part, rules.language) if spoken else max(rules.shortest_target, len(part) * 1000 // rules.speed_target)
    step((number + 1) / count)
    return length
