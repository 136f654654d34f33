"""What the handlers are handed: use cases in a thread, the reader, her texts; and what keeps the door calm."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import structlog
from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, InlineQuery, Message, TelegramObject, User
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assets.settings import AssetsSection
from assets.store import Store
from bot import sentences
from bot.members import Reader, member_key, newcomer, note_seen, reader_of
from foundation.clock import Clock
from foundation.db import Database
from foundation.texts import Texts
from foundation.vault import Vault

P = ParamSpec("P")
R = TypeVar("R")
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

log: Final = structlog.get_logger()

MOST_REMEMBERED: Final = 10_000


@dataclass(frozen=True)
class Surroundings:
    """The house as the bot needs it. `zone` is where the region's day begins, `limits` what a file sent in may be."""

    database: Database
    vault: Vault
    store: Store
    clock: Clock
    public_url: str
    zone: ZoneInfo
    limits: AssetsSection = field(default_factory=AssetsSection)

    def today(self) -> date:
        """The region's day."""
        return self.clock.now().astimezone(self.zone).date()


@dataclass(frozen=True)
class Ask:
    """Runs a use case in a thread with a session of its own: `await ask(find_kits, words, …)`."""

    database: Database

    async def __call__(self, use_case: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        def act() -> R:
            with self.database.reading() as session:
                return use_case(session, *args, **kwargs)

        return await asyncio.to_thread(act)


@dataclass(frozen=True)
class Tell:
    """As `Ask`, and what the use case changed is kept."""

    database: Database

    async def __call__(self, use_case: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        def act() -> R:
            with self.database.writing() as session:
                return use_case(session, *args, **kwargs)

        return await asyncio.to_thread(act)


class Introduction(BaseMiddleware):
    """Finds out who asks, under her pseudonym, and puts her texts at hand. The account's number goes no further."""

    def __init__(self, around: Surroundings, key: bytes) -> None:
        self.around, self.key = around, key
        self.ask, self.tell = Ask(around.database), Tell(around.database)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        data |= {"ask": self.ask, "tell": self.tell, "around": self.around}
        if user is not None:
            reader = await self.meet(member_key(self.key, user.id), user.language_code)
            data |= {"reader": reader, "texts": Texts(reader.language)}
        return await handler(event, data)

    async def meet(self, key: str, language_code: str | None) -> Reader:
        """The reader; while the database is away everybody is a newcomer, because a call for help must still be answered."""
        try:
            reader = await self.ask(reader_of, key, language_code)
            if reader.known and reader.seen_on != self.around.today():
                await self.tell(note_seen, key, self.around.today())
        except SQLAlchemyError as error:
            log.warning("bot.without_database", error=type(error).__name__)
            return newcomer(key, language_code)
        return reader


class Patience(BaseMiddleware):
    """At most so many requests a minute from one reader; a call for help is never held back by it."""

    def __init__(self, clock: Clock, requests_a_minute: int) -> None:
        self.clock, self.most = clock, requests_a_minute
        self.asked: MutableMapping[str, deque[float]] = defaultdict(deque)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        reader: Reader | None = data.get("reader")
        if reader is None or self.allows(reader.key):
            return await handler(event, data)
        texts: Texts = data["texts"]
        if isinstance(event, Message):
            return await event.answer(texts(sentences.TOO_FAST))
        if isinstance(event, CallbackQuery):
            return await event.answer(texts(sentences.TOO_FAST))
        if isinstance(event, InlineQuery):
            return await event.answer([], cache_time=5, is_personal=True)
        return None

    def allows(self, key: str) -> bool:
        """Whether this request still fits into the last minute."""
        now = self.clock.monotonic()
        times = self.asked[key]
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= self.most:
            return False
        times.append(now)
        if len(self.asked) > MOST_REMEMBERED:
            self.asked.clear()
        return True


class InFlight(BaseMiddleware):
    """Knows the answers under way, so that a stop can wait for them."""

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[Any]] = set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        task = asyncio.current_task()
        if task is None:
            return await handler(event, data)
        self.tasks.add(task)
        try:
            return await handler(event, data)
        finally:
            self.tasks.discard(task)

    async def land(self, within_s: float = 1.0) -> None:
        """Waits a moment for the answers under way."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=within_s)
