"""Members send in a text for the Coalition: shown back first, kept only with their word that it may be published."""

from html import escape

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from sqlalchemy.orm import Session

from bot import sentences
from bot.door import Surroundings, Tell
from bot.keyboards import button
from bot.members import Reader
from campaigns.hotlines import known_lines
from foundation.texts import Texts
from moderation.submissions import Sent, receive, withdraw


class Sending(StatesGroup):
    """Where a member stands; it lives in memory and is gone with the process."""

    text = State()
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


async def keep_text(
    query: CallbackQuery, reader: Reader, texts: Texts, tell: Tell, around: Surroundings, state: FSMContext
) -> None:
    """Keeps it for review when she agreed, forgets it when she did not."""
    words = str((await state.get_data()).get("text", ""))
    await state.clear()
    await query.answer()
    if not isinstance(query.message, Message):
        return
    if query.data != "submit:yes" or not words:
        await query.message.answer(texts(sentences.SUBMIT_DROPPED))
        return
    number = await tell(take_in, words, reader, around)
    await query.message.answer(texts(sentences.SUBMIT_KEPT, number=number))


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
    """Only who sent it can take it back."""
    withdraw(session, number, f"member:{reader.key}", around.clock.now())


def take_in(session: Session, words: str, reader: Reader, around: Surroundings) -> int:
    """The number of the submission; its sender is the member's pseudonym."""
    sent = Sent(
        sent_by=f"member:{reader.key}", territory=reader.territory, language=reader.language, text=words, may_publish=True
    )
    row, _ = receive(session, sent, around.clock.now(), known_lines(session))
    return row.id


def submit_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="submit")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(ask_text, Command("enviar", "submit"))
    router.message.register(take_back, Command("retirar", "withdraw"))
    router.message.register(ask_consent, Sending.text, F.text & ~F.text.startswith("/"))
    router.callback_query.register(keep_text, Sending.consent, F.data.startswith("submit:"))
    return router
