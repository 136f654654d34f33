"""Tells by its small words which language a text is in: enough to see a Spanish text delivered as K’iche’."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from languages.masking import FINDER
from languages.terms import base

WORDS: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
FILE: Final = Path(__file__).parent / "starter" / "small_words.toml"
ENOUGH: Final = 5  # words; below that a slogan could be in any language
CLEAR: Final = 0.22  # share of small words that running text of a language shows
MARGIN: Final = 1.3


@cache
def small_words() -> dict[str, frozenset[str]]:
    """For each language we can tell, its small words."""
    return {code: frozenset(words.split()) for code, words in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def shares(text: str) -> dict[str, float]:
    """For each language we can tell, the share of the text's words that are its small words."""
    words = words_of(text)
    return {code: sum(word in small for word in words) / len(words) for code, small in small_words().items()} if words else {}


def words_of(text: str) -> list[str]:
    """The words that speak for a language: no links, handles, hashtags or placeholders."""
    bare = FINDER.sub(" ", text)
    return [part for word in WORDS.findall(bare.lower()) for part in re.split(r"['’ʼ]", word)]


def other_language(text: str, claimed: str) -> str | None:
    """The language a text really is in, when that is clearly not the one claimed; None when it may well be."""
    words = words_of(text)
    if len(words) < ENOUGH:
        return None
    found = shares(text)
    best = max(found, key=lambda code: found[code])
    own = found.get(base(claimed), 0.0)
    if best == base(claimed) or found[best] < CLEAR or found[best] < own * MARGIN:
        return None
    return best
