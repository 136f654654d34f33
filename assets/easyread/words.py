"""What the checks know of a language, and how hard its sentences are to read."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from foundation.errors import BadInput
from foundation.texts import N_

LANGUAGES: Final = ("es", "en")
SPANISH_NUCLEUS: Final = re.compile(r"[iuü]?[aeoáéó][iuyü]?|[íú]|[iuüy]+")
ENGLISH_NUCLEUS: Final = re.compile(r"[aeiouy]+")
WORD: Final = re.compile(r"[^\W\d_]+")


class NoEasyRead(BadInput):
    """Nobody wrote easy-read rules for this language."""

    code = "no_easy_read"
    sentence = N_(
        "{field}: no hay comprobaciones de lectura fácil para «{language}» (hay para {known}). Pídala a una persona experta."
    )


@dataclass(frozen=True, slots=True)
class Words:
    """The lists and patterns of one language; `terms` are technical words with an explanation to offer."""

    language: str
    number_words: frozenset[str]
    negatives: frozenset[str]
    passives: re.Pattern[str]
    impersonal: re.Pattern[str]
    verbs: re.Pattern[str]
    percent: re.Pattern[str]
    dates: re.Pattern[str]
    metaphors: tuple[str, ...]
    same_thing: tuple[tuple[str, ...], ...]
    terms: Mapping[str, str]


@cache
def words_of(language: str) -> Words:
    """The lists of a BCP-47 language.

    Raises:
        NoEasyRead: there are none.
    """
    base = language.partition("-")[0].lower()
    if base not in LANGUAGES:
        raise NoEasyRead(field="language", language=language, known=", ".join(LANGUAGES))
    data = tomllib.loads(files("assets.easyread").joinpath(f"{base}.toml").read_text("utf-8"))
    patterns = {name: re.compile(data[name], re.IGNORECASE) for name in ("passives", "impersonal", "verbs", "percent", "dates")}
    return Words(
        language=base,
        number_words=frozenset(data["number_words"].split()),
        negatives=frozenset(data["negatives"].split()),
        metaphors=tuple(data["metaphors"]),
        same_thing=tuple(tuple(group) for group in data["same_thing"]),
        terms=data["terms"],
        **patterns,
    )


def syllables(word: str, language: str) -> int:
    """How many syllables a word has, nearly."""
    small = word.lower()
    if language == "es":
        return max(len(SPANISH_NUCLEUS.findall(re.sub(r"(?<=[gq])u(?=[eiéí])", "", small))), 1)
    spoken = re.sub(r"(?<=[^laeiouy])e$", "", small)
    return max(len(ENGLISH_NUCLEUS.findall(spoken)), 1)


def ease(text: str, sentences: int, language: str) -> float | None:
    """How easy the text reads, 0 to 100, or None without words.

    Spanish: Szigriszt-Pazos, read on Barrio's INFLESZ scale (65 = rather easy); English: Flesch.
    """
    words = WORD.findall(text)
    if not words or not sentences:
        return None
    per_word = sum(syllables(word, language) for word in words) / len(words)
    per_sentence = len(words) / sentences
    if language == "es":
        return 206.835 - 62.3 * per_word - per_sentence
    return 206.835 - 84.6 * per_word - 1.015 * per_sentence
