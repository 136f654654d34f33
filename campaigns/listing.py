"""Lists for people and scripts: posts and deliveries as plain rows, read with one query each."""

from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Delivery, Post, Profile, Variant
from campaigns.status import DeliveryStatus

MOST: Final = 500


def post_rows(session: Session, campaign: str | None = None, limit: int = MOST) -> list[dict[str, Any]]:
    """Posts with their counts, the newest first."""
    waiting = case((Delivery.seal.is_(None) & (Delivery.status == DeliveryStatus.PLANNED), 1))
    sent = case((Delivery.status == DeliveryStatus.SENT, 1))
    query = (
        select(
            Post.id.label("post"),
            Campaign.slug.label("campaign"),
            Post.title,
            Post.audience,
            Post.key_message,
            func.count(Delivery.id).label("deliveries"),
            func.count(waiting).label("to_approve"),
            func.count(sent).label("sent"),
            func.min(Delivery.due_at).label("first_due_at"),
        )
        .join(Campaign, Campaign.id == Post.campaign_id)
        .outerjoin(Delivery, Delivery.post_id == Post.id)
        .group_by(Post.id, Campaign.slug)
        .order_by(Post.id.desc())
        .limit(limit)
    )
    if campaign:
        query = query.where(Campaign.slug == campaign)
    return [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001 - SQLAlchemy's documented accessor


def queue_rows(
    session: Session, status: DeliveryStatus | None = None, campaign: str | None = None, limit: int | None = None, offset: int = 0
) -> list[dict[str, Any]]:
    """Deliveries in the order they leave."""
    query = queue_query(status, campaign).order_by(Delivery.due_at, Delivery.id).offset(offset)
    rows = session.execute(query.limit(limit) if limit else query)
    return [dict(row._mapping) for row in rows]  # noqa: SLF001


def queue_query(status: DeliveryStatus | None, campaign: str | None) -> Select[*tuple[Any, ...]]:
    """The columns of the queue's public form."""
    query = (
        select(
            Delivery.id,
            Delivery.post_id.label("post"),
            Profile.name.label("profile"),
            Profile.network,
            Variant.language,
            Delivery.due_at,
            Delivery.wall_time,
            Delivery.zone,
            Delivery.status,
            Delivery.approved_by,
            Delivery.attempts,
            Delivery.started_at,
            Delivery.finished_at,
            Delivery.retry_at,
            Delivery.ref,
            Delivery.url,
            Delivery.error_code,
            Delivery.error,
        )
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Variant, Variant.id == Delivery.variant_id)
    )
    if status is not None:
        query = query.where(Delivery.status == status)
    if campaign:
        query = query.join(Campaign, Campaign.id == Delivery.campaign_id).where(Campaign.slug == campaign)
    return query


def queue_counts(session: Session) -> dict[str, int]:
    """How many deliveries stand where."""
    rows = session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
    return {status.value: count for status, count in rows}
