"""Translation requests as XLIFF 1.2, the file translators' own programs open; and back."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from lxml import etree

from languages.errors import NotATranslation
from languages.models import RequestStatus, TranslationRequest
from languages.tmx import printable

SPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
FINAL: Final = "final"
STATES: Final = {
    RequestStatus.APPROVED: FINAL,
    RequestStatus.DELIVERED: "translated",
    RequestStatus.RETURNED: "needs-review-translation",
}


def write_xliff(path: Path, requests: Iterable[TranslationRequest]) -> int:
    """Writes the requests, one `<file>` a pair of languages; how many."""
    root = etree.Element("xliff", {"version": "1.2"}, nsmap={None: SPACE})
    bodies: dict[tuple[str, str], Any] = {}
    count = 0
    for one in requests:
        pair = (one.source_language, one.language)
        if pair not in bodies:
            said = {"original": "corett", "datatype": "plaintext", "source-language": pair[0], "target-language": pair[1]}
            bodies[pair] = etree.SubElement(etree.SubElement(root, "file", said), "body")
        add_unit(bodies[pair], one)
        count += 1
    etree.ElementTree(root).write(str(path), encoding="utf-8", xml_declaration=True, pretty_print=True)
    return count


def add_unit(body: Any, request: TranslationRequest) -> None:
    """A request as a unit; the old translation of a changed original goes along as the text to mend."""
    unit = etree.SubElement(body, "trans-unit", {"id": str(request.id), "resname": request.subject})
    etree.SubElement(unit, "source").text = printable(request.source)
    target = etree.SubElement(unit, "target", {"state": STATES.get(request.status, "needs-translation")})
    target.text = printable(request.text or "")
    for note in (request.note, request.review_note):
        if note:
            etree.SubElement(unit, "note").text = printable(note)


def read_xliff(path: Path) -> dict[int, str]:
    """What a translator filled in, by request number (XLIFF 1.2, or 2.0 of other programs); empty targets are left out.

    Raises:
        NotATranslation: the file is no XLIFF, or a unit is not one of our requests.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(str(path), parser).getroot()
    except (etree.XMLSyntaxError, OSError) as error:
        raise NotATranslation(field=path.name, format="XLIFF", reason=str(error)) from error
    units = list(root.iter("{*}trans-unit", "{*}unit"))
    if not units:
        raise NotATranslation(field=path.name, format="XLIFF", reason="0 <trans-unit>")
    done: dict[int, str] = {}
    for unit in units:
        target = next(unit.iter("{*}target"), None)
        text = "" if target is None else "".join(target.itertext())
        if text.strip():
            done[number_of(unit, path)] = text
    return done


def number_of(unit: Any, path: Path) -> int:
    """The request a unit answers."""
    told = str(unit.get("id") or "")
    if not told.isdigit():
        raise NotATranslation(field=path.name, format="XLIFF", reason=f"id = {told!r}")
    return int(told)
