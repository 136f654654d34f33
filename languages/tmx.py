"""The memory as TMX 1.4: written and read as a stream, so that a file of any size fits into memory."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree

from languages.contract import TranslationState
from languages.errors import NotATranslation
from languages.memory import STATES, Unit, worth
from languages.terms import base

LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
STATE: Final = "x-state"
MOMENT: Final = "%Y%m%dT%H%M%SZ"
CODES: Final = ("bpt", "ept", "it", "ph", "ut")


def write_tmx(path: Path, units: Iterable[Unit], version: str) -> int:
    """Writes the units; how many."""
    count = 0
    header = {
        "creationtool": "CORETT", "creationtoolversion": version, "segtype": "sentence", "o-tmf": "CORETT",
        "adminlang": "en", "srclang": "*all*", "datatype": "plaintext",
    }  # fmt: skip
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element("tmx", version="1.4"):
            file.write(etree.Element("header", header))
            with file.element("body"):
                for unit in units:
                    file.write(element_of(unit))
                    count += 1
    return count


def element_of(unit: Unit) -> Any:
    """A unit as `<tu>`."""
    tu = etree.Element(
        "tu", srclang=unit.source_language, changedate=unit.edited_at.astimezone(UTC).strftime(MOMENT), changeid=unit.author
    )
    etree.SubElement(tu, "prop", type=STATE).text = unit.state.value
    for language, text in ((unit.source_language, unit.source), (unit.target_language, unit.target)):
        tuv = etree.SubElement(tu, "tuv", {LANG: language})
        etree.SubElement(tuv, "seg").text = printable(text)
    return tu


def printable(text: str) -> str:
    """The text without the control characters XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")


def read_tmx(
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
        NotATranslation: the file is no TMX, or breaks off.
    """
    try:
        with path.open("rb") as file:
            events = etree.iterparse(
                file, tag=("tu", "{*}tu"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for _event, tu in events:
                unit = unit_of(tu, source_language, target_language, state, author, now)
                forget(tu)
                read(file.tell())
                if unit is not None:
                    yield unit
            if events.root is None or etree.QName(events.root).localname != "tmx":
                raise NotATranslation(field=path.name, format="TMX", reason="<tmx>")
    except (etree.XMLSyntaxError, OSError) as error:
        raise NotATranslation(field=path.name, format="TMX", reason=str(error)) from error


def unit_of(
    tu: Any, source_language: str, target_language: str, state: TranslationState, author: str, now: datetime
) -> Unit | None:
    """A `<tu>` as a unit of the pair, None when it lacks one side."""
    said: dict[str, str] = {}
    for tuv in tu.iter("{*}tuv"):
        language = tuv.get(LANG) or tuv.get("lang") or ""
        seg = tuv.find("{*}seg")
        if seg is not None:
            said.setdefault(language.lower(), "".join(text_of(seg)))
    source, target = pick(said, source_language), pick(said, target_language)
    if not source or not target or not source.strip() or not target.strip():
        return None
    told = next((prop.text for prop in tu.iter("{*}prop") if prop.get("type") == STATE), None)
    believed = min(state, TranslationState(told), key=worth) if told in STATES else state
    changed = tu.get("changedate") or tu.get("creationdate")
    who = tu.get("changeid") or tu.get("creationid") or author
    return Unit(source, target, source_language, target_language, believed, who[:60], moment(changed, now))


def pick(said: dict[str, str], language: str) -> str | None:
    """The text in that language, or in a variant of it (`es-ES` for `es`)."""
    wanted = language.lower()
    return said.get(wanted) or next((text for code, text in said.items() if base(code) == wanted or code == base(wanted)), None)


def text_of(seg: Any) -> Iterator[str]:
    """The words of a segment, without the formatting codes of other tools."""
    yield seg.text or ""
    for child in seg:
        if isinstance(child.tag, str) and etree.QName(child).localname not in CODES:
            yield from text_of(child)
        yield child.tail or ""


def moment(text: str | None, now: datetime) -> datetime:
    """A TMX date; now where there is none that can be read, or one that lies ahead."""
    try:
        return min(datetime.strptime(text or "", MOMENT).replace(tzinfo=UTC), now)
    except ValueError:
        return now


def forget(element: Any) -> None:
    """Frees what was read, also what lxml keeps before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
