"""Breaks a sentence into captions of at most two lines where a reader would pause. Never changes a word."""

import re
from operator import itemgetter
from typing import Final

from assets.captions.rules import Rules

CLOSERS: Final = "\"'»”’)]"
SENTENCE_END: Final = re.compile(rf"(?<=[.!?…])[{re.escape(CLOSERS)}]*\s+(?=[¡¿«“\"'(\[—–-]*[\wÁÉÍÓÚÑ])")
ABBREVIATION: Final = re.compile(r"\b(?:Sr|Sra|Srta|Dr|Dra|Lic|Ing|Ud|Uds|[Aa]rt|[Nn]úm|pág|[Tt]el|Mr|Mrs|Ms|St|[A-ZÁÉÍÓÚÑ])\.$")
NEVER: Final = 10_000.0


def sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation or an initial does not end one."""
    found: list[str] = []
    for line in text.splitlines():
        whole = " ".join(line.split())
        start = 0
        for stop in SENTENCE_END.finditer(whole):
            if not ABBREVIATION.search(whole[start : stop.end()].rstrip()):
                found.append(whole[start : stop.end()].strip())
                start = stop.end()
        found.append(whole[start:].strip())
    return [sentence for sentence in found if sentence]


def ends_in_pause(word: str) -> bool:
    """Whether punctuation lets the reader breathe after the word."""
    return word.rstrip(CLOSERS)[-1:] in set(".!?…,;:") or word[-1:] in set(")»”—–")


def break_cost(word: str, following: str, rules: Rules) -> float:
    """How bad it is to end a line between these two words; `NEVER` parts what belongs together."""
    bare, after = naked(word), naked(following)
    if word.rstrip(CLOSERS)[-1:] in set(".!?…"):
        return 0
    if ends_in_pause(word):
        return 1
    if bare in rules.binds or (bare.isdigit() and len(bare) < 4 and after not in rules.binds and following[:1].islower()):
        return NEVER
    if bare in rules.leans or (bare.isdigit() and after in rules.binds):
        return 30
    if word[:1].isupper() and following[:1].isupper():
        return 40  # a name of several words
    return 4 if after in rules.binds else 10


def naked(word: str) -> str:
    """The word in small letters, without what opens it."""
    return word.lstrip("¡¿«“\"'([").lower()


def split(text: str, rules: Rules) -> list[tuple[str, ...]]:
    """The text as blocks of lines no longer than the target, broken where it costs the reader least.

    A single word longer than a line stands alone in its line: a word is never cut.
    """
    words = text.split()
    return [tuple(" ".join(words[a:b]) for a, b in block) for block in best_blocks(words, rules)]


def best_blocks(words: list[str], rules: Rules) -> list[list[tuple[int, int]]]:
    """The cheapest way to set the words in blocks, found from the last word back to the first."""
    costs = [0.0] * (len(words) + 1)
    choice: list[list[tuple[int, int]]] = [[] for _ in words]
    for start in range(len(words) - 1, -1, -1):
        costs[start], choice[start] = min(
            ((cost + costs[lines[-1][1]], lines) for cost, lines in blocks_from(words, start, rules)), key=itemgetter(0)
        )
    blocks, start = [], 0
    while start < len(words):
        blocks.append(choice[start])
        start = choice[start][-1][1]
    return blocks


def blocks_from(words: list[str], start: int, rules: Rules) -> list[tuple[float, list[tuple[int, int]]]]:
    """Every block that can begin at this word, with its cost."""
    found = []
    for first in line_stops(words, start, rules):
        found.append((block_cost(words, [(start, first)], rules), [(start, first)]))
        if rules.lines > 1 and first < len(words):
            for second in line_stops(words, first, rules):
                lines = [(start, first), (first, second)]
                found.append((block_cost(words, lines, rules), lines))
    return found


def line_stops(words: list[str], start: int, rules: Rules) -> list[int]:
    """Where a line that begins at this word may end."""
    stops: list[int] = []
    length = -1
    for stop in range(start + 1, len(words) + 1):
        length += len(words[stop - 1]) + 1
        if length > rules.line_target and stops:
            break
        stops.append(stop)
    return stops


def block_cost(words: list[str], lines: list[tuple[int, int]], rules: Rules) -> float:
    """What a block costs: its breaks, being a block at all, being too short to read, and lopsided lines."""
    lengths = [len(" ".join(words[a:b])) for a, b in lines]
    cost = 14.0 + sum(break_cost(words[b - 1], words[b], rules) for _, b in lines[:-1])
    stop = lines[-1][1]
    if stop < len(words):
        cost += 1.5 * break_cost(words[stop - 1], words[stop], rules)
    missing = rules.speed_target * rules.shortest_target / 1000 - sum(lengths)
    if missing > 0 and len(words) > lines[-1][1] - lines[0][0]:
        cost += 4 * missing
    if len(lengths) > 1:
        cost += 3 + abs(lengths[0] - lengths[1]) * 0.35 + (2 if lengths[0] > lengths[1] else 0)
    return cost


def parted(line: str, following: str, rules: Rules) -> bool:
    """Whether the break after this line tears apart what belongs together."""
    ends, begins = line.split(), following.split()
    return bool(ends and begins) and break_cost(ends[-1], begins[0], rules) >= NEVER
