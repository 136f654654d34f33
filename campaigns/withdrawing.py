"""A file that may no longer be shown: what was planned with it is held, the newsroom loses it, people learn where it went."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from assets.library import Withdrawal, may_be_published, withdraw, withdraw_expired
from assets.models import Asset
from assets.store import Store
from campaigns.models import Delivery, Post, Profile
from campaigns.scheduling import refresh_next_due
from campaigns.status import DeliveryStatus
from foundation.texts import N_, Phrase
from networks.models import SiteEntry

WHY: Final = "asset_withdrawn"
SAID: Final = N_("El archivo {asset} ya no puede publicarse: {why}.")
GONE: Final = N_("quien lo envió lo retiró, o se rechazó")
NO_MEDIA: Final = '"media":[]'
RECORDS_SAY_NO: Final = N_("el consentimiento venció o se reconoce a alguien sin permiso")
Barred = Mapping[UUID, tuple[str, str]]
"""Deliveries that must not leave, each with the name of its file and the reason."""


@dataclass(frozen=True, slots=True)
class Place:
    """One delivery that carries the file: planned ones are held, of those that are out a person takes the file down at `url`."""

    delivery: UUID
    post: int
    title: str
    profile: str
    network: str
    status: str
    due_at: datetime
    url: str | None


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file that left the library, why, the deliveries that carry it and the rows of other rooms that point at it."""

    asset: Asset
    why: str
    places: tuple[Place, ...]
    uses: tuple[str, ...]
    held: int


def take_out(session: Session, store: Store, asset: Asset, why: str, now: datetime) -> list[TakenOut]:
    """Withdraws the file with everything made from it, and stops what was planned with any of them."""
    return [settled(session, one, now) for one in withdraw(session, store, asset, why, now)]


def take_out_expired(session: Session, store: Store, now: datetime) -> list[TakenOut]:
    """The same for every file one of whose consents ended before today."""
    return [settled(session, one, now) for one in withdraw_expired(session, store, now.date(), now)]


def take_out_sent_in(session: Session, store: Store, number: int | None, sent_by: str, now: datetime) -> list[TakenOut]:
    """The same for a file a member sent in and took back, or that was rejected; one that others had added first stays."""
    asset = session.get(Asset, number) if number is not None else None
    if asset is None or asset.added_by != sent_by or asset.withdrawn_at is not None:
        return []
    return take_out(session, store, asset, GONE, now)


def settled(session: Session, one: Withdrawal, now: datetime) -> TakenOut:
    """The consequences of one withdrawal."""
    places = tuple(where_used(session, one.asset))
    waiting = [place.delivery for place in places if place.status == DeliveryStatus.PLANNED]
    held = hold_files(session, dict.fromkeys(waiting, (one.asset.name, one.why)), now)
    take_from_newsroom(session, one.asset)
    return TakenOut(one.asset, one.why, tuple(where_used(session, one.asset)), told(one), held)


def told(one: Withdrawal) -> tuple[str, ...]:
    """The rows that point at the file, as `post_assets 12`."""
    return tuple(f"{use.table} {use.key}" for use in one.uses)


def where_used(session: Session, asset: Asset) -> list[Place]:
    """Every delivery that carries the file, the earliest first."""
    rows = session.execute(
        select(Delivery.id, Delivery.post_id, Post.title, Profile.name, Profile.network, Delivery.status)
        .add_columns(Delivery.due_at, Delivery.url)
        .join(Post, Post.id == Delivery.post_id)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(carries(asset))
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [
        Place(number, post, title, profile, network, status.value, due_at, url)
        for number, post, title, profile, network, status, due_at, url in rows
    ]


def take_from_newsroom(session: Session, asset: Asset) -> None:
    """The newsroom is ours: a page that showed the file goes on without it."""
    for entry in session.scalars(select(SiteEntry).join(Delivery, Delivery.id == SiteEntry.delivery_id).where(carries(asset))):
        entry.media = [one for one in entry.media if one["sha256"] != asset.sha256]
    session.flush()


def carries(asset: Asset) -> ColumnElement[bool]:
    """The condition that a delivery's frozen payload names the file."""
    return Delivery.payload.contains(f'"sha256":"{asset.sha256}"', autoescape=True)


def hold_files(session: Session, deliveries: Barred, now: datetime) -> int:
    """Puts planned deliveries in front of a person, each with the file's name and the reason; returns how many."""
    if not deliveries:
        return 0
    waiting = select(Delivery).where(Delivery.id.in_(deliveries), Delivery.status == DeliveryStatus.PLANNED)
    rows = session.scalars(waiting.with_for_update()).all()
    for row in rows:
        name, why = deliveries[row.id]
        row.status, row.finished_at, row.retry_at = DeliveryStatus.HELD, now, None
        row.error_code, row.error = WHY, Phrase(SAID, asset=f"«{name}»", why=why)
    session.flush()
    refresh_next_due(session, {row.profile_id for row in rows})
    return len(rows)


def barred(session: Session, payloads: Mapping[UUID, str], today: date) -> dict[UUID, tuple[str, str]]:
    """Of these deliveries, those with a file that may no longer be published: asked again when they are about to leave."""
    files = {number: files_in(payload) for number, payload in payloads.items() if NO_MEDIA not in payload}
    wanted = {sha256 for found in files.values() for sha256 in found}
    if not wanted:
        return {}
    assets = session.scalars(select(Asset).where(Asset.sha256.in_(wanted))).all()
    reasons = {one.sha256: (one.name, reason) for one in assets if (reason := why_not(session, one, today))}
    return {number: reasons[sha256] for number, found in files.items() for sha256 in found if sha256 in reasons}


def files_in(payload: str) -> list[str]:
    """The content hashes a frozen payload names."""
    return [one["sha256"] for one in json.loads(payload)["media"]]


def why_not(session: Session, asset: Asset, today: date) -> str:
    """What stands against publishing the file; empty when nothing does."""
    if asset.withdrawn_at is not None:
        return asset.withdrawn_why or RECORDS_SAY_NO
    return "" if may_be_published(session, asset, today) else RECORDS_SAY_NO


def hold_if_barred(session: Session, asset: Asset, now: datetime) -> int:
    """After a reviewer's new word on a file: holds what was planned with it when it may not be shown; returns how many."""
    why = why_not(session, asset, now.date())
    places = where_used(session, asset) if why else []
    return hold_files(session, {one.delivery: (asset.name, why) for one in places}, now)
