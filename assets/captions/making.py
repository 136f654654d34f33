"""Makes captions from a script whose words are timed: splits, gives each block its time, and lets it stand long enough."""

from collections.abc import Sequence

from assets.captions.cue import Cue, Word
from assets.captions.files import is_sound
from assets.captions.repairing import stand_long_enough
from assets.captions.rules import Rules
from assets.captions.splitting import split


def make(timed: Sequence[Sequence[Word]], rules: Rules, *, free: bool) -> list[Cue]:
    """The captions of sentences whose words are timed.

    `free` says that no recording binds the times: then later blocks wait until the earlier ones have been read.
    """
    cues = [cue for words in timed if words for cue in cues_of(words, rules)]
    return stand_long_enough(cues, rules, free=free)


def cues_of(words: Sequence[Word], rules: Rules) -> list[Cue]:
    """The blocks of one sentence, each from its first word's start to its last word's end."""
    sentence = " ".join(word.text for word in words)
    cues, position = [], 0
    for lines in split(sentence, rules):
        stop = position + sum(len(line.split()) for line in lines)
        cues.append(Cue(words[position].start, words[stop - 1].end, lines, is_sound(sentence)))
        position = stop
    return cues
