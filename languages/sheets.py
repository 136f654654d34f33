"""The glossary and translation requests as CSV, for people who work in a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from languages.contract import Severity
from languages.entries import FormEntry, TermEntry, context_of
from languages.errors import NotATranslation
from languages.models import FormKind, TranslationRequest

TERM_COLUMNS: Final = ("code", "category", "severity", "why", "sources", "confidence", "why_en")
FORM_COLUMNS: Final = ("language", "territory", "kind", "form", "gender", "note", "context", "position", "note_en")
WORK_COLUMNS: Final = ("request", "language", "source", "text", "note")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "'")


def write_glossary(path: Path, entries: Iterable[TermEntry]) -> int:
    """One line a form, with its term's facts repeated; how many lines."""
    rows = [[*term_cells(entry), *form_cells(form)] for entry in entries for form in entry.forms]
    write_rows(path, (*TERM_COLUMNS, *FORM_COLUMNS), rows)
    return len(rows)


def term_cells(entry: TermEntry) -> list[str]:
    """The cells of a term."""
    said = [entry.code, entry.category, entry.severity.value, entry.why, " ".join(entry.sources), entry.confidence]
    return [*said, entry.why_en]


def form_cells(form: FormEntry) -> list[str]:
    """The cells of a form."""
    context = json.dumps(dict(form.context), ensure_ascii=False) if form.context else ""
    place = [form.territory, form.kind.value, form.form, form.gender, form.note, context, str(form.position), form.note_en]
    return [form.language, *place]


def read_glossary(path: Path) -> list[TermEntry]:
    """The terms of a sheet, lines of one code together.

    Raises:
        NotATranslation: a column is missing or a line cannot be understood; the line is named.
    """
    forms: dict[str, list[FormEntry]] = {}
    facts: dict[str, dict[str, str]] = {}
    for number, row in read_rows(path, ("code", "language", "form")):
        try:
            forms.setdefault(row["code"], []).append(form_of(row))
            Severity(row.get("severity") or Severity.WARN.value)
        except ValueError as error:
            raise NotATranslation(field=f"{path.name}:{number}", format="CSV", reason=str(error)) from error
        facts.setdefault(row["code"], row)
    return [
        TermEntry(
            code,
            row.get("category") or "importado",
            Severity(row.get("severity") or Severity.WARN.value),
            row.get("why") or "",
            tuple((row.get("sources") or "").split()),
            row.get("confidence") or "",
            tuple(forms[code]),
            row.get("why_en") or "",
        )
        for code, row in facts.items()
    ]


def form_of(row: dict[str, str]) -> FormEntry:
    """A line as a form."""
    context = context_of(json.loads(row["context"])) if row.get("context") else ()
    kind = FormKind(row.get("kind") or FormKind.PREFERRED.value)
    place = (
        row.get("territory") or "REG",
        row.get("gender") or "",
        row.get("note") or "",
        context,
        int(row.get("position") or 0),
    )
    return FormEntry(row["language"], kind, row["form"], *place, note_en=row.get("note_en") or "")


def write_work(path: Path, requests: Iterable[TranslationRequest]) -> int:
    """Requests for a translator: she fills the column `text`."""
    rows = [[str(one.id), one.language, one.source, one.text or "", one.review_note or one.note] for one in requests]
    write_rows(path, WORK_COLUMNS, rows)
    return len(rows)


def read_work(path: Path) -> dict[int, str]:
    """What a translator filled in, by request number; empty cells are left out.

    Raises:
        NotATranslation: a column is missing, or a number is none.
    """
    done: dict[int, str] = {}
    for number, row in read_rows(path, ("request", "text")):
        if not row["text"].strip():
            continue
        if not row["request"].isdigit():
            raise NotATranslation(field=f"{path.name}:{number}", format="CSV", reason=f"request = {row['request']!r}")
        done[int(row["request"])] = row["text"]
    return done


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A sheet that spreadsheets open rightly (UTF-8 with mark) and never run as a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)


def read_rows(path: Path, needed: Sequence[str]) -> Iterable[tuple[int, dict[str, str]]]:
    """The lines of a sheet with their numbers; comma or semicolon, as the spreadsheet's language had it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotATranslation(field=path.name, format="CSV", reason=str(error)) from error
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise NotATranslation(field=path.name, format="CSV", reason=f"− {', '.join(missing)}")
    for row in reader:
        cells = {name: (cell or "") for name, cell in row.items() if name is not None}
        yield (
            reader.line_num,
            {name: cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell for name, cell in cells.items()},
        )
