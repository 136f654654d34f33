"""The stand-in itself: what it refuses, and the people it plays. With the specification at hand and without."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.methods import SendMessage
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
)

from tests.servers import telegram_spec
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_spec import BadRequest, checked

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(params=["specification", "aiogram"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[TelegramServer]:
    if request.param == "aiogram":
        monkeypatch.setattr(telegram_spec, "spec", lambda: None)
        monkeypatch.setattr("tests.servers.telegram.spec", lambda: None)
    with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    yield bot
    await bot.session.close()


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("sendMessage", {"chat_id": "@coalicion"}),
        ("sendMessage", {"chat_id": "@coalicion", "text": "x", "txt": "y"}),
        ("sendMessage", {"chat_id": "@coalicion", "text": "x", "disable_notification": "perhaps"}),
        ("sendMessage", {"chat_id": "@coalicion", "text": "x", "reply_parameters": '{"message_id": "first"}'}),
        ("sendMediaGroup", {"chat_id": "@coalicion", "media": "[1]"}),
        ("sendPostcard", {"chat_id": "@coalicion"}),
    ],
)
def test_what_the_specification_does_not_know_is_refused(server: TelegramServer, method: str, values: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        checked(method, values, {})


async def test_lengths_count_after_entities_and_broken_markup_is_refused(bot: Bot) -> None:
    await bot.send_message("@coalicion", "<b>" + "é" * 4096 + "</b>", parse_mode="HTML")
    for text, mode in [("é" * 4097, None), ("<b>x", "HTML"), ("a < b", "HTML"), ("<h1>x</h1>", "HTML"), ("<b></b>", "HTML")]:
        with pytest.raises(TelegramBadRequest):
            await bot.send_message("@coalicion", text, parse_mode=mode)


async def test_strangers_and_wrong_tokens_are_refused(bot: Bot, server: TelegramServer) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(77, "Hola")
    server.people.block(78)
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(78, "Hola")
    stranger = Bot("1:x", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_albums_hold_two_to_ten_and_their_files_exist(bot: Bot, server: TelegramServer) -> None:
    photo = BufferedInputFile(PNG, "a.png")
    sent = await bot.send_media_group("@coalicion", [InputMediaPhoto(media=photo), InputMediaPhoto(media=photo)])

    assert len(sent) == 2
    with pytest.raises(TelegramBadRequest):
        await bot.send_media_group("@coalicion", [InputMediaPhoto(media=photo)])
    with pytest.raises(TelegramBadRequest):
        await bot.send_media_group("@coalicion", [InputMediaPhoto(media="attach://none"), InputMediaPhoto(media=photo)])


async def test_people_write_press_ask_and_react(bot: Bot, server: TelegramServer) -> None:
    server.people.say(7, "/start", language="en")
    [start] = await bot.get_updates(timeout=1)
    assert start.message is not None
    assert start.message.from_user is not None
    assert (start.message.text, start.message.from_user.language_code) == ("/start", "en")

    keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Compartir", callback_data="share:1")]])
    await bot(SendMessage(chat_id=7, text="Hola", reply_markup=keys))
    server.people.press(7, "share:1")
    server.people.ask_inline(7, "30 julio")
    server.people.react("@coalicion", 1, **{"❤": 3})
    wanted = ["callback_query", "inline_query", "message_reaction_count"]
    pressed, asked, reacted = await bot.get_updates(offset=start.update_id + 1, timeout=1, allowed_updates=wanted)

    assert pressed.callback_query is not None
    assert pressed.callback_query.data == "share:1"
    assert asked.inline_query is not None
    assert reacted.message_reaction_count is not None
    assert reacted.message_reaction_count.reactions[0].total_count == 3
    article = InlineQueryResultArticle(id="1", title="x", input_message_content=InputTextMessageContent(message_text="x"))
    await bot.answer_inline_query(asked.inline_query.id, [article])
    assert len(server.called("answerInlineQuery")) == 1
    assert [message["text"] for message in server.sent(7)] == ["Hola"]


async def test_polling_waits_for_the_next_update(bot: Bot, server: TelegramServer) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    server.people.say(7, "Hola")

    assert len(await waiting) == 1


async def test_a_picture_from_a_person_can_be_downloaded(bot: Bot, server: TelegramServer) -> None:
    message = server.people.send_photo(7, PNG, "Mi cartel")
    content = await bot.download(message["photo"][0]["file_id"])

    assert content is not None
    assert content.read() == PNG
