"""kill -9 at a step, under every fault, with and without a way to look: at most once, none lost.

`make chaos` sweeps every step.
"""

import os
import signal

import pytest

from foundation.db import Database
from tests.chaos.conftest import Arena
from tests.chaos.server import FAULTS, Remote

SWEEP = os.environ.get("CORETT_CHAOS") == "sweep"
STEPS = range(1, 140) if SWEEP else (9, 21, 33, 41, 52, 64, 77)
KINDS = ("looks", "key", "blind")


def cases() -> list[tuple[str, str, int]]:
    """Every fault, kind and step in the sweep; in `make test` a dozen of them, faults, kinds and steps taking turns."""
    pairs = [(fault, kind) for fault in FAULTS for kind in KINDS]
    if SWEEP:
        return [(fault, kind, step) for fault, kind in pairs for step in STEPS]
    return [(fault, kind, list(STEPS)[number % len(STEPS)]) for number, (fault, kind) in enumerate(pairs)][::2]


@pytest.mark.parametrize(("fault", "kind", "step"), cases())
def test_a_worker_killed_at_any_step_neither_doubles_nor_loses(
    database: Database, remotes: list[Remote], fault: str, kind: str, step: int
) -> None:
    check(database, remotes, fault, kind, step)


@pytest.mark.parametrize(("fault", "kind", "step"), cases() if SWEEP else cases()[::4])
def test_the_same_with_one_to_four_workers_on_postgresql(
    postgres: Database, remotes: list[Remote], fault: str, kind: str, step: int
) -> None:
    check(postgres, remotes, fault, kind, step, others=step % 4)


def check(database: Database, remotes: list[Remote], fault: str, kind: str, step: int, others: int = 0) -> None:
    remotes.append(Remote(fault, key=kind == "key"))
    arena = Arena(database, remotes[0], looks=kind != "blind")
    arena.plant()
    workers = [arena.start(kill_at=step, seconds=30)] + [arena.start(seconds=2) for _ in range(others)]
    for one in workers:
        one.join(40)
    assert workers[0].exitcode == -signal.SIGKILL
    arena.settle()

    arena.assert_the_promises()
