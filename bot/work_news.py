"""Tells translators, reviewers and whoever asked, on Telegram and once, that a translation has come to their turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import sentences
from bot.models import WorkAlert
from bot.translating import may_review
from foundation.people import User
from foundation.texts import Texts
from languages.models import RequestStatus, TranslationRequest
from languages.requesting import WAITING
from languages.table import language_of

RECENT: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class News:
    """A turn of a request. `to` are the console users it is for; `turn` is told once."""

    request: int
    turn: str
    kind: str
    language: str
    start: str
    note: str
    to: tuple[int, ...]

    def said(self, texts: Texts) -> str:
        """The message in the reader's language."""
        name = language_of(self.language).name(texts.language)
        return texts(sentences.WORK_NEWS[self.kind], language=escape(name), start=escape(self.start), note=escape(self.note))


def new_turns(session: Session, linked: Sequence[int], now: datetime) -> list[News]:
    """What nobody was told of yet, for the linked users it concerns."""
    old = now - RECENT
    rows = session.scalars(
        select(TranslationRequest).where(
            or_(
                TranslationRequest.status.in_((*WAITING, RequestStatus.DELIVERED)),
                TranslationRequest.reviewed_at > old,
            )
        )
    ).all()
    told = {(row.request_id, row.turn) for row in session.scalars(select(WorkAlert))} if rows else set()
    users = list(session.scalars(select(User).where(User.id.in_(linked), User.active)))
    found = []
    for row in rows:
        turn = turn_of(row)
        if turn is None or turn[2] < old or (row.id, stamp(turn)) in told:
            continue
        to = tuple(user.id for user in users if concerns(session, row, turn[0], turn[1], user))
        if to:
            found.append(News(row.id, stamp(turn), turn[0], row.language, row.source[:80], row.review_note, to))
    return found


def turn_of(row: TranslationRequest) -> tuple[str, str, datetime] | None:
    """Whose turn it is now: the kind of news, the name it is for (empty: whoever may review), and since when."""
    if row.status in WAITING and row.stale_since is not None:
        return "stale", row.assignee or row.delivered_by or "", row.stale_since
    if row.status is RequestStatus.RETURNED and row.reviewed_at is not None:
        return "returned", row.assignee or "", row.reviewed_at
    if row.status is RequestStatus.ASSIGNED:
        return "assigned", row.assignee or "", row.requested_at
    if row.status is RequestStatus.DELIVERED and row.delivered_at is not None:
        return "delivered", "", row.delivered_at
    if row.status is RequestStatus.APPROVED and row.reviewed_at is not None:
        return "approved", row.requested_by, row.reviewed_at
    return None


def stamp(turn: tuple[str, str, datetime]) -> str:
    """What is remembered of a turn: the same kind of news to another person, or later, is news."""
    kind, name, since = turn
    return f"{kind}:{since:%Y%m%d%H%M%S}:{name}"[:80]


def concerns(session: Session, row: TranslationRequest, kind: str, name: str, user: User) -> bool:
    """Whether this person should know."""
    return may_review(session, row, user) if kind == "delivered" else user.name == name


def remember_turns(session: Session, told: Sequence[News], now: datetime) -> None:
    """Notes what was told."""
    for one in told:
        session.merge(WorkAlert(request_id=one.request, turn=one.turn, told_at=now))
