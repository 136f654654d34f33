"""When each word of a script is said: by its own speech, by the pauses of a recording, or by how fast people read."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Final

from assets.captions.cue import Word
from assets.captions.rules import Rules
from assets.captions.splitting import ends_in_pause

SENTENCE_PAUSE: Final = 250  # ms between two synthesised sentences
PAUSE_REACH: Final = 900  # ms: a pause farther from the expected place belongs to another sentence
Speak = Callable[[str], int]


def spread(sentence: str, start: int, end: int) -> list[Word]:
    """The sentence's words over a stretch of time, by their letters; punctuation takes the time of two."""
    words = sentence.split()
    weights = [len(word) + 1 + (2 if ends_in_pause(word) else 0) for word in words]
    edges = [0, *accumulate(weights)]
    scale = (end - start) / edges[-1]
    return [
        Word(word, start + round(edge * scale), start + round(after * scale))
        for word, (edge, after) in zip(words, pairwise(edges), strict=True)
    ]


def by_reading(sentences: Sequence[str], rules: Rules) -> list[list[Word]]:
    """Nobody speaks: each sentence stands as long as people need to read it."""
    return by_speaking(
        sentences, lambda sentence: max(rules.shortest_target, len(sentence) * 1000 // rules.speed_target), pause=rules.gap
    )


def by_speaking(sentences: Sequence[str], speak: Speak, pause: int = SENTENCE_PAUSE) -> list[list[Word]]:
    """One sentence after the other, each as long as `speak` says it lasts (ms)."""
    timed, start = [], 0
    for sentence in sentences:
        end = start + max(speak(sentence), 1)
        timed.append(spread(sentence, start, end))
        start = end + pause
    return timed


def by_pauses(
    sentences: Sequence[str], lengths: Sequence[int], pauses: Sequence[tuple[int, int]], total: int
) -> list[list[Word]]:
    """A recording of that total length: sentences take their share of it and snap to the pauses heard nearby.

    `lengths` are the sentences' relative lengths, `pauses` the silences of the recording, all in ms.
    """
    first, last, inner = voiced(pauses, total)
    edges = list(accumulate(lengths))
    timed, start = [], first
    for number, sentence in enumerate(sentences):
        expected = first + round((last - first) * edges[number] / edges[-1])
        end, following = (last, last) if number == len(sentences) - 1 else nearest(inner, expected, start)
        timed.append(spread(sentence, start, max(end, start + 1)))
        start = max(following, start + 1)
    return timed


def voiced(pauses: Sequence[tuple[int, int]], total: int) -> tuple[int, int, list[tuple[int, int]]]:
    """Where the voice begins and ends, and the pauses in between."""
    first = next((end for start, end in pauses if start <= 50), 0)
    last = next((start for start, end in pauses if end >= total - 50 and start > first), total)
    return first, last, [pause for pause in pauses if pause[0] > first and pause[1] < last]


def nearest(pauses: Sequence[tuple[int, int]], expected: int, after: int) -> tuple[int, int]:
    """The pause nearest to the expected end of a sentence, or that very place where none is near."""
    near = [pause for pause in pauses if pause[0] > after and abs(sum(pause) // 2 - expected) <= PAUSE_REACH]
    return min(near, key=lambda pause: abs(sum(pause) // 2 - expected), default=(expected, expected))
