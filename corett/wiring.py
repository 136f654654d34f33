"""Wires the house together: the one place that knows every room. Doors are handed what they need from here."""

from dataclasses import dataclass

from foundation.clock import Clock, SystemClock
from foundation.db import Database, open_database
from foundation.errors import CorettError
from foundation.log import start_log
from foundation.settings import Settings, load_settings
from foundation.texts import N_, Texts
from foundation.vault import Vault


class NotReady(CorettError):
    """The database is missing or older than the code."""

    code = "not_ready"
    sentence = N_("La base de datos {where} no está lista ({found}). Ejecute «corett init».")


@dataclass(frozen=True)
class House:
    """What every command starts from."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    texts: Texts


def open_house(*, clock: Clock | None = None) -> House:
    """The house with its settings read and its database opened, whatever its schema.

    Raises:
        WrongSetting: a key is unknown or wrong.
    """
    settings = load_settings()
    start_log(settings.log.level, settings.log.json_lines)
    return House(
        settings=settings,
        database=open_database(settings.database_url),
        vault=Vault(settings.key_file),
        clock=clock or SystemClock(),
        texts=Texts(settings.app.language),
    )
