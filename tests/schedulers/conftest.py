"""An outbox over a real database, a fake network and a clock that stands still."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.sealing import thaw
from campaigns.status import DeliveryStatus
from foundation.db import Database
from foundation.ids import new_id
from foundation.people import User, user_named
from moderation.holds import covering
from networks.contract import Network, Outgoing, Rate
from schedulers.app import Clockwork, Times
from schedulers.budget import Ledger
from schedulers.dispatch import Outside
from schedulers.judging import Timing
from schedulers.models import Attempt, Worker
from schedulers.outbox import Claim, Rules, claim
from schedulers.workers import database_now
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_post, plant_profiles, plant_user
from tests.schedulers.fakes import FakeNetwork

TIMING = Timing(timeout_s=15, grace_s=60, look_apart_s=30, holds_back=True)
TIMES = Times(heartbeat_s=5, lease_s=30, drain_s=0.05, holds_back=True)


@dataclass
class Outbox:
    database: Database
    clock: FrozenClock
    network: FakeNetwork
    rates: tuple[Rate, ...] = ()
    networks: dict[int, FakeNetwork] = field(default_factory=dict)
    concurrency: int = 8

    def clockwork(self) -> Clockwork:
        async def network_of(profile_id: int, _version: int) -> Network:
            return self.networks.get(profile_id, self.network)

        outside = Outside(network_of, lambda payload: thaw(payload, lambda *_: None), lambda _network: TIMING)  # type: ignore[arg-type]
        rules = Rules(
            late_after=timedelta(minutes=15),
            held=lambda holds, row: covering(
                holds,
                territory=row.territory,
                network=row.network,
                campaign_id=row.campaign_id,
                profile_id=row.profile_id,
                now=self.clock.now(),
            ),
            ledger=lambda session, now: Ledger(session, now, lambda _network: self.rates),
        )
        return Clockwork(self.database, self.clock, outside, rules, self.concurrency, TIMES, "test")

    def run_until_idle(self) -> None:
        asyncio.run(self.clockwork().run_until_idle())

    def write(self) -> "Writing":
        return Writing(self)

    def plan(
        self, text: str = "Hola", in_s: float = 0, profiles: int = 1, *, approved: bool = True, late_after_s: int | None = None
    ) -> None:
        with self.database.writing() as session:
            names = list(session.scalars(select(Profile.name).order_by(Profile.id).limit(profiles)))
            by = self.admin(session) if approved else None
            plant_post(session, self.clock.now(), names, text, in_s, by, late_after_s)

    def admin(self, session: Session) -> User:
        return user_named(session, "admin")

    @property
    def deliveries(self) -> list[Delivery]:
        with self.database.reading() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.due_at, Delivery.id)))

    @property
    def only_delivery(self) -> Delivery:
        (delivery,) = self.deliveries
        return delivery

    def claimed(self, by: str = "another-host:1:1", heard_ago_s: float = 3600) -> Claim:
        """A worker of that name, last heard of so long ago, has claimed the first due delivery."""
        worker, now = new_id(), self.clock.now()
        with self.database.writing() as session:
            heard = database_now(session, self.clock) - timedelta(seconds=heard_ago_s)
            session.add(Worker(id=worker, name=by, version="", started_at=now, beat_at=heard))
            session.flush()
            (one,) = claim(session, worker, now, 1, self.clockwork().rules).claims
        return one

    def profile(self, number: int = 0) -> Profile:
        return self.profiles[number]

    def status(self) -> DeliveryStatus:
        return self.only_delivery.status

    @property
    def attempts(self) -> list[Attempt]:
        with self.database.reading() as session:
            return list(session.scalars(select(Attempt).order_by(Attempt.delivery_id, Attempt.n)))

    @property
    def profiles(self) -> list[Profile]:
        with self.database.reading() as session:
            return list(session.scalars(select(Profile).order_by(Profile.id)))

    @property
    def sent_texts(self) -> list[str]:
        return [outgoing.text for _, outgoing in self.network.posts]

    @property
    def last(self) -> Outgoing:
        return self.network.posts[-1][1]


@dataclass
class Writing:
    outbox: Outbox

    def __enter__(self) -> Session:
        self.context = self.outbox.database.writing()
        return self.context.__enter__()

    def __exit__(self, *failure: object) -> None:
        self.context.__exit__(*failure)  # type: ignore[arg-type]


def make_outbox(database: Database, clock: FrozenClock, profiles: int = 3) -> Outbox:
    now: datetime = clock.now()
    with database.writing() as session:
        plant_campaign(session, now)
        plant_user(session, now)
        plant_profiles(session, now, profiles)
    return Outbox(database, clock, FakeNetwork())


@pytest.fixture
def outbox(any_database: Database, clock: FrozenClock) -> Outbox:
    """On SQLite and on PostgreSQL."""
    return make_outbox(any_database, clock)


@pytest.fixture
def network(outbox: Outbox) -> FakeNetwork:
    return outbox.network
