from datetime import timedelta

import pytest

from campaigns.deciding import drop, reschedule, resolve_not_sent, resolve_sent, retry
from campaigns.errors import WrongMove
from campaigns.models import Delivery
from campaigns.status import DeliveryStatus, ProfileStatus
from campaigns.timing import When
from foundation.db import Database
from moderation.holds import lift_hold, place_hold
from networks.contract import BudgetFact, Rate
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox, make_outbox
from tests.schedulers.fakes import (
    FakeNetwork,
    accept,
    accept_then_drop_the_connection,
    be_busy,
    be_unreachable,
    break_down,
    claim_it_landed,
    drop_without_accepting,
    have_no_credits,
    refuse,
    turn_away,
)


def test_a_due_and_approved_delivery_is_sent_once_with_its_proof(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan("Hola {{ country.name }}")
    outbox.run_until_idle()
    outbox.run_until_idle()

    delivery = outbox.only_delivery
    assert outbox.sent_texts == [f"Hola Guatemala\n\nhttps://prensa.example.org/r/{delivery.link_code}"]
    assert delivery.status is DeliveryStatus.SENT
    assert delivery.url == f"https://toy.example/{delivery.id}"
    assert [attempt.outcome for attempt in outbox.attempts] == ["sent"]


def test_nothing_leaves_before_it_is_approved(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan(approved=False)
    outbox.run_until_idle()

    assert network.calls == 0
    assert outbox.status() is DeliveryStatus.PLANNED


def test_nothing_leaves_before_its_instant(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.plan(in_s=60)
    outbox.run_until_idle()
    assert network.calls == 0

    clock.advance(seconds=60)
    outbox.run_until_idle()
    assert network.calls == 1


@pytest.mark.parametrize("change", ["payload", "due_at"])
def test_a_delivery_changed_after_approval_is_held_and_not_sent(outbox: Outbox, network: FakeNetwork, change: str) -> None:
    outbox.plan()
    with outbox.write() as session:
        delivery = session.get_one(Delivery, outbox.only_delivery.id)
        if change == "payload":
            delivery.payload = delivery.payload.replace("Hola", "Adiós")
        else:
            delivery.due_at -= timedelta(seconds=1)
    outbox.run_until_idle()

    assert network.calls == 0
    assert (outbox.only_delivery.status, outbox.only_delivery.error_code) == (DeliveryStatus.HELD, "broken_seal")


def test_a_timeout_after_sending_is_never_sent_again(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(accept_then_drop_the_connection)
    outbox.plan()
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.UNCONFIRMED

    clock.advance(hours=6)
    outbox.run_until_idle()

    assert len(network.posts) == 1
    assert outbox.status() is DeliveryStatus.SENT  # found on the profile, not sent again
    assert outbox.only_delivery.url


def test_nobody_looks_before_the_grace_time_is_over(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(accept_then_drop_the_connection)
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(seconds=59)
    outbox.run_until_idle()

    assert network.looks == 0


def test_what_was_seen_absent_twice_and_apart_is_sent_again(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(drop_without_accepting)
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(seconds=60)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.UNCONFIRMED  # one look is no proof

    clock.advance(seconds=30)
    outbox.run_until_idle()

    assert outbox.status() is DeliveryStatus.SENT
    assert [attempt.outcome for attempt in outbox.attempts] == ["unconfirmed", "sent"]
    assert len(network.posts) == 1


def test_where_nobody_can_look_a_person_decides(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.can_look = False
    network.will(drop_without_accepting)
    outbox.plan()
    outbox.run_until_idle()
    for _ in range(10):
        clock.advance(minutes=10)
        outbox.run_until_idle()
    assert network.calls == 1
    assert outbox.status() is DeliveryStatus.UNCONFIRMED

    with outbox.write() as session:
        resolve_not_sent(session, session.get_one(Delivery, outbox.only_delivery.id), outbox.admin(session), clock.now())
    outbox.run_until_idle()
    assert len(network.posts) == 1
    assert outbox.status() is DeliveryStatus.SENT


def test_a_person_confirms_with_a_link(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(drop_without_accepting)
    outbox.plan()
    outbox.run_until_idle()
    with outbox.write() as session:
        one = session.get_one(Delivery, outbox.only_delivery.id)
        resolve_sent(session, one, "https://toy.example/9", outbox.admin(session), clock.now())

    assert outbox.status() is DeliveryStatus.SENT
    assert outbox.only_delivery.url == "https://toy.example/9"
    assert outbox.profiles[0].busy_with is None


def test_evidence_that_it_landed_is_never_overruled_by_not_finding_it(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.will(claim_it_landed)
    outbox.plan()
    for _ in range(5):
        outbox.run_until_idle()
        clock.advance(minutes=20)

    assert network.calls == 1
    assert outbox.status() is DeliveryStatus.UNCONFIRMED


def test_a_refused_content_fails_and_is_not_tried_again(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(refuse)
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(hours=1)
    outbox.run_until_idle()

    assert network.calls == 1
    assert outbox.status() is DeliveryStatus.FAILED
    assert "bad words" in str(outbox.only_delivery.error)


def test_an_unreachable_network_is_tried_again_after_a_pause_that_grows(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.will(be_unreachable, be_unreachable, accept)
    outbox.plan()
    outbox.run_until_idle()
    first = outbox.only_delivery.retry_at
    assert first is not None
    assert timedelta(seconds=12) <= first - clock.now() <= timedelta(seconds=18)

    clock.advance(seconds=20)
    outbox.run_until_idle()
    second = outbox.only_delivery.retry_at
    assert second is not None
    assert timedelta(seconds=24) <= second - clock.now() <= timedelta(seconds=36)

    clock.advance(seconds=40)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT


def test_retry_after_is_kept_to_the_second(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(be_busy(100))
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(seconds=99)
    outbox.run_until_idle()
    assert network.calls == 1

    clock.advance(seconds=2)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT


def test_a_pause_of_the_whole_app_holds_back_every_profile(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(be_busy(100, "app"))
    outbox.concurrency = 1
    outbox.plan(profiles=3)
    outbox.run_until_idle()
    assert network.calls == 1

    clock.advance(seconds=101)
    outbox.run_until_idle()
    assert len(network.posts) == 3


def test_a_delivery_too_late_is_missed_and_a_person_decides(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.plan()
    clock.advance(minutes=16)
    outbox.run_until_idle()
    assert network.calls == 0
    assert outbox.status() is DeliveryStatus.MISSED

    with outbox.write() as session:
        retry(session, session.get_one(Delivery, outbox.only_delivery.id), outbox.admin(session), clock.now())
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT


def test_a_retry_after_beyond_the_lateness_limit_goes_to_a_person_at_once(outbox: Outbox, network: FakeNetwork) -> None:
    network.will(be_busy(3600))
    outbox.plan()
    outbox.run_until_idle()

    assert outbox.status() is DeliveryStatus.MISSED


def test_a_signed_out_profile_waits_for_a_person_and_loses_nothing(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.will(turn_away)
    outbox.plan()
    outbox.run_until_idle()
    assert outbox.profiles[0].status is ProfileStatus.SIGNED_OUT
    assert outbox.status() is DeliveryStatus.PLANNED

    with outbox.write() as session:
        session.get_one(type(outbox.profiles[0]), outbox.profiles[0].id).status = ProfileStatus.ACTIVE
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT


def test_an_adapters_bug_after_publishing_began_is_unconfirmed_not_retried(outbox: Outbox, network: FakeNetwork) -> None:
    network.will(break_down)
    outbox.plan()
    outbox.run_until_idle()

    assert network.calls == 1
    assert outbox.status() is DeliveryStatus.UNCONFIRMED


def test_a_profile_keeps_its_order_even_past_a_failure(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(be_unreachable)
    for number in range(5):
        outbox.plan(f"{number}", in_s=number)
    clock.advance(seconds=5)
    outbox.run_until_idle()
    assert network.calls == 1  # the first is backing off, the others wait behind it

    clock.advance(seconds=20)
    outbox.run_until_idle()
    assert [text.split("\n")[0] for text in outbox.sent_texts] == ["0", "1", "2", "3", "4"]


def test_an_unconfirmed_delivery_holds_back_its_profile_but_no_other(outbox: Outbox, network: FakeNetwork) -> None:
    network.will(accept_then_drop_the_connection)
    outbox.concurrency = 1
    outbox.plan("uno", profiles=1)
    outbox.run_until_idle()
    outbox.plan("dos", profiles=3)
    outbox.run_until_idle()

    statuses = [delivery.status for delivery in outbox.deliveries]
    assert statuses.count(DeliveryStatus.SENT) == 2
    assert statuses.count(DeliveryStatus.PLANNED) == 1


def test_a_budget_is_never_overdrawn_and_the_rest_waits_for_the_exact_moment(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.rates = (Rate("network", 2, 60, "test"),)
    outbox.plan(profiles=3)
    outbox.run_until_idle()
    assert len(network.posts) == 2

    clock.advance(seconds=29)
    outbox.run_until_idle()
    assert len(network.posts) == 2

    clock.advance(seconds=1.1)
    outbox.run_until_idle()
    assert len(network.posts) == 3


def test_nothing_starts_after_a_hold_and_each_held_one_waits_for_a_person(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.plan()
    with outbox.write() as session:
        hold = place_hold(session, outbox.admin(session), "Crisis", clock.now(), territory="GT")
    outbox.run_until_idle()
    assert network.calls == 0
    assert outbox.status() is DeliveryStatus.HELD

    with outbox.write() as session:
        lift_hold(session, hold.id, outbox.admin(session), clock.now())
    outbox.run_until_idle()
    assert network.calls == 0

    with outbox.write() as session:
        retry(session, session.get_one(Delivery, outbox.only_delivery.id), outbox.admin(session), clock.now())
    outbox.run_until_idle()
    assert network.calls == 1


def test_a_dropped_delivery_never_leaves_and_the_next_one_does(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.plan("uno")
    outbox.plan("dos", in_s=1)
    with outbox.write() as session:
        drop(session, session.get_one(Delivery, outbox.deliveries[0].id), outbox.admin(session), clock.now())
    clock.advance(seconds=1)
    outbox.run_until_idle()

    assert [delivery.status for delivery in outbox.deliveries] == [DeliveryStatus.CANCELLED, DeliveryStatus.SENT]


def test_a_rescheduled_delivery_leaves_at_its_new_instant_only(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.plan(in_s=10)
    with outbox.write() as session:
        one = session.get_one(Delivery, outbox.only_delivery.id)
        reschedule(session, one, When("2027-07-01 16:00", "UTC"), outbox.admin(session), clock.now())
    clock.advance(minutes=5)
    outbox.run_until_idle()
    assert network.calls == 0

    clock.advance(minutes=55)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT


def test_what_is_sent_can_be_neither_dropped_nor_tried_again(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    outbox.run_until_idle()
    with pytest.raises(WrongMove), outbox.write() as session:
        retry(session, session.get_one(Delivery, outbox.only_delivery.id), outbox.admin(session), clock.now())
    with pytest.raises(WrongMove), outbox.write() as session:
        drop(session, session.get_one(Delivery, outbox.only_delivery.id), outbox.admin(session), clock.now())

    assert outbox.status() is DeliveryStatus.SENT


def test_five_hundred_profiles_at_one_instant_each_get_theirs_once(database: Database, clock: FrozenClock) -> None:
    outbox = make_outbox(database, clock, profiles=500)
    outbox.concurrency = 64
    outbox.plan(profiles=500)
    outbox.run_until_idle()

    assert len({delivery_id for delivery_id, _ in outbox.network.posts}) == len(outbox.network.posts) == 500


@pytest.mark.parametrize("jump_s", [3600, -3600])
def test_a_clock_that_jumps_neither_doubles_nor_loses(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock, jump_s: int
) -> None:
    network.will(accept_then_drop_the_connection)
    outbox.plan("uno", profiles=2, late_after_s=7200)
    outbox.run_until_idle()
    clock.at += timedelta(seconds=jump_s)
    outbox.run_until_idle()
    clock.advance(hours=1, minutes=5)
    outbox.run_until_idle()

    assert len(network.posts) == len({delivery for delivery, _ in network.posts}) == 2
    assert all(delivery.status is DeliveryStatus.SENT for delivery in outbox.deliveries)


def test_a_budget_that_the_network_calls_used_up_holds_back_the_next_until_its_reset(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    network.facts = [BudgetFact("app", "POST /posts", clock.now(), remaining=0, resets_at=clock.now() + timedelta(seconds=120))]
    outbox.plan("uno", profiles=1)
    outbox.run_until_idle()
    network.facts = []
    outbox.plan("dos", profiles=2)
    outbox.run_until_idle()
    assert len(network.posts) == 1

    clock.advance(seconds=121)
    outbox.run_until_idle()
    assert len(network.posts) == 3


def test_a_reading_budget_that_is_used_up_holds_no_post_back(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.facts = [BudgetFact("app", "GET /posts", clock.now(), remaining=0, resets_at=clock.now() + timedelta(hours=1))]
    outbox.plan("uno")
    outbox.run_until_idle()
    outbox.plan("dos")
    outbox.run_until_idle()

    assert len(network.posts) == 2


def test_a_used_up_quota_is_no_back_off_it_goes_to_a_person(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(have_no_credits)
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(minutes=14)
    outbox.run_until_idle()

    assert network.calls == 1
    assert outbox.status() is DeliveryStatus.FAILED
