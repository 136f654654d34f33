"""`corett init`: database, starter strategy, first user; repeatable."""

from typing import Annotated

import typer

from corett.cli import language
from corett.opening import open_for_work
from corett.output import say
from corett.wiring import open_house
from foundation.texts import N_, Texts

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def init(
    no_starter: Annotated[bool, typer.Option("--no-starter", help=_(N_("Sin la estrategia inicial")))] = False,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help=_(N_("Ensayo: la campaña inicial sale en los próximos minutos")))
    ] = False,
) -> None:
    """Doing it again changes nothing that people made."""
    house = open_house()
    open_for_work(house, starter=not no_starter, rehearse=rehearse)
    say(house.texts(N_("Base de datos lista en {where}."), where=house.settings.database_url.split("@")[-1]))
