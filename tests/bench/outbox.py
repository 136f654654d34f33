"""Measures the outbox: bursts, lateness, planning, claiming and idling, each beside its ideal.

python -m tests.bench.outbox burst [--database sqlite|postgresql] [--profiles 5000] [--each 1] [--future 100000] [--workers 1]
python -m tests.bench.outbox lone | plan | claim | idle
"""

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import psutil
from sqlalchemy import select

from campaigns.approving import approve_post
from campaigns.models import Campaign, Delivery, Post, Profile, Territory, Variant
from campaigns.scheduling import Target, plan, refresh_next_due
from campaigns.timing import Slot
from foundation.db import Database, open_database
from foundation.ids import new_id
from foundation.people import user_named
from schedulers.models import Attempt
from schedulers.outbox import claim
from tests.bench.bare import BareNetwork
from tests.bench.ground import CLOCK, DELAY_S, STAND_INS, clockwork, database_of, plant, rows, served, stand_in, work
from tests.planting import plant_campaign, plant_profiles, plant_user, world_at


def burst(options: argparse.Namespace) -> None:
    """Everything due at one instant."""
    total = options.profiles * options.each
    ideal = max(total * DELAY_S / 64, options.each * DELAY_S)
    with stand_in(options.through) if options.through else served() as server, database_of(options.database) as url:
        database = open_database(url)
        begin = time.time() + 10 + options.future / (12_000 if options.database == "postgresql" else 40_000) + total / 2000
        plant(database, options.profiles, options.each, datetime.fromtimestamp(begin, UTC), options.future)
        if time.time() > begin - 3:
            raise SystemExit("planting took too long: raise the head start")
        share = 64 // options.workers
        workers = [
            multiprocessing.Process(target=work, args=(url, server, share, begin, options.through))
            for _ in range(options.workers)
        ]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
        report(database, begin, total, ideal, "" if options.through else server)


def report(database: Database, begin: float, total: int, ideal: float, server: str) -> None:
    """What the database and the server say."""
    with database.reading() as session:
        starts = sorted((one.timestamp() - begin) for one in session.scalars(select(Attempt.started_at)))
        ends = sorted((one.timestamp() - begin) for one in session.scalars(select(Attempt.finished_at)) if one is not None)
    if server:
        counts = json.loads(urllib.request.urlopen(f"{server}/counts").read())
        print(f"deliveries {total}  accepted {counts['requests']} distinct {counts['distinct']}")
    print(
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
            profile = session.scalars(select(Profile)).one()
            rows(session, campaign, [(profile, datetime.fromtimestamp(begin + 0.12 * n, UTC)) for n in range(200)])
            refresh_next_due(session, [profile.id])
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
    parser.add_argument("--through", choices=STAND_INS, default="", help="a real adapter and its stand-in")
    ACTS[parser.parse_args().act](parser.parse_args())
