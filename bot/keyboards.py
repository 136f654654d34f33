"""The buttons under the bot's messages."""

from collections.abc import Iterable, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot import sentences
from bot.kits import Found, Kit
from bot.sharing import CHANNELS, Links
from foundation.texts import LANGUAGES, Texts


def button(text: str, data: str) -> InlineKeyboardButton:
    """A button that tells the bot something; Telegram allows 64 bytes."""
    return InlineKeyboardButton(text=text, callback_data=data)


def in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    """The buttons in rows of at most `width`."""
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def language_choice() -> InlineKeyboardMarkup:
    """The languages the bot speaks, each in its own name."""
    return InlineKeyboardMarkup(
        inline_keyboard=[[button(sentences.LANGUAGE_NAMES[code], f"language:{code}") for code in LANGUAGES]]
    )


def country_choice(countries: Iterable[tuple[str, str]], act: str = "country") -> InlineKeyboardMarkup:
    """The countries, two in a row: nine and the region fit a telephone without scrolling."""
    return InlineKeyboardMarkup(inline_keyboard=in_rows([button(name, f"{act}:{code}") for code, name in countries], 2))


def kit_list(kits: Iterable[Found]) -> InlineKeyboardMarkup:
    """One row per message, because titles are long."""
    return InlineKeyboardMarkup(inline_keyboard=[[button(shortened(kit.title, 60), f"kit:{kit.post}")] for kit in kits])


def share_buttons(kit: Kit, links: Links, texts: Texts) -> InlineKeyboardMarkup:
    """The networks' share windows, a chat of Telegram, and the kit in the other languages it went out in."""
    windows = [InlineKeyboardButton(text=sentences.CHANNEL_NAMES[channel], url=links.share[channel]) for channel in CHANNELS]
    chat = InlineKeyboardButton(text=texts(sentences.SHARE_IN_CHAT), switch_inline_query=f"#{kit.post}")
    others = [
        button(sentences.LANGUAGE_NAMES.get(code, code), f"kit:{kit.post}:{code}")
        for code in kit.languages
        if code != kit.language
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*in_rows(windows, 2), [chat], *in_rows(others, 3)])


def shortened(text: str, room: int) -> str:
    """The text in that many signs."""
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
