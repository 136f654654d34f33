"""`corett backup`: one file with the database, the assets and a manifest."""

from pathlib import Path
from typing import Annotated

import typer

from corett.acting import Json, ready_house
from corett.backing import back_up
from corett.cli import language
from corett.output import print_json, say
from foundation.texts import N_, Texts

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def backup(
    out: Annotated[Path | None, typer.Option("--out", help=_(N_("Archivo .tar; si falta, data/backups con la fecha")))] = None,
    as_json: Json = False,
) -> None:
    """The key stays where it is: keep a copy of it apart, without it the tokens cannot be read."""
    house = ready_house()
    target = out or house.settings.app.data_dir / "backups" / f"corett-{house.clock.now():%Y%m%d-%H%M%S}.tar"
    manifest = back_up(house, target)
    if as_json:
        print_json(manifest)
    say(
        house.texts(
            N_("Copia en {file}. La llave {key} no va dentro: guárdela aparte."), file=target, key=house.settings.key_file
        )
    )
