"""Who acts on the command line, and the options that many commands share."""

from typing import Annotated

import typer
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from corett.cli import language
from corett.schema import refuse_older
from corett.wiring import House, NotReady, open_house
from foundation.people import User, user_named
from foundation.texts import N_, Texts

_ = Texts(language())

Json = Annotated[bool, typer.Option("--json", help=_(N_("Un documento JSON en la salida")))]
By = Annotated[str, typer.Option("--by", help=_(N_("Quién decide; si falta, el usuario de [app] user")))]


def ready_house() -> House:
    """The house with a database that has its tables.

    Raises:
        NotReady: `corett init` has not run.
        OldSchema: the tables are those of an earlier version.
    """
    house = open_house()
    if not inspect(house.database.engine).has_table("deliveries"):
        raise NotReady(where=house.settings.database_url.split("@")[-1], found=_(N_("sin tablas")))
    refuse_older(house)
    return house


def actor(session: Session, house: House, by: str) -> User:
    """The user of `--by`, else the one the settings name.

    Raises:
        NotFound: nobody of that name.
    """
    return user_named(session, by or house.settings.app.user)
