"""Tells managers on Telegram, once, what waits for a person, which credentials end, and that someone called for help."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Final
from uuid import UUID

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramForbiddenError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import sentences
from bot.door import Ask, Surroundings, Tell
from bot.linking import unlink
from bot.models import Alert, Member
from bot.token_alerts import new_warnings, remember_warned, warning_text, warnings_for
from bot.work_news import new_turns, remember_turns
from campaigns.models import Delivery, Profile, Territory
from campaigns.status import NEEDS_A_PERSON, DeliveryStatus
from campaigns.tokens import TokenWarning
from foundation.people import Role, User, has_role
from foundation.texts import Phrase, Texts
from foundation.vault import Vault

log: Final = structlog.get_logger()

LOOK_EVERY_S: Final = 60.0
OVERDUE_AFTER: Final = timedelta(minutes=10)
OVERDUE: Final = "overdue"
RECENT: Final = timedelta(days=3)
TOLD_AT_ONCE: Final = 10
PAGE_APART: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that needs a person; `state` is its status or `overdue`."""

    delivery: UUID
    profile: str
    territory: str
    state: str
    attempts: int
    error: Phrase | None

    @property
    def mark(self) -> tuple[UUID, str]:
        """What is told once: the same state after another attempt is news."""
        return self.delivery, f"{self.state}:{self.attempts}"


@dataclass(frozen=True, slots=True)
class Manager:
    """Someone who linked her chat, and the territories' trouble she can do something about."""

    key: str
    chat: int
    language: str
    user_id: int


