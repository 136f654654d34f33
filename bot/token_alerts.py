"""What managers are told on Telegram about credentials that end: each step once, to who manages that territory's profiles."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sentences
from bot.models import TokenAlert
from campaigns.tokens import TokenWarning, token_warnings
from foundation.people import Role, User, has_role
from foundation.texts import Texts

TOLD_AT_ONCE: Final = 10


def new_warnings(session: Session, now: datetime) -> list[TokenWarning]:
    """Steps reached that nobody was told about yet."""
    told = {(row.profile_id, row.version, row.days) for row in session.scalars(select(TokenAlert))}
    return [one for one in token_warnings(session, now) if one.mark not in told]


def warnings_for(session: Session, user_id: int, warnings: Sequence[TokenWarning]) -> list[TokenWarning]:
    """Those of territories whose profiles the user manages."""
    user = session.get(User, user_id)
    return [one for one in warnings if user is not None and has_role(session, user, Role.COMMUNITY_MANAGER, one.territory)]


def remember_warned(session: Session, warnings: Iterable[TokenWarning], now: datetime) -> None:
    """Notes what was told, so that it is told once."""
    for one in warnings:
        session.merge(TokenAlert(profile_id=one.profile_id, version=one.version, days=one.days, told_at=now))


def warning_text(warnings: Sequence[TokenWarning], texts: Texts) -> str:
    """One message for all of them, the most urgent first."""
    lines = [f"• {escape(one.say(texts))}" for one in warnings[:TOLD_AT_ONCE]]
    if len(warnings) > TOLD_AT_ONCE:
        lines.append(texts(sentences.ALERT_MORE, count=len(warnings) - TOLD_AT_ONCE))
    return "\n".join([f"<b>{texts(sentences.TOKENS_END)}</b>", *lines])
