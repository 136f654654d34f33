"""Getting to know each other: language, country, what is kept, and being forgotten."""

from html import escape

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot import sentences
from bot.door import Ask, Surroundings, Tell
from bot.keyboards import country_choice, language_choice
from bot.linking import link, unlink
from bot.members import Reader, countries, forget, remember
from foundation.texts import LANGUAGES, Texts
from monitoring.requests import count_request


async def welcome(message: Message, reader: Reader, tell: Tell, around: Surroundings) -> None:
    """Asks for the language in both languages: nobody has to read one she does not know."""
    await tell(count_request, "start", day=around.today(), territory=reader.territory, language=reader.language)
    await message.answer(sentences.ASK_LANGUAGE, reply_markup=language_choice())


async def ask_language(message: Message) -> None:
    """Offers the languages."""
    await message.answer(sentences.ASK_LANGUAGE, reply_markup=language_choice())


async def set_language(query: CallbackQuery, reader: Reader, ask: Ask, tell: Tell, around: Surroundings, bot_name: str) -> None:
    """Keeps the language; a newcomer is then asked for her country."""
    wanted = str(query.data).removeprefix("language:")
    now_known = await tell(remember, reader, around.today(), language=wanted if wanted in LANGUAGES else None)
    texts = Texts(now_known.language)
    await query.answer()
    if not isinstance(query.message, Message):
        return
    if reader.known:
        await query.message.answer(texts(sentences.LANGUAGE_SET) + "\n\n" + texts(sentences.HOW_TO, bot=bot_name))
    else:
        keyboard = country_choice(await ask(countries, now_known.language))
        await query.message.answer(texts(sentences.ASK_COUNTRY), reply_markup=keyboard)


async def ask_country(message: Message, reader: Reader, texts: Texts, ask: Ask) -> None:
    """Offers the countries."""
    await message.answer(texts(sentences.ASK_COUNTRY), reply_markup=country_choice(await ask(countries, reader.language)))


async def set_country(
    query: CallbackQuery, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings, bot_name: str
) -> None:
    """Keeps the country and says what can be done."""
    code = str(query.data).removeprefix("country:")
    now_known = await tell(remember, reader, around.today(), territory=code)
    names = dict(await ask(countries, now_known.language))
    await query.answer()
    if isinstance(query.message, Message):
        thanks = texts(sentences.COUNTRY_SET, country=escape(names.get(now_known.territory, "")))
        await query.message.answer(f"{thanks}\n\n{texts(sentences.READY, bot=bot_name)}")


async def explain_privacy(message: Message, texts: Texts) -> None:
    """What is kept and what is not."""
    await message.answer(texts(sentences.PRIVACY))


async def link_chat(
    message: Message, command: CommandObject, reader: Reader, texts: Texts, tell: Tell, around: Surroundings
) -> None:
    """A console user claims this chat for her alerts."""
    if not command.args:
        await message.answer(texts(sentences.LINK_HOW))
        return
    name = await tell(link, around.vault, command.args, reader, message.chat.id, around.clock.now(), around.today())
    await message.answer(texts(sentences.LINKED, user=escape(name)))


async def unlink_chat(message: Message, reader: Reader, texts: Texts, tell: Tell) -> None:
    """No more alerts here."""
    await tell(unlink, reader.key)
    await message.answer(texts(sentences.UNLINKED))


async def forget_me(message: Message, reader: Reader, texts: Texts, tell: Tell) -> None:
    """Deletes what is kept of her."""
    await tell(forget, reader.key)
    await message.answer(texts(sentences.FORGOTTEN))


def start_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="start")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(welcome, CommandStart())
    router.message.register(ask_language, Command("idioma", "language"))
    router.message.register(ask_country, Command("pais", "país", "country"))
    router.message.register(explain_privacy, Command("privacidad", "privacy"))
    router.message.register(forget_me, Command("olvidar", "forget"))
    router.message.register(link_chat, Command("vincular", "link"))
    router.message.register(unlink_chat, Command("desvincular", "unlink"))
    router.callback_query.register(set_language, F.data.startswith("language:"))
    router.callback_query.register(set_country, F.data.startswith("country:"))
    return router
