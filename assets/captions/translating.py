"""Captions in another language: the translation takes over the original's times and is broken anew for its own readers."""

from collections.abc import Sequence

from assets.captions.cue import Cue, Word
from assets.captions.making import make
from assets.captions.rules import Rules
from assets.captions.splitting import CLOSERS, sentences
from assets.captions.timing import spread


def retime(original: Sequence[Cue], translation: str, rules: Rules) -> list[Cue]:
    """The translated script at the times of the original's captions.

    Where both have as many sentences, each takes its own's time; else the words share the whole span by length.
    """
    spans, parts = sentence_spans(original), sentences(translation)
    if len(spans) == len(parts):
        timed = [spread(part, start, end) for part, (start, end) in zip(parts, spans, strict=True)]
    else:
        timed = share_out(parts, spans)
    return make(timed, rules, free=False)


def sentence_spans(cues: Sequence[Cue]) -> list[tuple[int, int]]:
    """From when to when each sentence of the captions stands; a sound is a sentence of its own."""
    spans: list[tuple[int, int]] = []
    open_since: int | None = None
    for position, cue in enumerate(cues):
        start = cue.start if open_since is None else open_since
        before_sound = position + 1 < len(cues) and cues[position + 1].sound
        if cue.sound or before_sound or cue.text.rstrip(CLOSERS)[-1:] in set(".!?…") or position == len(cues) - 1:
            spans.append((start, cue.end))
            open_since = None
        else:
            open_since = start
    return spans


def share_out(parts: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[list[Word]]:
    """The sentences over the time in which anything is said, by their length; silences stay silent."""
    voiced = sum(end - start for start, end in spans)
    whole = sum(len(part) + 1 for part in parts)
    timed, done = [], 0
    for part in parts:
        start = moment(done * voiced // whole, spans)
        done += len(part) + 1
        timed.append(spread(part, start, max(moment(done * voiced // whole, spans), start + 1)))
    return timed


def moment(spent: int, spans: Sequence[tuple[int, int]]) -> int:
    """The time on the clock when so many ms of speech have passed."""
    for start, end in spans:
        if spent <= end - start:
            return start + spent
        spent -= end - start
    return spans[-1][1]
