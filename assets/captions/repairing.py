"""Mends captions: sets lines anew, lets blocks stand long enough, keeps gaps, joins what is too short to read."""

from collections.abc import Sequence

from assets.captions.checking import lines_are_wrong
from assets.captions.cue import Cue, Word
from assets.captions.rules import Rules
from assets.captions.splitting import parted, split
from assets.captions.timing import spread


def repair(cues: Sequence[Cue], rules: Rules) -> list[Cue]:
    """The same words under the rules, as near to their old times as can be. Idempotent."""
    ordered = sorted((cue for cue in cues if cue.text.strip()), key=lambda cue: (cue.start, cue.end))
    apart = part_overlaps(ordered, rules)
    joined = join_short(mend_torn(apart, rules), rules)
    reset = [piece for cue in joined for piece in set_lines(cue, rules)]
    return stand_long_enough(reset, rules, free=False)


def part_overlaps(cues: Sequence[Cue], rules: Rules) -> list[Cue]:
    """No two blocks at once: the earlier one gives way; two that begin together follow each other."""
    apart: list[Cue] = []
    for cue in cues:
        moved = cue
        if apart and cue.start <= apart[-1].start + rules.gap:
            start = apart[-1].end + rules.gap
            moved = cue.at(start, max(cue.end, start + 1))
        elif apart and cue.start < apart[-1].end:
            apart[-1] = apart[-1].at(apart[-1].start, cue.start - rules.gap)
        apart.append(moved.at(moved.start, max(moved.end, moved.start + 1)))
    return apart


def mend_torn(cues: Sequence[Cue], rules: Rules) -> list[Cue]:
    """A block that ends in an article or the like hands it on to the next one, with the time it takes to say it."""
    mended: list[Cue] = []
    handed: list[Word] = []
    for position, cue in enumerate(cues):
        following = cues[position + 1] if position + 1 < len(cues) else None
        words = [*handed, *spread(cue.text, cue.start, cue.end)]
        kept = len(words) if following is None or cue.sound or following.sound else torn_at(words, following.text, rules)
        if kept == len(words) and not handed:
            mended.append(cue)
        elif kept:
            end = words[kept].start - rules.gap if kept < len(words) else cue.end
            text = " ".join(word.text for word in words[:kept])
            mended.append(Cue(words[0].start, max(end, words[0].start + 1), (text,), cue.sound))
        handed = words[kept:]
    return mended


def torn_at(words: Sequence[Word], following: str, rules: Rules) -> int:
    """How many of a block's words may stay, so that its last one does not lean on the next block."""
    kept = len(words)
    while kept and parted(words[kept - 1].text, following if kept == len(words) else words[kept].text, rules):
        kept -= 1
    return kept


def join_short(cues: Sequence[Cue], rules: Rules) -> list[Cue]:
    """Joins a block too short to be read with its neighbour, where both fit one block and nothing lies between."""
    joined: list[Cue] = []
    for position, cue in enumerate(cues):
        room = cues[position + 1].start - rules.gap if position + 1 < len(cues) else cue.end + rules.longest_target
        previous = joined[-1] if joined else None
        if previous and (hurried(cue, room, rules) or hurried(previous, cue.start - rules.gap, rules)):
            both = Cue(previous.start, cue.end, (*previous.lines, *cue.lines))
            if joinable(previous, cue, both, rules):
                joined[-1] = both
                continue
        joined.append(cue)
    return joined


def hurried(cue: Cue, room: int, rules: Rules) -> bool:
    """Whether the block cannot be read even if it stands until `room`."""
    stands = max(cue.end, room) - cue.start
    return stands < rules.shortest_target or cue.characters * 1000 > rules.speed_limit * stands


def joinable(first: Cue, second: Cue, both: Cue, rules: Rules) -> bool:
    """Whether two blocks may become one: speech, close in time, no dialogue, and it fits."""
    if first.sound or second.sound or second.start - first.end > 500 or both.duration > rules.longest_target:
        return False
    return not second.text.startswith(("-", "–", "—")) and len(split(both.text, rules)) == 1


def set_lines(cue: Cue, rules: Rules) -> list[Cue]:
    """The block with its lines set anew where they break a rule; what does not fit becomes several blocks."""
    if cue.duration <= rules.longest_limit and not lines_are_wrong(cue, rules):
        return [cue]
    words = spread(cue.text, cue.start, cue.end)
    pieces, position = [], 0
    for lines in split(cue.text, rules):
        stop = position + sum(len(line.split()) for line in lines)
        pieces.append(Cue(words[position].start, words[stop - 1].end, lines, cue.sound))
        position = stop
    return pieces


def stand_long_enough(cues: Sequence[Cue], rules: Rules, *, free: bool) -> list[Cue]:
    """Each block stands until it is read, as far as the next one lets it; `free` lets the next one wait.

    Where a voice binds the times, the next one waits only for what would otherwise be a flicker.
    """
    placed: list[Cue] = []
    late = 0
    for position, cue in enumerate(cues):
        start = max(cue.start + late, placed[-1].end + rules.gap if placed else 0)
        end = start + min(max(cue.duration, rules.reading_time(cue.characters)), rules.longest_limit)
        following = cues[position + 1].start + late if position + 1 < len(cues) else None
        if following is not None and end > following - rules.gap:
            if free:
                late += end + rules.gap - following
            else:
                end = max(following - rules.gap, start + rules.shortest_limit)
        placed.append(cue.at(start, end))
    return placed if free else borrow(placed, rules)


def borrow(cues: Sequence[Cue], rules: Rules) -> list[Cue]:
    """Lets a block that could not be read at all come a little before its voice, into the silence there."""
    borrowed: list[Cue] = []
    for cue in cues:
        earliest = borrowed[-1].end + rules.gap if borrowed else 0
        missing = max(rules.shortest_limit, -(-cue.characters * 1000 // rules.speed_limit)) - cue.duration
        start = max(cue.start - min(max(missing, 0), 500), min(earliest, cue.start))
        borrowed.append(cue.at(start, cue.end))
    return borrowed
