"""PDF made anew: pages, tags and language stay; scripts, attachments, actions and what its pictures know are left behind.

Run as a program (`python -m assets.papers IN OUT`) it works in a child process: a hostile file cannot take the house down.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from assets.errors import Broken, Locked
from assets.fresh import Fresh
from assets.sniffing import Kind

MAX_PAGES: Final = 400
DEADLINE_S: Final = 30.0
MEMORY: Final = 1_500_000_000
"""Bytes of address space for the child."""

LEFT_BEHIND: Final = (
    *(
        "/AA",
        "/OpenAction",
        "/JS",
        "/JavaScript",
        "/EmbeddedFiles",
        "/AF",
        "/EF",
        "/UF",
        "/Metadata",
        "/PieceInfo",
        "/LastModified",
    ),
    *("/XFA", "/AcroForm", "/Collection", "/Perms", "/Legal"),
)
BAD_ACTIONS: Final = {
    "/Launch",
    "/JavaScript",
    "/ImportData",
    "/SubmitForm",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
}
BAD_ANNOTATIONS: Final = {"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound", "/Widget", "/Popup", "/Text"}
READ_ERRORS: Final = (
    *(PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError),
    *(OSError, OverflowError, MemoryError, AssertionError, ZeroDivisionError, NotImplementedError, UnicodeError),
)
LOCKED_CODE: Final = 3


def fresh_paper(file: Path, name: str) -> Fresh:
    """The document, cleaned in a child process with a deadline and a limit of memory.

    Raises:
        Locked: it wants a password.
        Broken: it cannot be read in time.
    """
    with tempfile.TemporaryDirectory(prefix="corett-") as folder:
        target = Path(folder) / "clean.pdf"
        order = [sys.executable, "-m", "assets.papers", str(file.resolve()), str(target)]
        try:
            done = subprocess.run(
                order,
                cwd=Path(__file__).parents[1],
                capture_output=True,
                timeout=DEADLINE_S,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired as error:
            raise Broken(field="file", name=name) from error
        if done.returncode == LOCKED_CODE:
            raise Locked(field="file", name=name)
        if done.returncode != 0 or not target.exists():
            raise Broken(field="file", name=name)
        pages, width, height = (int(number) for number in done.stdout.split())
        return Fresh(target.read_bytes(), "application/pdf", Kind.DOCUMENT, width, height, facts={"pages": pages})


def clean(source: Path, target: Path) -> tuple[int, int, int]:
    """Writes the cleaned document; returns its pages and the first one's size in points.

    Raises:
        PermissionError: it is locked by a password.
        ValueError: it has no pages, or too many. And whatever pypdf raises on broken input (`READ_ERRORS`).
    """
    reader = PdfReader(source, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PermissionError(source)
    if not 0 < len(reader.pages) <= MAX_PAGES:
        raise ValueError(len(reader.pages))
    title = (reader.metadata.title if reader.metadata else "") or ""
    writer = PdfWriter(clone_from=reader)
    for thing in dictionaries(writer):
        strip(thing)
    strip(writer.root_object)
    names = writer.root_object.get("/Names")
    if isinstance(names, DictionaryObject | IndirectObject):
        strip(names.get_object())
    writer.metadata = {"/Title": title} if title else None
    if title and claims_accessibility(reader):
        writer.root_object[NameObject("/Metadata")] = writer._add_object(accessibility_claim(title))  # noqa: SLF001
    first = writer.pages[0].mediabox
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    with target.open("wb") as file:
        writer.write(file)
    return len(writer.pages), round(float(first.width)), round(float(first.height))


CLAIM: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    '<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)


def claims_accessibility(reader: PdfReader) -> bool:
    """Whether the document says it is PDF/UA-1 (ISO 14289-1, 5): the claim is kept, the rest of its metadata is not."""
    metadata = reader.root_object.get("/Metadata")
    stream = metadata.get_object() if metadata is not None else None
    return isinstance(stream, StreamObject) and b"pdfuaid" in stream.get_data()


def accessibility_claim(title: str) -> StreamObject:
    """The least metadata a PDF/UA document needs: its title and its claim."""
    stream = StreamObject()
    stream[NameObject("/Type")], stream[NameObject("/Subtype")] = NameObject("/Metadata"), NameObject("/XML")
    stream.set_data(CLAIM.format(title=escape(title)).encode())
    return stream


def dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the document, nested ones too."""
    waiting: list[Any] = [IndirectObject(number + 1, 0, writer).get_object() for number in range(len(writer._objects))]  # noqa: SLF001
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting += [value for value in thing.values() if isinstance(value, DictionaryObject | ArrayObject)]
        elif isinstance(thing, ArrayObject):
            waiting += [value for value in thing if isinstance(value, DictionaryObject | ArrayObject)]


def strip(thing: Any) -> None:
    """Takes away what acts, hides or tells on someone."""
    if not isinstance(thing, DictionaryObject):
        return
    for key in LEFT_BEHIND:
        thing.pop(NameObject(key), None)
    action = thing.get("/A")
    if isinstance(action, IndirectObject | DictionaryObject):
        kind = action.get_object()
        if isinstance(kind, DictionaryObject) and (kind.get("/S") in BAD_ACTIONS or kind.get("/Next") is not None):
            thing.pop(NameObject("/A"), None)
    annotations = thing.get("/Annots")
    if annotations is not None:
        kept = [one for one in annotations.get_object() if is_link(one)]
        thing[NameObject("/Annots")] = ArrayObject(kept)
    if isinstance(thing, StreamObject):
        strip_stream(thing)


def strip_stream(stream: StreamObject) -> None:
    """Empties what was attached or described; a photograph keeps its pixels only."""
    if stream.get("/Type") in {"/EmbeddedFile", "/Metadata"}:
        stream.set_data(b"")
    elif stream.get("/Filter") == "/DCTDecode":
        stream._data = without_stories(stream._data)  # noqa: SLF001


def is_link(annotation: Any) -> bool:
    """Whether an annotation is only a link or a plain mark."""
    found = annotation.get_object()
    return isinstance(found, DictionaryObject) and found.get("/Subtype") not in BAD_ANNOTATIONS


def without_stories(jpeg: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC and comments; colour profile and Adobe's transform stay, pixels are untouched."""
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, size = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker not in {0xE1, 0xED, 0xFE, *range(0xE3, 0xED), 0xEF}:
            kept += jpeg[at : at + 2 + size]
        at += 2 + max(size, 2)
    return bytes(kept + jpeg[at:])


def main() -> int:
    """The child's whole life."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(DEADLINE_S), int(DEADLINE_S)))
    try:
        found = clean(Path(sys.argv[1]), Path(sys.argv[2]))
    except PermissionError:
        return LOCKED_CODE
    except READ_ERRORS:
        return 1
    sys.stdout.write(" ".join(map(str, found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
