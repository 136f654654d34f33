"""Measures the languages room: `python -m tests.bench.languages`. Nothing here passes or fails; it prints what it took."""

import asyncio
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from campaigns.starter import read
from corett.migrating import migrate
from foundation.db import Database, open_database
from languages.apertium import Apertium
from languages.contract import TranslationState
from languages.glossary import load_starter, termbase
from languages.guard import guard
from languages.memory import Unit, teach_all
from languages.similar import index_of, similar
from languages.tmx import read_tmx, write_tmx
from languages.translating import draft_segments, finish, look_up

NOW = datetime(2027, 7, 1, 15, 0, tzinfo=UTC)
MESSAGES = [(str(row["es"]), str(row["en"])) for row in read("messages")["messages"]]


def timed(name: str, goal_s: float, run: Callable[[], Any], times: int = 1) -> Any:
    """Runs it and says how long it took, each of so many times, and what part of its goal that is; 0 s is no goal.

    The processor's time counts our own and that of the programs we call: on a busy machine it says more than the clock.
    """
    started, worked = time.perf_counter(), processor_s()
    result = run()
    took, worked = (time.perf_counter() - started) / times, (processor_s() - worked) / times
    goal = f"{worked / goal_s:5.2f} of {goal_s:g} s ({took / goal_s:.2f} by the clock)" if goal_s else ""
    print(f"{name:56} {took * 1000:9.1f} ms, {worked * 1000:9.1f} ms of processor   {goal}", flush=True)
    return result


def processor_s() -> float:
    """What this process and those it waited for have worked so far."""
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


def many(count: int) -> Iterator[Unit]:
    """Segments that all differ."""
    for n in range(count):
        spanish, english = MESSAGES[n % len(MESSAGES)]
        turn = n % 7
        source, target = spanish.split(), english.split()
        words = [*source[turn:], *source[:turn], f"{n}."], [*target[turn:], *target[:turn], f"{n}."]
        yield Unit(" ".join(words[0]), " ".join(words[1]), "es", "en", TranslationState.REVIEWED, "bench", NOW)


def translate_ten(database: Database) -> None:
    """Ten messages through apertium, masked and checked."""
    if shutil.which("apertium") is None:
        print("apertium is not installed: skipped")
        return

    def run() -> None:
        with database.reading() as session:
            known = look_up(session, [spanish for spanish, _ in MESSAGES[:10]], "es", "en")
        made = asyncio.run(draft_segments(known, Apertium(), private=False, deadline_s=60))
        for text in known.texts:
            finish(known, text, made, "apertium", teaching=False, measure=None)

    timed("ten messages es→en by apertium, masked and checked", 1, run)


def main() -> None:
    """Everything issue numbers speak of."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate(database)
        with database.writing() as session:
            timed("load the starter glossary", 0, lambda: load_starter(session, NOW))
        translate_ten(database)
        with database.reading() as session:
            terms = timed("build the term base", 0, lambda: termbase(session))
        pairs = [(unit.source, unit.target) for unit in many(1000)]
        guard("uno", "one", "es", "en", terms)
        timed("guard 1,000 different segments", 1, lambda: [guard(*pair, "es", "en", terms) for pair in pairs])
        import_units(database, Path(folder) / "memory.tmx")
        with database.reading() as session:
            index = timed("index 50,000 segments", 0, lambda: index_of(session, "es", "en"))
        small = type(index)(index.stamp, index.skeletons[:20_000], index.rows[:20_000])
        queries = [unit.source.replace("la ", "una ") for unit in list(many(100))]
        timed("one search in 20,000 segments (of 100)", 0.015, lambda: [similar(small, query) for query in queries], 100)
        database.engine.dispose()


def import_units(database: Database, path: Path) -> None:
    """50,000 units from a TMX file, and how much memory that takes."""
    write_tmx(path, many(50_000), "bench")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def run() -> None:
        with database.writing() as session:
            teach_all(session, read_tmx(path, "es", "en", state=TranslationState.REVIEWED, author="bench", now=NOW))

    timed(f"import 50,000 TMX units ({path.stat().st_size >> 20} MB)", 30, run)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{'memory grown by the import':56} {grown:9.1f} MB")


if __name__ == "__main__":
    main()
