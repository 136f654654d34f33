"""One worker from start to stop: enrol, dispatch, beat, reconcile, prepare, retire."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError

from foundation.clock import Clock
from foundation.db import Database
from schedulers.alarms import Watchman
from schedulers.dispatch import Dispatcher, Outside
from schedulers.figures import Figures, miss_what_cannot_leave
from schedulers.jobs import Job, schedule
from schedulers.lease import Lease
from schedulers.outbox import Rules
from schedulers.preparing import prepare_ahead
from schedulers.reconcile import anything_open, reconcile
from schedulers.waking import Pulse, listen
from schedulers.workers import beat, enrol, forget_the_long_gone, retire

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Times:
    """The worker's own times in seconds, from `[delivery]`."""

    heartbeat_s: float
    lease_s: float
    drain_s: float
    holds_back: bool


@dataclass
class Clockwork:
    """A running worker and its jobs. `extra` are the jobs of other rooms (metrics, reminders, …)."""

    database: Database
    clock: Clock
    outside: Outside
    rules: Rules
    concurrency: int
    times: Times
    version: str
    extra: Sequence[Job] = ()

    def __post_init__(self) -> None:
        self.lease = Lease(self.clock, self.times.lease_s)
        self.dispatcher = Dispatcher(self.database, self.clock, self.outside, self.rules, self.concurrency, self.lease)
        self.figures = Figures()
        self.watchman = Watchman()
        self.pulse, self.restless = Pulse(self.database), True
        self.dispatcher.listeners.append(self.figures.decided)

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; then claims nothing more and lets what is in flight end."""
        scheduler = await self.begin()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self.dispatcher.woken)

        self.database.on_commit.append(wake)
        ears = asyncio.create_task(listen(self.database, self.dispatcher.woken)) if self.database.is_shared else None
        work = asyncio.create_task(self.dispatcher.run())
        waiting = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
            await self.dispatcher.drain(self.times.drain_s)
            await work
        finally:
            self.database.on_commit.remove(wake)
            waiting.cancel()
            if ears is not None:
                ears.cancel()
            await self.end(scheduler)

    async def run_until_idle(self, patience: timedelta = timedelta()) -> None:
        """Works until nothing is due or in flight; what waits for a rate budget is waited for, up to `patience`."""
        scheduler = await self.begin()
        try:
            await self.dispatcher.run_until_idle(self.reconcile, patience)
        finally:
            await self.end(scheduler)

    async def begin(self) -> AsyncIOScheduler:
        """Enrols the worker, buries what the dead left behind, starts the jobs."""
        await asyncio.to_thread(enrol, self.database, self.dispatcher.worker, self.version, self.lease, self.clock)
        await self.reconcile()
        scheduler = schedule(self.jobs(), self.database, self.dispatcher.worker, self.clock)
        scheduler.start()
        log.info("worker.started", worker=str(self.dispatcher.worker))
        return scheduler

    async def end(self, scheduler: AsyncIOScheduler) -> None:
        """Stops the jobs and tells the others that this worker is gone."""
        scheduler.shutdown(wait=False)
        self.pulse.close()
        self.dispatcher.pulse.close()
        with suppress(DBAPIError):
            await asyncio.to_thread(retire, self.database, self.dispatcher.worker, self.clock)
        log.info("worker.stopped", worker=str(self.dispatcher.worker))

    def jobs(self) -> list[Job]:
        """The worker's own jobs and those of other rooms."""
        return [
            Job("heartbeat", self.times.heartbeat_s, self.beat),
            Job("reconcile", 1, self.quietly_reconcile),
            Job("prepare", 30, self.prepare, shared=True),
            Job("alarms", 10, self.alarm, shared=True),
            Job("missed", 30, self.miss, shared=True),
            Job("housekeeping", 86_400, self.tidy, shared=True),
            *self.extra,
        ]

    async def beat(self) -> None:
        await asyncio.to_thread(beat, self.database, self.dispatcher.worker, self.lease, self.clock)

    async def prepare(self) -> None:
        await prepare_ahead(self.database, self.outside, self.clock)

    async def alarm(self) -> None:
        def look() -> None:
            with self.database.reading() as session:
                self.watchman.round(session, self.clock.now())
                self.figures.read(session, self.clock.now(), len(self.dispatcher.in_flight))

        await asyncio.to_thread(look)

    async def miss(self) -> None:
        def write() -> None:
            with self.database.writing(tell=False) as session:
                miss_what_cannot_leave(session, self.clock.now(), self.rules.late_after)

        await asyncio.to_thread(write)

    async def tidy(self) -> None:
        def write() -> None:
            with self.database.writing(tell=False) as session:
                forget_the_long_gone(session, self.clock.now())

        await asyncio.to_thread(write)

    async def quietly_reconcile(self) -> None:
        """The job: while nothing is open and nothing is committed, there is nothing to bury and nothing to look for."""
        if self.pulse.moved():
            self.restless = await asyncio.to_thread(anything_open, self.database)
        if self.restless:
            await self.reconcile()

    async def reconcile(self) -> bool:
        """Buries and looks; see `schedulers.reconcile`."""
        lease = timedelta(seconds=self.times.lease_s)
        return await reconcile(self.database, self.outside, self.clock, lease, holds_back=self.times.holds_back)
