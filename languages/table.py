"""The language table: code, own name, Spanish and English name, where spoken, which engines know it, what stands in for it.

Our own, because Babel and langcodes know few of the region's languages; no code that is shaped like one makes it fail.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from languages.errors import NotALanguage

FILE: Final = Path(__file__).parent / "starter" / "languages.toml"
TAG: Final = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
SOURCE: Final = "es"


class LanguageKind(StrEnum):
    """What a language is to our work."""

    COMMON = "common"
    CREOLE = "creole"
    INDIGENOUS = "indigenous"
    SIGN = "sign"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Language:
    """One language. `engines` maps an engine's name to its own code; `fallback` is what its speakers are shown until then."""

    code: str
    endonym: str
    es: str
    en: str
    kind: LanguageKind
    spoken: tuple[str, ...] = ()
    engines: tuple[tuple[str, str], ...] = ()
    fallback: str = SOURCE
    checked: bool = False

    @property
    def human(self) -> bool:
        """Whether its texts are made by people: a machine's text is at most a flagged draft, and a second person reviews."""
        return self.kind is not LanguageKind.COMMON

    @property
    def signed(self) -> bool:
        """Whether it is a sign language: its translations are videos, not texts."""
        return self.kind is LanguageKind.SIGN

    def name(self, reader: str) -> str:
        """Its name in Spanish or English."""
        return self.en if reader == "en" else self.es


@cache
def languages() -> dict[str, Language]:
    """Every language of the table by its code."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["language"]
    return {entry["code"]: built(entry) for entry in entries}


def built(entry: dict[str, object]) -> Language:
    """A row of the file."""
    facts = {**entry}
    facts["kind"] = LanguageKind(str(facts.get("kind", "indigenous")))
    facts["spoken"] = tuple(facts.get("spoken", ()))  # type: ignore[arg-type]
    facts["engines"] = tuple(dict(facts.get("engines", {})).items())  # type: ignore[call-overload]
    return Language(**facts)  # type: ignore[arg-type]


def language_of(code: str, field: str = "language") -> Language:
    """The language of a BCP-47 tag; a variant (`es-GT`) is its base, a code nobody told us of stands for itself.

    Raises:
        NotALanguage: it is not shaped like a tag.
    """
    tag = code.strip()
    if not TAG.fullmatch(tag):
        raise NotALanguage(field=field, value=code)
    table = languages()
    for candidate in (tag, canonical(tag), canonical(tag).split("-", 1)[0]):
        if candidate in table:
            return table[candidate]
    return Language(tag, tag, tag, tag, LanguageKind.UNKNOWN)


def canonical(tag: str) -> str:
    """The tag in BCP-47's usual capitals: `pt-BR`, `es-419`, `es-x-lf`."""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def fallbacks(code: str) -> list[str]:
    """What stands in for a language, nearest first, Spanish last: `es-GT` → `es`; `bzj` → `en` → `es`."""
    chain: list[str] = []
    tag = canonical(code)
    while "-" in tag:
        tag = tag.rsplit("-", 1)[0].removesuffix("-x")
        chain.append(tag)
    while (tag := language_of(tag).fallback) and tag not in (*chain, code):
        chain.append(tag)
    return chain if SOURCE in (*chain, code) else [*chain, SOURCE]


def engine_code(engine: str, code: str) -> str | None:
    """How that engine names the language; None when it does not know it. A variant it lacks is asked for as its base."""
    tag = canonical(code)
    exact = languages().get(tag)
    known = dict((exact or language_of(tag)).engines)
    return known.get(engine)
