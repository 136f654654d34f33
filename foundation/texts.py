"""What people read, in their language: Spanish is the source, English comes from the one Babel catalogue."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final, Self, TypeVar

DOMAIN: Final = "corett"
LANGUAGES: Final = ("es", "en")
LOCALE: Final = Path(__file__).parent / "locale"
# Facts that a person typed are shown as typed, even where they look like a word of ours ("A" is one).
TYPED: Final = frozenset({"by", "character", "letter", "letters", "line", "name", "text", "user", "value", "who"})


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Marks a sentence for the catalogue without translating it here."""
    return sentence


class Texts:
    """Sentences in one language: `texts("Hay {count} entregas", count=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.catalogue = catalogue(self.language)

    def __call__(self, sentence: str, **facts: object) -> str:
        return self.catalogue.gettext(sentence).format(**facts) if facts else self.catalogue.gettext(sentence)

    def words(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts of a sentence, those that are words of the catalogue told in this language; nothing is filled in them."""
        return {key: self.word(fact) if key not in TYPED else fact for key, fact in facts.items()}

    def word(self, fact: object) -> object:
        """One fact of a sentence, as this language says it."""
        if isinstance(fact, Phrase):
            return fact.say(self)
        if isinstance(fact, Worded):
            return self.catalogue.gettext(fact.word)
        # An empty string asks gettext for the catalogue's header.
        return self.catalogue.gettext(fact) if isinstance(fact, str) and fact else fact

    def plural(self, one: str, many: str, count: int, **facts: object) -> str:
        """The sentence that fits the number; `{count}` is filled."""
        return self.catalogue.ngettext(one, many, count).format(count=count, **facts)


class Phrase:
    """Part of a sentence with facts of its own, told when the reader's language is known."""

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence = sentence
        self.facts = facts

    def say(self, texts: Texts) -> str:
        """The phrase in that language; nothing is nothing in every language."""
        return texts(self.sentence, **texts.words(self.facts)) if self.sentence else ""

    def __str__(self) -> str:
        return self.say(Texts(LANGUAGES[0]))


class Worded(StrEnum):
    """A word of the code's that people meet: kept and sent by its value, shown by its `word` in the reader's language."""

    word: str

    def __new__(cls, value: str, word: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_, member.word = value, word
        return member


NEWER: Final = N_("Estado nuevo")
A = TypeVar("A", bound=StrEnum)


def member(kind: type[A], value: str) -> A:
    """The member of that value. What a newer version wrote is a stranger: it is no member, matches no rule, and shows itself."""
    try:
        return kind(value)
    except ValueError:
        one = str.__new__(kind, value)
        one._name_, one._value_ = value.upper(), value
        if isinstance(one, Worded):
            one.word = NEWER
        return one


@cache
def catalogue(language: str) -> NullTranslations:
    """The compiled catalogue, or the source `.po` read in place where nothing was compiled yet."""
    folder = LOCALE / language / "LC_MESSAGES"
    source, compiled = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    return compile_in_memory(source) if source.exists() else NullTranslations()


def compile_in_memory(source: Path) -> GNUTranslations:
    """The catalogue of a `.po` file, without writing anything."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - 20 ms that Spanish readers never pay
    from babel.messages.pofile import read_po  # noqa: PLC0415

    buffer = BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file))
    buffer.seek(0)
    return GNUTranslations(buffer)
