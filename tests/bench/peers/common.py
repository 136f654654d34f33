"""What every peer is asked: `schedule` so many posts for one instant, or `work` until it is killed."""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Errand:
    """Where the posts are kept, where they go, how many, when (epoch seconds), and how many at once."""

    store: str
    url: str
    count: int
    due: float
    concurrency: int


def answered(seconds: float) -> None:
    """Tells the driver how long scheduling took."""
    print(json.dumps({"seconds": seconds}), flush=True)


def main(schedule: Callable[[Errand], None], work: Callable[[Errand], None]) -> None:
    """Reads the errand and runs it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=["schedule", "work"])
    parser.add_argument("--store", required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--due", type=float, default=0)
    parser.add_argument("--concurrency", type=int, default=64)
    options = vars(parser.parse_args())
    (schedule if options.pop("act") == "schedule" else work)(Errand(**options))
