"""The clock jobs: defined in code, run by APScheduler without a job store; a cron slot fires once on N machines."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError, IntegrityError

from foundation.clock import Clock
from foundation.db import Database, table_of
from foundation.errors import CorettError
from schedulers.models import JobSlot

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something that happens every so many seconds; `shared` jobs run on one worker per slot."""

    name: str
    every_s: float
    run: Callable[[], Awaitable[None]]
    shared: bool = False


def slot_at(now: datetime, every_s: float) -> datetime:
    """The beginning of the slot that `now` falls into."""
    return datetime.fromtimestamp(now.timestamp() // every_s * every_s, UTC)


def take_slot(database: Database, job: Job, worker: UUID, clock: Clock) -> bool:
    """Whether this worker, and no other, runs the job in the current slot: the unique row decides."""
    slot = slot_at(clock.now(), job.every_s)
    try:
        with database.writing(tell=False) as session:
            session.add(JobSlot(job=job.name, slot=slot, worker_id=worker))
            session.execute(delete(table_of(JobSlot)).where(JobSlot.job == job.name, JobSlot.slot < slot - timedelta(days=2)))
    except IntegrityError:
        return False
    return True


async def fire(database: Database, job: Job, worker: UUID, clock: Clock) -> None:
    """One firing; an error is logged and the next firing comes all the same."""
    try:
        if not job.shared or take_slot(database, job, worker, clock):
            await job.run()
    except (CorettError, DBAPIError) as error:
        log.warning("job.failed", job=job.name, error=type(error).__name__)


def schedule(jobs: Sequence[Job], database: Database, worker: UUID, clock: Clock) -> AsyncIOScheduler:
    """The scheduler with its jobs, not yet started: no misfire is dropped, none runs beside itself."""
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for job in jobs:
        scheduler.add_job(fire, "interval", args=(database, job, worker, clock), seconds=job.every_s, id=job.name)
    return scheduler
