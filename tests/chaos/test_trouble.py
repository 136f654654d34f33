"""A paused worker, a full disk, a restarted database, a hold in the middle of a burst, two platforms on one file."""

import os
import signal
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from campaigns.status import DeliveryStatus
from foundation.clock import SystemClock
from foundation.db import Database
from foundation.people import user_named
from moderation.holds import place_hold
from schedulers.models import Attempt
from tests.chaos.conftest import Arena
from tests.chaos.server import Remote
from tests.chaos.worker import LEASE_S

HANG_UP = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest.fixture
def arena(database: Database, remotes: list[Remote]) -> Arena:
    remotes.append(Remote())
    return Arena(database, remotes[0], looks=True)


def test_a_worker_paused_beyond_its_lease_sends_nothing_when_it_wakes(arena: Arena) -> None:
    arena.plant(profiles=20, each=3)
    sleeper = arena.start(seconds=4)
    deadline = time.monotonic() + 10
    while not arena.remote.accepted and time.monotonic() < deadline:
        time.sleep(0.005)
    assert sleeper.pid is not None
    with arena.database.writing() as session:
        session.connection()  # SQLite's one lock is ours: a worker that slept on it would keep everyone from work
        os.kill(sleeper.pid, signal.SIGSTOP)
    time.sleep(LEASE_S + 0.4)
    other = arena.start(seconds=2)
    other.join(10)
    os.kill(sleeper.pid, signal.SIGCONT)
    sleeper.join(10)
    arena.settle()

    arena.assert_the_promises()
    assert all(one.status is DeliveryStatus.SENT for one in arena.deliveries)


def test_two_workers_on_one_sqlite_file_are_safe(arena: Arena) -> None:
    arena.plant(profiles=30, each=3)
    both = [arena.start(seconds=3), arena.start(seconds=3)]
    for one in both:
        one.join(10)
    arena.settle()

    arena.assert_the_promises()
    assert len(arena.remote.accepted) == 90
    for profile in arena.profiles:  # in order within each profile
        mine = [one for one in arena.deliveries if one.profile_id == profile.id]
        accepted = [delivery for _, delivery in arena.remote.order if delivery in {str(one.id) for one in mine}]
        assert accepted == [str(one.id) for one in mine]


def test_a_full_disk_stops_sending_and_loses_nothing(arena: Arena) -> None:
    arena.plant(profiles=10, each=2)
    full = arena.start(seconds=1.5, largest_file=64)
    full.join(10)
    assert not arena.remote.accepted  # what cannot be written down is not sent
    arena.settle()

    arena.assert_the_promises()
    assert all(one.status is DeliveryStatus.SENT for one in arena.deliveries)


def test_connections_that_the_database_drops_in_a_burst_double_nothing(postgres: Database, remotes: list[Remote]) -> None:
    remotes.append(Remote())
    arena = Arena(postgres, remotes[0], looks=True)
    arena.plant(profiles=40, each=3)
    worker = arena.start(seconds=4)
    for _ in range(6):
        time.sleep(0.4)
        with postgres.engine.connect() as connection:
            connection.execute(text(HANG_UP))
    worker.join(15)
    postgres.engine.dispose()
    arena.settle()

    arena.assert_the_promises()
    assert len(arena.remote.accepted) == 120


def test_no_attempt_starts_after_a_hold_command_returned(arena: Arena) -> None:
    hold_in_the_middle(arena)


def test_nor_does_it_on_postgresql_with_two_workers(postgres: Database, remotes: list[Remote]) -> None:
    remotes.append(Remote())
    hold_in_the_middle(Arena(postgres, remotes[0], looks=True), workers=2)


def hold_in_the_middle(arena: Arena, workers: int = 1) -> None:
    count = 10_000 if os.environ.get("CORETT_CHAOS") == "sweep" else 400
    arena.remote.delay_s = 0.05  # so that the burst is not over before the hold comes
    arena.plant(profiles=count, each=1)
    running = [arena.start(seconds=4) for _ in range(workers)]
    deadline = time.monotonic() + 10
    while len(arena.remote.accepted) < 20 and time.monotonic() < deadline:
        time.sleep(0.005)
    with arena.database.writing() as session:
        place_hold(session, user_named(session, "admin"), "Crisis", SystemClock().now())
    returned = datetime.now(UTC)
    for one in running:
        one.join(15)
    arena.settle()

    with arena.database.reading() as session:
        started = list(session.scalars(select(Attempt.started_at)))
    assert started
    assert max(started) <= returned
    statuses = [one.status for one in arena.deliveries]
    assert DeliveryStatus.HELD in statuses
    assert set(statuses) <= {DeliveryStatus.SENT, DeliveryStatus.HELD}
