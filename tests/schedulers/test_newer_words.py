"""A status that a newer version wrote beside us: left alone, shown, never a reason to fall over."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaigns.deciding import drop
from campaigns.errors import WrongMove
from campaigns.listing import queue_counts, queue_rows
from campaigns.models import Campaign, Delivery, Profile
from campaigns.status import CampaignStatus, DeliveryStatus, ProfileStatus, can_move
from foundation.people import user_named
from schedulers.consistency import RULES
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox
from tests.schedulers.fakes import FakeNetwork


def write_word(session: Session, delivery: Delivery, word: str) -> None:
    """As another version would: by its value."""
    session.execute(text("UPDATE deliveries SET status = :word WHERE id = :id"), {"word": word, "id": row_id(session, delivery)})


def row_id(session: Session, delivery: Delivery) -> object:
    return delivery.id if session.get_bind().dialect.name == "postgresql" else delivery.id.hex


def test_the_next_one_leaves_and_the_strange_one_stays_as_it_is(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan("Uno", in_s=-60)
    outbox.plan("Dos")
    strange, next_one = outbox.deliveries
    with outbox.write() as session:
        write_word(session, strange, "weighing")
    outbox.run_until_idle()

    assert [delivery for delivery, _ in network.posts] == [next_one.id]
    with outbox.database.reading() as session:
        status = session.get_one(Delivery, strange.id).status
        assert status.value == status == "weighing"
        assert status not in set(DeliveryStatus)
        assert queue_counts(session) == {"sent": 1, "weighing": 1}
        assert [row["status"] for row in queue_rows(session)] == ["weighing", "sent"]


def test_doctor_does_not_free_a_profile_that_a_newer_version_keeps_busy(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan("Uno", in_s=-60)
    outbox.plan("Dos")
    strange, _ = outbox.deliveries
    with outbox.write() as session:
        write_word(session, strange, "weighing")
        session.get_one(Profile, strange.profile_id).busy_with = strange.id
    with outbox.database.reading() as session:
        broken = [rule.name for rule in RULES if rule.broken(session, outbox.clock.now())]
    outbox.run_until_idle()

    assert broken == []
    assert network.posts == []


def test_a_person_is_told_that_this_version_cannot_decide_about_it(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    [strange, *_] = outbox.deliveries
    with outbox.write() as session:
        write_word(session, strange, "weighing")
    with pytest.raises(WrongMove) as refusal, outbox.write() as session:
        drop(session, session.get_one(Delivery, strange.id), user_named(session, "admin"), clock.now())

    assert refusal.value.facts["status"] == "weighing"


def test_a_profile_or_campaign_in_a_newer_state_is_read_and_its_posts_wait(outbox: Outbox, network: FakeNetwork) -> None:
    outbox.plan(profiles=1)
    with outbox.write() as session:
        session.execute(text("UPDATE profiles SET status = 'resting'"))
        session.execute(text("UPDATE campaigns SET status = 'resting'"))
    outbox.run_until_idle()

    assert network.posts == []
    with outbox.database.reading() as session:
        assert {one.status.value for one in session.scalars(select(Profile))} == {"resting"}
        assert session.scalars(select(Campaign)).one().status not in set(CampaignStatus) | set(ProfileStatus)


def test_nothing_moves_out_of_a_state_that_is_not_ours(outbox: Outbox) -> None:
    outbox.plan()
    with outbox.write() as session:
        write_word(session, outbox.deliveries[0], "weighing")
    status = outbox.deliveries[0].status

    assert not any(can_move(status, new) for new in DeliveryStatus)
