"""How a worker hears of commits: PostgreSQL tells by NOTIFY, on SQLite a number in the file's index changes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from sqlite3 import OperationalError
from typing import Any, Final

import structlog

from foundation.db import CHANGED, Database

RECONNECT_S: Final = 2.0

log = structlog.get_logger()


@dataclass
class Pulse:
    """Tells for next to nothing whether anything may have been committed since it was last asked, by any process.

    SQLite counts commits (https://www.sqlite.org/pragma.html#pragma_data_version) as a connection that never writes sees them.
    Asked by one thread at a time. Where nobody counts, the answer is always yes.
    """

    database: Database
    line: Any = None
    seen: int | None = field(default=None)

    def moved(self) -> bool:
        """Whether it is worth while to read again."""
        before, self.seen = self.seen, self.commits()
        return self.seen is None or self.seen != before

    def commits(self) -> int | None:
        """A number that changes with every commit; None where there is none."""
        if self.database.is_shared or self.database.engine.url.database in (None, "", ":memory:"):
            return None
        try:
            if self.line is None:
                self.line = self.database.engine.raw_connection()
                self.line.detach()
            (number,) = self.line.dbapi_connection.execute("PRAGMA data_version").fetchone()
        except OperationalError:
            return None
        return int(number)

    def close(self) -> None:
        """Lets go of its connection."""
        if self.line is not None:
            self.line.close()
            self.line = None


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
