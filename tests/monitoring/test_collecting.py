import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select, update

from campaigns.models import Profile
from foundation.db import Database
from monitoring.collecting import Round, collect
from monitoring.models import Kind, MeasuringTurn, Sample
from networks.contract import Measured, Metric, Network, SignedOut, Unavailable
from tests.clock import FrozenClock
from tests.monitoring.strategy import start_plan

LIKES = Metric("likes", "interaction", "n", "people who liked it", "x")
VIEWS = Metric("impressions", "views", "n", "times shown", "x")
UNIQUE = Metric("reach", "reach", "people", "accounts that saw it", "facebook")


@dataclass
class FakeNetwork:
    """Answers what it was told, and remembers what it was asked."""

    clock: FrozenClock
    values: dict[str, float | None]
    error: Exception | None = None
    asked: list[list[str]] = field(default_factory=list)
    limits: Any = field(default_factory=lambda: SimpleNamespace(metrics=(LIKES, VIEWS, UNIQUE)))

    async def measure(self, refs: list[str]) -> list[Measured]:
        self.asked.append(refs)
        if self.error is not None:
            raise self.error
        now = self.clock.now()
        return [Measured(ref, metric, value, "n", "fake v1", now) for ref in refs for metric, value in self.values.items()]


@dataclass
class World:
    database: Database
    clock: FrozenClock
    networks: dict[str, FakeNetwork]

    def collect(self, *, everything: bool = False) -> Round:
        def network_of(profile: Profile) -> Network:
            return cast("Network", self.networks[profile.name])

        return asyncio.run(collect(self.database, network_of, self.clock, everything=everything))

    def samples(self, metric: str) -> list[float | None]:
        with self.database.reading() as session:
            return list(session.scalars(select(Sample.value).where(Sample.metric == metric).order_by(Sample.id)))


@pytest.fixture
def world(database: Database, clock: FrozenClock) -> World:
    with database.writing() as session:
        start_plan(session, clock.now()).sent("x")
    return World(database, clock, {"x-gt": FakeNetwork(clock, {"likes": 3, "impressions": 90})})


def test_a_post_is_measured_an_hour_after_it_was_sent_and_not_before(world: World) -> None:
    assert world.collect() == Round()
    world.clock.advance(hours=1)

    assert world.collect() == Round(posts=1, samples=2)
    assert world.networks["x-gt"].asked == [["x/1"]]


@pytest.mark.parametrize("due_in_s", [-90, 0, 90])
def test_a_profile_that_is_about_to_publish_is_measured_in_a_later_round(world: World, due_in_s: float) -> None:
    world.clock.advance(hours=1)
    with world.database.writing() as session:
        session.execute(update(Profile).values(next_due=world.clock.now() + timedelta(seconds=due_in_s)))
    assert world.collect() == Round()

    world.clock.advance(seconds=due_in_s + 121)
    assert world.collect().posts == 1


def test_everything_can_be_measured_at_once(world: World) -> None:
    assert world.collect(everything=True).posts == 1


def test_the_next_turn_follows_the_cadence(world: World) -> None:
    world.clock.advance(hours=1)
    world.collect()
    world.clock.advance(hours=2)
    assert world.collect() == Round()  # X: once per UTC day
    world.clock.advance(hours=6)

    assert world.collect().posts == 1


def test_a_metric_the_network_does_not_give_is_kept_as_missing(world: World) -> None:
    world.networks["x-gt"].values = {"likes": 0, "impressions": None}
    world.collect(everything=True)

    assert world.samples("likes") == [0]
    assert world.samples("impressions") == [None]


def test_an_unchanged_value_is_seen_again_and_a_changed_one_is_added(world: World) -> None:
    world.collect(everything=True)
    world.clock.advance(hours=5)
    world.collect(everything=True)
    world.networks["x-gt"].values["likes"] = 4
    world.clock.advance(hours=5)
    world.collect(everything=True)

    assert world.samples("likes") == [3, 4]
    assert world.samples("impressions") == [90]
    with world.database.reading() as session:
        views = session.scalars(select(Sample).where(Sample.metric == "impressions")).one()
        assert views.seen_at - views.taken_at == timedelta(hours=10)
        assert views.kind is Kind.VIEWS


def test_a_network_that_fails_makes_no_number_up_waits_and_stops_no_other(world: World) -> None:
    with world.database.writing() as session:
        from campaigns.models import Campaign
        from tests.monitoring.strategy import Plan

        Plan(session, session.scalars(select(Campaign)).one(), world.clock.now(), made=1).sent("facebook")
    world.networks["facebook-gt"] = FakeNetwork(world.clock, {"likes": 1}, error=SignedOut(network="facebook", detail="190"))
    world.clock.advance(hours=1)

    assert world.collect() == Round(posts=1, samples=2, failed=1)
    assert world.collect() == Round()
    with world.database.reading() as session:
        assert session.scalars(select(MeasuringTurn.error).where(MeasuringTurn.error.is_not(None))).all() == ["signed_out"]
    world.clock.advance(hours=1)
    world.networks["facebook-gt"].error = None
    assert world.collect() == Round(posts=1, samples=1)


def test_a_network_that_says_when_is_asked_then(world: World) -> None:
    world.networks["x-gt"].error = Unavailable(network="x", detail="429", retry_after=3 * 3600)
    world.clock.advance(hours=1)
    world.collect()
    world.networks["x-gt"].error = None
    world.clock.advance(hours=2)
    assert world.collect() == Round()
    world.clock.advance(hours=1)

    assert world.collect().posts == 1


def test_posts_of_one_profile_are_asked_for_together_fifty_a_call(world: World) -> None:
    with world.database.writing() as session:
        from campaigns.models import Campaign
        from tests.monitoring.strategy import Plan

        plan = Plan(session, session.scalars(select(Campaign)).one(), world.clock.now(), made=1)
        for _ in range(60):
            plan.sent("x")
    assert world.collect(everything=True).posts == 61
    assert [len(refs) for refs in world.networks["x-gt"].asked] == [50, 11]
