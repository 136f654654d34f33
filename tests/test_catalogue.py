"""English readers get English: the catalogue has every sentence, whole, with the same facts to fill."""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from foundation.errors import BadInput, Conflict, CorettError, NotAllowed, NotFound
from foundation.texts import LOCALE, N_, Texts

ROOT = Path(__file__).parents[1]
ROOMS = (
    "foundation",
    "networks",
    "languages",
    "assets",
    "moderation",
    "campaigns",
    "monitoring",
    "schedulers",
    "web",
    "bot",
    "corett",
)


@cache
def english() -> Catalog:
    with (LOCALE / "en" / "LC_MESSAGES" / "corett.po").open("rb") as file:
        return read_po(file)


def entries() -> list[Message]:
    return [entry for entry in english() if entry.id]


def sides(entry: Message) -> tuple[list[str], list[str]]:
    """The source and the translation, as lists: a plural has several of each."""
    source = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    told = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
    return source, told


def placeholders(sentence: str) -> list[tuple[str, str | None, str | None]]:
    """What is filled in a sentence, with how it is written; order is free, number is not."""
    return sorted((name, spec, how) for _, name, spec, how in Formatter().parse(sentence) if name is not None)


def modules_with_refusals() -> Iterator[str]:
    """Only these are imported: the rest would load every library we use."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "sentence = " in path.read_text(encoding="utf-8"):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def errors(kind: type[CorettError] = CorettError) -> Iterator[type[CorettError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from errors(one)


def test_every_sentence_has_its_english() -> None:
    empty = [entry.id for entry in entries() if not all(sides(entry)[1])]

    assert empty == []  # write the msgstr in foundation/locale/en/LC_MESSAGES/corett.po


def test_no_english_is_a_guess() -> None:
    assert [entry.id for entry in entries() if entry.fuzzy] == []


def test_both_sides_fill_the_same_facts() -> None:
    assert len(entries()) > 1000
    unlike = []
    for entry in entries():
        source, told = sides(entry)
        if any(placeholders(one) != placeholders(other) for one, other in zip(source, told, strict=True)):
            unlike.append(entry.id)

    assert unlike == []


def test_both_sides_begin_and_end_alike() -> None:
    """Sentences are put together: a space or line break too few glues two words."""
    unlike = [
        entry.id
        for entry in entries()
        for one, other in zip(*sides(entry), strict=True)
        if (one[:1].isspace(), one[-1:].isspace()) != (other[:1].isspace(), other[-1:].isspace())
    ]

    assert unlike == []


@pytest.mark.parametrize(
    "wrong", ["human trafficking", "illegal migra", "illegal immigra", "people smuggling", "human smuggling"]
)
def test_the_english_uses_the_terms_of_the_protocols(wrong: str) -> None:
    assert [entry.id for entry in entries() if any(wrong in told.lower() for told in sides(entry)[1])] == []


def test_every_refusal_can_be_said_in_english() -> None:
    for name in modules_with_refusals():
        importlib.import_module(name)
    ours = [one for one in errors() if one.__module__.split(".")[0] in ROOMS]

    assert len(ours) > 100
    assert sorted({f"{one.__module__}.{one.__name__}" for one in ours if one.sentence not in english()}) == []


def test_the_catalogue_has_every_sentence_of_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    keywords = re.findall(r'-k "?([\w:,]+)"?', (ROOT / "Makefile").read_text())
    found = tmp_path / "found.pot"
    command = ["pybabel", "-q", "extract", "-F", "babel.cfg", "--no-location", "--omit-header", "-o", str(found)]
    command += [part for one in keywords for part in ("-k", one)]

    CommandLineInterface().run([*command, "."])  # type: ignore[no-untyped-call]

    with found.open("rb") as file:
        sentences = [entry.id for entry in read_po(file) if entry.id]
    assert len(sentences) > 1000
    assert [one for one in sentences if one not in english()] == []  # collect them: make messages


def test_words_of_ours_within_a_sentence_are_told_in_the_readers_language() -> None:
    refusal = Conflict(thing="hold 3", status=N_("levantada"), act=N_("levantarla"))

    assert refusal.say(Texts("en")) == "hold 3 is “lifted”, and in that state you cannot lift it."
    assert str(refusal) == "hold 3 está «levantada» y así no se puede levantarla."


def test_what_a_person_typed_is_shown_as_typed() -> None:
    assert NotFound(kind=N_("campaña"), name="campaña").say(Texts("en")).startswith("There is no campaign “campaña”.")
    assert (
        NotAllowed(user="A", act=N_("medir"), territory="GT", role="reviewer")
        .say(Texts("en"))
        .startswith("A may not measure in GT.")
    )


def test_an_empty_fact_stays_empty_and_braces_in_a_fact_are_not_filled() -> None:
    assert BadInput(field="x", reason="").say(Texts("en")) == "x: ."
    assert BadInput(field="x", reason="{field} {0} {% y %}").say(Texts("en")) == "x: {field} {0} {% y %}."
