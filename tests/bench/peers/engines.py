"""The engines that are compared: where each keeps its posts and which program asks it."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.peers.stores import Store, postgresql, redis, sqlite

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]


@dataclass(frozen=True)
class Engine:
    """`program` is a module or script; `ours` runs in this environment, the others in theirs; `variant` goes into the URL."""

    name: str
    store: Callable[[], AbstractContextManager[Store]]
    program: str
    ours: bool = False
    variant: str = ""

    def address(self, store: Store) -> str:
        """The store as the program is told of it."""
        url = store.url.replace("postgresql://", "postgresql+psycopg://") if self.ours else store.url
        return f"{url}#{self.variant}" if self.variant else url


ENGINES: Final = (
    Engine("CORETT on SQLite", sqlite, "corett_peer", ours=True),
    Engine("CORETT on PostgreSQL", postgresql, "corett_peer", ours=True),
    Engine("APScheduler, a job a post, SQLite", sqlite, "apscheduler_peer"),
    Engine("Celery ETA, Redis, early ack", redis, "celery_peer"),
    Engine("Celery ETA, Redis, late ack", redis, "celery_peer", variant="late"),
    Engine("procrastinate, PostgreSQL", postgresql, "procrastinate_peer"),
    Engine("BullMQ, Redis", redis, "bullmq_peer.mjs"),
)


@dataclass(frozen=True)
class Environments:
    """The Python that has the peers' libraries and the folder of their node_modules."""

    python: Path
    node: Path

    def command(self, engine: Engine) -> list[str]:
        """How the engine's program is started."""
        if engine.program.endswith(".mjs"):
            return ["node", str(HERE / engine.program)]
        python = sys.executable if engine.ours else str(self.python)
        return [python, "-m", f"tests.bench.peers.{engine.program}"]

    def variables(self) -> dict[str, str]:
        """The environment of every program."""
        return {**os.environ, "PEERS_NODE": str(self.node.resolve()), "PYTHONPATH": str(ROOT)}

    def missing(self, engine: Engine) -> str:
        """What is not installed for an engine, empty when all is."""
        if engine.ours:
            return ""
        wanted = self.node / "node_modules" / "bullmq" if engine.program.endswith(".mjs") else self.python
        return "" if wanted.exists() else f"{wanted} is missing: make bench-peers installs it"
