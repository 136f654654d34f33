"""What a power cut, an old backup and a wrong file must not undo."""

from datetime import timedelta

from sqlalchemy import text

from campaigns.status import DeliveryStatus
from foundation.db import Database
from schedulers.backups import look_first
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox
from tests.schedulers.fakes import FakeNetwork


def test_an_attempt_on_sqlite_is_on_the_disk_before_anything_is_sent(database: Database) -> None:
    """WAL with synchronous NORMAL may forget the last commits at power loss; 2 is FULL."""
    with database.writing() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_writer_on_sqlite_has_the_lock_from_its_first_word(database: Database) -> None:
    begun: list[str] = []
    connection = database.engine.raw_connection()
    connection.driver_connection.set_trace_callback(begun.append)  # type: ignore[union-attr]
    connection.close()
    with database.writing() as session:
        session.execute(text("SELECT 1"))

    assert begun[0] == "BEGIN IMMEDIATE"


def test_what_was_in_flight_at_the_backup_is_looked_for_and_its_profile_waits(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.plan("in flight", late_after_s=7200)
    outbox.claimed(heard_ago_s=0)
    outbox.plan("planned", profiles=2, in_s=1, late_after_s=7200)
    backed_up_at = clock.now()
    clock.advance(hours=1)
    with outbox.write() as session:
        assert look_first(session, backed_up_at, clock.now()) == 3
    assert {one.status for one in outbox.deliveries} == {DeliveryStatus.UNCONFIRMED}
    assert {attempt.outcome for attempt in outbox.attempts} == {"unconfirmed"}
    assert all(attempt.started_at <= backed_up_at for attempt in outbox.attempts)

    outbox.run_until_idle()
    assert (network.looks, network.calls) == (3, 0)
    clock.advance(seconds=31)
    outbox.run_until_idle()
    clock.advance(seconds=31)
    outbox.run_until_idle()
    assert len(network.posts) == len({delivery for delivery, _ in network.posts}) == 3


def test_after_a_restore_nothing_overtakes_what_is_still_looked_for(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.can_look = False
    outbox.plan("perhaps sent")
    backed_up_at = clock.now() - timedelta(minutes=1)
    with outbox.write() as session:
        look_first(session, backed_up_at, clock.now())
    outbox.plan("new")
    outbox.run_until_idle()

    assert network.calls == 0
    assert [one.status for one in outbox.deliveries] == [DeliveryStatus.UNCONFIRMED, DeliveryStatus.PLANNED]


def test_what_nobody_approved_or_is_not_due_yet_is_left_as_it_was(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan(approved=False)
    outbox.plan(in_s=60)
    with outbox.write() as session:
        assert look_first(session, clock.now() - timedelta(hours=1), clock.now()) == 0

    assert {one.status for one in outbox.deliveries} == {DeliveryStatus.PLANNED}
