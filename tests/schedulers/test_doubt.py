"""A commit whose answer never came: what was claimed by it is neither lost nor sent twice."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from campaigns.status import DeliveryStatus
from foundation.db import Database
from networks.contract import Prepared, Receipt
from schedulers.app import Clockwork
from tests.schedulers.conftest import Outbox
from tests.schedulers.fakes import FakeNetwork, accept_then_drop_the_connection


@dataclass(frozen=True)
class Deafened(Database):
    """A database whose answer to the chosen commits is lost on the way, or that is away altogether."""

    after: Any = None
    away: Any = None

    @contextmanager
    def writing(self, *, tell: bool = True) -> Iterator[Session]:
        if self.away is not None and self.away():
            raise OperationalError("BEGIN", {}, ConnectionError("away"))
        with super().writing(tell=tell) as session:
            yield session
        if self.after is not None and self.after():
            raise OperationalError("COMMIT", {}, ConnectionError("server closed the connection"))


def deafened(outbox: Outbox, *answers: bool) -> Clockwork:
    """A worker whose dispatcher does not hear how these commits ended."""
    clockwork = outbox.clockwork()
    left = iter(answers)
    database = outbox.database
    clockwork.dispatcher.database = Deafened(database.engine, database.on_commit, after=lambda: next(left, False))
    return clockwork


async def turns(clockwork: Clockwork, count: int) -> None:
    """So many turns of the dispatcher, each with what it started."""
    await clockwork.begin()
    for _ in range(count):
        try:
            await clockwork.dispatcher.turn()
        except OperationalError:
            continue
        if clockwork.dispatcher.in_flight:
            await asyncio.wait(list(clockwork.dispatcher.in_flight))


def test_what_was_claimed_by_a_commit_whose_answer_was_lost_is_sent_once_by_the_same_worker(
    outbox: Outbox, network: FakeNetwork
) -> None:
    outbox.plan(profiles=3)
    asyncio.run(turns(deafened(outbox, True), 5))

    assert len(network.posts) == len({delivery for delivery, _ in network.posts}) == 3
    assert {one.status for one in outbox.deliveries} == {DeliveryStatus.SENT}
    assert all(profile.busy_with is None for profile in outbox.profiles)


def test_an_outcome_whose_commit_was_not_heard_of_is_recorded_once(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan(profiles=3)
    asyncio.run(turns(deafened(outbox, False, True), 5))

    assert len(network.posts) == 3
    assert [one.outcome for one in outbox.attempts] == ["sent"] * 3


@pytest.mark.parametrize("ended", [False, True])
def test_what_is_in_flight_meanwhile_is_not_given_back(outbox: Outbox, network: FakeNetwork, *, ended: bool) -> None:
    """The doubt concerns one commit: what other tasks are sending, or have just sent, is known."""
    answered = asyncio.Event()

    async def answer_late(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
        await answered.wait()
        return await accept_then_drop_the_connection(network, prepared, delivery_id)

    network.will(answer_late)
    outbox.plan("uno", profiles=1)
    clockwork = deafened(outbox, False, True)

    async def two_turns() -> None:
        await clockwork.begin()
        await clockwork.dispatcher.turn()  # claims and starts "uno"
        [uno] = clockwork.dispatcher.in_flight
        await asyncio.sleep(0)
        if ended:
            answered.set()
            await asyncio.wait([uno])
        outbox.plan("dos", profiles=3)
        with pytest.raises(OperationalError):
            await clockwork.dispatcher.turn()  # claims "dos" for the others, unheard
        await clockwork.dispatcher.turn()
        answered.set()
        await asyncio.wait(list(clockwork.dispatcher.in_flight))
        await clockwork.dispatcher.turn()

    asyncio.run(two_turns())

    assert sum(outgoing.text.startswith("uno") for _, outgoing in network.posts) == 1
    assert outbox.deliveries[0].status is DeliveryStatus.UNCONFIRMED


def test_a_worker_told_to_stop_while_the_database_is_away_ends_within_its_deadline(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan()
    clockwork = outbox.clockwork()
    dispatcher = clockwork.dispatcher

    async def stopped_without_a_database() -> None:
        await clockwork.begin()
        await dispatcher.turn()
        await asyncio.wait(list(dispatcher.in_flight))
        dispatcher.database = Deafened(outbox.database.engine, away=lambda: True)
        work = asyncio.create_task(dispatcher.run())
        await dispatcher.drain(0.05)
        outbox.clock.advance(seconds=1)
        await asyncio.wait_for(work, 5)

    asyncio.run(stopped_without_a_database())

    assert len(network.posts) == 1
    assert outbox.status() is DeliveryStatus.SENDING  # whoever comes next buries it and looks
