"""An attempt is decided once: what comes later counts only where it is proof of what nobody knew yet."""

from datetime import timedelta

from campaigns.deciding import drop, resolve_not_sent
from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from networks.contract import Receipt, Rejected
from schedulers.judging import after_failure, after_success
from schedulers.outbox import Claim, Outcome, finish
from schedulers.reconcile import bury
from tests.clock import FrozenClock
from tests.schedulers.conftest import TIMING, Outbox
from tests.schedulers.fakes import FakeNetwork


def tell(outbox: Outbox, outcome: Outcome) -> list[Outcome]:
    """A worker tells, late or not, what became of its attempt."""
    with outbox.write() as session:
        return finish(session, [outcome], outbox.clock.now())


def landed(claim: Claim) -> Outcome:
    return after_success(claim, Receipt("9", "https://toy.example/9"))


def refused(claim: Claim, clock: FrozenClock) -> Outcome:
    return after_failure(claim, Rejected(network="toy", detail="late"), clock.now(), TIMING, 0.5)


def give_up_on_its_worker(outbox: Outbox, *, holds_back: bool = True) -> None:
    with outbox.write() as session:
        assert bury(session, outbox.clock, timedelta(), lambda _network: 60.0, holds_back=holds_back) == 1
    assert outbox.deliveries[0].status is DeliveryStatus.UNCONFIRMED


def test_a_definite_sent_that_comes_after_the_burial_is_proof(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    claim = outbox.claimed()
    clock.advance(seconds=31)
    give_up_on_its_worker(outbox)

    assert tell(outbox, landed(claim))
    assert outbox.status() is DeliveryStatus.SENT
    assert outbox.only_delivery.url == "https://toy.example/9"
    assert outbox.profile().busy_with is None


def test_any_other_end_that_comes_after_the_burial_proves_nothing(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    claim = outbox.claimed()
    clock.advance(seconds=31)
    give_up_on_its_worker(outbox)

    assert tell(outbox, refused(claim, clock)) == []
    assert outbox.status() is DeliveryStatus.UNCONFIRMED
    assert [attempt.outcome for attempt in outbox.attempts] == ["unconfirmed"]


def test_an_attempt_that_was_decided_is_not_decided_again(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    claim = outbox.claimed()

    assert tell(outbox, landed(claim))
    assert tell(outbox, refused(claim, clock)) == []
    assert tell(outbox, landed(claim)) == []
    assert outbox.status() is DeliveryStatus.SENT


def test_a_late_sent_does_not_overrule_a_person_who_dropped_it(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    claim = outbox.claimed()
    clock.advance(seconds=31)
    give_up_on_its_worker(outbox)
    with outbox.write() as session:
        drop(session, session.get_one(Delivery, claim.delivery_id), outbox.admin(session), clock.now())

    assert tell(outbox, landed(claim)) == []
    assert outbox.status() is DeliveryStatus.CANCELLED


def test_a_late_sent_stops_what_was_planned_again_for_lack_of_it(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.plan()
    claim = outbox.claimed()
    clock.advance(seconds=31)
    give_up_on_its_worker(outbox)
    with outbox.write() as session:
        resolve_not_sent(session, session.get_one(Delivery, claim.delivery_id), outbox.admin(session), clock.now())

    assert tell(outbox, landed(claim))
    outbox.run_until_idle()
    assert network.calls == 0
    assert outbox.status() is DeliveryStatus.SENT


def test_a_late_sent_of_an_earlier_attempt_says_nothing_of_the_present_one(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    first = outbox.claimed()
    clock.advance(seconds=31)
    give_up_on_its_worker(outbox)
    with outbox.write() as session:
        resolve_not_sent(session, session.get_one(Delivery, first.delivery_id), outbox.admin(session), clock.now())
    second = outbox.claimed()
    clock.advance(seconds=31)
    give_up_on_its_worker(outbox)

    assert (first.n, second.n) == (1, 2)
    assert tell(outbox, landed(first)) == []
    assert outbox.status() is DeliveryStatus.UNCONFIRMED


def test_a_late_sent_leaves_the_profile_to_the_one_that_is_in_flight_now(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan("uno")
    outbox.plan("dos", in_s=1)
    first = outbox.claimed()
    clock.advance(seconds=31)
    give_up_on_its_worker(outbox, holds_back=False)
    second = outbox.claimed()

    assert tell(outbox, landed(first))
    assert outbox.profile().busy_with == second.delivery_id


def test_a_profiles_own_word_decides_whether_an_unconfirmed_one_holds_it_back(outbox: Outbox, clock: FrozenClock) -> None:
    with outbox.write() as session:
        session.get_one(Profile, outbox.profile(0).id).block_on_unconfirmed = False
    outbox.plan("uno", profiles=2)
    for _ in range(2):
        outbox.claimed()
    clock.advance(seconds=31)
    with outbox.write() as session:
        assert bury(session, clock, timedelta(), lambda _network: 60.0, holds_back=True) == 2

    assert [profile.busy_with is None for profile in outbox.profiles] == [True, False, True]
