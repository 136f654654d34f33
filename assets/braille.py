"""Braille, grade 1: BRF for embossers and Unicode cells for a file to download. Never for posts: screen readers spell it.

Grade 1 because it can be read by everyone who reads Braille; contractions are not. Every text needs a Braille reader's check.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from assets.errors import MissingProgram
from assets.heard import bare, spell_lines
from foundation.errors import BadInput, CorettError
from foundation.texts import N_

TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {"es": "es-g1.ctb", "en": "en-ueb-g1.ctb", "pt": "pt-pt-g1.utb", "fr": "fr-bfu-comp6.utb"}
)
ASCII: Final = "en-us-brf.dis"  # North American Braille ASCII, what embossers take
UNICODE: Final = "unicode.dis"
UNKNOWN: Final = re.compile(r"'⡳[XY]([0-9A-F]+)'")
INDENT: Final = 2  # a paragraph begins at the third cell
LARGEST: Final = 500_000
DEADLINE_S: Final = 60


class NoTable(BadInput):
    """Nobody has written down how this language is spelled in Braille."""

    code = "no_braille_table"
    sentence = N_(
        "{field}: no hay tabla Braille para «{language}». Hay para: {known}. Pida la transcripción a una persona experta."
    )


class NoSign(BadInput):
    """A character without a Braille sign."""

    code = "no_braille_sign"
    sentence = N_("{field}: «{letters}» no tiene signo Braille en «{language}». Quítelo o escríbalo con palabras.")


class BrailleFailed(CorettError):
    """The translator answered something that cannot be Braille."""

    code = "braille_failed"
    sentence = N_(
        "No se pudo pasar a Braille: {detail}. Revise la instalación de liblouis (paquetes liblouis-bin y liblouis-data)."
    )


@dataclass(frozen=True, slots=True)
class Page:
    """An embosser's sheet: cells a line and lines a page."""

    cells: int = 40
    lines: int = 25


def brf(text: str, language: str, page: Page | None = None) -> bytes:
    """The text as a BRF file: ASCII, CRLF, a form feed after each page, the page's number at its foot.

    Raises:
        NoTable, NoSign: it cannot be written in Braille. MissingProgram: liblouis is not installed.
    """
    sheet = page or Page()
    pages = paginate(lines_of(transcribe(text, language, ASCII), sheet.cells), sheet)
    return "".join("\r\n".join(lines) + "\r\n\f" for lines in pages).encode("ascii")


def unicode_braille(text: str, language: str, page: Page | None = None) -> str:
    """The text in Unicode's Braille cells, as wide as a page: for a file to look at or download, never for a post.

    Raises:
        NoTable, NoSign, MissingProgram: see `brf`.
    """
    paragraphs = [paragraph.replace("\u2800", " ") for paragraph in transcribe(text, language, UNICODE)]
    lines = lines_of(paragraphs, (page or Page()).cells, hyphen="\u2824")
    return "\n".join(lines).replace(" ", "\u2800") + "\n"


def transcribe(text: str, language: str, cells: str) -> list[str]:
    """Each paragraph in Braille, unbroken; hashtags, links and emoji gone, help lines spelled.

    Raises:
        NoTable, NoSign, MissingProgram, BrailleFailed.
    """
    table = TABLES.get(language.partition("-")[0].lower())
    if table is None:
        raise NoTable(field="language", language=language, known=", ".join(TABLES))
    paragraphs = [line for line in spell_lines(bare(text[:LARGEST]), language).splitlines() if line]
    answer = louis("\n".join(paragraphs), f"{cells},{table}").splitlines()
    if len(answer) != len(paragraphs):
        raise BrailleFailed(detail=f"{len(answer)} / {len(paragraphs)}")
    refuse_unknown(answer, language)
    return answer


def louis(text: str, tables: str) -> str:
    """What liblouis makes of the text, line by line.

    Raises:
        MissingProgram, BrailleFailed.
    """
    program = shutil.which("lou_translate")
    if program is None:
        raise MissingProgram(program="liblouis", act=N_("escribir en Braille"), how="apt install liblouis-bin liblouis-data")
    try:
        done = subprocess.run(
            [program, "--forward", tables], input=text.encode(), capture_output=True, check=True, timeout=DEADLINE_S
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise BrailleFailed(detail=type(error).__name__) from error
    return done.stdout.decode("utf-8")


def refuse_unknown(paragraphs: list[str], language: str) -> None:
    """liblouis writes a code where it knows no sign: that must not reach anybody's fingers."""
    unknown = sorted({chr(int(code, 16)) for paragraph in paragraphs for code in UNKNOWN.findall(paragraph)})
    if unknown:
        raise NoSign(field="text", letters=" ".join(unknown), language=language)


def lines_of(paragraphs: list[str], width: int, hyphen: str = "-") -> list[str]:
    """The paragraphs broken at spaces, each beginning at the third cell; a word longer than a line is hyphenated."""
    lines: list[str] = []
    for paragraph in paragraphs:
        line = " " * INDENT
        for word in pieces(paragraph, width, hyphen):
            if len(line) + len(word) > width:
                lines.append(line.rstrip())
                line = ""
            line += word + " "
        lines.append(line.rstrip())
    return lines


def pieces(paragraph: str, width: int, hyphen: str) -> Iterator[str]:
    """The words; one that fits no line comes in parts."""
    for word in paragraph.split(" "):
        rest = word
        while len(rest) > width - INDENT:
            yield rest[: width - INDENT - 1] + hyphen
            rest = rest[width - INDENT - 1 :]
        if rest:
            yield rest


def paginate(lines: list[str], sheet: Page) -> list[list[str]]:
    """The lines on pages. Where there are several, each ends with its number, to the right on the last line."""
    if len(lines) <= sheet.lines:
        return [lines]
    room = sheet.lines - 1
    pages = [lines[start : start + room] for start in range(0, len(lines), room)]
    return [
        [*page, *[""] * (room - len(page)), number_sign(position).rjust(sheet.cells)] for position, page in enumerate(pages, 1)
    ]


def number_sign(number: int) -> str:
    """A number in Braille ASCII: the number sign, then a to j."""
    return "#" + "".join("JABCDEFGHI"[int(digit)] for digit in str(number))
