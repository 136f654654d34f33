"""`corett doctor`: every check, its result and its fix; `--repair` makes the safe repairs."""

from dataclasses import asdict
from typing import Annotated

import typer

from corett.acting import Json
from corett.cli import language
from corett.doctor import examine
from corett.output import print_listing
from corett.wiring import open_house
from foundation.texts import N_, Texts

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help=_(N_("Hace las reparaciones que son seguras")))] = False,
    as_json: Json = False,
) -> None:
    """Exit code 1 when something is wrong."""
    checks = examine(open_house(), repair=repair)
    headings = {"name": _(N_("Revisión")), "result": _(N_("Resultado")), "found": _(N_("Se encontró")), "fix": _(N_("Qué hacer"))}
    print_listing([asdict(one) for one in checks], headings, as_json=as_json)
    if any(one.result == "error" for one in checks):
        raise typer.Exit(1)
