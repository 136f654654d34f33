"""Side by side in one run: `python -m tests.bench.peers [--only NAME] [--json]`; `make bench-peers` installs the others."""

import argparse
import dataclasses
import json
import os
from pathlib import Path
from typing import Final

from tests.bench.peers.engines import ENGINES, Engine, Environments
from tests.bench.peers.trial import Found, Plan, Trial

ANSWER_S: Final = 0.05
CACHE: Final = Path("~/.cache/corett-peers").expanduser()
HEAD: Final = ("engine", "schedule", "store", "drain", "× ideal", "processor", "memory", "twice", "lost")


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--scheduled", type=int, default=20_000, help="posts scheduled for a month later")
    parser.add_argument("--posts", type=int, default=2_000, help="posts due at one instant")
    parser.add_argument("--killed", type=int, default=1_000, help="posts of the burst in which the worker is killed")
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--python", type=Path, default=CACHE / "bin" / "python", help="the peers' environment")
    parser.add_argument("--node", type=Path, default=CACHE, help="the folder of node_modules with bullmq")
    parser.add_argument("--only", action="append", default=[], help="engines whose name contains this")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def row(found: Found, plan: Plan) -> tuple[str, ...]:
    """A line of the table."""
    ideal = plan.posts * ANSWER_S / plan.concurrency
    whole = found.drained == plan.posts
    return (
        found.engine,
        f"{found.schedule_s:.2f} s",
        f"{found.store / 1e6:.1f} MB",
        f"{found.drain_s:.2f} s" if whole else f"only {found.drained}",
        f"{found.drain_s / ideal:.2f}" if whole else "–",
        f"{found.processor_s:.1f} s",
        f"{found.memory / 1e6:.0f} MB",
        str(found.twice),
        str(found.lost),
    )


def heading(plan: Plan) -> str:
    """What was done, and on what."""
    ideal = plan.posts * ANSWER_S / plan.concurrency
    return (
        f"{plan.scheduled} posts scheduled a month ahead; {plan.posts} due at one instant, {plan.concurrency} at once, answers"
        f" after {ANSWER_S * 1000:.0f} ms, ideal {ideal:.2f} s; kill -9 half-way through {plan.killed}."
        f" {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )


def chosen(words: list[str]) -> list[Engine]:
    return [one for one in ENGINES if not words or any(word.lower() in one.name.lower() for word in words)]


def main() -> None:
    options = asked()
    plan = Plan(options.scheduled, options.posts, options.killed, options.concurrency)
    environments = Environments(options.python, options.node)
    results = []
    if not options.json:
        print(heading(plan))
        print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|", flush=True)
    for engine in chosen(options.only):
        if missing := environments.missing(engine):
            raise SystemExit(missing)
        found = Trial(engine, environments, plan).run()
        results.append(found)
        if not options.json:
            print("| " + " | ".join(row(found, plan)) + " |" + "".join(f"  ({one})" for one in found.trouble), flush=True)
    if options.json:
        print(json.dumps([dataclasses.asdict(one) for one in results], indent=2))


if __name__ == "__main__":
    main()
