"""Brings the schema of a database to the version of this code, and says where it stands."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from foundation.db import Database
from foundation.errors import CorettError
from foundation.texts import N_

FOLDER: Final = Path(__file__).parent / "migrations"
ONE_AT_A_TIME: Final = 2207
TRIES: Final = 6
PATIENCE_S: Final = 3
LOCK_NOT_AVAILABLE: Final = "55P03"


class SchemaBusy(CorettError):
    """The schema could not be changed now."""

    code = "schema_busy"
    sentence = N_(
        "Una transacción larga (una copia, un informe) tiene ocupada una tabla: no se cambió nada. "
        "Espere a que termine y ejecute de nuevo «corett db migrate»."
    )


def alembic_config() -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def head() -> str:
    """The revision this code expects."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def current(database: Database) -> str | None:
    """The revision the database has, None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database, revision: str = "head") -> None:
    """Moves the schema up to `revision`, also while workers run and from two places at once; doing it twice changes nothing.

    Raises:
        SchemaBusy: a long transaction (a dump, a report) keeps a table from being changed; nothing was changed.
    """
    for left in reversed(range(TRIES)):
        try:
            upgrade(database, revision)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            if not left:
                raise SchemaBusy from error
        else:
            return


def upgrade(database: Database, revision: str) -> None:
    """One transaction. It waits for a table only so long: whoever wants that table next, even a claim, waits behind it."""
    config = alembic_config()
    with database.engine.execution_options(corett_begin="BEGIN IMMEDIATE").connect() as connection:
        if database.is_shared:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_S * 1000:g}ms'"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def unmigrate(database: Database, revision: str) -> None:
    """Moves the schema down to `revision`."""
    config = alembic_config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()
