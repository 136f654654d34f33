"""Every measurement of the house, one after the other: `python -m tests.bench [--list] [--only WORD] [--skip WORD]`; each line of
`--list` is a command that runs by itself, with what it is held against."""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Bench:
    """`words` after `python -m tests.bench.`, and the target its output is read against."""

    words: str
    target: str


BENCHES: Final = (
    Bench("outbox burst --profiles 54 --each 10", "all start < 1 s, last end ≤ 1.2 × ideal"),
    Bench("outbox burst --profiles 5000 --future 100000", "≤ 1.25 × ideal"),
    Bench("outbox burst --profiles 5000 --future 100000 --database postgresql --workers 2", "≤ 1.5 × ideal"),
    Bench("outbox burst --profiles 500 --each 10 --through facebook", "≥ 400/s"),
    Bench("outbox burst --profiles 500 --each 10 --through telegram", "≥ 400/s"),
    Bench("outbox lone", "p99 < 150 ms"),
    Bench("outbox plan", "plan 100,000 < 5 s"),
    Bench("outbox claim", "ratio ≤ 1.3"),
    Bench("outbox idle", "< 1 % of a core, < 110 MB"),
    Bench("hanging --seconds 60 --alone 30", "p99 with / without 0.80 to 1.20"),
    Bench("networks facebook --posts 5000", "≥ 400 posts/s"),
    Bench("telegram 5000 64", "≥ 400/s"),
    Bench("networks x --posts 90", "–"),
    Bench("languages", "–"),
    Bench("moderation", "–"),
    Bench("web", "pages < 100 ms"),
    Bench("cards", "270 cards in < 20 s, 60 ms each, 250 MB"),
    Bench("hostile 5000", "no crash"),
    Bench("films", "–"),
    Bench("video --seconds 10 --shape 16:9", "–"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--list", action="store_true", help="only tell what there is")
    parser.add_argument("--only", action="append", default=[], help="those whose command contains this word")
    parser.add_argument("--skip", action="append", default=[], help="not those whose command contains this word")
    options = parser.parse_args()
    failed = 0
    for one in BENCHES:
        wanted = not options.only or any(word in one.words for word in options.only)
        if not wanted or any(word in one.words for word in options.skip):
            continue
        print(f"$ python -m tests.bench.{one.words}   # target: {one.target}", flush=True)
        if not options.list:
            failed += run(one)
    return 1 if failed else 0


def run(one: Bench) -> bool:
    """Whether it failed. Its own output goes where ours goes."""
    began = time.monotonic()
    code = subprocess.run([sys.executable, "-m", *f"tests.bench.{one.words}".split()], check=False).returncode
    print(f"  exit {code}, {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}\n", flush=True)
    return code != 0


if __name__ == "__main__":
    sys.exit(main())
