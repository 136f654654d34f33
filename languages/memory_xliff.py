"""The memory as XLIFF 1.2, for translators' programs that speak no TMX: written and read as a stream."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from lxml import etree

from languages.contract import TranslationState
from languages.errors import NotATranslation
from languages.memory import Unit, worth
from languages.terms import base
from languages.tmx import forget, printable, text_of
from languages.xliff import SPACE

SAID: Final = {
    TranslationState.APPROVED: "final",
    TranslationState.REVIEWED: "translated",
    TranslationState.MACHINE: "needs-review-translation",
}
MEANT: Final = {
    "final": TranslationState.APPROVED,
    "signed-off": TranslationState.APPROVED,
    "translated": TranslationState.REVIEWED,
}


def write_memory(path: Path, units: Iterable[Unit]) -> int:
    """Writes the units, which come in pairs of languages, one `<file>` a pair; how many."""
    count = 0
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element("xliff", version="1.2", nsmap={None: SPACE}):
            for (source, target), ours in groupby(units, key=lambda one: (one.source_language, one.target_language)):
                said = {"original": "memory", "datatype": "plaintext", "source-language": source, "target-language": target}
                with file.element("file", **said), file.element("body"):
                    for one in ours:
                        count += 1
                        file.write(element_of(one, count))
    return count


def element_of(unit: Unit, number: int) -> Any:
    """A unit as `<trans-unit>`."""
    element = etree.Element("trans-unit", {"id": str(number)})
    etree.SubElement(element, "source").text = printable(unit.source)
    etree.SubElement(element, "target", {"state": SAID[unit.state]}).text = printable(unit.target)
    etree.SubElement(element, "note", {"from": "author"}).text = printable(unit.author)
    return element


def read_memory(
    path: Path,
    source_language: str,
    target_language: str,
    *,
    state: TranslationState,
    author: str,
    now: datetime,
    read: Callable[[int], None] = lambda _bytes: None,
) -> Iterator[Unit]:
    """The units of a pair of languages, one by one. `state` is the most they are believed; `read` hears the bytes.

    Raises:
        NotATranslation: the file is no XLIFF, or breaks off.
    """
    tags = ("{*}file", "{*}trans-unit")
    pair = ("", "")
    try:
        with path.open("rb") as file:
            events = etree.iterparse(
                file, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for event, element in events:
                if etree.QName(element).localname == "file":
                    pair = (element.get("source-language") or "", element.get("target-language") or "")
                elif event == "end":
                    unit = unit_of(element, pair, state, author, now)
                    forget(element)
                    read(file.tell())
                    if unit is not None and same(pair, (source_language, target_language)):
                        yield replace(unit, source_language=source_language, target_language=target_language)
            if events.root is None or etree.QName(events.root).localname != "xliff":
                raise NotATranslation(field=path.name, format="XLIFF", reason="<xliff>")
    except (etree.XMLSyntaxError, OSError) as error:
        raise NotATranslation(field=path.name, format="XLIFF", reason=str(error)) from error


def same(ours: tuple[str, str], wanted: tuple[str, str]) -> bool:
    """Whether a file's pair is the one wanted, or a variant of it (`es-ES` for `es`)."""
    return all(
        have.lower() == want.lower() or base(have).lower() == want.lower() for have, want in zip(ours, wanted, strict=True)
    )


def unit_of(element: Any, pair: tuple[str, str], state: TranslationState, author: str, now: datetime) -> Unit | None:
    """A `<trans-unit>` of that pair; None when one side is empty."""
    source, target = element.find("{*}source"), element.find("{*}target")
    said = ["".join(text_of(one)).strip() if one is not None else "" for one in (source, target)]
    if not all(said) or not all(pair):
        return None
    told = MEANT.get(target.get("state") or "", TranslationState.MACHINE if target.get("state") else state)
    who = next((note.text for note in element.iter("{*}note") if note.get("from") == "author" and note.text), author)
    return Unit(said[0], said[1], *pair, min(state, told, key=worth), who[:60], now)
