"""A worker's row and heartbeat: how others know that it lives."""

import os
import socket
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from foundation.clock import Clock
from foundation.db import Database, table_of
from schedulers.dispatch import Lease
from schedulers.models import Attempt, Worker

w = table_of(Worker)


def database_now(session: Session, clock: Clock) -> datetime:
    """The database's own clock where it has one to share (PostgreSQL); leases are judged by it, machines' clocks may differ."""
    if session.get_bind().dialect.name == "postgresql":
        now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return now
    return clock.now()


def enrol(database: Database, worker: UUID, version: str, clock: Clock) -> None:
    """Writes the worker's row; until then it may not claim."""
    with database.writing(tell=False) as session:
        now = database_now(session, clock)
        name = f"{socket.gethostname()}:{os.getpid()}"
        session.add(Worker(id=worker, name=name, version=version, started_at=now, beat_at=now))


def beat(database: Database, worker: UUID, lease: Lease, clock: Clock) -> None:
    """Tells that the worker lives. The lease counts from before the write: a slow write must not lengthen it."""
    before = clock.monotonic()
    with database.writing(tell=False) as session:
        session.execute(update(w).where(w.c.id == worker).values(beat_at=database_now(session, clock)))
    lease.beaten_at = before


def retire(database: Database, worker: UUID, clock: Clock) -> None:
    """The worker ended in order: whatever it left open may be buried at once."""
    with database.writing(tell=False) as session:
        session.execute(update(w).where(w.c.id == worker).values(stopped_at=database_now(session, clock)))


def living(session: Session, now: datetime, lease: timedelta) -> list[Worker]:
    """The workers whose heartbeat is young enough."""
    return list(session.scalars(select(Worker).where(Worker.stopped_at.is_(None), Worker.beat_at >= now - lease)))


def still_in_flight(session: Session, since: datetime, now: datetime, lease: timedelta) -> int:
    """How many attempts that living workers began before `since` are not decided yet."""
    alive = [worker.id for worker in living(session, now, lease)]
    counted = select(func.count()).where(Attempt.outcome.is_(None), Attempt.started_at <= since, Attempt.worker_id.in_(alive))
    return session.scalar(counted) or 0


def forget_the_long_gone(session: Session, now: datetime) -> None:
    """Drops rows of workers that ended over a month ago and have no open attempt."""
    open_ones = select(Attempt.worker_id).where(Attempt.outcome.is_(None))
    session.execute(delete(w).where(w.c.beat_at < now - timedelta(days=30), w.c.id.not_in(open_ones)))
