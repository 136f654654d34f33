"""Who goes first, how late, how often, and only what was approved exactly so."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from campaigns.deciding import retry
from campaigns.errors import WrongMove
from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from foundation.db import Database
from foundation.ids import new_id
from schedulers.judging import backoff
from schedulers.outbox import claim
from tests.clock import FrozenClock
from tests.planting import plant_post
from tests.schedulers.conftest import Outbox, make_outbox
from tests.schedulers.fakes import FakeNetwork, accept_then_drop_the_connection, be_unreachable


@pytest.fixture
def outbox(database: Database, clock: FrozenClock) -> Outbox:
    """On SQLite alone: nothing here depends on the engine."""
    return make_outbox(database, clock)


def first_words(outbox: Outbox) -> list[str]:
    return [text.split("\n")[0] for text in outbox.sent_texts]


def test_what_is_due_at_one_instant_leaves_in_the_order_in_which_it_was_planned(outbox: Outbox) -> None:
    for number in range(6):
        outbox.plan(f"{number}")
    outbox.run_until_idle()

    assert first_words(outbox) == [f"{number}" for number in range(6)]


def test_the_profile_that_has_waited_longest_is_claimed_first(outbox: Outbox, clock: FrozenClock) -> None:
    with outbox.write() as session:
        for number, profile in enumerate(outbox.profiles):
            plant_post(session, clock.now(), [profile.name], in_s=3 - number, by=outbox.admin(session))
    clock.advance(seconds=5)
    with outbox.write() as session:
        (one,) = claim(session, new_id(), clock.now(), 1, outbox.clockwork().rules).claims

    assert one.profile_id == outbox.profile(2).id


def test_one_profile_has_one_delivery_in_flight(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan("uno")
    outbox.plan("dos")
    outbox.claimed(heard_ago_s=0)
    with outbox.write() as session:
        assert claim(session, new_id(), clock.now(), 5, outbox.clockwork().rules).claims == []


def test_a_network_that_stays_away_is_tried_six_times_and_then_meets_a_person(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.always = be_unreachable
    outbox.plan(late_after_s=86_400)
    for _ in range(12):
        outbox.run_until_idle()
        clock.advance(minutes=13)

    assert (network.calls, outbox.status()) == (6, DeliveryStatus.FAILED)


def test_the_pause_between_two_tries_doubles_up_to_ten_minutes_and_differs_between_profiles() -> None:
    assert [backoff(n, 0.5).total_seconds() for n in (1, 2, 3, 4, 5, 6, 7, 20)] == [15, 30, 60, 120, 240, 480, 600, 600]
    assert backoff(1, 0) == timedelta(seconds=12)
    assert backoff(1, 1) == timedelta(seconds=18)


def test_profiles_that_failed_together_do_not_come_back_in_step(outbox: Outbox, network: FakeNetwork) -> None:
    network.always = be_unreachable
    outbox.plan(profiles=3)
    outbox.run_until_idle()

    assert len({one.retry_at for one in outbox.deliveries}) > 1


def test_a_deliverys_own_limit_of_lateness_counts_before_the_common_one(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan("patient", late_after_s=3600)
    outbox.plan("strict", in_s=1, late_after_s=60)
    clock.advance(minutes=16)
    outbox.run_until_idle()

    assert [one.status for one in outbox.deliveries] == [DeliveryStatus.SENT, DeliveryStatus.MISSED]


def test_a_person_may_not_try_again_what_may_be_out(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(accept_then_drop_the_connection)
    outbox.plan()
    outbox.run_until_idle()
    with pytest.raises(WrongMove), outbox.write() as session:
        retry(session, session.get_one(Delivery, outbox.only_delivery.id), outbox.admin(session), clock.now())

    assert outbox.status() is DeliveryStatus.UNCONFIRMED


def test_an_approval_does_not_move_to_another_profile(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.plan()
    with outbox.write() as session:
        session.execute(update(Delivery).values(profile_id=outbox.profile(1).id))
        session.get_one(Profile, outbox.profile(1).id).next_due = clock.now()
    outbox.run_until_idle()

    assert network.calls == 0
    assert (outbox.status(), outbox.only_delivery.error_code) == (DeliveryStatus.HELD, "broken_seal")


def test_the_approval_of_one_delivery_opens_no_other(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.plan("uno")
    outbox.plan("uno", approved=False)
    approved, other = outbox.deliveries
    with outbox.write() as session:
        session.execute(update(Delivery).where(Delivery.id == other.id).values(payload=approved.payload, seal=approved.seal))
    outbox.run_until_idle()

    assert network.calls == 1
    assert sorted(one.status for one in outbox.deliveries) == ["held", "sent"]
