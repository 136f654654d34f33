import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.door import Surroundings
from bot.linking import link, new_link_code
from bot.members import Reader
from bot.reviewing import ChangedMeanwhile, NotLinked, approve_seen, waiting_for
from campaigns.models import Delivery, Hotline
from campaigns.moderating import Harmful
from campaigns.status import DeliveryStatus
from foundation.errors import NotAllowed
from foundation.people import Role, add_user
from moderation.models import Review
from tests.bot.conftest import Door
from tests.bot.messages import TEXT, card_in, put_out, start_campaign
from tests.clock import FrozenClock

ANA = Reader("ana", "es", "GT", known=True)


def waiting_post(session: Session, clock: FrozenClock, territory: str = "GT", card: str = "", text: str = TEXT) -> Delivery:
    delivery = put_out(start_campaign(session, clock), territory=territory, card=card, text=text)
    delivery.status, delivery.finished_at, delivery.ref, delivery.seal = DeliveryStatus.PLANNED, None, None, None
    session.flush()
    return delivery


def linked(session: Session, around: Surroundings, role: Role = Role.REVIEWER, territory: str = "GT") -> None:
    user = add_user(session, "ana", role, territory, around.clock.now())
    link(session, around.vault, new_link_code(session, user, around.clock.now()), ANA, 7, around.clock.now(), around.today())


def test_an_approval_seals_exactly_what_was_shown(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        delivery = waiting_post(session, clock)
        linked(session, around)
        (post,) = waiting_for(session, ANA)

        assert approve_seen(session, post.number, post.seen, ANA, clock.now()) == 1
        session.refresh(delivery)
        assert delivery.seal is not None
        assert delivery.approved_by == "ana"
        assert session.scalars(select(Review.decided_by)).all() == ["ana"]
        assert waiting_for(session, ANA) == []


def test_what_changed_since_it_was_shown_is_not_approved(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        delivery = waiting_post(session, clock)
        linked(session, around)
        (post,) = waiting_for(session, ANA)
        delivery.payload = delivery.payload.replace("Nadie", "Alguien")
        session.flush()

        with pytest.raises(ChangedMeanwhile):
            approve_seen(session, post.number, post.seen, ANA, clock.now())
        assert delivery.seal is None


def test_only_a_reviewer_of_the_territory_sees_and_approves(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        delivery = waiting_post(session, clock, "BZ")
        with pytest.raises(NotLinked):
            waiting_for(session, ANA)
        linked(session, around, Role.REVIEWER, "GT")
        assert waiting_for(session, ANA) == []
        from bot.reviewing import seen_of
        from campaigns.approving import waiting_deliveries
        from campaigns.models import Post

        seen = seen_of(waiting_deliveries(session, session.get_one(Post, delivery.post_id)))
        with pytest.raises(NotAllowed):
            approve_seen(session, delivery.post_id, seen, ANA, clock.now())


def test_the_last_checks_hold_here_too(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        waiting_post(session, clock, text="Denuncia en la línea 1555. {link}")
        session.add(Hotline(territory="GT", number="1555", name="PDH", source="?"))
        linked(session, around)
        (post,) = waiting_for(session, ANA)
        with pytest.raises(Harmful, match="R38"):
            approve_seen(session, post.number, post.seen, ANA, clock.now())


def test_a_reviewer_sees_card_and_words_and_approves_with_one_touch(door: Door) -> None:
    with door.around.database.writing() as session:
        waiting_post(session, door.clock, card=card_in(door.around.store))
        code = new_link_code(session, add_user(session, "ana", Role.REVIEWER, "GT", door.clock.now()), door.clock.now())
    (refused,) = door.say(7, "/pendientes")
    assert "no está vinculado" in refused["text"]
    door.say(7, f"/vincular {code}")
    card, words, question = door.say(7, "/pendientes")

    assert card["photo"]
    assert card["caption"] == "Tarjeta azul con el lema."
    assert "Nadie está en venta." in words["text"]
    assert "telegram-gt" in words["text"]
    data = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    (done,) = door.press(7, data)
    assert "Aprobada" in done["text"]
    (nothing,) = door.say(7, "/pendientes")
    assert "No hay nada" in nothing["text"]
