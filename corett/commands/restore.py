"""`corett restore`: puts a backup back; what may have been sent since is looked for before anything is sent."""

from pathlib import Path
from typing import Annotated

import typer

from corett.acting import Json
from corett.backing import restore
from corett.cli import language
from corett.output import print_json, say
from corett.wiring import open_house
from foundation.texts import N_, Texts

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def restore_now(
    file: Annotated[Path, typer.Argument(help=_(N_("El archivo de «corett backup»")))],
    replace: Annotated[bool, typer.Option("--replace", help=_(N_("Reemplaza la base de datos que hay")))] = False,
    as_json: Json = False,
) -> None:
    """Stop every worker first."""
    house = open_house()
    manifest = restore(house, file, replace=replace)
    if as_json:
        print_json(manifest)
    say(
        house.texts(
            N_("Restaurada la copia de {taken_at}. {unconfirmed} entregas quedan sin confirmar: CORETT mirará antes de enviar."),
            taken_at=manifest["taken_at"],
            unconfirmed=manifest["unconfirmed"],
        )
    )
