"""Answers a call for help before anything else looks at the message. What was written is neither kept, logged nor counted."""

from html import escape

import structlog
from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from sqlalchemy.exc import SQLAlchemyError

from bot import sentences
from bot.alerts import Watch
from bot.door import Ask, Surroundings
from bot.help_lines import Help, help_for
from bot.keyboards import country_choice
from bot.members import Reader, countries
from foundation.people import REGION
from foundation.texts import Texts
from moderation.checks import looks_like_a_call_for_help

log = structlog.get_logger()


def calls_for_help(message: Message, raw_state: str | None = None) -> bool:
    """Whether the text or the caption looks like a call for help. Who translates is asked whether it is her translation."""
    at_work = raw_state is not None and raw_state.startswith("Translating:")
    return not at_work and looks_like_a_call_for_help(message.text or message.caption or "")


async def answer_call(message: Message, reader: Reader, texts: Texts, ask: Ask, around: Surroundings, watch: Watch) -> None:
    """The help lines of her country, or the question where she is. Then people are paged, without a word of hers."""
    text, keyboard = await help_message(reader.territory, reader.language, texts, ask, around)
    await message.answer(text, reply_markup=keyboard)
    await watch.page(reader.territory)


async def explain(message: Message, reader: Reader, texts: Texts, ask: Ask, around: Surroundings, bot_name: str) -> None:
    """First who to turn to, then how the bot works: nobody should have to know which of the two "help" means."""
    text, keyboard = await help_message(reader.territory, reader.language, texts, ask, around)
    await message.answer(f"{text}\n\n———\n{texts(sentences.HOW_TO, bot=bot_name)}", reply_markup=keyboard)


async def tell_country(query: CallbackQuery, reader: Reader, texts: Texts, ask: Ask, around: Surroundings) -> None:
    """The help lines of the country she touched; her choice is not kept."""
    text, keyboard = await help_message(str(query.data).removeprefix("help:"), reader.language, texts, ask, around)
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.answer(text, reply_markup=keyboard)


async def help_message(
    territory: str, language: str, texts: Texts, ask: Ask, around: Surroundings
) -> tuple[str, InlineKeyboardMarkup | None]:
    """What to say, and the countries to choose from when none is known. Without the database it still says what to do."""
    try:
        known = await ask(help_for, territory, language, around.clock.now())
        places = [place for place in await ask(countries, language) if place[0] != REGION]
    except SQLAlchemyError as error:
        log.warning("bot.help_without_database", error=type(error).__name__)
        known, places = Help(REGION, "", "", ()), []
    if known.territory != REGION:
        return help_text(known, texts), None
    return help_text(known, texts, ask_where=bool(places)), country_choice(places, "help") if places else None


def help_text(known: Help, texts: Texts, *, ask_where: bool = False) -> str:
    """The whole answer. A number is only ever one that was verified."""
    parts = [texts(sentences.HELP_OPENING)]
    if known.territory == REGION:
        parts += [texts(sentences.HELP_EMERGENCY), *([texts(sentences.HELP_WHERE)] if ask_where else [])]
    else:
        country = escape(known.name)
        lines = [f"☎ <b>{escape(line.number)}</b> · {escape(line.name)}" for line in known.lines]
        heading = sentences.HELP_LINES if lines else sentences.HELP_NO_LINES
        parts += ["\n".join([texts(heading, country=country), *lines]), texts(sentences.HELP_EMERGENCY)]
        if known.body:
            parts.append(texts(sentences.HELP_BODY, country=country, body=escape(known.body)))
    return "\n\n".join([*parts, texts(sentences.HELP_CARE)])


def help_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="help")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(answer_call, calls_for_help)
    router.message.register(answer_call, CommandStart(deep_link=True, magic=F.args == "ayuda"))
    router.message.register(explain, Command("ayuda", "help"))
    router.callback_query.register(tell_country, F.data.startswith("help:"))
    return router
