import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.alerts import Watch, new_troubles
from bot.door import Surroundings
from bot.linking import WrongLinkCode, link, new_link_code
from bot.members import Reader
from bot.models import LinkCode, Member
from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from foundation.people import Role, User, add_user
from foundation.texts import Phrase
from tests.bot.conftest import Door
from tests.bot.messages import put_out, start_campaign
from tests.clock import FrozenClock
from tests.monitoring.strategy import add_ground
from tests.servers.telegram import TOKEN, TelegramServer

ANA = Reader("ana", "es", "GT", known=False)
CHAT = 4711


def manager(session: Session, around: Surroundings, name: str = "ana", territory: str = "GT", chat: int = CHAT) -> User:
    user = add_user(session, name, Role.COMMUNITY_MANAGER, territory, around.clock.now())
    code = new_link_code(session, user, around.clock.now())
    reader = Reader(name, "es", territory, known=False)
    link(session, around.vault, code, reader, chat, around.clock.now(), around.today())
    return user


def in_trouble(
    session: Session, clock: FrozenClock, status: DeliveryStatus = DeliveryStatus.UNCONFIRMED, territory: str = "GT"
) -> Delivery:
    delivery = put_out(start_campaign(session, clock), network="facebook", territory=territory)
    delivery.status, delivery.error = status, Phrase("plazo vencido <15 s>")
    session.flush()
    return delivery


def look(around: Surroundings, *, chats: tuple[int, ...] = (CHAT,), blocked: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """One round; what the managers were sent."""
    with TelegramServer() as server:
        for chat in chats:
            server.people.person(chat)
        for chat in blocked:
            server.people.block(chat)

        async def round_() -> None:
            session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
            async with Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML")) as bot:
                await Watch(bot, around).look()
                await Watch(bot, around).look_at_tokens()

        asyncio.run(round_())
        assert server.complaints == []
        return server.sent()


def test_a_manager_is_told_once_what_waits_for_a_person(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        in_trouble(session, clock)
        manager(session, around)
    (told,) = look(around)

    assert told["chat"]["id"] == CHAT
    assert "1 entrega espera a una persona" in told["text"]
    assert "facebook-gt" in told["text"]
    assert "plazo vencido <15 s>" in told["text"]
    assert "https://prensa.example/console" in told["text"]
    assert look(around) == []


def test_the_same_state_after_another_attempt_is_news(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        delivery = in_trouble(session, clock, DeliveryStatus.FAILED)
        manager(session, around)
    look(around)
    with around.database.writing() as session:
        session.merge(delivery).attempts += 1

    assert len(look(around)) == 1


def test_an_approved_delivery_that_should_have_left_is_overdue(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        delivery = in_trouble(session, clock, DeliveryStatus.PLANNED)
        assert new_troubles(session, clock.now() + timedelta(hours=1)) == []
        delivery.seal = "0" * 64
        session.flush()

        assert [one.state for one in new_troubles(session, clock.now() + timedelta(minutes=11))] == ["overdue"]
        assert new_troubles(session, clock.now() + timedelta(minutes=9)) == []


def test_only_the_territorys_managers_are_told(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        in_trouble(session, clock, territory="BZ")
        manager(session, around, "ana", "GT", 1)
        manager(session, around, "eva", "BZ", 2)
        manager(session, around, "sol", "REG", 3)

    assert [message["chat"]["id"] for message in look(around, chats=(1, 2, 3))] == [2, 3]


def test_nobody_told_means_told_later(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        in_trouble(session, clock)
    assert look(around) == []
    with around.database.writing() as session:
        manager(session, around)

    assert len(look(around)) == 1


def test_who_blocked_the_bot_is_no_longer_linked(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        in_trouble(session, clock)
        manager(session, around)
    look(around, blocked=(CHAT,))

    with around.database.reading() as session:
        assert session.scalars(select(Member.chat_sealed)).all() == [None]


def test_a_code_works_once_and_for_a_quarter_of_an_hour(around: Surroundings, clock: FrozenClock) -> None:
    with around.database.writing() as session:
        add_ground(session)
        user = add_user(session, "ana", Role.COMMUNITY_MANAGER, "GT", clock.now())
        code = new_link_code(session, user, clock.now())
        assert code not in session.scalars(select(LinkCode.code_hash)).all()
        assert link(session, around.vault, code, ANA, CHAT, clock.now(), around.today()) == "ana"
        with pytest.raises(WrongLinkCode):
            link(session, around.vault, code, ANA, CHAT, clock.now(), around.today())
        late = new_link_code(session, user, clock.now())
        with pytest.raises(WrongLinkCode):
            link(session, around.vault, late, ANA, CHAT, clock.now() + timedelta(minutes=15), around.today())
        with pytest.raises(WrongLinkCode):
            link(session, around.vault, "zzzzzzzzzzzz", ANA, CHAT, clock.now(), around.today())


def test_a_manager_links_her_chat_by_writing_the_code(door: Door) -> None:
    with door.around.database.writing() as session:
        add_ground(session)
        code = new_link_code(session, add_user(session, "ana", Role.COMMUNITY_MANAGER, "GT", door.clock.now()), door.clock.now())
    (wrong,) = door.say(7, "/vincular zzzzzzzzzzzz")
    assert "no sirve" in wrong["text"]
    (linked,) = door.say(7, f"/vincular {code}")
    assert "Listo, ana" in linked["text"]

    (done,) = door.say(7, "/desvincular")
    assert "ya no" in done["text"]
    with door.around.database.reading() as session:
        assert session.scalars(select(Member.user_id)).all() == [None]


def test_people_are_paged_that_someone_called_for_help_without_a_word_of_hers(door: Door) -> None:
    with door.around.database.writing() as session:
        add_ground(session)
        manager(session, door.around, "sol", "REG", 99)
    door.server.people.person(99)
    door.say(7, "me tienen encerrada en la zona 11")
    (page,) = door.until(lambda: door.server.sent(99))
    door.say(7, "no me dejan salir")
    door.settle()

    assert "Alguien pidió ayuda" in page["text"]
    assert "zona 11" not in page["text"]
    assert "7" not in page["text"]
    assert len(door.server.sent(99)) == 1


def ending(session: Session, around: Surroundings, days: float, name: str = "threads-gt", territory: str = "GT") -> Profile:
    now = around.clock.now()
    profile = Profile(name=name, network="threads", territory=territory, created_at=now, expires_at=now + timedelta(days=days))
    session.add(profile)
    session.flush()
    return profile


def test_each_step_of_ending_credentials_is_told_once_to_the_territorys_managers(
    around: Surroundings, clock: FrozenClock
) -> None:
    with around.database.writing() as session:
        add_ground(session)
        profile = ending(session, around, 13)
        manager(session, around, "ana", "GT", 1)
        manager(session, around, "eva", "BZ", 2)
    first, again = look(around, chats=(1, 2)), look(around, chats=(1, 2))
    clock.advance(days=7)
    next_step = look(around, chats=(1, 2))

    assert [message["chat"]["id"] for message in first] == [1]
    assert "«threads-gt» (threads) vence en 14 días o menos" in first[0]["text"]
    assert again == []
    assert ["vence en 7 días" in message["text"] for message in next_step] == [True]
    with around.database.writing() as session:
        session.get_one(Profile, profile.id).credentials_version += 1  # renewed by hand, and ending again
    assert len(look(around, chats=(1, 2))) == 1
