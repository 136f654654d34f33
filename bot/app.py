"""Runs the bot by long polling until it is told to stop. Importing this module costs seconds: only the roof does, on demand."""

import asyncio
import logging
import random
from typing import Final

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.types import BotCommand, ErrorEvent, Message, User
from aiogram.utils.token import TokenValidationError

from bot import sentences
from bot.alerts import Watch
from bot.door import InFlight, Introduction, Patience, Surroundings, Tell
from bot.handlers.help import help_router
from bot.handlers.inline import inline_router
from bot.handlers.kits import kits_router
from bot.handlers.reactions import reactions_router
from bot.handlers.review import review_router
from bot.handlers.start import start_router
from bot.handlers.submit import submit_router
from bot.handlers.translate import translate_router
from bot.members import key_for_members
from bot.settings import BotSettings
from foundation.errors import CorettError
from foundation.texts import N_, Texts

log: Final = structlog.get_logger()

LONGEST_WAIT_S: Final = 60.0


class BotSignedOut(CorettError):
    """Telegram does not know the token."""

    code = "bot_signed_out"
    sentence = N_("Telegram no acepta el token del bot. Cópielo otra vez de @BotFather en [bot] token (o CORETT_BOT__TOKEN).")


async def run_bot(settings: BotSettings, around: Surroundings, stop: asyncio.Event) -> None:
    """Answers members until `stop` is set; an unreachable Telegram is waited for, answers under way are finished first.

    Raises:
        BotSignedOut: the token is refused.
    """
    bot = open_bot(settings)
    try:
        me = await greet(bot, stop)
        if me is not None:
            await poll(bot, me, settings, around, stop)
    except TelegramUnauthorizedError as error:
        raise BotSignedOut from error
    finally:
        await bot.session.close()


def open_bot(settings: BotSettings) -> Bot:
    """The bot at its API address, speaking HTML.

    Raises:
        BotSignedOut: the token has not the shape of one.
    """
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.api_url), timeout=settings.timeout_s)
    try:
        return Bot(settings.token.get_secret_value(), session=session, default=DefaultBotProperties(parse_mode="HTML"))
    except TokenValidationError as error:
        raise BotSignedOut from error


async def greet(bot: Bot, stop: asyncio.Event) -> User | None:
    """Asks who we are until Telegram answers; None when we are told to stop before."""
    wait = 1.0
    while not stop.is_set():
        try:
            return await bot.me()
        except TelegramUnauthorizedError:
            raise
        except AiogramError as error:
            log.warning("bot.telegram_away", error=type(error).__name__, again_in_s=round(wait))
        try:
            await asyncio.wait_for(stop.wait(), wait + random.random())  # noqa: S311 - jitter
        except TimeoutError:
            wait = min(2 * wait, LONGEST_WAIT_S)
    return None


async def poll(bot: Bot, me: User, settings: BotSettings, around: Surroundings, stop: asyncio.Event) -> None:
    """Long polling until `stop`."""
    key = await Tell(around.database)(key_for_members, around.vault)
    under_way = InFlight()
    dispatcher = dispatcher_for(settings, around, key, under_way)
    await introduce(bot)
    log.info("bot.started", bot=me.username)
    watch = Watch(bot, around)
    watching = asyncio.create_task(watch.keep())
    polling = asyncio.create_task(
        dispatcher.start_polling(
            bot,
            polling_timeout=settings.polling_s,
            handle_signals=False,
            close_bot_session=False,
            bot_name=me.username or "",
            watch=watch,
        )
    )
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        watching.cancel()
        if not polling.done():
            await dispatcher.stop_polling()
        await under_way.land()
    await polling
    log.info("bot.stopped")


def dispatcher_for(settings: BotSettings, around: Surroundings, key: bytes, under_way: InFlight) -> Dispatcher:
    """Who answers what. Help comes first; patience stands behind it, so that nobody in danger is told to wait."""
    logging.getLogger("aiogram.event").setLevel(logging.CRITICAL)  # it would print what people wrote
    dispatcher = Dispatcher()
    dispatcher.update.outer_middleware(under_way)
    dispatcher.update.outer_middleware(Introduction(around, key))
    patience = Patience(around.clock, settings.requests_a_minute)
    patient = [start_router(), submit_router(), review_router(), translate_router(), kits_router(), inline_router()]
    for router in patient:
        for observer in (router.message, router.callback_query, router.inline_query):
            observer.middleware(patience)
    dispatcher.include_routers(help_router(), *patient, reactions_router())
    dispatcher.errors.register(apologise)
    return dispatcher


async def introduce(bot: Bot) -> None:
    """Tells Telegram the commands in both languages; a refusal changes nothing for members."""
    try:
        for language, commands in sentences.COMMANDS.items():
            await bot.set_my_commands(
                [BotCommand(command=name, description=text) for name, text in commands.items()],
                language_code=None if language == "es" else language,
            )
    except AiogramError as error:
        log.warning("bot.commands_not_set", error=type(error).__name__)


async def apologise(event: ErrorEvent, texts: Texts | None = None) -> None:
    """Says what went wrong in the member's language; the log holds the kind of error and never what she wrote."""
    if isinstance(event.exception, TelegramForbiddenError):
        return  # she blocked the bot: nobody is there to be told
    words = texts or Texts("es")
    refused = isinstance(event.exception, CorettError)
    if not refused:
        log.error("bot.failed", error=type(event.exception).__name__)
    sentence = event.exception.say(words) if isinstance(event.exception, CorettError) else words(sentences.TROUBLE)
    update = event.update
    message = update.message or (update.callback_query and update.callback_query.message)
    if isinstance(message, Message):
        await message.answer(sentence, parse_mode=None)
