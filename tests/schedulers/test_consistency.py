from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from foundation.ids import new_id
from schedulers.consistency import RULES
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox
from tests.schedulers.fakes import FakeNetwork


def broken(outbox: Outbox) -> list[str]:
    with outbox.database.reading() as session:
        return [rule.name for rule in RULES if rule.broken(session, outbox.clock.now())]


def mend(outbox: Outbox) -> None:
    with outbox.write() as session:
        for rule in RULES:
            found = rule.broken(session, outbox.clock.now())
            if found and rule.mend:
                rule.mend(session, found, outbox.clock.now())


def test_a_sound_outbox_breaks_no_rule(outbox: Outbox) -> None:
    outbox.plan(profiles=3)
    outbox.run_until_idle()
    outbox.plan(in_s=60, profiles=3)

    assert broken(outbox) == []


def test_a_profile_held_back_by_nothing_is_freed(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan()
    with outbox.write() as session:
        session.get_one(Profile, outbox.profiles[0].id).busy_with = new_id()
    assert broken(outbox) == ["busy_profiles"]

    mend(outbox)
    outbox.run_until_idle()
    assert len(network.posts) == 1


def test_a_profile_that_forgot_its_next_instant_learns_it_again(outbox: Outbox, clock: FrozenClock, network: FakeNetwork) -> None:
    outbox.plan(in_s=60)
    with outbox.write() as session:
        session.get_one(Profile, outbox.profiles[0].id).next_due = None
    assert broken(outbox) == ["next_due"]

    mend(outbox)
    clock.advance(seconds=60)
    outbox.run_until_idle()
    assert len(network.posts) == 1


def test_a_delivery_in_flight_without_an_attempt_becomes_unconfirmed_never_planned(outbox: Outbox) -> None:
    outbox.plan()
    with outbox.write() as session:
        session.get_one(Delivery, outbox.only_delivery.id).status = DeliveryStatus.SENDING
    assert "sending" in broken(outbox)

    mend(outbox)
    assert outbox.status() is DeliveryStatus.UNCONFIRMED
