"""Look-first mode: after a restore nothing that was due since the backup is sent before it was looked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.scheduling import refresh_next_due
from campaigns.status import DeliveryStatus
from foundation.db import table_of
from foundation.ids import new_id
from schedulers.models import Attempt, Worker

d, p, a = table_of(Delivery), table_of(Profile), table_of(Attempt)


def look_first(session: Session, backed_up_at: datetime, now: datetime) -> int:
    """Approved deliveries due between the backup and now come back as unconfirmed: they may have been sent after it.

    Each gets an attempt, so that the look-up treats it like any other. Attempts open at the backup are unconfirmed too.
    Returns how many.
    """
    rows = session.execute(
        select(d.c.id, d.c.attempts, d.c.profile_id, d.c.seal, d.c.status, d.c.due_at).where(
            d.c.status.in_((DeliveryStatus.PLANNED, DeliveryStatus.SENDING)),
            d.c.seal.is_not(None),
            d.c.due_at <= now,
        )
    ).all()
    planned = [row for row in rows if row.status is DeliveryStatus.PLANNED]
    ghost = new_id()
    session.add(Worker(id=ghost, name="restore", version="", started_at=now, beat_at=now, stopped_at=now))
    session.flush()
    if planned:
        session.connection().execute(insert(a), [ghost_attempt(row, ghost, backed_up_at) for row in planned])
    session.connection().execute(
        update(a)
        .where(a.c.outcome.is_(None))
        .values(outcome="unconfirmed", finished_at=now, look_after=now, error_code="restored")
    )
    if rows:
        session.connection().execute(
            update(d)
            .where(d.c.id.in_([row.id for row in rows]))
            .values(status=DeliveryStatus.UNCONFIRMED, error_code="restored", finished_at=now)
        )
        session.connection().execute(
            update(d).where(d.c.id.in_([row.id for row in planned])).values(attempts=d.c.attempts + 1, started_at=backed_up_at)
        )
    hold_back(session, {row.profile_id: row.id for row in rows})
    return len(rows)


def ghost_attempt(row: Any, worker: UUID, started_at: datetime) -> dict[str, Any]:
    """An attempt that may or may not have happened after the backup."""
    return {
        "delivery_id": row.id,
        "n": row.attempts + 1,
        "worker_id": worker,
        "payload_hash": row.seal,
        "started_at": min(started_at, row.due_at),
        "looks": 0,
    }


def hold_back(session: Session, busy: Mapping[int, UUID]) -> None:
    """Profiles with something to look for send nothing meanwhile."""
    for profile_id, delivery_id in busy.items():
        session.connection().execute(update(p).where(p.c.id == profile_id).values(busy_with=delivery_id))
    refresh_next_due(session, busy)
