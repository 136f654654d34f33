"""The glossary as TBX (the martif of TBX-Basic): one entry a concept, one term group a form, nothing lost on the way back."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from lxml import etree

from foundation.people import REGION
from languages.contract import Severity
from languages.entries import FormEntry, TermEntry, context_of
from languages.errors import NotATranslation
from languages.models import FormKind

LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS: Final[Mapping[FormKind, str]] = {
    FormKind.PREFERRED: "preferredTerm-admn-sts",
    FormKind.ALLOWED: "admittedTerm-admn-sts",
    FormKind.PLURAL: "admittedTerm-admn-sts",
    FormKind.ACCEPTED: "admittedTerm-admn-sts",
    FormKind.AVOID: "deprecatedTerm-admn-sts",
    FormKind.DEPENDS: "deprecatedTerm-admn-sts",
}
GENDERS: Final = {"m": "masculine", "f": "feminine", "n": "otherGender"}


def write_tbx(path: Path, entries: Iterable[TermEntry]) -> int:
    """Writes the terms; how many."""
    root = etree.Element("martif", {"type": "TBX-Basic", LANG: "es"})
    header = etree.SubElement(etree.SubElement(root, "martifHeader"), "fileDesc")
    etree.SubElement(etree.SubElement(header, "sourceDesc"), "p").text = "CORETT"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    count = 0
    for entry in entries:
        body.append(element_of(entry))
        count += 1
    etree.ElementTree(root).write(str(path), encoding="utf-8", xml_declaration=True, pretty_print=True)
    return count


def element_of(entry: TermEntry) -> Any:
    """A concept with what holds for all its languages, then a language set for each."""
    element = etree.Element("termEntry", id=entry.code)
    say(element, "descrip", "subjectField", entry.category)
    say(element, "descrip", "x-severity", entry.severity.value)
    say(element, "descrip", "reliabilityCode", entry.confidence)
    say(element, "descrip", "explanation", entry.why)
    say(element, "descrip", "x-explanation-en", entry.why_en)
    for source in entry.sources:
        say(element, "admin", "source", source)
    languages = sorted({form.language for form in entry.forms}, key=lambda code: (code != "es", code))
    for language in languages:
        group = etree.SubElement(element, "langSet", {LANG: language})
        for form in sorted((one for one in entry.forms if one.language == language), key=order):
            group.append(group_of(form))
    return element


def order(form: FormEntry) -> tuple[int, int, str]:
    """The form to be written first comes first: simple readers take that one."""
    return list(FormKind).index(form.kind), form.position, form.form


def group_of(form: FormEntry) -> Any:
    """A form with its notes."""
    tig = etree.Element("tig")
    etree.SubElement(tig, "term").text = form.form
    say(tig, "termNote", "administrativeStatus", STATUS[form.kind])
    say(tig, "termNote", "x-kind", form.kind.value)
    say(tig, "termNote", "grammaticalGender", GENDERS.get(form.gender, ""))
    say(tig, "termNote", "geographicalUsage", "" if form.territory == REGION else form.territory)
    say(tig, "termNote", "usageNote", form.note)
    say(tig, "termNote", "x-usageNote-en", form.note_en)
    say(tig, "termNote", "x-position", str(form.position) if form.position else "")
    say(tig, "termNote", "x-context", json.dumps(dict(form.context), ensure_ascii=False) if form.context else "")
    return tig


def say(parent: Any, tag: str, kind: str, text: str) -> None:
    """A note, where there is something to note."""
    if text:
        etree.SubElement(parent, tag, type=kind).text = text


def read_tbx(path: Path) -> list[TermEntry]:
    """The terms of a TBX file, ours or another tool's.

    Raises:
        NotATranslation: the file is no TBX, or an entry cannot be understood.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(str(path), parser).getroot()
        found = [entry_of(element, number) for number, element in enumerate(root.iter("{*}termEntry", "{*}conceptEntry"), 1)]
    except (etree.XMLSyntaxError, OSError, ValueError) as error:
        raise NotATranslation(field=path.name, format="TBX", reason=str(error)) from error
    if not found:
        raise NotATranslation(field=path.name, format="TBX", reason="0 <termEntry>")
    return found


def entry_of(element: Any, number: int) -> TermEntry:
    """A `<termEntry>`; what another tool does not say is taken as an ordinary warning of category `importado`."""
    noted = notes(element, "descrip")
    forms = [
        form_of(group, lang.get(LANG) or "es", at)
        for lang in element.iter("{*}langSet", "{*}langSec")
        for at, group in enumerate(groups(lang))
    ]
    return TermEntry(
        element.get("id") or f"X{number:04d}",
        noted.get("subjectField", "importado"),
        Severity(noted.get("x-severity", Severity.WARN.value)),
        noted.get("explanation", noted.get("definition", "")),
        tuple(one.text or "" for one in element.findall("{*}admin") if one.get("type") == "source"),
        noted.get("reliabilityCode", ""),
        tuple(form for form in forms if form.form),
        noted.get("x-explanation-en", ""),
    )


def groups(lang: Any) -> list[Any]:
    """The term groups of a language, in either of TBX's shapes."""
    return list(lang.iter("{*}tig", "{*}ntig", "{*}termSec"))


def form_of(group: Any, language: str, at: int) -> FormEntry:
    """A term group as a form."""
    noted = notes(group, "termNote")
    term = next(group.iter("{*}term"), None)
    told = noted.get("administrativeStatus", "preferredTerm-admn-sts" if at == 0 else "admittedTerm-admn-sts")
    kind = FormKind(noted["x-kind"]) if "x-kind" in noted else kind_of(told)
    gender = {name: letter for letter, name in GENDERS.items()}.get(noted.get("grammaticalGender", ""), "")
    context = context_of(json.loads(noted["x-context"])) if "x-context" in noted else ()
    words = "" if term is None else " ".join("".join(term.itertext()).split())
    place = (noted.get("geographicalUsage", REGION), gender, noted.get("usageNote", ""), context, int(noted.get("x-position", 0)))
    return FormEntry(language, kind, words, *place, note_en=noted.get("x-usageNote-en", ""))


def kind_of(status: str) -> FormKind:
    """What another tool's status means here."""
    if status.startswith(("deprecated", "superseded")):
        return FormKind.AVOID
    return FormKind.PREFERRED if status.startswith(("preferred", "standardized", "legal")) else FormKind.ALLOWED


def notes(element: Any, tag: str) -> dict[str, str]:
    """The typed notes directly under an element, or in its groups."""
    return {str(one.get("type")): one.text or "" for one in element.iter(f"{{*}}{tag}")}
