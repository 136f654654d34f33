"""Translating and reviewing on a telephone: /traducir, one sentence after the other or all at once, written or spoken."""

import asyncio
import tempfile
from html import escape
from pathlib import Path
from typing import Any, Final

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from assets.fresh import Fresh
from assets.intake import make_looked
from bot import sentences
from bot.door import Ask, Surroundings, Tell
from bot.handlers.help import help_message
from bot.keyboards import button, shortened
from bot.members import Reader
from bot.translating import (
    Checked,
    Step,
    accept,
    answer,
    check,
    give_back,
    hand_in,
    hand_in_voice,
    start_over,
    step,
    tasks,
    write_whole,
)
from foundation.texts import Texts
from moderation.checks import looks_like_a_call_for_help

ROOM: Final = 3600
MARKS: Final = {"gone": "<s>{}</s>", "new": "<b>{}</b>", "same": "{}"}
WEIGHTS: Final = {"block": "⛔", "warn": "⚠️", "info": "ℹ️"}


class Translating(StatesGroup):
    """Where a translator stands; her draft itself is in the database and survives the process."""

    sentence = State()
    whole = State()
    reason = State()
    note = State()


def keys(*rows: tuple[str, str]) -> InlineKeyboardMarkup:
    """Buttons, one under the other."""
    return InlineKeyboardMarkup(inline_keyboard=[[button(text, data)] for text, data in rows])


async def show_tasks(message: Message, reader: Reader, texts: Texts, ask: Ask, state: FSMContext) -> None:
    """What waits for her."""
    await state.clear()
    found = await ask(tasks, reader)
    if not found:
        await message.answer(texts(sentences.WORK_NONE))
        return
    rows = [
        (
            shortened(f"{'🔎' if one.review else '✍️'} {one.language} · {one.due + ' · ' if one.due else ''}{one.start}", 60),
            f"work:{'review' if one.review else 'open'}:{one.number}",
        )
        for one in found
    ]
    await message.answer(texts(sentences.WORK_LIST), reply_markup=keys(*rows))


async def chosen(
    query: CallbackQuery, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings, state: FSMContext
) -> None:
    """A button of this work."""
    _, act, number = (*str(query.data).split(":"), "", "")[:3]
    await query.answer()
    if not isinstance(query.message, Message) or not number.isdigit():
        return
    await act_on(query.message, act, int(number), reader, texts, ask, tell, around, state)


async def act_on(
    message: Message,
    act: str,
    number: int,
    reader: Reader,
    texts: Texts,
    ask: Ask,
    tell: Tell,
    around: Surroundings,
    state: FSMContext,
) -> None:
    """What the button says."""
    if act == "open":
        await open_work(message, await ask(step, number, reader, whole=True), texts)
    elif act == "whole":
        await state.set_state(Translating.whole)
        await state.set_data({"number": number})
        await message.answer(texts(sentences.WORK_SEND_WHOLE))
    elif act in ("steps", "again"):
        if act == "again":
            await tell(start_over, number, reader)
        await next_sentence(message, number, reader, texts, ask, state)
    elif act == "keep":
        await keep_words(message, str((await state.get_data()).get("held", "")), reader, texts, ask, tell, around, state)
    elif act == "give":
        await tell(hand_in, number, reader, around)
        await state.clear()
        await message.answer(texts(sentences.WORK_GIVEN))
    elif act == "review":
        await show_for_review(message, await ask(check, number, reader, around), texts)
    elif act == "accept":
        await accept_it(message, number, reader, texts, ask, tell, around, state)
    elif act == "back":
        await state.set_state(Translating.note)
        await state.set_data({"number": number})
        await message.answer(texts(sentences.WORK_ASK_NOTE))


