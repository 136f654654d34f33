"""A worker sends only while others count it as alive; they bury it only when it is not."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from campaigns.status import DeliveryStatus
from foundation.db import Database
from networks.contract import Checkpoint, Outgoing, Prepared
from schedulers.app import Clockwork
from schedulers.lease import Lease
from schedulers.models import Worker
from schedulers.workers import beat, enrol, living, retire, still_in_flight
from tests.clock import FrozenClock
from tests.schedulers.conftest import TIMES, Outbox, make_outbox
from tests.schedulers.fakes import FakeNetwork


@dataclass
class SlowToPrepare(FakeNetwork):
    """A network whose uploads take so long, the first time."""

    takes_s: float = 0
    clock: FrozenClock | None = None

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        if self.clock is not None:
            self.clock.advance(seconds=self.takes_s)
            self.clock = None
        return Prepared(outgoing, parts, keep)


@pytest.mark.parametrize("takes_s", [16, 40])  # of a lease of 30 s, the last 15 belong to the call
def test_a_worker_whose_lease_ran_out_meanwhile_gives_back_what_it_claimed(
    outbox: Outbox, clock: FrozenClock, takes_s: float
) -> None:
    outbox.network = network = SlowToPrepare(takes_s=takes_s, clock=clock)
    outbox.plan()
    outbox.run_until_idle()
    assert (network.calls, outbox.status()) == (0, DeliveryStatus.PLANNED)

    outbox.run_until_idle()
    assert len(network.posts) == 1


def in_a_loop(machine: Clockwork, act: object) -> None:
    async def run() -> None:
        scheduler = await machine.begin()
        await act()  # type: ignore[operator]
        await machine.end(scheduler)

    asyncio.run(run())


def test_a_worker_that_could_not_beat_claims_nothing(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    machine = outbox.clockwork()
    outbox.plan(profiles=3)

    async def sleep_and_wake() -> None:
        clock.advance(seconds=16)
        await machine.dispatcher.turn()
        assert outbox.attempts == []
        await machine.beat()
        await machine.dispatcher.turn()

    in_a_loop(machine, sleep_and_wake)
    assert len(outbox.attempts) == 3


def test_a_beat_is_written_and_counts_from_before_it_was(database: Database, clock: FrozenClock) -> None:
    machine = make_outbox(database, clock).clockwork()
    lease = Lease(clock, 30)
    enrol(database, machine.dispatcher.worker, "test", lease, clock)
    clock.advance(seconds=20)

    class SlowToWrite(FrozenClock):
        def now(self) -> datetime:
            clock.advance(seconds=7)
            return clock.now()

    beat(database, machine.dispatcher.worker, lease, SlowToWrite())

    assert lease.age() == 7
    with database.reading() as session:
        assert session.scalars(select(Worker.beat_at)).one() == clock.now()


def test_what_a_living_worker_has_in_flight_is_left_alone(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.plan()
    outbox.claimed(heard_ago_s=20)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENDING
    assert network.calls == 0


def test_a_machine_whose_clock_is_an_hour_ahead_buries_nobody(postgres: Database, clock: FrozenClock) -> None:
    """Where many machines share a database, its clock judges; on SQLite there is one machine."""
    outbox = make_outbox(postgres, clock)
    outbox.plan(late_after_s=86_400)
    outbox.claimed(heard_ago_s=0)
    clock.advance(hours=1)
    outbox.run_until_idle()

    assert outbox.status() is DeliveryStatus.SENDING


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_dead_worker_is_buried_whatever_the_clock_of_the_living_says(
    postgres: Database, clock: FrozenClock, hours: int
) -> None:
    outbox = make_outbox(postgres, clock)
    outbox.plan()
    outbox.claimed(heard_ago_s=31)
    clock.at += timedelta(hours=hours)
    outbox.run_until_idle()

    assert outbox.status() is DeliveryStatus.UNCONFIRMED


def test_a_worker_that_ended_in_order_says_so_and_leaves_nothing_to_wait_for(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.run_until_idle()
    with outbox.database.reading() as session:
        assert session.scalars(select(Worker)).one().stopped_at is not None

    outbox.plan()
    outbox.claimed(heard_ago_s=0)
    with outbox.database.reading() as session:
        last = session.scalars(select(Worker.id).order_by(Worker.id.desc())).first()
    assert last is not None
    retire(outbox.database, last, clock)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.UNCONFIRMED


def test_a_hold_waits_for_what_the_living_began_before_it_and_for_nothing_else(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan(profiles=3)
    before = clock.now()
    outbox.claimed(heard_ago_s=0)
    outbox.claimed(heard_ago_s=3600)
    clock.advance(seconds=1)
    outbox.claimed(heard_ago_s=0)
    lease = timedelta(seconds=TIMES.lease_s)

    with outbox.database.reading() as session:
        assert still_in_flight(session, before, clock, lease) == 1
        assert still_in_flight(session, clock.now(), clock, lease) == 2
        assert len(living(session, clock, lease)) == 2
