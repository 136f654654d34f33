from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from campaigns.models import Profile
from corett.migrating import migrate
from foundation.db import Database, open_database
from foundation.ids import new_id
from schedulers.outbox import claim_fairly
from schedulers.sharing import Wish
from schedulers.waking import Pulse
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_post, plant_profiles, plant_user
from tests.schedulers.conftest import Outbox, make_outbox


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = open_database(f"sqlite:///{tmp_path / 'corett.db'}")
    migrate(database)
    return database


def write(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plant_user(session, clock.now(), f"user-{new_id()}")


def test_the_pulse_moves_with_each_commit_of_any_connection_and_not_otherwise(database: Database, clock: FrozenClock) -> None:
    pulse, other = Pulse(database), open_database(str(database.engine.url))
    assert pulse.moved()
    assert not pulse.moved()
    for writer in (database, other):
        write(writer, clock)
        assert pulse.moved()
        assert not pulse.moved()
    pulse.close()
    other.engine.dispose()


def test_where_nobody_counts_commits_the_pulse_always_moves() -> None:
    pulse = Pulse(open_database("sqlite://"))

    assert pulse.moved()
    assert pulse.moved()


async def test_an_idle_worker_asks_the_database_nothing_until_something_is_committed(
    database: Database, clock: FrozenClock
) -> None:
    dispatcher = make_outbox(database, clock).clockwork().dispatcher
    await dispatcher.turn()
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    await dispatcher.turn()
    assert asked == []

    write(open_database(str(database.engine.url)), clock)
    await dispatcher.turn()
    assert [statement for statement in asked if "next_due" in statement]
    dispatcher.pulse.close()


async def test_a_delivery_that_becomes_due_without_any_commit_is_found(database: Database, clock: FrozenClock) -> None:
    outbox = make_outbox(database, clock)
    outbox.plan(in_s=5)
    dispatcher = outbox.clockwork().dispatcher
    assert not await dispatcher.turn()
    clock.advance(seconds=6)

    assert await dispatcher.turn()
    dispatcher.pulse.close()


def test_a_slow_network_is_claimed_after_the_others_and_only_its_share(any_database: Database, clock: FrozenClock) -> None:
    now = clock.now()
    with any_database.writing() as session:
        plant_campaign(session, now)
        admin = plant_user(session, now)
        names = [one.name for network in ("tar", "toy") for one in plant_profiles(session, now, 3, network)]
        plant_post(session, now - timedelta(seconds=5), names[:3], by=admin)
        plant_post(session, now, names[3:], by=admin)
    rules = Outbox(any_database, clock, None).clockwork().rules  # type: ignore[arg-type]
    with any_database.writing() as session:
        claimed = claim_fairly(session, new_id(), now, Wish(6, slow=("tar",), most_of_slow=2), rules).claims

    assert [one.network for one in claimed] == ["toy", "toy", "toy", "tar", "tar"]
    with any_database.reading() as session:
        assert sum(1 for one in session.query(Profile) if one.busy_with is None) == 1