async def open_work(message: Message, work: Step, texts: Texts) -> None:
    """The whole original with everything that helps, and the two ways to go on."""
    parts = [f"<b>{escape(work.language)}</b>", f"<blockquote>{escape(work.words[:ROOM])}</blockquote>", *helps(work, texts)]
    if work.difference:
        shown = "".join(MARKS[one.kind].format(escape(one.words)) for one in work.difference)
        parts.insert(1, texts(sentences.WORK_CHANGED, changes=shown))
    rows = [
        (texts(sentences.WORK_STEPS), f"work:steps:{work.number}"),
        (texts(sentences.WORK_WHOLE), f"work:whole:{work.number}"),
    ]
    await message.answer("\n\n".join(parts), reply_markup=keys(*rows))


def helps(work: Step, texts: Texts) -> list[str]:
    """Instructions, terms and what the memory knows."""
    told = []
    if work.note:
        told.append(texts(sentences.WORK_NOTE, note=escape(work.note)))
    if work.terms:
        told.append(texts(sentences.WORK_TERMS) + "\n" + "\n".join(f"• {escape(a)} → <b>{escape(b)}</b>" for a, b in work.terms))
    if work.known:
        told.append(texts(sentences.WORK_KNOWN) + "\n" + "\n".join(f"• <code>{escape(one[:300])}</code>" for one in work.known))
    return told


async def next_sentence(message: Message, number: int, reader: Reader, texts: Texts, ask: Ask, state: FSMContext) -> None:
    """One sentence to translate."""
    work = await ask(step, number, reader)
    await state.set_state(Translating.sentence)
    await state.set_data({"number": number})
    heading = texts(sentences.WORK_SENTENCE, at=work.at, of=work.of)
    parts = [heading, f"<blockquote>{escape(work.words[:ROOM])}</blockquote>", *helps(work, texts)]
    await message.answer("\n\n".join(parts))


async def take_words(
    message: Message, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings, state: FSMContext
) -> None:
    """A sentence or the whole text. Words that sound like a call for help are answered as one, and kept only if she says so."""
    words, number = message.text or "", (await state.get_data()).get("number")
    if looks_like_a_call_for_help(words):
        await state.update_data(held=words)
        told, keyboard = await help_message(reader.territory, reader.language, texts, ask, around)
        await message.answer(told, reply_markup=keyboard)
        await message.answer(texts(sentences.WORK_IS_IT), reply_markup=keys((texts(sentences.WORK_IT_IS), f"work:keep:{number}")))
        return
    await keep_words(message, words, reader, texts, ask, tell, around, state)


async def keep_words(
    message: Message,
    words: str,
    reader: Reader,
    texts: Texts,
    ask: Ask,
    tell: Tell,
    around: Surroundings,
    state: FSMContext,
) -> None:
    """Puts the words into her draft and goes on."""
    data: dict[str, Any] = await state.get_data()
    number, where = int(data.get("number", 0)), await state.get_state()
    if not words.strip() or not number:
        return
    if where == Translating.whole.state:
        await tell(write_whole, number, reader, words)
    elif not await tell(answer, number, reader, words):
        await next_sentence(message, number, reader, texts, ask, state)
        return
    await state.clear()
    await show_checked(message, await ask(check, number, reader, around), texts)


async def show_checked(message: Message, work: Checked, texts: Texts) -> None:
    """Her whole text, what the guard says, and whether to hand it in."""
    told = [f"<blockquote>{escape(work.text[:ROOM])}</blockquote>", findings_text(work, texts), texts(sentences.WORK_HAND_IN)]
    rows = [
        (texts(sentences.WORK_GIVE), f"work:give:{work.number}"),
        (texts(sentences.WORK_WHOLE), f"work:whole:{work.number}"),
        (texts(sentences.WORK_AGAIN), f"work:again:{work.number}"),
    ]
    await message.answer("\n\n".join(told), reply_markup=keys(*rows))


