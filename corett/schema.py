"""Where a database's schema stands beside this code's, told without Alembic: a worker need not load it."""

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, text

from corett.wiring import House
from foundation.db import Database
from foundation.errors import CorettError
from foundation.texts import N_

VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"


class OldSchema(CorettError):
    """The tables are those of an earlier version; this code would ask for what is not there."""

    code = "old_schema"
    sentence = N_(
        "La base de datos {where} tiene el esquema {found} y este programa necesita {wanted}. Ejecute «corett db migrate»; "
        "los procesos que ya trabajan pueden seguir."
    )


@cache
def revisions() -> tuple[str, ...]:
    """Every revision this code knows, the newest last: each file's name begins with its own."""
    return tuple(sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py")))


def standing(database: Database) -> str:
    """The revision a database has, empty when it has none."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def is_older(found: str) -> bool:
    """Whether a schema lacks something this code needs. One that is unknown here was written by a newer version, and serves."""
    return found != revisions()[-1] and (not found or found in revisions())


def refuse_older(house: House) -> None:
    """Raises:
    OldSchema: `corett db migrate` has not run.
    """
    found = standing(house.database)
    if is_older(found):
        where = house.settings.database_url.split("@")[-1]
        raise OldSchema(where=where, found=found or "—", wanted=revisions()[-1])
