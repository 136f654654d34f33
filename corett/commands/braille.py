"""`corett braille`: a text as a BRF file for embossers, and as Unicode cells to look at."""

from pathlib import Path
from typing import Annotated, Final

import typer

from assets.braille import Page, brf, unicode_braille
from assets.captions.files import decoded
from assets.store import write_whole
from corett.acting import Json
from corett.cli import language as reader
from corett.options import Existing
from corett.output import print_json, say
from foundation.settings import load_settings
from foundation.texts import N_, Texts

app: Final = typer.Typer(no_args_is_help=True, subcommand_metavar="")
_ = Texts(reader())


@app.callback(invoke_without_command=True, context_settings={"allow_interspersed_args": True})
def emboss(
    file: Existing,
    out: Annotated[Path, typer.Option(dir_okay=False, help=_(N_("BRF para la impresora")))],
    language: Annotated[str, typer.Option(help=_(N_("es, en, pt o fr")))] = "es",
    cells: Annotated[int, typer.Option(min=20, max=60, help=_(N_("Celdas por línea")))] = 40,
    lines: Annotated[int, typer.Option(min=5, max=60, help=_(N_("Líneas por página")))] = 25,
    dots: Annotated[Path | None, typer.Option(dir_okay=False, help=_(N_("También en celdas Unicode")))] = None,
    as_json: Json = False,
) -> None:
    """Grade 1, as BRF and on demand as Unicode cells."""
    text, page = decoded(file.read_bytes()), Page(cells, lines)
    made = brf(text, language, page)
    write_whole(out.resolve(), made)
    if dots is not None:
        write_whole(dots.resolve(), unicode_braille(text, language, page).encode())
    if as_json:
        print_json({"out": out, "dots": dots, "pages": made.count(b"\f"), "cells": cells, "lines": lines, "checked": False})
        return
    texts, pages = Texts(load_settings().app.language), made.count(b"\f")
    say(
        texts(
            N_("{out}: páginas en Braille, {pages}. Pida a una persona lectora de Braille que las revise."), out=out, pages=pages
        )
    )
