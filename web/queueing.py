"""What the queue page reads: a few rows of each kind, counts, and one status page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Delivery, Post, Profile, Variant
from campaigns.status import NEEDS_A_PERSON, DeliveryStatus
from web.front import Line

PAGE: Final = 50
GLANCE: Final = 12
STATUSES: Final = ("planned", "draft", "sending", "sent", "unconfirmed", "held", "missed", "failed", "cancelled")

SHOWN_STATUS: Final = case(
    ((Delivery.status == DeliveryStatus.PLANNED) & Delivery.seal.is_(None), "draft"), else_=Delivery.status
).label("shown_status")

LISTED: Final = (
    Delivery.id,
    Delivery.due_at,
    Delivery.zone,
    SHOWN_STATUS,
    Delivery.attempts,
    Delivery.retry_at,
    Delivery.finished_at,
    Delivery.url,
    Delivery.error,
    Delivery.post_id,
    Profile.name.label("profile"),
    Profile.network,
    Profile.territory,
    Variant.language,
    Campaign.slug.label("campaign"),
    Campaign.title_es,
    Campaign.title_en,
    Post.title,
    func.substr(Post.text, 1, 160).label("text"),
)


@dataclass(frozen=True)
class Glance:
    """The queue at a glance: what waits for a person, what is going out, what comes next, what went out last."""

    waiting: Sequence[Line]
    leaving: Sequence[Line]
    coming: Sequence[Line]
    gone: Sequence[Line]


@dataclass(frozen=True)
class QueuePage:
    """One page of one status. `pages` is at least 1."""

    rows: Sequence[Line]
    number: int
    pages: int


def listed() -> Select[Any]:
    """Deliveries with the names people know them by."""
    return (
        select(*LISTED)
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .join(Post, Post.id == Delivery.post_id)
    )


def narrowed(campaign_id: int | None) -> list[ColumnElement[bool]]:
    """The condition of a campaign filter."""
    return [] if campaign_id is None else [Delivery.campaign_id == campaign_id]


def counts(session: Session, campaign_id: int | None) -> dict[str, int]:
    """How many deliveries each status has."""
    rows = session.execute(select(SHOWN_STATUS, func.count()).where(*narrowed(campaign_id)).group_by(SHOWN_STATUS))
    return {str(status): count for status, count in rows}


def glance(session: Session, now: datetime, campaign_id: int | None) -> Glance:
    """A few rows of each kind."""
    only = narrowed(campaign_id)
    approved = Delivery.seal.is_not(None)

    def few(*conditions: ColumnElement[bool], order: Any, count: int = GLANCE) -> Sequence[Line]:
        return session.execute(listed().where(*conditions, *only).order_by(order).limit(count)).all()

    return Glance(
        waiting=few(Delivery.status.in_(NEEDS_A_PERSON), order=Delivery.due_at),
        leaving=few(Delivery.status == DeliveryStatus.SENDING, order=Delivery.due_at),
        coming=few(
            Delivery.status == DeliveryStatus.PLANNED, approved, Delivery.due_at > now - timedelta(days=1), order=Delivery.due_at
        ),
        gone=few(Delivery.status == DeliveryStatus.SENT, Delivery.due_at <= now, order=Delivery.due_at.desc()),
    )


def page_of(session: Session, status: str, campaign_id: int | None, number: int, total: int) -> QueuePage:
    """One page of one status: what is still to come earliest first, what is over latest first."""
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    order = Delivery.due_at if status in ("planned", "draft", "sending") else Delivery.due_at.desc()
    wanted = listed().where(*status_is(status), *narrowed(campaign_id)).order_by(order, Delivery.id)
    return QueuePage(session.execute(wanted.offset((number - 1) * PAGE).limit(PAGE)).all(), number, pages)


def status_is(status: str) -> list[ColumnElement[bool]]:
    """The condition of a shown status."""
    if status == "draft":
        return [Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_(None)]
    if status == "planned":
        return [Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_not(None)]
    return [Delivery.status == DeliveryStatus(status)]


def delivery_of(session: Session, ident: UUID) -> Line | None:
    """One delivery with everything its page shows."""
    wanted = listed().add_columns(
        Delivery.wall_time,
        Delivery.payload,
        Delivery.approved_by,
        Delivery.approved_at,
        Delivery.started_at,
        Delivery.created_at,
        Delivery.ref,
        Delivery.error_code,
        Post.created_by,
    )
    return session.execute(wanted.where(Delivery.id == ident)).one_or_none()


def campaigns(session: Session) -> Sequence[Line]:
    """Every campaign, the newest first, for filters and choices."""
    columns = (Campaign.id, Campaign.slug, Campaign.title_es, Campaign.title_en, Campaign.territory, Campaign.status)
    return session.execute(select(*columns).order_by(Campaign.id.desc())).all()
