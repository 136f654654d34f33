"""What the post pages read: posts with their counts, and one post's deliveries exactly as they are frozen."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Delivery, Post, Profile, Variant
from campaigns.scheduling import World
from campaigns.sealing import thaw
from campaigns.standing import is_ready, is_stale
from campaigns.status import DeliveryStatus
from campaigns.terms import check_version
from languages.changes import Change, changes
from languages.table import language_of
from networks.contract import Shown
from networks.rules import Rules
from web.front import Line
from web.queueing import SHOWN_STATUS
from web.translating import said

PAGE: Final = 50


@dataclass(frozen=True)
class Frozen:
    """A delivery as it will be sent, byte for byte, with its count, its messages as people will see them, and its price."""

    row: Line
    payload: dict[str, Any]
    messages: Sequence[Shown]
    cost: float | None
    length: int
    limit: int | None
    unit: str


@dataclass(frozen=True)
class Unread:
    """A version that waits for a person who reads it. `made_by`: an engine, or who corrected it last."""

    language: str
    text: str
    made_by: str
    stale: bool
    human: bool
    difference: Sequence[Change]
    findings: Sequence[dict[str, str]]

    @property
    def blocked(self) -> bool:
        """Whether only a reviewer's reason lets it pass."""
        return any(one["severity"] == "block" for one in self.findings)


def posts(session: Session, campaign_id: int | None, *, waiting: bool, number: int) -> tuple[Sequence[Line], int]:
    """One page of posts, the newest first, and how many pages there are. Only that page's deliveries are counted."""
    wanted = select(Post.id)
    if campaign_id is not None:
        wanted = wanted.where(Post.campaign_id == campaign_id)
    if waiting:
        wanted = wanted.where(
            Post.id.in_(
                select(Delivery.post_id).where(Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_(None)).distinct()
            )
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    offset = (min(max(1, number), pages) - 1) * PAGE
    shown = session.scalars(wanted.order_by(Post.id.desc()).offset(offset).limit(PAGE)).all()
    return counted(session, shown), pages


def counted(session: Session, numbers: Sequence[int]) -> Sequence[Line]:
    """These posts with the counts of their deliveries."""
    unsealed = case(((Delivery.status == DeliveryStatus.PLANNED) & Delivery.seal.is_(None), 1))
    sent = case((Delivery.status == DeliveryStatus.SENT, 1))
    columns = (
        Post.id,
        Post.title,
        func.substr(Post.text, 1, 160).label("text"),
        Post.created_by,
        Post.created_at,
        Campaign.slug.label("campaign"),
        Campaign.title_es,
        Campaign.title_en,
    )
    counts = (
        func.count(Delivery.id).label("deliveries"),
        func.count(unsealed).label("to_approve"),
        func.count(sent).label("sent"),
    )
    return session.execute(
        select(*columns, *counts)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .outerjoin(Delivery, Delivery.post_id == Post.id)
        .where(Post.id.in_(numbers))
        .group_by(Post.id, Campaign.slug, Campaign.title_es, Campaign.title_en)
        .order_by(Post.id.desc())
    ).all()


def post_of(session: Session, number: int) -> Line | None:
    """A post and its campaign."""
    columns = (
        Post.id,
        Post.title,
        Post.text,
        Post.language,
        Post.key_message,
        Post.audience,
        Post.created_by,
        Post.created_at,
        Campaign.slug.label("campaign"),
        Campaign.title_es,
        Campaign.title_en,
        Campaign.territory,
    )
    return session.execute(
        select(*columns).join(Campaign, Campaign.id == Post.campaign_id).where(Post.id == number)
    ).one_or_none()


def frozen_deliveries(session: Session, number: int, rules_of: Callable[[Profile], Rules]) -> list[Frozen]:
    """The post's deliveries in the order they leave."""
    rows = session.execute(
        select(
            Profile,
            Delivery.id,
            Delivery.due_at,
            Delivery.zone,
            Delivery.payload,
            Delivery.approved_by,
            Delivery.url,
            SHOWN_STATUS,
            Variant.state,
            Variant.language,
            Profile.name.label("profile"),
            Profile.network,
            Profile.territory,
        )
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Variant, Variant.id == Delivery.variant_id)
        .where(Delivery.post_id == number)
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [frozen(row, rules_of(row[0])) for row in rows]


def frozen(row: Line, rules: Rules) -> Frozen:
    """A delivery with its count, the way the planner counted it."""
    outgoing = thaw(row.payload, lambda sha256, _mime: Path(sha256))
    length, limit = rules.length(outgoing), rules.most(outgoing)
    return Frozen(
        row, json.loads(row.payload), rules.shown(outgoing), rules.cost(outgoing), length, limit, rules.limits.text_unit
    )


def seen_hash(deliveries: Sequence[Frozen]) -> str:
    """What a person saw waiting for approval: it changes when any of it does."""
    waiting = "\n".join(f"{one.row.id} {one.row.due_at.isoformat()} {one.row.payload}" for one in deliveries if waits(one))
    return sha256(waiting.encode()).hexdigest()


def waits(one: Frozen) -> bool:
    """Whether it waits for approval."""
    return bool(one.row.shown_status == "draft")


def unread_versions(session: Session, number: int, world: World) -> list[Unread]:
    """The post's versions that nobody vouches for as they are: machine drafts, corrections, and those of an older original."""
    post = session.get_one(Post, number)
    wanted = select(Variant).where(Variant.post_id == number).order_by(Variant.language, Variant.id)
    found: dict[str, Unread] = {}
    for one in session.scalars(wanted):
        if one.language in found or is_ready(post, one):
            continue
        checked = () if one.language == post.language else check_version(session, post, one.language, one.text, world)
        found[one.language] = Unread(
            language=one.language,
            text=one.text,
            made_by=one.engine or "",
            stale=is_stale(post, one),
            human=one.language != post.language and language_of(one.language).human,
            difference=changes(one.source or "", post.text) if is_stale(post, one) else (),
            findings=said(checked, world.texts),
        )
    return list(found.values())
