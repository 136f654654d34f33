"""Folds a text for comparing only: accents, look-alike letters, hidden characters and spaced letters no longer hide a word."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

# Cyrillic and Greek letters that read as Latin ones (Unicode confusables, the common part).
LOOK_ALIKES: Final = str.maketrans(
    "аеорсухіјѕԁһӏАВЕКМНОРСТХІЈЅαοινκυΑΒΕΗΙΚΜΝΟΡΤΧ", "aeopcyxijsdhlABEKMHOPCTXIJSaoivkuABEHIKMNOPTX"
)
DIGITS_AS_LETTERS: Final = str.maketrans("013457@$", "oieastas")
MIXED_WORD: Final = re.compile(r"(?<![\w@$])(?=[\w@$]*[a-zA-Z][\w@$]*[a-zA-Z])(?=[\w@$]*[013457@$])[\w@$]{3,40}(?![\w@$])")
SPACED_WORD: Final = re.compile(
    r"(?<!\w)(?![aeiouy][ .\-_*][aeiouy](?![ .\-_*]?\w))[^\W\d_](?:[ .\-_*][^\W\d_])+(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True)
class Folded:
    """A text made comparable; `origin[i]` is the place in the original of the i-th character."""

    original: str
    text: str
    origin: list[int]

    def words(self, start: int, end: int) -> str:
        """The original words behind a stretch of the folded text."""
        if start >= end:
            return ""
        return self.original[self.origin[start] : self.origin[end - 1] + 1]

    @cached_property
    def unmasked(self) -> "Folded":
        """The same with digits read as letters inside words (`tr4ta`) and spaced letters joined (`t r a t a`)."""
        text = MIXED_WORD.sub(lambda word: word.group().translate(DIGITS_AS_LETTERS), self.text)
        keep = [True] * len(text)
        for word in SPACED_WORD.finditer(text):
            for place in range(word.start() + 1, word.end(), 2):
                keep[place] = False
        kept = [place for place, kept in enumerate(keep) if kept]
        return Folded(self.original, "".join(text[place] for place in kept), [self.origin[place] for place in kept])


def fold(text: str) -> Folded:
    """The text without accents, hidden characters and look-alike letters; case is kept."""
    characters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        for letter in plain(character):
            characters.append(letter)
            origin.append(place)
    return Folded(text, "".join(characters), origin)


def plain(character: str) -> str:
    """What is left of a character: nothing of hidden ones and loose accents, the base letter of an accented one."""
    if character.isascii():
        return character
    if unicodedata.category(character) in {"Cf", "Mn"}:
        return ""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn").translate(LOOK_ALIKES)
