"""Uploads ahead of time: minutes before the instant, so that only the short call runs at it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus, ProfileStatus
from campaigns.withdrawing import barred
from foundation.clock import Clock
from foundation.db import Database, table_of
from networks.contract import NetworkError
from schedulers.dispatch import Outside
from schedulers.outbox import keep_part

log = structlog.get_logger()
d, p = table_of(Delivery), table_of(Profile)

HORIZON: Final = timedelta(minutes=10)
AT_ONCE: Final = 4
READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class Upload:
    """A delivery whose files can go up."""

    delivery_id: UUID
    profile_id: int
    network: str
    credentials_version: int
    payload: str
    parts: dict[str, str]


def uploads(session: Session, now: datetime) -> list[Upload]:
    """The approved deliveries with files that are due within the horizon and not yet prepared."""
    rows = session.execute(
        select(d.c.id, d.c.profile_id, p.c.network, p.c.credentials_version, d.c.payload, d.c.parts)
        .join_from(d, p, p.c.id == d.c.profile_id)
        .where(
            d.c.status == DeliveryStatus.PLANNED,
            d.c.seal.is_not(None),
            d.c.due_at > now,
            d.c.due_at <= now + HORIZON,
            p.c.status == ProfileStatus.ACTIVE,
            d.c.payload.not_like('%"media":[]%'),
        )
        .order_by(d.c.due_at)
        .limit(200)
    )
    found = (
        Upload(row.id, row.profile_id, row.network, row.credentials_version, row.payload, dict(row.parts or {})) for row in rows
    )
    waiting = [one for one in found if READY not in one.parts]
    unshown = barred(session, {one.delivery_id: one.payload for one in waiting}, now.date())
    return [one for one in waiting if one.delivery_id not in unshown]


async def prepare_ahead(database: Database, outside: Outside, clock: Clock) -> None:
    """Uploads what is due soon; a failure here costs nothing, the dispatcher prepares again at the instant."""
    with database.reading() as session:
        waiting = uploads(session, clock.now())
    places = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(upload(database, outside, one, places) for one in waiting))


async def upload(database: Database, outside: Outside, one: Upload, places: asyncio.Semaphore) -> None:
    """One delivery's files, each remembered as soon as it is up."""

    def write(name: str, value: str) -> None:
        with database.writing(tell=False) as session:
            keep_part(session, one.delivery_id, name, value)

    async def keep(name: str, value: str) -> None:
        await asyncio.to_thread(write, name, value)

    async with places:
        try:
            network = await outside.network_of(one.profile_id, one.credentials_version)
            await network.prepare(outside.thaw(one.payload), one.parts, keep)
            await keep(READY, "1")
        except NetworkError as error:
            log.info("delivery.not_prepared", delivery=str(one.delivery_id), network=one.network, code=error.code)
