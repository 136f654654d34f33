"""A worker's row and heartbeat: how others know that it lives."""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from foundation.clock import Clock
from foundation.db import Database, table_of
from schedulers.lease import Lease
from schedulers.models import Attempt, Worker

w = table_of(Worker)


def database_now(session: Session, clock: Clock) -> datetime:
    """The database's own clock where it has one to share (PostgreSQL); leases are judged by it, machines' clocks may differ."""
    if session.get_bind().dialect.name == "postgresql":
        now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return now
    return clock.now()


def process_name(pid: int) -> str:
    """Host, process id and birth: the same pid after a restart is another process."""
    return f"{socket.gethostname()}:{pid}:{birth_of(pid)}"


def birth_of(pid: int) -> str:
    """The kernel's start time of a process in clock ticks (proc(5), field 22), empty where it cannot be told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def may_wake_up(name: str) -> bool:
    """Whether a worker of this machine that was given up still exists: a paused process may yet send what it had begun."""
    host, _, rest = name.partition(":")
    pid, _, birth = rest.partition(":")
    return host == socket.gethostname() and pid.isdigit() and bool(birth) and birth_of(int(pid)) == birth


def enrol(database: Database, worker: UUID, version: str, lease: Lease, clock: Clock) -> None:
    """Writes the worker's row; until then it may not claim."""
    beaten = lease.reading()
    with database.writing(tell=False) as session:
        now = database_now(session, clock)
        session.add(Worker(id=worker, name=process_name(os.getpid())[:120], version=version, started_at=now, beat_at=now))
    lease.begin(beaten, now)


def beat(database: Database, worker: UUID, lease: Lease, clock: Clock) -> None:
    """Tells that the worker lives, and finds out whether others may have taken it for dead meanwhile."""
    beaten = lease.reading()
    with database.writing(tell=False) as session:
        told = database_now(session, clock)
        session.execute(update(w).where(w.c.id == worker).values(beat_at=told))
    lease.renew(beaten, told)


def retire(database: Database, worker: UUID, clock: Clock) -> None:
    """The worker ended in order: whatever it left open may be buried at once."""
    with database.writing(tell=False) as session:
        session.execute(update(w).where(w.c.id == worker).values(stopped_at=database_now(session, clock)))


def living(session: Session, clock: Clock, lease: timedelta) -> list[Worker]:
    """The workers whose heartbeat is young enough."""
    oldest = database_now(session, clock) - lease
    return list(session.scalars(select(Worker).where(Worker.stopped_at.is_(None), Worker.beat_at >= oldest)))


def still_in_flight(session: Session, since: datetime, clock: Clock, lease: timedelta) -> int:
    """How many attempts that living workers began before `since` are not decided yet."""
    alive = [worker.id for worker in living(session, clock, lease)]
    counted = select(func.count()).where(Attempt.outcome.is_(None), Attempt.started_at <= since, Attempt.worker_id.in_(alive))
    return session.scalar(counted) or 0


def forget_the_long_gone(session: Session, now: datetime) -> None:
    """Drops rows of workers that ended over a month ago and have no open attempt."""
    open_ones = select(Attempt.worker_id).where(Attempt.outcome.is_(None))
    session.execute(delete(w).where(w.c.beat_at < now - timedelta(days=30), w.c.id.not_in(open_ones)))
