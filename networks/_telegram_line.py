"""The line to the Bot API: one pooled session per bot token, and what each of its failures means."""

import asyncio
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiohttp.abc import AbstractStreamWriter
from aiohttp.connector import Connection

from networks.contract import NetworkError, Rejected, SignedOut, Unavailable, Unconfirmed
from networks.leave import TAKEN_AWAY, may_still_send

T = TypeVar("T")
POOL: Final = 128
NETWORK: Final = "telegram"
NO_RIGHTS: Final = ("chat not found", "not enough rights", "need administrator rights", "have no rights", "write_forbidden")


class NoLeave(aiohttp.ClientError):
    """The connection stands, but nothing may be written to it any more."""


NEVER_ARRIVED: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL, NoLeave)


class AskingRequest(aiohttp.ClientRequest):
    """Asks for leave at the first byte; since aiohttp 3.12 headers wait for the first piece of the body, so that asks too."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        if not may_still_send():
            raise NoLeave(TAKEN_AWAY)
        return await super().send(conn)

    async def write_bytes(self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None) -> None:
        if may_still_send():
            await super().write_bytes(writer, conn, content_length)
        elif conn.protocol is not None:
            conn.protocol.set_exception(NoLeave(TAKEN_AWAY))


class AskingSession(AiohttpSession):
    """aiogram's session, whose requests ask."""

    async def create_session(self) -> aiohttp.ClientSession:
        session = await super().create_session()
        session._request_class = AskingRequest  # noqa: SLF001 - the constructor's parameter, which aiogram does not pass on
        return session


class Line:
    """A bot's connections, shared by every profile that posts with that bot."""

    def __init__(self, token: str, api_url: str, timeout_s: float) -> None:
        # total covers a slow body; sock_connect tells "never arrived" from "no answer"
        timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=timeout_s * 0.8)
        session = AskingSession(api=TelegramAPIServer.from_base(api_url), limit=POOL, timeout=cast("Any", timeout))
        self.bot = Bot(token, session=session)
        self.users = 0

    async def ask(self, method: TelegramMethod[T], timeout_s: float | None = None) -> T:
        """One call.

        Raises:
            NetworkError: what its failure means for a message that was to go out.
        """
        timeout = None if timeout_s is None else aiohttp.ClientTimeout(total=timeout_s)
        try:
            return cast("T", await self.bot.session(self.bot, method, timeout=cast("Any", timeout)))
        except AiogramError as error:
            raise meaning(error) from error


LINES: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, str, float], Line]]] = WeakKeyDictionary()


def take_line(token: str, api_url: str, timeout_s: float) -> Line:
    """The token's line on this event loop, opened when it is the first to ask."""
    lines = LINES.setdefault(asyncio.get_running_loop(), {})
    key = (token, api_url, timeout_s)
    line = lines[key] = lines.get(key) or Line(token, api_url, timeout_s)
    line.users += 1
    return line


async def leave_line(line: Line) -> None:
    """Hangs up when nobody else uses it."""
    line.users -= 1
    if line.users == 0:
        lines = LINES.get(asyncio.get_running_loop(), {})
        for key in [key for key, held in lines.items() if held is line]:
            del lines[key]
        await line.bot.session.close()


MEANINGS: Final[tuple[tuple[tuple[type[AiogramError], ...], type[NetworkError]], ...]] = (
    ((TelegramUnauthorizedError, TelegramNotFound, TelegramForbiddenError, TelegramMigrateToChat), SignedOut),
    ((TelegramBadRequest, TelegramEntityTooLarge), Rejected),
    ((TelegramConflictError,), Unavailable),
)


def meaning(error: AiogramError) -> NetworkError:
    """The contract's word for a failure of a call that was to put a message out: what is not known is unconfirmed."""
    detail = described(error)
    if isinstance(error, TelegramRetryAfter):
        return Unavailable(retry_after=float(error.retry_after), network=NETWORK, detail=detail)
    if isinstance(error, TelegramNetworkError) and isinstance(error.__cause__, NEVER_ARRIVED):
        return Unavailable(network=NETWORK, detail=detail)
    if isinstance(error, TelegramBadRequest) and any(words in detail.lower() for words in NO_RIGHTS):
        return SignedOut(network=NETWORK, detail=detail)
    found = next((word for kinds, word in MEANINGS if isinstance(error, kinds)), Unconfirmed)
    return found(network=NETWORK, detail=detail)


def described(error: AiogramError) -> str:
    """What Telegram said, without the request; a decode error would show the whole page of a proxy."""
    if isinstance(error, ClientDecodeError):
        return "no es una respuesta de Telegram / not an answer of Telegram"
    return error.message[:200] if isinstance(error, TelegramAPIError) else type(error).__name__
