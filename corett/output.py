"""How the command line prints: a table for people or one JSON document for scripts."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table


def plain(value: object) -> Any:
    """What JSON cannot say by itself: times as ISO 8601 with offset, ids, paths and dataclasses."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID | Path | StrEnum):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=plain) + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; an empty cell says "unknown", never zero."""
    table = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(soft_wrap=not sys.stdout.isatty()).print(table)


def print_listing(rows: Sequence[Mapping[str, object]], headings: Mapping[str, str], *, as_json: bool) -> None:
    """A listing both ways: every key in JSON, the named columns in the table."""
    if as_json:
        print_json(rows)
    else:
        print_table(list(headings.values()), [[row[key] for key in headings] for row in rows])


def say(sentence: str) -> None:
    """A message for people, on stderr."""
    sys.stderr.write(sentence + "\n")
