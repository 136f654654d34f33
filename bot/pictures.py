"""Sends a kit's card: by Telegram's own name for it when it went there before, else by upload."""

from typing import Final

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import FSInputFile, InlineKeyboardMarkup, Message
from sqlalchemy.orm import Session

from assets.errors import FileGone
from bot.door import Surroundings, Tell
from bot.kits import Picture
from bot.models import SentFile

log: Final = structlog.get_logger()


async def send_picture(
    message: Message,
    bot: Bot,
    picture: Picture,
    words: str,
    keyboard: InlineKeyboardMarkup | None,
    tell: Tell,
    around: Surroundings,
) -> bool:
    """Whether the card was sent; a kit whose card was withdrawn or is refused still has its words."""
    known = await tell(file_id_of, picture.sha256, str(bot.id))
    try:
        photo = known or FSInputFile(around.store.path(picture.sha256, picture.mime))
        sent = await message.answer_photo(photo, caption=words or None, reply_markup=keyboard if words else None)
    except FileGone:
        log.info("bot.card_withdrawn")
        return False
    except TelegramBadRequest as error:
        log.warning("bot.card_refused", detail=error.message)
        if known:
            await tell(forget_file, picture.sha256, str(bot.id))
        return False
    if not known and sent.photo:
        await tell(remember_file, picture.sha256, str(bot.id), sent.photo[-1].file_id)
    return True


def file_id_of(session: Session, sha256: str, bot_id: str) -> str | None:
    """Telegram's name for the file, as this bot knows it."""
    row = session.get(SentFile, (sha256, bot_id))
    return row.file_id if row else None


def remember_file(session: Session, sha256: str, bot_id: str, file_id: str) -> None:
    """Keeps Telegram's name for the file."""
    session.merge(SentFile(sha256=sha256, bot_id=bot_id, file_id=file_id))


def forget_file(session: Session, sha256: str, bot_id: str) -> None:
    """Telegram no longer knows it: the next time it is uploaded again."""
    row = session.get(SentFile, (sha256, bot_id))
    if row is not None:
        session.delete(row)
