"""Rate budgets: drawn by every send, filled evenly, never beyond their size, and what a network says comes on top."""

from datetime import timedelta

import pytest

from foundation.db import Database
from networks.contract import BudgetFact, Rate
from schedulers.budget import Ledger, block
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox, make_outbox
from tests.schedulers.fakes import FakeNetwork, be_busy


@pytest.fixture
def outbox(database: Database, clock: FrozenClock) -> Outbox:
    """On SQLite alone: nothing here depends on the engine."""
    return make_outbox(database, clock)


def test_an_idle_hour_saves_no_more_than_the_budget_holds(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.rates = (Rate("network", 2, 60, "test"),)
    outbox.plan("uno")
    outbox.run_until_idle()
    clock.advance(hours=1)
    outbox.plan("dos", profiles=3)
    outbox.run_until_idle()

    assert len(network.posts) == 1 + 2


def test_each_profile_draws_from_its_own_budget(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    outbox.rates = (Rate("profile", 1, 3600, "test"),)
    outbox.plan("uno", profiles=3)
    outbox.plan("dos", profiles=1)
    outbox.run_until_idle()

    assert len(network.posts) == 3


def test_every_budget_must_have_a_token_and_one_that_waits_draws_from_none(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.rates = (Rate("profile", 1, 600, "test"), Rate("app", 2, 600, "test"))
    outbox.plan("uno", profiles=1)
    outbox.plan("dos", profiles=1)
    outbox.run_until_idle()
    assert len(network.posts) == 1  # the app would have had one more

    outbox.plan("tres", profiles=3)
    outbox.run_until_idle()
    assert len(network.posts) == 2  # and still had it for another profile: the waiting one drew none


def test_a_shorter_pause_does_not_end_a_longer_one(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(be_busy(100, "app"), be_busy(10, "app"))
    outbox.plan(profiles=2)
    outbox.run_until_idle()
    outbox.plan("dos", profiles=3)
    clock.advance(seconds=11)
    outbox.run_until_idle()
    assert network.calls == 2

    clock.advance(seconds=90)
    outbox.run_until_idle()
    assert len(network.posts) == 5


def test_a_pause_of_one_profile_stops_no_other_and_no_other_post_of_it_passes(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.concurrency = 1
    network.will(be_busy(100))
    outbox.plan("uno")
    outbox.run_until_idle()
    outbox.plan("dos", profiles=3)
    outbox.run_until_idle()
    assert len(network.posts) == 2

    with outbox.write() as session:
        ledger = Ledger(session, clock.now(), lambda _network: ())
        ledger.load([("toy", outbox.profile().id)])
        assert ledger.take("toy", outbox.profile().id) == clock.now() + timedelta(seconds=100)


def test_what_a_header_said_long_before_this_send_holds_nothing_back(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    reset = clock.now() + timedelta(hours=1)
    network.facts = [BudgetFact("app", "POST /posts", clock.now() - timedelta(seconds=1), remaining=0, resets_at=reset)]
    for text in ("uno", "dos"):
        outbox.plan(text)
        outbox.run_until_idle()

    assert len(network.posts) == 2


def test_a_pause_that_is_over_is_over(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    with outbox.write() as session:
        block(session, "block:network:toy", clock.now() + timedelta(seconds=5), clock.now())
    outbox.plan()
    outbox.run_until_idle()
    assert network.calls == 0

    clock.advance(seconds=6)
    outbox.run_until_idle()
    assert len(network.posts) == 1
