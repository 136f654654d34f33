"""Wakes workers on other machines: a commit on PostgreSQL is told by NOTIFY, and each worker listens."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from foundation.db import CHANGED, Database

RECONNECT_S: Final = 2.0

log = structlog.get_logger()


async def listen(database: Database, wake: Callable[[], None]) -> None:
    """Calls `wake` at each notice until cancelled; a lost connection is opened again, and polling bridges the gap."""
    import psycopg  # noqa: PLC0415 - 12 MB that SQLite's users never pay

    address = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANGED}")
                async for _notice in connection.notifies():
                    wake()
        except psycopg.OperationalError as error:
            log.info("listening.lost", error=type(error).__name__)
        with suppress(asyncio.TimeoutError):
            await asyncio.sleep(RECONNECT_S)
