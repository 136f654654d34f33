"""Members send in a text or a file for the Coalition: shown back first, kept only with their word that it may be published."""

import asyncio
import tempfile
from html import escape
from pathlib import Path
from typing import Final

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Audio, CallbackQuery, Document, InlineKeyboardMarkup, Message, PhotoSize, Video, Voice
from sqlalchemy.orm import Session

from assets.fresh import Fresh
from assets.intake import MAX_ALT, keep, make_looked
from bot import sentences
from bot.door import Surroundings, Tell
from bot.keyboards import button
from bot.members import Reader
from campaigns.hotlines import known_lines
from campaigns.withdrawing import take_out_sent_in
from foundation.texts import Texts
from moderation.submissions import Sent, receive, refuse_unwanted, submission_numbered, withdraw

MOST_BYTES: Final = 20_000_000
"""What a bot may download: https://core.telegram.org/bots/api#getfile"""
LICENCE: Final = "envío de miembro, con su permiso de publicación"
SENT_IN: Final = "envio-por-telegram"


class Sending(StatesGroup):
    """Where a member stands; it lives in memory and is gone with the process."""

    text = State()
    words = State()
    consent = State()


async def ask_text(message: Message, texts: Texts, state: FSMContext) -> None:
    """What may be sent and what must not be in it."""
    await state.set_state(Sending.text)
    await message.answer(texts(sentences.SUBMIT_ASK))


async def ask_consent(message: Message, texts: Texts, state: FSMContext) -> None:
    """Shows the text back; until she agrees it is nowhere but here."""
    await state.set_state(Sending.consent)
    await state.set_data({"text": message.text or ""})
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[button(texts(sentences.SUBMIT_YES), "submit:yes")], [button(texts(sentences.SUBMIT_NO), "submit:no")]]
    )
    await message.answer(texts(sentences.SUBMIT_CONSENT, text=escape(message.text or "")), reply_markup=keyboard)


async def take_file(message: Message, texts: Texts, state: FSMContext) -> None:
    """A picture, film, recording or PDF: only Telegram's name for it is noted; nothing is downloaded before she agrees."""
    sent = file_of(message)
    if sent is None or (sent.file_size or 0) > MOST_BYTES:
        await message.answer(texts(sentences.SUBMIT_TOO_LARGE, most=MOST_BYTES // 1_000_000))
        return
    await state.set_data({"file": sent.file_id})
    if message.caption:
        await ask_people(message, message.caption, texts, state)
        return
    await state.set_state(Sending.words)
    await message.answer(texts(sentences.SUBMIT_ASK_WORDS))


def file_of(message: Message) -> PhotoSize | Video | Audio | Voice | Document | None:
    """The file of a message; of a picture its largest size."""
    picture = message.photo[-1] if message.photo else None
    return picture or message.video or message.audio or message.voice or message.document


async def take_words(message: Message, texts: Texts, state: FSMContext) -> None:
    """What is seen or heard in the file, for whoever cannot see or hear it."""
    await ask_people(message, message.text or "", texts, state)


async def ask_people(message: Message, words: str, texts: Texts, state: FSMContext) -> None:
    """Nobody may be recognised who did not agree: that is asked before the file is fetched."""
    await state.update_data(text=words)
    await state.set_state(Sending.consent)
    answers = (
        (sentences.SUBMIT_NOBODY, "submit:nobody"),
        (sentences.SUBMIT_AGREED, "submit:agreed"),
        (sentences.SUBMIT_PEOPLE, "submit:people"),
        (sentences.SUBMIT_NO, "submit:no"),
    )
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[button(texts(said), data)] for said, data in answers])
    await message.answer(texts(sentences.SUBMIT_FILE_CONSENT, text=escape(words)), reply_markup=keyboard)


async def keep_sent(
    query: CallbackQuery, bot: Bot, reader: Reader, texts: Texts, tell: Tell, around: Surroundings, state: FSMContext
) -> None:
    """Keeps it for review when she agreed, forgets it when she did not."""
    told, answer = await state.get_data(), str(query.data).removeprefix("submit:")
    await state.clear()
    await query.answer()
    if not isinstance(query.message, Message):
        return
    if answer == "no" or not told.get("text"):
        await query.message.answer(texts(sentences.SUBMIT_DROPPED))
        return
    sent = what_is_sent(str(told["text"]), reader, answer)
    refuse_unwanted(sent)
    fresh = await fetched(bot, str(told["file"]), around) if told.get("file") else None
    number = await tell(take_in, sent, fresh, reader, around)
    await query.message.answer(texts(sentences.SUBMIT_KEPT, number=number))


def what_is_sent(words: str, reader: Reader, answer: str) -> Sent:
    """What she hands over under her pseudonym, with what she said of the people in it."""
    return Sent(
        sent_by=sender(reader),
        territory=reader.territory,
        language=reader.language,
        text=words,
        may_publish=True,
        people_visible=answer in {"agreed", "people"},
        people_agreed=answer == "agreed",
    )


async def fetched(bot: Bot, file_id: str, around: Surroundings) -> Fresh:
    """The file as it comes into the library: told apart by content, decoded, made anew; faces are counted."""
    with tempfile.TemporaryDirectory(prefix="corett-") as folder:
        copy = Path(folder) / "sent"
        await bot.download(file_id, copy)
        return await asyncio.to_thread(make_looked, copy, around.limits, name=SENT_IN)


async def take_back(
    message: Message, command: CommandObject, reader: Reader, texts: Texts, tell: Tell, around: Surroundings
) -> None:
    """`/retirar 12`: text and file go, whatever became of them."""
    number = (command.args or "").strip().removeprefix("#")
    if not number.isdigit():
        await message.answer(texts(sentences.SUBMIT_WHICH))
        return
    await tell(let_go, int(number), reader, around)
    await message.answer(texts(sentences.SUBMIT_TAKEN_BACK))


def let_go(session: Session, number: int, reader: Reader, around: Surroundings) -> None:
    """Only who sent it can take it back; her file leaves the library with it, wherever it was used."""
    now, file = around.clock.now(), submission_numbered(session, number).asset_id
    withdraw(session, number, sender(reader), now)
    take_out_sent_in(session, around.store, file, sender(reader), now)


def sender(reader: Reader) -> str:
    """The member's pseudonym."""
    return f"member:{reader.key}"


def take_in(session: Session, sent: Sent, fresh: Fresh | None, reader: Reader, around: Surroundings) -> int:
    """The number of the submission; the words are judged before its file is kept."""
    now = around.clock.now()
    row, _ = receive(session, sent, now, known_lines(session))
    if fresh is not None:
        alt = {reader.language: sent.text[:MAX_ALT]}
        asset = keep(around.store, session, fresh, alt, LICENCE, sent.sent_by, now, name=SENT_IN)
        session.flush()
        row.asset_id = asset.id
    return row.id


def submit_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="submit")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(ask_text, Command("enviar", "submit"))
    router.message.register(take_back, Command("retirar", "withdraw"))
    router.message.register(ask_consent, Sending.text, F.text & ~F.text.startswith("/"))
    router.message.register(take_file, Sending.text, F.photo | F.video | F.audio | F.voice | F.document)
    router.message.register(take_words, Sending.words, F.text & ~F.text.startswith("/"))
    router.callback_query.register(keep_sent, Sending.consent, F.data.startswith("submit:"))
    return router
