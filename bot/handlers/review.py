"""Reviewers see on Telegram exactly what waits for approval, card and words, and approve it with one touch."""

from html import escape

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot import sentences
from bot.door import Ask, Surroundings, Tell
from bot.keyboards import button
from bot.kits import units
from bot.members import Reader
from bot.pictures import send_picture
from bot.reviewing import Version, Waiting, approve_seen, waiting_for
from foundation.texts import Texts

MESSAGE_ROOM = 3800


async def show_waiting(
    message: Message, bot: Bot, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings
) -> None:
    """The posts this reviewer may approve, the most urgent first, each as it would go out."""
    posts = await ask(waiting_for, reader)
    if not posts:
        await message.answer(texts(sentences.REVIEW_NONE))
    for post in posts:
        for version in post.versions:
            await show_version(message, bot, version, tell, around)
        await message.answer(asked(post, texts), reply_markup=decision(post, texts))


async def show_version(message: Message, bot: Bot, version: Version, tell: Tell, around: Surroundings) -> None:
    """One language of the post: its card with its description, and its words."""
    if version.picture is not None:
        await send_picture(message, bot, version.picture, escape(version.picture.alt[:900]), None, tell, around)
    words = version.text if units(version.text) <= MESSAGE_ROOM else f"{version.text[: MESSAGE_ROOM // 2]}…"
    await message.answer(f"<b>[{escape(version.language)}] {escape(', '.join(version.profiles))}</b>\n\n{escape(words)}")


def asked(post: Waiting, texts: Texts) -> str:
    """What is being decided, and when it would go out."""
    return texts(sentences.REVIEW_ASK, post=post.number, title=escape(post.title), due=escape(post.due), count=post.deliveries)


def decision(post: Waiting, texts: Texts) -> InlineKeyboardMarkup:
    """Approving binds to what was shown; everything else happens in the console."""
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts(sentences.REVIEW_APPROVE), f"approve:{post.number}:{post.seen}")]])


async def approve(query: CallbackQuery, reader: Reader, texts: Texts, tell: Tell, around: Surroundings) -> None:
    """Seals what she saw; what changed meanwhile is shown again instead."""
    _, number, seen = (*str(query.data).split(":"), "")[:3]
    await query.answer()
    if isinstance(query.message, Message) and number.isdigit():
        count = await tell(approve_seen, int(number), seen, reader, around.clock.now())
        await query.message.edit_reply_markup(reply_markup=None)
        await query.message.answer(texts(sentences.REVIEW_DONE, post=number, count=count))


def review_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="review")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(show_waiting, Command("pendientes", "pending"))
    router.callback_query.register(approve, F.data.startswith("approve:"))
    return router
