"""CORETT itself: planned and approved through its use cases, sent by its worker; lease and grace are short."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from campaigns.approving import approve_post
from campaigns.models import Post, Territory, Variant
from campaigns.scheduling import Target, plan
from campaigns.sealing import thaw
from campaigns.timing import Slot
from corett.migrating import migrate
from foundation.clock import SystemClock
from foundation.db import Database, open_database
from foundation.log import start_log
from foundation.people import user_named
from moderation.holds import covering
from networks.contract import Network, Prepared, Receipt
from schedulers.app import Clockwork, Times
from schedulers.budget import Ledger
from schedulers.dispatch import Outside
from schedulers.judging import Timing
from schedulers.outbox import Rules
from tests.bench.bare import BareNetwork
from tests.bench.peers.common import Errand, answered, main
from tests.planting import plant_campaign, plant_profiles, plant_user, world_at

PROFILES = 2000
CLOCK = SystemClock()
TIMING = Timing(timeout_s=2, grace_s=3, look_apart_s=1, holds_back=True)
TIMES = Times(heartbeat_s=1, lease_s=5, drain_s=1.5, holds_back=True)


class Looking(BareNetwork):
    """The bare adapter that can also look whether a post is there."""

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        seen = json.loads(await self.ask("GET", f"/seen/{delivery_id}"))["seen"]
        return Receipt(str(delivery_id)) if seen else None


def schedule(errand: Errand) -> None:
    """Everything a person's order does: composed, checked, written, read by the rules, sealed."""
    database = open_database(errand.store)
    migrate(database)
    now = CLOCK.now()
    with database.writing() as session:
        campaign = plant_campaign(session, now)
        plant_user(session, now)
        profiles = plant_profiles(session, now, min(PROFILES, errand.count))
        post = Post(campaign_id=campaign.id, text="Hola", created_by="admin", created_at=now)
        session.add(post)
        session.flush()
        variant = Variant(post_id=post.id, language="es", network="toy", text="Hola {{ country.name }}")
        session.add(variant)
        session.flush()
        began = time.perf_counter()
        place = session.get_one(Territory, "GT")
        due = datetime.fromtimestamp(errand.due, UTC)
        slots = [Slot("2027-01-01 00:00", "UTC", due + timedelta(minutes=n)) for n in range(-(-errand.count // len(profiles)))]
        targets = [Target(profile, place, variant, slot) for slot in slots for profile in profiles][: errand.count]
        plan(session, campaign, post, targets, [], world_at(now))
        approve_post(session, post.id, user_named(session, "admin"), now)
    answered(time.perf_counter() - began)


def machine(database: Database, errand: Errand) -> Clockwork:
    """A worker over the looking adapter, with holds as in production."""
    network = Looking(errand.url)

    async def network_of(_profile: int, _version: int) -> Network:
        return network

    outside = Outside(network_of, lambda payload: thaw(payload, lambda sha256, _mime: Path(sha256)), lambda _network: TIMING)
    rules = Rules(
        timedelta(minutes=15),
        lambda holds, row: covering(
            holds,
            territory=row.territory,
            network=row.network,
            campaign_id=row.campaign_id,
            profile_id=row.profile_id,
            now=CLOCK.now(),
        ),
        lambda session, now: Ledger(session, now, lambda _network: ()),
    )
    return Clockwork(database, CLOCK, outside, rules, errand.concurrency, TIMES, "bench")


def work(errand: Errand) -> None:
    start_log("critical")
    asyncio.run(machine(open_database(errand.store), errand).run(asyncio.Event()))


if __name__ == "__main__":
    main(schedule, work)
