"""The clockwork around the outbox: its jobs, its slots, how it stops, and what it keeps when the database is away."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from campaigns.status import DeliveryStatus
from foundation.db import Database
from foundation.errors import NotFound
from foundation.ids import new_id
from networks.contract import Prepared, Receipt
from schedulers.alarms import LATE
from schedulers.app import Clockwork
from schedulers.jobs import Job, fire, schedule
from schedulers.models import JobSlot, Worker
from tests.clock import FrozenClock
from tests.schedulers.conftest import TIMES, Outbox, make_outbox
from tests.schedulers.fakes import FakeNetwork, accept, hang


@pytest.fixture
def outbox(database: Database, clock: FrozenClock) -> Outbox:
    """On SQLite alone: nothing here depends on the engine."""
    return make_outbox(database, clock)


def job(machine: Clockwork, name: str) -> Job:
    return next(one for one in machine.jobs() if one.name == name)


def run_job(machine: Clockwork, name: str) -> None:
    async def run() -> None:
        await job(machine, name).run()

    asyncio.run(run())


async def until(reached: Callable[[], bool]) -> None:
    """Waits for something, at most some seconds."""
    for _ in range(1500):
        if reached():
            return
        await asyncio.sleep(0.01)


def run_until(machine: Clockwork, reached: Callable[[], bool]) -> None:
    """Runs the worker until something is reached, then stops it."""

    async def run() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(machine.run(stop))
        await until(reached)
        stop.set()
        await working

    asyncio.run(run())


# -- jobs ---------------------------------------------------------------------------------------------------------------


def test_whatever_is_overdue_is_told_within_a_minute_by_the_job(outbox: Outbox, clock: FrozenClock) -> None:
    machine = outbox.clockwork()
    outbox.plan()
    clock.advance(seconds=60 - job(machine, "alarms").every_s)  # the last round that is still in time
    run_job(machine, "alarms")

    assert [kind for _, kind in machine.watchman.told] == ["overdue"]
    assert LATE.total_seconds() + job(machine, "alarms").every_s <= 60


def test_a_worker_beats_often_enough_to_miss_two_and_live(outbox: Outbox, clock: FrozenClock) -> None:
    machine = outbox.clockwork()
    assert job(machine, "heartbeat").every_s * 3 < TIMES.lease_s
    clock.advance(seconds=20)
    run_job(machine, "heartbeat")

    assert machine.lease.age() == 0


def test_the_clockwork_buries_looks_uploads_and_gives_up_by_itself(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    machine = outbox.clockwork()
    outbox.plan()
    outbox.claimed()
    run_job(machine, "reconcile")
    assert outbox.status() is DeliveryStatus.UNCONFIRMED
    assert job(machine, "reconcile").every_s <= 1
    clock.advance(seconds=61)
    run_job(machine, "reconcile")
    assert network.looks == 1

    outbox.plan(approved=False)
    clock.advance(minutes=16)
    run_job(machine, "missed")
    assert DeliveryStatus.MISSED in [one.status for one in outbox.deliveries]
    assert job(machine, "prepare").every_s <= 60


def test_of_two_workers_one_runs_a_shared_job_in_each_slot(any_database: Database, clock: FrozenClock) -> None:
    ran: list[str] = []

    async def work() -> None:
        ran.append("ran")

    def both(one: Job) -> None:
        for _ in range(2):
            asyncio.run(fire(any_database, one, new_id(), clock))

    both(Job("nightly", 60, work, shared=True))
    assert len(ran) == 1
    both(Job("nightly", 60, work, shared=True))
    assert len(ran) == 1
    clock.advance(seconds=60)
    both(Job("nightly", 60, work, shared=True))
    assert len(ran) == 2
    both(Job("own", 60, work))
    assert len(ran) == 4
    with any_database.reading() as session:
        assert len(session.scalars(select(JobSlot)).all()) == 2


def test_a_clock_that_jumps_back_does_not_run_a_slot_twice(any_database: Database, clock: FrozenClock) -> None:
    ran: list[str] = []

    async def work() -> None:
        ran.append("ran")

    for jump in (0, 60, -60, 0):
        clock.at += timedelta(seconds=jump)
        asyncio.run(fire(any_database, Job("nightly", 60, work, shared=True), new_id(), clock))

    assert len(ran) == 2


@pytest.mark.parametrize("failure", [NotFound(kind="x", name="y"), OperationalError("SELECT", {}, sqlite3.OperationalError())])
def test_a_job_that_fails_is_told_and_comes_again(database: Database, clock: FrozenClock, failure: Exception) -> None:
    tried: list[str] = []

    async def fail() -> None:
        tried.append("tried")
        raise failure

    for _ in range(2):
        asyncio.run(fire(database, Job("failing", 1, fail), new_id(), clock))

    assert len(tried) == 2


def test_a_firing_that_comes_late_is_not_dropped_and_none_runs_beside_itself(outbox: Outbox, clock: FrozenClock) -> None:
    machine = outbox.clockwork()

    async def begin() -> list[tuple[object, bool, int]]:
        scheduler = schedule(machine.jobs(), outbox.database, new_id(), clock)
        scheduler.start(paused=True)
        told = [(one.misfire_grace_time, one.coalesce, one.max_instances) for one in scheduler.get_jobs()]
        scheduler.shutdown(wait=False)
        return told

    assert set(asyncio.run(begin())) == {(None, True, 1)}


# -- stopping -----------------------------------------------------------------------------------------------------------


def test_from_the_signal_on_nothing_is_claimed_and_what_hangs_becomes_unconfirmed(outbox: Outbox, network: FakeNetwork) -> None:
    network.always = hang
    outbox.concurrency = 1
    outbox.plan(profiles=3)
    run_until(outbox.clockwork(), lambda: network.calls == 1)

    assert [attempt.outcome for attempt in outbox.attempts] == ["unconfirmed"]
    assert sorted(one.status for one in outbox.deliveries) == ["planned", "planned", "unconfirmed"]
    assert [one.busy_with for one in outbox.profiles if one.busy_with] == [outbox.attempts[0].delivery_id]


def test_what_was_claimed_ahead_is_given_back_not_sent(outbox: Outbox, network: FakeNetwork) -> None:
    network.always = hang
    outbox.concurrency = 2
    outbox.plan(profiles=3)
    machine = outbox.clockwork()
    run_until(machine, lambda: network.calls == 2 and bool(machine.dispatcher.ready))

    assert network.calls == 2
    assert sorted(attempt.outcome or "" for attempt in outbox.attempts) == ["planned", "unconfirmed", "unconfirmed"]
    assert all(one.busy_with is None for one in outbox.profiles if one.id == outbox.deliveries[-1].profile_id)


def test_what_is_in_flight_at_the_signal_may_end(outbox: Outbox, network: FakeNetwork) -> None:
    machine = outbox.clockwork()
    machine.times = replace(TIMES, drain_s=20)

    async def answer_after_the_signal(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
        await until(lambda: machine.dispatcher.stopping)
        return await accept(network, prepared, delivery_id)

    network.will(answer_after_the_signal)
    outbox.plan()
    run_until(machine, lambda: network.calls == 1)

    assert outbox.status() is DeliveryStatus.SENT
    with outbox.database.reading() as session:
        assert session.scalars(select(Worker)).one().stopped_at is not None


def test_a_claim_that_found_no_slot_in_time_is_given_back_because_a_hold_may_have_come(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.concurrency = 2
    machine = outbox.clockwork()
    outbox.plan(profiles=3)

    async def be_slow(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
        await until(lambda: bool(machine.dispatcher.ready))
        clock.advance(seconds=0.6)
        return await accept(network, prepared, delivery_id)

    network.will(be_slow)
    network.always = hang
    run_until(machine, lambda: len(outbox.attempts) >= 3 and not machine.dispatcher.ready)

    assert "planned" in [attempt.outcome for attempt in outbox.attempts]


# -- a database that is away --------------------------------------------------------------------------------------------


def test_what_became_of_a_send_survives_a_database_that_is_away(outbox: Outbox, network: FakeNetwork) -> None:
    machine = outbox.clockwork()
    outbox.plan()

    async def run() -> None:
        dispatcher, transact = machine.dispatcher, machine.dispatcher.transact
        scheduler = await machine.begin()
        await dispatcher.turn()
        await asyncio.wait(list(dispatcher.in_flight))

        def fail(*_: object) -> None:
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk full"))

        dispatcher.transact = fail  # type: ignore[assignment]
        with pytest.raises(OperationalError):
            await dispatcher.turn()
        dispatcher.transact = transact  # type: ignore[method-assign]
        await dispatcher.turn()
        await machine.end(scheduler)

    asyncio.run(run())
    assert len(network.posts) == 1
    assert outbox.status() is DeliveryStatus.SENT
