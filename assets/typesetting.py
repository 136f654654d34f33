"""Words into lines: measured with the real fonts, broken where a reader would pause, lines of like length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from assets.fonts import EMOJI_SIZE, Weight, drawn, runs

REFERENCE: Final = 100
"""Pixels at which words are measured once; widths scale with the size."""
SLACK: Final = 1.006
"""Hinting rounds glyphs at small sizes: a line is planned this much wider than measured."""

CLINGING: Final = frozenset(
    [
        *("a", "al", "ante", "con", "contra", "de", "del", "e", "el", "en", "es", "esa", "ese", "esta", "este", "la", "las"),
        *(
            "lo",
            "los",
            "más",
            "mi",
            "ni",
            "no",
            "o",
            "para",
            "por",
            "que",
            "se",
            "sin",
            "su",
            "sus",
            "tu",
            "u",
            "un",
            "una",
            "unas",
        ),
        *("unos", "y", "ya", "an", "and", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "our", "the"),
        *("their", "to", "with"),
    ]
)
"""Short words that belong to the next one: a line should not end in them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is not broken, its width at the reference size, and whether a space comes before it."""

    text: str
    width: float
    spaced: bool = True


def width_of(text: str, weight: Weight, size: float) -> float:
    """Pixels a text takes at that size, as drawn."""
    return reference_width(text, weight) * size / REFERENCE


@lru_cache(16384)
def reference_width(text: str, weight: Weight) -> float:
    """Pixels at the reference size."""
    total = 0.0
    for run in runs(text, weight):
        scale = REFERENCE / EMOJI_SIZE if run.font.emoji else 1
        total += drawn(run.font, REFERENCE).getlength(run.text) * scale
    return total


@lru_cache(2048)
def words_of(text: str, weight: Weight) -> tuple[tuple[Word, ...], ...]:
    """Paragraphs of words; a number keeps its noun, a hyphenated word may break after its hyphen."""
    bound = re.sub(r"(\d) (?=[^\W\d]{1,12}\b)", "\\1\u00a0", text.strip())
    return tuple(tuple(paragraph_words(paragraph, weight)) for paragraph in bound.split("\n"))


def paragraph_words(paragraph: str, weight: Weight) -> list[Word]:
    """The words of one paragraph, measured."""
    found = []
    for token in paragraph.split(" "):
        pieces = [piece for piece in re.split(r"(?<=[^\W\d]{2}[-–/])(?=[^\W\d]{2})", token) if piece]
        found += [Word(piece, reference_width(piece, weight), spaced=number == 0) for number, piece in enumerate(pieces)]
    return found


def longest_word(text: str, weight: Weight) -> float:
    """Width of the widest word at the reference size: no box may be narrower."""
    return max((word.width for paragraph in words_of(text, weight) for word in paragraph), default=0)


def count_lines(text: str, weight: Weight, size: float, width: float) -> int:
    """How many lines the text needs."""
    room, space = room_at(size, width), reference_width(" ", weight)
    return sum(len(greedy(paragraph, room, space)) for paragraph in words_of(text, weight))


def lines_of(text: str, weight: Weight, size: float, width: float) -> list[str]:
    """The text in as few lines as it needs, balanced: no line much shorter than the rest, none ending in an article."""
    room, space = room_at(size, width), reference_width(" ", weight)
    lines = []
    for paragraph in words_of(text, weight):
        count = len(greedy(paragraph, room, space))
        lines += [joined(paragraph[start:end]) for start, end in balanced(paragraph, count, room, space)]
    return lines


def room_at(size: float, width: float) -> float:
    """A box's width in pixels at the reference size."""
    return width / size * REFERENCE / SLACK


def greedy(words: Sequence[Word], room: float, space: float) -> list[tuple[int, int]]:
    """Lines as (first, past last), each as full as it gets."""
    lines, start, used = [], 0, 0.0
    for number, word in enumerate(words):
        gap = space if word.spaced and number > start else 0
        if number > start and used + gap + word.width > room:
            lines.append((start, number))
            start, used, gap = number, 0.0, 0
        used += gap + word.width
    lines.append((start, len(words)))
    return lines


def balanced(words: Sequence[Word], count: int, room: float, space: float) -> list[tuple[int, int]]:
    """The best way to set the words in `count` lines: least squares of what stays free, and no clinging word at an end."""
    if count <= 1:
        return [(0, len(words))]
    ideal = sum(word.width for word in words) / count
    total = len(words)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(1, count + 1):
        reached: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[line - 1].items():
            for end, price in prices(words, start, room, space, ideal, last=line == count):
                if end not in reached or cost + price < reached[end][0]:
                    reached[end] = (cost + price, start)
        best.append(reached)
    if total not in best[count]:
        return greedy(words, room, space)
    ends = [total]
    for line in range(count, 0, -1):
        ends.append(best[line][ends[-1]][1])
    ends.reverse()
    return list(pairwise(ends))


def prices(words: Sequence[Word], start: int, room: float, space: float, ideal: float, *, last: bool) -> list[tuple[int, float]]:
    """What each possible end of a line that begins at `start` costs."""
    found, used = [], 0.0
    for end in range(start + 1, len(words) + 1):
        word = words[end - 1]
        used += word.width + (space if word.spaced and end - 1 > start else 0)
        if used > room and end - 1 > start:
            break
        if last and end < len(words):
            continue
        clings = end < len(words) and word.text.lower() in CLINGING
        lonely = last and end - start == 1
        found.append((end, ((used - ideal) / ideal) ** 2 + 0.4 * clings + 0.25 * lonely))
    return found


def joined(words: Sequence[Word]) -> str:
    """The line's text."""
    return "".join((" " if word.spaced and number else "") + word.text for number, word in enumerate(words))