@dataclass
class Watch:
    """Looks for trouble once a minute and pages people; one per running bot."""

    bot: Bot
    around: Surroundings
    paged: dict[str, datetime] = field(default_factory=dict)

    async def keep(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self.look()
                await self.look_at_work()
                await self.look_at_tokens()
            except (SQLAlchemyError, AiogramError) as error:
                log.warning("bot.alerts_put_off", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> int:
        """Tells every manager what is new in her territories; how many troubles somebody was told about."""
        ask, tell = Ask(self.around.database), Tell(self.around.database)
        people = await ask(managers, self.around.vault)
        troubles = await ask(new_troubles, self.around.clock.now()) if people else []
        told: set[tuple[UUID, str]] = set()
        for person in people if troubles else ():
            hers = await ask(troubles_of, person.user_id, troubles)
            if hers and await self.send(person, trouble_text(hers, Texts(person.language), self.around.public_url)):
                told |= {one.mark for one in hers}
        if told:
            await tell(remember_told, told, self.around.clock.now())
        return len(told)

    async def look_at_tokens(self) -> int:
        """Tells every manager which of her territories' profiles need to be connected again; how many steps somebody was told."""
        ask, now = Ask(self.around.database), self.around.clock.now()
        warnings = await ask(new_warnings, now)
        told: dict[tuple[int, int, int], TokenWarning] = {}
        for person in await ask(managers, self.around.vault) if warnings else ():
            hers = await ask(warnings_for, person.user_id, warnings)
            if hers and await self.send(person, warning_text(hers, Texts(person.language))):
                told |= {one.mark: one for one in hers}
        if told:
            await Tell(self.around.database)(remember_warned, list(told.values()), now)
        return len(told)

    async def look_at_work(self) -> int:
        """Tells translators, reviewers and whoever asked what has come to their turn; how many turns somebody was told of."""
        ask, tell = Ask(self.around.database), Tell(self.around.database)
        people = await ask(managers, self.around.vault)
        linked = [one.user_id for one in people]
        told = []
        for one in await ask(new_turns, linked, self.around.clock.now()) if people else ():
            reached = [await self.send(who, one.said(Texts(who.language))) for who in people if who.user_id in one.to]
            if any(reached):
                told.append(one)
        if told:
            await tell(remember_turns, told, self.around.clock.now())
        return len(told)

    async def page(self, territory: str) -> None:
        """Someone called for help: the territory's managers are told that it happened, and nothing else."""
        now = self.around.clock.now()
        if territory in self.paged and now - self.paged[territory] < PAGE_APART:
            return
        self.paged[territory] = now
        ask = Ask(self.around.database)
        try:
            for person in await ask(managers, self.around.vault):
                if await ask(is_for, person.user_id, territory):
                    texts = Texts(person.language)
                    name = await ask(place_name, territory, person.language)
                    await self.send(person, texts(sentences.HELP_PAGE, country=escape(name)))
        except SQLAlchemyError as error:
            log.warning("bot.page_put_off", error=type(error).__name__)

    async def send(self, person: Manager, text: str) -> bool:
        """Whether it reached her; who blocked the bot is no longer linked."""
        try:
            await self.bot.send_message(person.chat, text)
        except TelegramForbiddenError:
            await Tell(self.around.database)(unlink, person.key)
            return False
        except AiogramError as error:
            log.warning("bot.alert_not_sent", error=type(error).__name__)
            return False
        return True


def managers(session: Session, vault: Vault) -> list[Manager]:
    """Everybody with a linked chat whose console user is active."""
    rows = session.execute(
        select(Member).join(User, User.id == Member.user_id).where(User.active, Member.chat_sealed.is_not(None))
    ).scalars()
    return [
        Manager(row.key, int(vault.open(row.chat_sealed, "bot")["chat"]), row.language, row.user_id)
        for row in rows
        if row.chat_sealed is not None and row.user_id is not None
    ]


def new_troubles(session: Session, now: datetime) -> list[Trouble]:
    """Deliveries that wait for a person or are overdue, and that nobody was told about yet."""
    waits = Delivery.status.in_(NEEDS_A_PERSON)
    late = (Delivery.status == DeliveryStatus.PLANNED) & Delivery.seal.is_not(None) & (Delivery.due_at < now - OVERDUE_AFTER)
    rows = session.execute(
        select(Delivery, Profile.name, Profile.territory)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(waits | late, Delivery.due_at > now - RECENT)
        .order_by(Delivery.due_at)
        .limit(500)
    ).all()
    told = {(row.delivery_id, row.state) for row in session.scalars(select(Alert))}
    found = [Trouble(row.id, name, territory, state_of(row), row.attempts, row.error) for row, name, territory in rows]
    return [one for one in found if one.mark not in told]


def state_of(delivery: Delivery) -> str:
    """Its status, or `overdue` when it should have left."""
    return OVERDUE if delivery.status is DeliveryStatus.PLANNED else delivery.status.value


def troubles_of(session: Session, user_id: int, troubles: Sequence[Trouble]) -> list[Trouble]:
    """Those in territories where the user manages profiles."""
    return [one for one in troubles if is_for(session, user_id, one.territory)]


def is_for(session: Session, user_id: int, territory: str) -> bool:
    """Whether the user manages profiles there."""
    user = session.get(User, user_id)
    return user is not None and has_role(session, user, Role.COMMUNITY_MANAGER, territory)


def remember_told(session: Session, told: set[tuple[UUID, str]], now: datetime) -> None:
    """Notes what was told, so that it is told once."""
    for delivery, state in told:
        session.merge(Alert(delivery_id=delivery, state=state, told_at=now))


def place_name(session: Session, territory: str, language: str) -> str:
    """The territory's name."""
    row = session.get(Territory, territory)
    return territory if row is None else row.name_en if language == "en" else row.name_es


def trouble_text(troubles: Sequence[Trouble], texts: Texts, public_url: str) -> str:
    """One message for all of them."""
    lines = [
        f"• {escape(one.profile)}: {texts(sentences.STATES[one.state])}{reason(one, texts)}" for one in troubles[:TOLD_AT_ONCE]
    ]
    if len(troubles) > TOLD_AT_ONCE:
        lines.append(texts(sentences.ALERT_MORE, count=len(troubles) - TOLD_AT_ONCE))
    heading = texts(sentences.ALERT_ONE if len(troubles) == 1 else sentences.ALERT_MANY, count=len(troubles))
    return "\n".join([f"<b>{heading}</b>", *lines, "", texts(sentences.ALERT_WHERE, console=escape(f"{public_url}/console"))])


def reason(trouble: Trouble, texts: Texts) -> str:
    """Why, as far as it is known, in one line."""
    return f" ({escape(' '.join(trouble.error.say(texts).split())[:160])})" if trouble.error else ""
