"""Finding a message and handing it over: card, words in the member's language, share buttons with tracked links."""

from html import escape
from typing import Final

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from sqlalchemy.orm import Session

from bot import sentences
from bot.door import Ask, Surroundings, Tell
from bot.keyboards import kit_list, share_buttons
from bot.kits import Found, Kit, find_kits, kit_of, units
from bot.members import Reader
from bot.pictures import send_picture
from bot.sharing import Links, links_for
from foundation.texts import Texts
from monitoring.requests import count_request

MESSAGE_ROOM: Final = 4096  # UTF-16 units after entity parsing: https://core.telegram.org/bots/api#sendmessage
CAPTION_ROOM: Final = 1024  # https://core.telegram.org/bots/api#sendphoto


async def search_by_command(
    message: Message, command: CommandObject, bot: Bot, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings
) -> None:
    """`/kit 30 julio`"""
    await search(message, command.args or "", bot, reader, texts, ask, tell, around)


async def search_by_words(
    message: Message, bot: Bot, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings
) -> None:
    """Plain words are a search too: nobody has to learn a command."""
    await search(message, message.text or "", bot, reader, texts, ask, tell, around)


async def say_what_is_read(message: Message, texts: Texts) -> None:
    """Pictures, voices, documents and unknown commands: said plainly that nothing of it is kept."""
    await message.answer(texts(sentences.ONLY_TEXT))


async def hand_over_chosen(
    query: CallbackQuery, bot: Bot, reader: Reader, texts: Texts, tell: Tell, around: Surroundings
) -> None:
    """The message she touched, in her language or in the one she asked for."""
    _, post, language = (*str(query.data).split(":"), "")[:3]
    await query.answer()
    if isinstance(query.message, Message) and post.isdigit():
        await hand_over(query.message, int(post), language or reader.language, bot, reader, texts, tell, around)


async def search(
    message: Message, words: str, bot: Bot, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings
) -> None:
    """Hands over the message that fits best and lists the others; without words it lists the newest."""
    found = await ask(find_kits, words[:200], reader, around.clock.now())
    await tell(count_request, "search", day=around.today(), territory=reader.territory, language=reader.language)
    if not found:
        nothing = texts(sentences.KITS_NOT_FOUND, words=escape(words[:60])) if words else texts(sentences.KITS_NONE)
        await message.answer(nothing)
    elif not words:
        await message.answer(texts(sentences.KITS_NEWEST), reply_markup=kit_list(found))
    else:
        await hand_over(message, found[0].post, reader.language, bot, reader, texts, tell, around, found[1:])


async def hand_over(
    message: Message,
    post: int,
    language: str,
    bot: Bot,
    reader: Reader,
    texts: Texts,
    tell: Tell,
    around: Surroundings,
    others: list[Found] | None = None,
) -> None:
    """Sends the kit so that it can be forwarded as it is; what only the member needs comes after it."""
    kit, links = await tell(open_kit, post, language, reader, around)
    words, keyboard = kit.within(MESSAGE_ROOM, links.visit), share_buttons(kit, links, texts)
    below = escape(words) if units(words) <= CAPTION_ROOM else ""
    picture = kit.picture and await send_picture(message, bot, kit.picture, below, keyboard, tell, around)
    if not picture or not below:
        await message.answer(escape(words), reply_markup=keyboard)
    notes = []
    if kit.language != language:
        notes.append(texts(sentences.KIT_OTHER_LANGUAGE))
    if picture and kit.picture and kit.picture.alt:
        notes.append(texts(sentences.KIT_IMAGE, alt=escape(kit.picture.alt)))
    if others:
        notes.append(texts(sentences.KITS_MORE))
    if notes:
        await message.answer("\n\n".join(notes), reply_markup=kit_list(others) if others else None)


def open_kit(session: Session, post: int, language: str, reader: Reader, around: Surroundings) -> tuple[Kit, Links]:
    """The kit with the member's links; the request is counted in the same breath."""
    kit = kit_of(session, post, reader, language, around.clock.now())
    links = links_for(session, kit, reader, around.public_url, around.clock.now())
    count_request(session, "kit", day=around.today(), territory=reader.territory, language=kit.language, campaign_id=kit.campaign)
    return kit, links


def kits_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="kits")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(search_by_command, Command("kit"))
    router.message.register(search_by_words, F.text & ~F.text.startswith("/"))
    router.message.register(say_what_is_read)
    router.callback_query.register(hand_over_chosen, F.data.startswith("kit:"))
    return router
