"""How the command line prints: a table for people or one JSON document for scripts."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table

from foundation.configuration import reader_language
from foundation.texts import Phrase, Texts, Worded

ENDLESS: Final = 100_000
"""Columns of a pipe: what reads it counts on one row a line."""


def plain(value: object) -> Any:
    """What JSON cannot say by itself: times as ISO 8601 with offset, ids, paths and dataclasses."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID | Path):
        return str(value)
    if isinstance(value, Phrase):
        return value.say(Texts(reader_language()))
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=plain) + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout, never cut: where it is too wide for the terminal, a block a row. An empty cell says "unknown"."""
    cells = [[shown(cell) for cell in row] for row in rows]
    columns = [
        Column(heading, overflow="fold", no_wrap=not any(" " in row[n] for row in cells)) for n, heading in enumerate(headings)
    ]
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in cells:
        table.add_row(*row)
    console = Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else ENDLESS)
    if Measurement.get(console, console.options.update(max_width=ENDLESS), table).minimum <= console.width:
        console.print(table)
    else:
        for row in cells:
            console.print(block(headings, row))
            console.print()


def block(headings: Sequence[str], row: Sequence[str]) -> Table:
    """One row with its headings at the side; what is unknown is left out."""
    table = Table.grid(Column(style="bold", no_wrap=True), Column(overflow="fold"), padding=(0, 2, 0, 0))
    for heading, cell in zip(headings, row, strict=True):
        if cell:
            table.add_row(heading, cell)
    return table


def shown(cell: object) -> str:
    """A cell for people. Of a UUID its last group: its first half is the time, alike in all rows of one plan."""
    if cell is None:
        return ""
    if isinstance(cell, Phrase | Worded):
        return str(Texts(reader_language()).word(cell))
    return str(cell).rpartition("-")[2] if isinstance(cell, UUID) else str(cell)


def print_listing(rows: Sequence[Mapping[str, object]], headings: Mapping[str, str], *, as_json: bool) -> None:
    """A listing both ways: every key in JSON, the named columns in the table."""
    if as_json:
        print_json(rows)
    else:
        print_table(list(headings.values()), [[row[key] for key in headings] for row in rows])


def say(sentence: str) -> None:
    """A message for people, on stderr."""
    sys.stderr.write(sentence + "\n")
