"""A message as this room sees it, whatever room it comes from, and the formats it needs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from assets.braille import TABLES
from assets.easyread.labelling import seal_of
from assets.easyread.words import LANGUAGES
from assets.inclusive_models import Format
from assets.speech import VOICES
from foundation.errors import BadInput
from foundation.texts import N_


class UnknownSignLanguage(BadInput):
    """Not one of the national sign languages."""

    code = "unknown_sign_language"
    sentence = N_("{field}: «{value}» no es una lengua de señas de los nueve países. Use una de estas: {known}.")


class NoSuchLanguage(BadInput):
    """The message says nothing in this language."""

    code = "no_such_language"
    sentence = N_("{field}: el mensaje no tiene texto en «{value}». Lo tiene en: {known}.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or a film of a message; with a `language` it goes only with that language. `asset` is its number."""

    asset: int
    alt: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    language: str | None = None


@dataclass(frozen=True)
class Message:
    """The words per language, its pictures and films, and the sign languages of its public.

    `subject` names it (`post:12`); `language` is the source's.
    """

    subject: str
    language: str
    texts: Mapping[str, str]
    title: str = ""
    pictures: tuple[Shown, ...] = ()
    films: tuple[Shown, ...] = ()
    sign_languages: tuple[str, ...] = ()

    def words(self, language: str) -> str:
        """The text in a language; for a sign language, what its interpreter signs: the source.

        Raises:
            NoSuchLanguage: there is none.
        """
        if language in sign_languages():
            return self.texts[self.language]
        if language not in self.texts:
            raise NoSuchLanguage(field="language", value=language, known=", ".join(self.texts))
        return self.texts[language]

    def seal(self, language: str) -> str:
        """The hash of those words: a rendition made from others is out of date."""
        return seal_of(self.words(language))


def going_with(shown: tuple[Shown, ...], language: str) -> list[Shown]:
    """Those that go with a language."""
    return [one for one in shown if one.language in {None, language}]


@cache
def sign_languages() -> dict[str, dict[str, str]]:
    """The national sign languages by code."""
    return tomllib.loads(files("assets.inclusive").joinpath("sign_languages.toml").read_text("utf-8"))


def sign_language(code: str) -> str:
    """The code, when it is one of ours.

    Raises:
        UnknownSignLanguage: it is not.
    """
    if code not in sign_languages():
        raise UnknownSignLanguage(field="sign_language", value=code, known=", ".join(sign_languages()))
    return code


def needs(message: Message) -> list[tuple[Format, str]]:
    """Every format this message should exist in, per language, in the order people look for them.

    Where nobody can make a format for a language (no Braille table, no voice), people still can: only formats that
    have a rule of their own here are asked for.
    """
    wanted: list[tuple[Format, str]] = []
    for language in message.texts:
        base = language.partition("-")[0].lower()
        wanted += [(Format.ALT_TEXT, language)] if going_with(message.pictures, language) else []
        wanted += [(Format.CAPTIONS, language)] if going_with(message.films, language) else []
        wanted += [(Format.EASY_READ, language)] if base in LANGUAGES else []
        wanted += [(Format.AUDIO, language)] if base in VOICES else []
        wanted += [(Format.BRAILLE, language)] if base in TABLES else []
        wanted += [(Format.LARGE_PRINT, language)]
    return wanted + [(Format.SIGN_LANGUAGE, code) for code in message.sign_languages]
