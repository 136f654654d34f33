"""What one network that hangs does to the others: `python -m tests.bench.hanging [--seconds 300] [--a-second 60]`.

Two runs with the same load on 500 profiles: alone, and beside 50 profiles of a network that accepts each call and never answers.
An unconfirmed delivery does not hold its profile back here, so that all 50 hang all the time.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import Final
from uuid import UUID

from sqlalchemy import select

from campaigns.models import Delivery, Profile
from campaigns.scheduling import refresh_next_due
from foundation.db import Database, open_database
from foundation.log import start_log
from networks.contract import CannotLook, Network, Prepared, Receipt, Unconfirmed
from schedulers.judging import Timing
from tests.bench.bare import BareNetwork
from tests.bench.ground import CLOCK, clockwork, database_of, rows, served
from tests.planting import plant_campaign, plant_profiles, plant_user

QUICK, STUCK, CONCURRENCY = 500, 50, 64
HEAD_START_S: Final = 8
TIMEOUT_S: Final = 15
TIMING: Final = Timing(TIMEOUT_S, 60, 30, holds_back=False)


class Timed(BareNetwork):
    """Remembers when each call began."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.began: dict[UUID, float] = {}

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        self.began[delivery_id] = time.time()
        return await super().publish(prepared, delivery_id)


class Stuck(BareNetwork):
    """Its server takes everything and answers nothing; the adapter gives up after its time-out, as real ones do."""

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self.ask("POST", "/hang", str(delivery_id))
        except TimeoutError as error:
            raise Unconfirmed(network="stuck", detail="timeout") from error
        raise AssertionError("it answered")

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self.ask("GET", "/hang")
        except TimeoutError as error:
            raise CannotLook(network="stuck", detail="timeout") from error
        raise AssertionError("it answered")


def plant_load(database: Database, begin: float, seconds: int, a_second: int, *, stuck: bool) -> dict[int, str]:
    """An even load on the quick profiles, a delivery every five seconds on each stuck one; the network of each profile."""
    now = CLOCK.now()
    with database.writing() as session:
        campaign = plant_campaign(session, now)
        plant_user(session, now)
        quick = plant_profiles(session, now, QUICK, "toy")
        slow = plant_profiles(session, now, STUCK, "stuck") if stuck else []
        rows(session, campaign, ((quick[n % QUICK], at(begin + n / a_second)) for n in range(seconds * a_second)))
        rows(session, campaign, ((one, at(begin + moment)) for moment in range(0, seconds, 5) for one in slow))
        refresh_next_due(session, [one.id for one in (*quick, *slow)])
        return {one.id: one.network for one in session.scalars(select(Profile))}


def at(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


def work(url: str, server: str, networks: dict[int, str], end: float, tell: Connection) -> None:
    """The worker's process: works to the end of the load, then tells how late each call of the quick network began."""
    start_log("error")
    database, quick, stuck = open_database(url), Timed(server), Stuck(server)

    async def network_of(profile: int, _version: int) -> Network:
        return stuck if networks[profile] == "stuck" else quick

    async def run() -> None:
        machine = clockwork(database, quick, CONCURRENCY)
        machine.dispatcher.outside = replace(machine.outside, network_of=network_of, timing_of=lambda _network: TIMING)
        machine.outside = machine.dispatcher.outside
        stop = asyncio.Event()
        task = asyncio.create_task(machine.run(stop))
        await asyncio.sleep(max(0, end - time.time()) + 1)
        stop.set()
        await task

    asyncio.run(run())
    with database.reading() as session:
        found = session.execute(select(Delivery.id, Delivery.due_at).join(Profile).where(Profile.network == "toy"))
        due = {row.id: row.due_at for row in found}
    tell.send(sorted((quick.began.get(one, end + 1) - moment.timestamp()) * 1000 for one, moment in due.items()))


@contextmanager
def planted(seconds: int, a_second: int, *, stuck: bool) -> Iterator[tuple[str, dict[int, str], float]]:
    """A fresh database with the load, and when it ends."""
    with database_of("sqlite") as url:
        begin = time.time() + HEAD_START_S + seconds * a_second / 10_000
        yield url, plant_load(open_database(url), begin, seconds, a_second, stuck=stuck), begin + seconds


def lateness(seconds: int, a_second: int, *, stuck: bool) -> list[float]:
    """Milliseconds of every delivery of the quick network, sorted."""
    here, there = multiprocessing.Pipe()
    with served() as server, planted(seconds, a_second, stuck=stuck) as (url, networks, end):
        worker = multiprocessing.Process(target=work, args=(url, server, networks, end, there))
        worker.start()
        there.close()  # a worker that dies ends the wait
        found: list[float] = here.recv()
        worker.join()
    return found


def percentile(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=300, help="how long the network hangs")
    parser.add_argument("--alone", type=int, default=60, help="how long the others are watched alone")
    parser.add_argument("--a-second", type=int, default=60, help="deliveries of the others")
    options = parser.parse_args()
    alone = lateness(min(options.alone, options.seconds), options.a_second, stuck=False)
    beside = lateness(options.seconds, options.a_second, stuck=True)
    for name, found in (("alone", alone), ("beside 50 hanging profiles", beside)):
        middle, late = statistics.median(found), percentile(found, 0.99)
        print(f"{name}: {len(found)} deliveries, lateness p50 {middle:.1f} ms, p99 {late:.1f} ms, max {found[-1]:.1f} ms")
    ratio = percentile(beside, 0.99) / percentile(alone, 0.99)
    print(f"p99 with / without: {ratio:.2f} (ideal 1.00, target 0.80 to 1.20)")


if __name__ == "__main__":
    main()
