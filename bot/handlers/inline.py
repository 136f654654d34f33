"""`@bot 30 julio` in any chat: pick a message and send it there, with a tracked link."""

from dataclasses import dataclass
from html import escape

from aiogram import Bot, Router
from aiogram.types import (
    ChosenInlineResult,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from sqlalchemy.orm import Session

from bot import sentences
from bot.door import Surroundings, Tell
from bot.handlers.kits import CAPTION_ROOM, MESSAGE_ROOM
from bot.keyboards import shortened
from bot.kits import Kit, KitGone, OnHold, find_kits, kit_of, units
from bot.members import Reader
from bot.pictures import file_id_of
from bot.sharing import links_for
from campaigns.models import Post
from foundation.texts import Texts
from moderation.checks import looks_like_a_call_for_help
from monitoring.requests import count_request

FEW = 8
CACHE_S = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One message to choose from, with its words already carrying the member's link."""

    kit: Kit
    words: str
    file_id: str | None


async def offer(query: InlineQuery, bot: Bot, reader: Reader, texts: Texts, tell: Tell, around: Surroundings) -> None:
    """The messages that fit; a call for help gets the way to the help lines and nothing else."""
    way_to_help = InlineQueryResultsButton(text=texts(sentences.HELP_INLINE), start_parameter="ayuda")
    if looks_like_a_call_for_help(query.query):
        await query.answer([], cache_time=0, is_personal=True, button=way_to_help)
        return
    choices = await tell(choices_for, query.query, reader, around, str(bot.id))
    await query.answer([result_of(choice) for choice in choices], cache_time=CACHE_S, is_personal=True)


async def count_share(chosen: ChosenInlineResult, reader: Reader, tell: Tell, around: Surroundings) -> None:
    """Someone sent it to a chat: one more share. Telegram tells only when @BotFather's inline feedback is on."""
    post, _, language = chosen.result_id.partition(":")
    if post.isdigit():
        await tell(note_share, int(post), language, reader, around)


def choices_for(session: Session, words: str, reader: Reader, around: Surroundings, bot_id: str) -> list[Choice]:
    """The kits that fit the words, or the one a share button named by its number (`#12`)."""
    now = around.clock.now()
    named = words.strip().removeprefix("#")
    if words.strip().startswith("#") and named.isdigit():
        posts = [int(named)]
    else:
        posts = [found.post for found in find_kits(session, words[:200], reader, now, FEW)]
    choices = []
    for post in posts:
        try:
            kit = kit_of(session, post, reader, reader.language, now)
        except (KitGone, OnHold):
            continue
        link = links_for(session, kit, reader, around.public_url, now, channel="inline").visit
        file_id = file_id_of(session, kit.picture.sha256, bot_id) if kit.picture else None
        choices.append(Choice(kit, kit.within(MESSAGE_ROOM, link), file_id))
    count_request(session, "inline", day=around.today(), territory=reader.territory, language=reader.language)
    return choices


def result_of(choice: Choice) -> InlineQueryResultArticle | InlineQueryResultCachedPhoto:
    """With its card when Telegram already has it, else the words with a preview of the link."""
    kit, name, words = choice.kit, f"{choice.kit.post}:{choice.kit.language}", escape(choice.words)
    if choice.file_id and units(choice.words) <= CAPTION_ROOM:
        return InlineQueryResultCachedPhoto(
            id=name, photo_file_id=choice.file_id, title=kit.title, description=summary(kit), caption=words, parse_mode="HTML"
        )
    return InlineQueryResultArticle(
        id=name,
        title=shortened(kit.title, 80),
        description=summary(kit),
        input_message_content=InputTextMessageContent(message_text=words, parse_mode="HTML"),
    )


def summary(kit: Kit) -> str:
    """The beginning of the words, for the list."""
    return shortened(" ".join(kit.without_link().split()), 120)


def note_share(session: Session, post: int, language: str, reader: Reader, around: Surroundings) -> None:
    """Counts the share under its campaign."""
    row = session.get(Post, post)
    if row is not None:
        count_request(
            session, "share", day=around.today(), territory=reader.territory, language=language, campaign_id=row.campaign_id
        )


def inline_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="inline")
    router.inline_query.register(offer)
    router.chosen_inline_result.register(count_share)
    return router
