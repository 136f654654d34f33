"""One engine's trial: schedule many, drain some at one instant, kill -9 in the middle of a burst."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import psutil

from tests.bench.ground import served
from tests.bench.peers.engines import ROOT, Engine, Environments
from tests.bench.peers.stores import Store, free_port

FAR: Final = 30 * 86_400
READY_S: Final = 6
"""How long a worker gets to start before the instant."""
GIVE_UP_S: Final = 15
"""Nothing new for so long: the rest is called lost. CORETT's lease and the peers' own time-outs are shorter."""


@dataclass(frozen=True)
class Plan:
    """How many posts are scheduled for far away, how many are due at one instant, how many die; and how many go at once."""

    scheduled: int
    posts: int
    killed: int
    concurrency: int


@dataclass
class Found:
    """What a trial measured. Bytes; seconds."""

    engine: str
    schedule_s: float = 0
    store: int = 0
    drain_s: float = 0
    drained: int = 0
    processor_s: float = 0
    memory: int = 0
    twice: int = 0
    lost: int = 0
    trouble: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trial:
    """One engine with its environments."""

    engine: Engine
    environments: Environments
    plan: Plan

    def run(self) -> Found:
        """All three figures, each over a fresh store."""
        found = Found(self.engine.name)
        with self.engine.store() as store:
            empty = store.size()
            found.schedule_s = self.schedule(store, "http://127.0.0.1:9", self.plan.scheduled, time.time() + FAR)
            found.store = store.size() - empty
        a_post = found.schedule_s / self.plan.scheduled
        with self.engine.store() as store, served(free_port()) as server:
            self.drain(store, server, found, a_post)
        with self.engine.store() as store, served(free_port()) as server:
            self.kill(store, server, found, a_post)
        return found

    def schedule(self, store: Store, server: str, count: int, due: float) -> float:
        """Seconds that scheduling took inside the program, its start not counted."""
        done = subprocess.run(
            self.order("schedule", store, server, count, due),
            cwd=ROOT, env=self.environments.variables(), check=True, capture_output=True, text=True,
        )  # fmt: skip
        return float(json.loads(done.stdout.strip().splitlines()[-1])["seconds"])

    def order(self, act: str, store: Store, server: str, count: int = 0, due: float = 0) -> list[str]:
        """The program's command line."""
        options = {"store": self.engine.address(store), "url": server, "count": count, "due": due}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return [*self.environments.command(self.engine), act, *words, "--concurrency", str(self.plan.concurrency)]

    @contextmanager
    def working(self, store: Store, server: str) -> Iterator[psutil.Process]:
        """A worker in a process group of its own."""
        process = subprocess.Popen(
            self.order("work", store, server),
            cwd=ROOT, env=self.environments.variables(), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield psutil.Process(process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def due(self, count: int, a_post: float) -> float:
        """An instant by which everything is scheduled and a worker is up."""
        return time.time() + 2 * count * a_post + READY_S + 6

    def drain(self, store: Store, server: str, found: Found, a_post: float) -> None:
        """Everything due at one instant."""
        due = self.due(self.plan.posts, a_post)
        self.schedule(store, server, self.plan.posts, due)
        self.in_time(due, found)
        with self.working(store, server) as worker:
            counts = until(server, self.plan.posts, due)
            found.memory, found.processor_s = footprint(worker)
        found.drained, found.drain_s = counts["distinct"], counts["last"] - due

    def kill(self, store: Store, server: str, found: Found, a_post: float) -> None:
        """kill -9 when half is accepted, a new worker at once."""
        due = self.due(self.plan.killed, a_post)
        self.schedule(store, server, self.plan.killed, due)
        self.in_time(due, found)
        with self.working(store, server):
            until(server, self.plan.killed // 2, due)
        with self.working(store, server):
            counts = until(server, self.plan.killed, time.time() + READY_S, linger=GIVE_UP_S)
        found.twice, found.lost = counts["requests"] - counts["distinct"], self.plan.killed - counts["distinct"]

    def in_time(self, due: float, found: Found) -> None:
        """Notes when the head start was too short."""
        if time.time() > due - READY_S:
            found.trouble.append(f"scheduling ended {time.time() - due + READY_S:.1f} s late")


def until(server: str, wanted: int, since: float, linger: float = 0) -> dict[str, Any]:
    """The counts once so many arrived, or nothing new for long; with `linger`, repeats are waited for that long too."""
    moved, last = since, -1
    while True:
        told: dict[str, Any] = json.loads(urllib.request.urlopen(f"{server}/counts").read())
        if told["requests"] != last:
            moved, last = max(since, time.time()), told["requests"]
        enough = told["distinct"] >= wanted and time.time() - moved >= linger
        if enough or time.time() - moved > GIVE_UP_S:
            return told
        time.sleep(0.02)


def footprint(worker: psutil.Process) -> tuple[int, float]:
    """Peak resident bytes and processor seconds of a worker and its children."""
    family = [worker, *worker.children(recursive=True)]
    return sum(peak(one.pid) for one in family), sum(sum(one.cpu_times()[:2]) for one in family)


def peak(pid: int) -> int:
    """VmHWM of proc(5)."""
    with open(f"/proc/{pid}/status") as file:
        return int(next(line for line in file if line.startswith("VmHWM")).split()[1]) * 1024
