"""Bury, look, decide: what to do about attempts whose end nobody knows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.scheduling import refresh_next_due
from campaigns.status import DeliveryStatus, ProfileStatus
from foundation.clock import Clock
from foundation.db import Database, table_of
from foundation.texts import N_, Phrase
from networks.contract import CannotLook, NetworkError, Prepared, Receipt
from schedulers.dispatch import Outside
from schedulers.models import Attempt, Worker
from schedulers.workers import database_now, may_wake_up

log = structlog.get_logger()
d, p, a = table_of(Delivery), table_of(Profile), table_of(Attempt)

LOOK_MARGIN: Final = timedelta(minutes=5)
LOOKS_AT_ONCE: Final = 16
LOOK_AGAIN_MOST: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Unknown:
    """An unconfirmed delivery that it is time to look for."""

    delivery_id: UUID
    n: int
    profile_id: int
    network: str
    credentials_version: int
    payload: str
    parts: dict[str, str]
    started_at: datetime
    looks: int
    looked_absent_at: datetime | None
    landed: bool


def bury(session: Session, clock: Clock, lease: timedelta, grace_of: Any, *, holds_back: bool) -> int:
    """Open attempts whose worker is gone become unconfirmed, never planned; returns how many.

    Heartbeats are judged by the clock that wrote them: a machine whose own clock is wrong must not bury the living.
    """
    now = clock.now()
    gone = or_(Worker.id.is_(None), Worker.stopped_at.is_not(None), Worker.beat_at < database_now(session, clock) - lease)
    rows = session.execute(
        select(a.c.delivery_id, a.c.n, d.c.profile_id, p.c.network, p.c.block_on_unconfirmed)
        .join_from(a, d, d.c.id == a.c.delivery_id)
        .join(p, p.c.id == d.c.profile_id)
        .outerjoin(Worker, Worker.id == a.c.worker_id)
        .where(a.c.outcome.is_(None), gone)
        .with_for_update(of=a, skip_locked=True)
    ).all()
    if rows:
        mark_unknown(session, rows, now, grace_of, holds_back=holds_back)
    return len(rows)


def mark_unknown(session: Session, rows: Sequence[Any], now: datetime, grace_of: Any, *, holds_back: bool) -> None:
    """Writes "unconfirmed" on buried attempts and says when to look."""
    connection = session.connection()
    connection.execute(
        update(a)
        .where(a.c.delivery_id == bindparam("one"), a.c.n == bindparam("try"))
        .values(
            outcome="unconfirmed",
            finished_at=now,
            error_code="worker_gone",
            error=Phrase(N_("El programador se detuvo antes de poder decirlo.")),
            look_after=bindparam("look"),
        ),
        [{"one": row.delivery_id, "try": row.n, "look": now + timedelta(seconds=grace_of(row.network))} for row in rows],
    )
    connection.execute(
        update(d)
        .where(d.c.id.in_([row.delivery_id for row in rows]))
        .values(status=DeliveryStatus.UNCONFIRMED, finished_at=now, error_code="worker_gone")
    )
    free = [row.profile_id for row in rows if not (holds_back if row.block_on_unconfirmed is None else row.block_on_unconfirmed)]
    if free:
        connection.execute(update(p).where(p.c.id.in_(free)).values(busy_with=None))
        refresh_next_due(session, free)


def unknowns(session: Session, now: datetime, limit: int = LOOKS_AT_ONCE) -> list[Unknown]:
    """The unconfirmed deliveries that it is time to look for, each taken by one worker: the next look is put off at once."""
    rows = session.execute(
        select(
            a.c.delivery_id,
            a.c.n,
            d.c.profile_id,
            p.c.network,
            p.c.credentials_version,
            d.c.payload,
            d.c.parts,
            a.c.started_at,
            a.c.looks,
            a.c.looked_absent_at,
            a.c.error_code,
        )
        .join_from(a, d, (d.c.id == a.c.delivery_id) & (d.c.attempts == a.c.n))
        .join(p, p.c.id == d.c.profile_id)
        .where(d.c.status == DeliveryStatus.UNCONFIRMED, a.c.look_after <= now, p.c.status != ProfileStatus.SIGNED_OUT)
        .order_by(a.c.look_after)
        .limit(limit)
        .with_for_update(of=a, skip_locked=True)
    ).all()
    if rows:
        session.connection().execute(
            update(a).where(a.c.delivery_id == bindparam("one"), a.c.n == bindparam("try")).values(look_after=bindparam("then")),
            [{"one": row.delivery_id, "try": row.n, "then": now + put_off(row.looks)} for row in rows],
        )
    return [
        Unknown(
            row.delivery_id,
            row.n,
            row.profile_id,
            row.network,
            row.credentials_version,
            row.payload,
            dict(row.parts or {}),
            row.started_at,
            row.looks,
            row.looked_absent_at,
            row.error_code == "landed",
        )
        for row in rows
    ]


def put_off(looks: int) -> timedelta:
    """How long until a look that brought nothing is repeated: 30 s, 1 min, … at most 15 min."""
    return min(LOOK_AGAIN_MOST, timedelta(seconds=30 * 2 ** min(looks, 10)))


def found(session: Session, one: Unknown, receipt: Receipt, now: datetime) -> bool:
    """It is on the profile: sent, unless that post already belongs to another delivery."""
    taken = session.scalar(
        select(d.c.id).where(d.c.profile_id == one.profile_id, d.c.ref == receipt.ref, d.c.id != one.delivery_id).limit(1)
    )
    if taken is not None:
        return False
    return decide(session, one, DeliveryStatus.SENT, now, ref=receipt.ref, url=receipt.url or None, error_code=None, error=None)


def absent(session: Session, one: Unknown, now: datetime, apart: timedelta) -> bool:
    """Not there. Seen twice, apart, and without evidence that it landed, it is planned again; else it waits.

    While the process that began it still exists, absence proves nothing: paused, it may send when it wakes.
    """
    if one.landed or its_worker_may_wake_up(session, one):
        return False
    if one.looked_absent_at is None or now - one.looked_absent_at < apart:
        session.connection().execute(
            update(a)
            .where(a.c.delivery_id == one.delivery_id, a.c.n == one.n)
            .values(looks=a.c.looks + 1, looked_absent_at=one.looked_absent_at or now, look_after=now + apart)
        )
        return False
    return decide(session, one, DeliveryStatus.PLANNED, now, retry_at=now, error_code=None, error=None)


def its_worker_may_wake_up(session: Session, one: Unknown) -> bool:
    """Whether the attempt was buried although its process still exists on this machine."""
    name = session.scalar(
        select(Worker.name)
        .join(Attempt, Attempt.worker_id == Worker.id)
        .where(Attempt.delivery_id == one.delivery_id, Attempt.n == one.n, Attempt.error_code == "worker_gone")
        .where(Worker.stopped_at.is_(None))
    )
    return name is not None and may_wake_up(name)


def decide(session: Session, one: Unknown, status: DeliveryStatus, now: datetime, **values: Any) -> bool:
    """Moves a delivery out of "unconfirmed", if it is still there with this attempt; frees its profile."""
    session.execute(select(p.c.id).where(p.c.id == one.profile_id).with_for_update())
    moved = session.connection().execute(
        update(d)
        .where(d.c.id == one.delivery_id, d.c.attempts == one.n, d.c.status == DeliveryStatus.UNCONFIRMED)
        .values(status=status, finished_at=now, **values)
    )
    if moved.rowcount != 1:
        return False
    connection = session.connection()
    connection.execute(
        update(a).where(a.c.delivery_id == one.delivery_id, a.c.n == one.n).values(looks=a.c.looks + 1, look_after=None)
    )
    connection.execute(update(p).where(p.c.id == one.profile_id, p.c.busy_with == one.delivery_id).values(busy_with=None))
    refresh_next_due(session, [one.profile_id])
    return True


def looked_in_vain(session: Session, one: Unknown) -> None:
    """The network could not be looked at: nothing is known, which is not absence."""
    session.connection().execute(
        update(a).where(a.c.delivery_id == one.delivery_id, a.c.n == one.n).values(looks=a.c.looks + 1, looked_absent_at=None)
    )


async def look(database: Database, outside: Outside, clock: Clock, one: Unknown) -> bool:
    """Looks for one delivery on its profile and writes what that proves; True when it is decided."""
    timing = outside.timing_of(one.network)
    try:
        network = await outside.network_of(one.profile_id, one.credentials_version)
        prepared = Prepared(outside.thaw(one.payload), one.parts, no_keeping)
        receipt = await network.find(one.delivery_id, prepared, one.started_at - LOOK_MARGIN)
    except NetworkError as error:
        if not isinstance(error, CannotLook):
            log.info("delivery.look_failed", delivery=str(one.delivery_id), network=one.network, code=error.code)
        await asyncio.to_thread(write, database, looked_in_vain, one)
        return False
    now = clock.now()
    if receipt is not None:
        decided = await asyncio.to_thread(write, database, found, one, receipt, now)
    else:
        decided = await asyncio.to_thread(write, database, absent, one, now, timedelta(seconds=timing.look_apart_s))
    log.info("delivery.looked", delivery=str(one.delivery_id), found=receipt is not None, decided=decided)
    return bool(decided)


def write(database: Database, act: Any, *arguments: Any) -> Any:
    """One act in a transaction of its own."""
    with database.writing() as session:
        return act(session, *arguments)


async def no_keeping(_name: str, _value: str) -> None:
    """A look keeps nothing."""


async def reconcile(database: Database, outside: Outside, clock: Clock, lease: timedelta, *, holds_back: bool) -> bool:
    """Buries the dead's attempts and looks for what it is time to look for; True when it did anything."""

    def take() -> tuple[int, list[Unknown]]:
        if not anything_open(database):
            return 0, []
        with database.writing(tell=False) as session:
            buried = bury(session, clock, lease, lambda network: outside.timing_of(network).grace_s, holds_back=holds_back)
            return buried, unknowns(session, clock.now())

    buried, waiting = await asyncio.to_thread(take)
    if waiting:
        await asyncio.gather(*(look(database, outside, clock, one) for one in waiting))
    return bool(buried or waiting)


def anything_open(database: Database) -> bool:
    """A cheap look, without a write lock, whether any attempt is open or unconfirmed."""
    with database.reading() as session:
        waiting = select(d.c.id).where(d.c.status.in_((DeliveryStatus.SENDING, DeliveryStatus.UNCONFIRMED))).limit(1)
        return session.execute(waiting).first() is not None
