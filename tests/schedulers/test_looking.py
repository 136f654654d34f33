"""What a look proves, what it does not, and when it is repeated."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from campaigns.deciding import drop
from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from networks.contract import HandedOver, Prepared, Receipt
from schedulers.reconcile import absent, decide, found, put_off, unknowns
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox
from tests.schedulers.fakes import (
    FakeNetwork,
    accept_then_drop_the_connection,
    claim_it_landed,
    drop_without_accepting,
    receipt,
)


@dataclass
class Confused(FakeNetwork):
    """A network on which every look finds the first post, whatever is looked for."""

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        self.looks += 1
        return receipt(self.posts[0][0]) if self.posts else None


async def hand_over(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise HandedOver(folder="/kit", delivery=delivery_id)


def test_what_a_dead_worker_left_is_not_looked_for_before_the_grace_time_is_over(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.plan()
    outbox.claimed()
    clock.advance(seconds=31)
    outbox.run_until_idle()
    clock.advance(seconds=59)
    outbox.run_until_idle()
    assert (outbox.status(), network.looks) == (DeliveryStatus.UNCONFIRMED, 0)

    clock.advance(seconds=2)
    outbox.run_until_idle()
    assert network.looks == 1


def test_two_looks_at_one_moment_are_one(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(drop_without_accepting)
    outbox.plan()
    outbox.run_until_idle()
    for step in (60, 0, 10, 19):  # the second look may come 30 s after the first
        clock.advance(seconds=step)
        outbox.run_until_idle()

    assert network.looks == 1
    assert outbox.status() is DeliveryStatus.UNCONFIRMED


def test_a_look_that_failed_is_no_absence_and_begins_the_two_looks_anew(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.will(drop_without_accepting)
    outbox.plan(late_after_s=86_400)
    outbox.run_until_idle()
    clock.advance(seconds=60)
    outbox.run_until_idle()  # absent
    network.can_look = False
    clock.advance(seconds=30)
    outbox.run_until_idle()  # could not be looked at
    network.can_look = True
    clock.advance(minutes=5)
    outbox.run_until_idle()  # absent, for the first time again
    assert (network.looks, outbox.status()) == (3, DeliveryStatus.UNCONFIRMED)

    clock.advance(seconds=30)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT


def test_looks_that_bring_nothing_become_rarer(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.can_look = False
    network.will(drop_without_accepting)
    outbox.plan()
    outbox.run_until_idle()
    looks = []
    for _ in range(40):
        clock.advance(seconds=30)
        outbox.run_until_idle()
        looks.append(network.looks)

    assert looks[-1] == 6  # after 60 s, then 30 s, 1, 2, 4 and 8 minutes later
    assert [put_off(looks).total_seconds() for looks in range(8)] == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_post_that_belongs_to_another_delivery_is_not_taken_for_this_one(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.network = network = Confused()
    outbox.plan("uno")
    outbox.run_until_idle()
    network.will(claim_it_landed)
    outbox.plan("uno", in_s=1)
    clock.advance(seconds=1)
    outbox.run_until_idle()
    clock.advance(minutes=10)
    outbox.run_until_idle()

    assert network.looks
    assert [delivery.status for delivery in outbox.deliveries] == [DeliveryStatus.SENT, DeliveryStatus.UNCONFIRMED]


def test_a_look_that_ends_after_a_person_decided_changes_nothing(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.will(accept_then_drop_the_connection)
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(seconds=60)
    with outbox.write() as session:
        (one,) = unknowns(session, clock.now())
        drop(session, session.get_one(Delivery, one.delivery_id), outbox.admin(session), clock.now())
    with outbox.write() as session:
        assert not found(session, one, receipt(one.delivery_id), clock.now())
        assert not decide(session, one, DeliveryStatus.PLANNED, clock.now())

    assert outbox.status() is DeliveryStatus.CANCELLED


def test_each_look_is_one_workers_alone(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(drop_without_accepting)
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(seconds=60)
    with outbox.write() as session:
        assert len(unknowns(session, clock.now())) == 1
    with outbox.write() as session:
        assert unknowns(session, clock.now()) == []


def test_what_a_person_posts_by_hand_is_looked_for_by_nobody(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(hand_over)
    outbox.plan()
    for _ in range(3):
        outbox.run_until_idle()
        clock.advance(hours=1)
    assert (outbox.status(), network.looks) == (DeliveryStatus.UNCONFIRMED, 0)

    outbox.plan("the next one waits for nobody")
    outbox.run_until_idle()
    assert len(network.posts) == 1


@pytest.mark.parametrize(("own", "sent"), [(None, 1), (False, 2), (True, 1)])
def test_an_unconfirmed_one_holds_back_its_profile_as_the_profile_says(
    outbox: Outbox, network: FakeNetwork, own: bool | None, sent: int
) -> None:
    with outbox.write() as session:
        session.get_one(Profile, outbox.profile().id).block_on_unconfirmed = own
    network.will(accept_then_drop_the_connection)
    outbox.plan("uno")
    outbox.run_until_idle()
    outbox.plan("dos")
    outbox.run_until_idle()

    assert len(network.posts) == sent


def test_an_absence_seen_again_too_soon_is_no_second_one(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    """Whatever called the second look: a clock that jumped, a row that somebody touched."""
    network.will(drop_without_accepting)
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(seconds=60)
    with outbox.write() as session:
        (one,) = unknowns(session, clock.now())
        apart = timedelta(seconds=30)
        assert not absent(session, one, clock.now(), apart)
        again = replace(one, looked_absent_at=clock.now())
        assert not absent(session, again, clock.now() + timedelta(seconds=29), apart)
        assert absent(session, again, clock.now() + apart, apart)
