"""A worker process with short times that kills itself, by SIGKILL, at the n-th step of its event loop or commit."""

import asyncio
import os
import resource
import signal
from collections.abc import Awaitable, Coroutine, Generator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from campaigns.sealing import thaw
from foundation.clock import SystemClock
from foundation.db import Database, open_database
from foundation.log import start_log
from moderation.holds import covering
from moderation.models import Hold
from networks.contract import Network
from schedulers.app import Clockwork, Times
from schedulers.budget import Ledger
from schedulers.dispatch import Outside
from schedulers.judging import Timing
from schedulers.outbox import Rules
from tests.chaos.adapter import ChaosNetwork

TIMEOUT_S, GRACE_S, APART_S, LEASE_S, BEAT_S = 0.6, 0.9, 0.15, 2.0, 0.2


@dataclass
class Executioner:
    """Counts steps; at the chosen one the process dies as if the power had gone."""

    at: int
    steps: int = 0

    def step(self, *_: object) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, coroutine: Coroutine[Any, Any, Any] | Generator[Any, None, Any]) -> Coroutine[Any, Any, Any]:
        """The coroutine, with every resumption counted."""
        return Watched(coroutine, self)

    def factory(self, loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> "asyncio.Task[Any]":
        return asyncio.Task(self.watch(coroutine), loop=loop, **options)

    def listen(self, engine: Engine) -> None:
        """A transaction's end is a boundary too, on both sides."""
        event.listen(engine, "commit", self.step)
        event.listen(engine, "checkin", self.step)


class Watched(Coroutine[Any, Any, Any]):
    """A coroutine whose every step is counted."""

    def __init__(self, inner: Any, executioner: Executioner) -> None:
        self.inner = inner
        self.executioner = executioner

    def send(self, value: Any) -> Any:
        self.executioner.step()
        return self.inner.send(value)

    def throw(self, *failure: Any) -> Any:
        self.executioner.step()
        return self.inner.throw(*failure)

    def close(self) -> None:
        self.inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        raise TypeError("a task drives its coroutine by send and throw")


def machine(database: Database, url: str, *, looks: bool) -> Clockwork:
    """A worker with short times over the misbehaving server."""
    network = ChaosNetwork(url, TIMEOUT_S, looks=looks)
    clock = SystemClock()

    def network_of(_profile: int, _version: int) -> Awaitable[Network]:
        async def give() -> Network:
            return network

        return give()

    def held(holds: Sequence[Hold], row: Any) -> Hold | None:
        return covering(
            holds,
            territory=row.territory,
            network=row.network,
            campaign_id=row.campaign_id,
            profile_id=row.profile_id,
            now=clock.now(),
        )

    timing = Timing(TIMEOUT_S, GRACE_S, APART_S, True)
    outside = Outside(network_of, lambda payload: thaw(payload, lambda sha256, _mime: Path(sha256)), lambda _network: timing)
    rules = Rules(timedelta(minutes=15), held, lambda session, now: Ledger(session, now, lambda _network: ()))
    return Clockwork(database, clock, outside, rules, 8, Times(BEAT_S, LEASE_S, 0.3, True), "chaos")


def live(database_url: str, url: str, looks: bool, kill_at: int, seconds: float, largest_file: int = 0) -> None:
    """Works for so many seconds, or until the chosen step; `largest_file` bytes is all the disk takes."""
    start_log("critical")
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    database = open_database(database_url)
    executioner = Executioner(kill_at)
    if kill_at:
        executioner.listen(database.engine)

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, stop.set)
        await machine(database, url, looks=looks).run(stop)

    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        if kill_at:
            loop.set_task_factory(executioner.factory)
        runner.run(run())
    database.engine.dispose()
