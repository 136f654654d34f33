"""Keeps the reactions under our channels' posts: Telegram only tells them, it cannot be asked."""

from aiogram import Router
from aiogram.types import MessageReactionCountUpdated

from bot.door import Surroundings, Tell
from monitoring.reactions import record_reactions


async def keep_count(update: MessageReactionCountUpdated, tell: Tell, around: Surroundings) -> None:
    """The sum over all emoji, as one sample of the delivery."""
    total = sum(one.total_count for one in update.reactions)
    await tell(record_reactions, f"{update.chat.id}/{update.message_id}", total, around.clock.now())


def reactions_router() -> Router:
    """These handlers, for one dispatcher."""
    router = Router(name="reactions")
    router.message_reaction_count.register(keep_count)
    return router
