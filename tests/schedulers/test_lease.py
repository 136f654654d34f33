"""What a worker that was silent for too long may still send: nothing that it claimed before."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from campaigns.models import Profile
from campaigns.status import DeliveryStatus
from networks.contract import HandedOver, Prepared, Receipt, Unavailable
from networks.leave import may_still_send
from schedulers.app import Clockwork
from schedulers.lease import Lease
from schedulers.models import Worker
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox
from tests.schedulers.fakes import FakeNetwork, accept, drop_without_accepting


def test_a_lease_holds_while_heartbeats_come_and_not_for_a_call_that_would_outlast_it(clock: FrozenClock) -> None:
    lease = Lease(clock, 30)
    clock.advance(seconds=14)
    assert lease.held_since(lease.term, timeout_s=15)
    clock.advance(seconds=2)
    assert not lease.held_since(lease.term, timeout_s=15)

    lease.renew(lease.reading(), clock.now())
    assert lease.held_since(lease.term, timeout_s=15)


def machine_suspended(clock: FrozenClock) -> None:
    clock.advance(minutes=5)


def virtual_machine_paused(clock: FrozenClock) -> None:
    clock.at += timedelta(minutes=5)  # its monotonic clock stood still, its wall clock was put right


def wall_clock_put_back_as_well(clock: FrozenClock) -> None:
    clock.advance(minutes=5)
    clock.at -= timedelta(hours=1)


GAPS = [machine_suspended, virtual_machine_paused, wall_clock_put_back_as_well]


@pytest.mark.parametrize("gap", GAPS)
def test_a_heartbeat_that_comes_too_late_does_not_bring_back_what_others_may_have_taken(
    clock: FrozenClock, gap: Callable[[FrozenClock], None]
) -> None:
    lease = Lease(clock, 30)
    term = lease.term
    clock.advance(seconds=1)
    gap(clock)
    assert not lease.holds(15)

    lease.renew(lease.reading(), clock.now())
    clock.advance(seconds=1)

    assert lease.holds(15)
    assert not lease.held_since(term, 15)
    assert lease.held_since(lease.term, 15)


def test_the_databases_clock_tells_a_gap_that_both_of_ours_slept_through(clock: FrozenClock) -> None:
    lease = Lease(clock, 30)
    term = lease.term
    lease.renew(lease.reading(), clock.now() + timedelta(minutes=5))

    assert not lease.held_since(term, 15)


def asleep_before_the_first_byte(outbox: Outbox, clockwork: Clockwork, *, beats: bool) -> Callable[..., object]:
    """An adapter whose process sleeps after the lease was checked, and whose line asks at the first byte."""

    async def act(network: FakeNetwork, prepared: Prepared, delivery_id: object) -> Receipt:
        outbox.clock.advance(minutes=10)
        if beats:
            await clockwork.beat()
        if not may_still_send():
            raise Unavailable(network="toy", detail="asleep")
        return await accept(network, prepared, delivery_id)  # type: ignore[arg-type]

    return act


@pytest.mark.parametrize("beats", [False, True])
def test_a_process_that_slept_before_its_first_byte_sends_nothing_even_when_its_heart_beats_again(
    outbox: Outbox, network: FakeNetwork, *, beats: bool
) -> None:
    clockwork = outbox.clockwork()
    network.will(asleep_before_the_first_byte(outbox, clockwork, beats=beats))  # type: ignore[arg-type]
    outbox.plan(late_after_s=7200)

    async def one_turn() -> None:
        await clockwork.begin()
        await clockwork.dispatcher.turn()
        await asyncio.wait(list(clockwork.dispatcher.in_flight))

    asyncio.run(one_turn())

    assert network.posts == []
    [(_, outcome)] = clockwork.dispatcher.outcomes
    assert (outcome.status, outcome.error_code) == (DeliveryStatus.PLANNED, "given_back")


def test_what_surely_did_not_leave_is_planned_again_although_its_worker_was_given_up(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    """Nobody can look here: only the sleeper knows that it sent nothing, and says so when it wakes."""
    network.can_look = False
    clockwork = outbox.clockwork()
    network.will(asleep_before_the_first_byte(outbox, clockwork, beats=False))  # type: ignore[arg-type]
    outbox.plan(late_after_s=7200)

    async def buried_and_awake() -> None:
        await clockwork.begin()
        await clockwork.dispatcher.turn()
        await asyncio.wait(list(clockwork.dispatcher.in_flight))
        with outbox.write() as session:  # silent for long, by the database's clock too
            session.execute(update(Worker).values(beat_at=clock.now() - timedelta(days=3650)))
        assert await outbox.clockwork().reconcile()
        assert outbox.status() is DeliveryStatus.UNCONFIRMED
        await clockwork.dispatcher.turn()

    asyncio.run(buried_and_awake())
    assert outbox.status() is DeliveryStatus.PLANNED
    outbox.run_until_idle()

    assert outbox.status() is DeliveryStatus.SENT
    assert len(network.posts) == 1


async def hand_over(network: FakeNetwork, prepared: Prepared, delivery_id: object) -> Receipt:
    raise HandedOver(network="manual", detail="folder", folder="folder", delivery=str(delivery_id))


def test_what_a_person_posts_by_hand_holds_nobody_back(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(hand_over)
    outbox.plan("a mano")
    outbox.plan("la siguiente", in_s=1)
    clock.advance(seconds=1)
    outbox.run_until_idle()

    assert [one.status for one in outbox.deliveries] == [DeliveryStatus.UNCONFIRMED, DeliveryStatus.SENT]


@pytest.mark.parametrize(("blocks", "second"), [(True, DeliveryStatus.PLANNED), (False, DeliveryStatus.SENT)])
def test_the_profiles_own_setting_says_whether_an_unconfirmed_post_holds_the_next_back(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock, second: DeliveryStatus, *, blocks: bool
) -> None:
    with outbox.write() as session:
        session.execute(update(Profile).values(block_on_unconfirmed=blocks))
    network.will(drop_without_accepting)
    outbox.plan("una")
    outbox.plan("otra", in_s=1)
    clock.advance(seconds=1)
    outbox.run_until_idle()

    assert [one.status for one in outbox.deliveries] == [DeliveryStatus.UNCONFIRMED, second]