def findings_text(work: Checked, texts: Texts) -> str:
    """What was found, each with its weight, why and how to mend it."""
    if not work.findings:
        return texts(sentences.WORK_CLEAN)
    lines = []
    for one in work.findings[:8]:
        said = one.said(texts)
        lines.append(f"{WEIGHTS[said['severity']]} {escape(shortened(said['why'], 260))}. {escape(said['fix'])}")
    return "\n\n".join(lines)


async def show_for_review(message: Message, work: Checked, texts: Texts) -> None:
    """The original and the translation, for the person who decides."""
    half = ROOM // 2
    await message.answer(f"<b>{texts(sentences.WORK_ORIGINAL)}</b>\n<blockquote>{escape(work.source[:half])}</blockquote>")
    told = [f"<b>{escape(work.language)}</b>"]
    told += [f"<blockquote>{escape(work.text[:half])}</blockquote>"] if work.text else []
    told += [texts(sentences.WORK_RECORDED)] if work.recording else []
    told += [findings_text(work, texts)] if work.text else []
    rows = [
        (texts(sentences.WORK_ACCEPT), f"work:accept:{work.number}"),
        (texts(sentences.WORK_BACK), f"work:back:{work.number}"),
    ]
    await message.answer("\n\n".join(told), reply_markup=keys(*rows))


async def accept_it(
    message: Message, number: int, reader: Reader, texts: Texts, ask: Ask, tell: Tell, around: Surroundings, state: FSMContext
) -> None:
    """Accepts; where the guard stops it the reviewer is asked for her reason."""
    work = await ask(check, number, reader, around)
    if work.blocked:
        await state.set_state(Translating.reason)
        await state.set_data({"number": number})
        await message.answer(texts(sentences.WORK_ASK_REASON))
        return
    await tell(accept, number, reader, around)
    await message.answer(texts(sentences.WORK_ACCEPTED))


async def take_reason(
    message: Message, reader: Reader, texts: Texts, tell: Tell, around: Surroundings, state: FSMContext
) -> None:
    """Accepted in spite of what was found, with the reason that is kept."""
    number = int((await state.get_data()).get("number", 0))
    await state.clear()
    await tell(accept, number, reader, around, message.text or "")
    await message.answer(texts(sentences.WORK_ACCEPTED))


async def take_note(message: Message, reader: Reader, texts: Texts, tell: Tell, around: Surroundings, state: FSMContext) -> None:
    """Given back with what to change."""
    number = int((await state.get_data()).get("number", 0))
    await state.clear()
    await tell(give_back, number, reader, around, message.text or "")
    await message.answer(texts(sentences.WORK_RETURNED))


async def take_voice(
    message: Message, bot: Bot, reader: Reader, texts: Texts, tell: Tell, around: Surroundings, state: FSMContext
) -> None:
    """A recording is an answer too: made anew, kept in the library, handed in."""
    number = int((await state.get_data()).get("number", 0))
    sound = message.voice or message.audio
    if sound is None or not number:
        return
    with tempfile.NamedTemporaryFile(suffix=".ogg") as copy:
        await bot.download(sound, copy.name)
        fresh = await freshened(Path(copy.name), number)
    await tell(hand_in_voice, number, reader, around, fresh)
    await state.clear()
    await message.answer(texts(sentences.WORK_GIVEN))


async def freshened(file: Path, number: int) -> Fresh:
    """The recording, decoded and made anew in a thread."""
    return await asyncio.to_thread(make_looked, file, name=f"traduccion-{number}.ogg")


def translate_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="translate")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(show_tasks, Command("traducir", "translate"))
    words = F.text & ~F.text.startswith("/")
    router.message.register(take_words, Translating.sentence, words)
    router.message.register(take_words, Translating.whole, words)
    router.message.register(take_reason, Translating.reason, words)
    router.message.register(take_note, Translating.note, words)
    router.message.register(take_voice, Translating.sentence, F.voice | F.audio)
    router.message.register(take_voice, Translating.whole, F.voice | F.audio)
    router.callback_query.register(chosen, F.data.startswith("work:"))
    return router
