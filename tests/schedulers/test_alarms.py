from collections.abc import Sequence

from campaigns.models import Profile
from campaigns.status import DeliveryStatus, ProfileStatus
from foundation.db import Database
from schedulers.alarms import Alarm, Watchman
from schedulers.figures import Figures, miss_what_cannot_leave, not_ready
from tests.clock import FrozenClock
from tests.schedulers.conftest import TIMES, Outbox
from tests.schedulers.fakes import FakeNetwork, accept_then_drop_the_connection, refuse


def told_by(outbox: Outbox, watchman: Watchman) -> list[Alarm]:
    with outbox.database.reading() as session:
        return watchman.round(session, outbox.clock.now())


def test_a_failed_delivery_is_told_once(outbox: Outbox, network: FakeNetwork) -> None:
    heard: list[Sequence[Alarm]] = []
    watchman = Watchman([heard.append])
    network.will(refuse)
    outbox.plan()
    outbox.run_until_idle()

    assert [alarm.kind for alarm in told_by(outbox, watchman)] == ["failed"]
    assert told_by(outbox, watchman) == []
    assert len(heard) == 1


def test_an_overdue_delivery_is_told_within_a_minute(outbox: Outbox, clock: FrozenClock) -> None:
    watchman = Watchman()
    outbox.plan()
    assert told_by(outbox, watchman) == []
    clock.advance(seconds=50)

    assert [(alarm.kind, alarm.territory) for alarm in told_by(outbox, watchman)] == [("overdue", "GT")]


def test_one_that_waits_behind_an_unconfirmed_one_is_told_too(outbox: Outbox, network: FakeNetwork, clock: FrozenClock) -> None:
    network.will(accept_then_drop_the_connection)
    network.can_look = False
    outbox.plan("uno")
    outbox.plan("dos", in_s=1)
    outbox.run_until_idle()
    clock.advance(seconds=55)

    assert sorted(alarm.kind for alarm in told_by(outbox, Watchman())) == ["overdue", "unconfirmed"]


def test_what_a_signed_out_profile_cannot_send_goes_to_a_person_in_time(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan()
    with outbox.write() as session:
        session.get_one(Profile, outbox.profiles[0].id).status = ProfileStatus.SIGNED_OUT
    clock.advance(minutes=16)
    with outbox.write() as session:
        assert miss_what_cannot_leave(session, clock.now(), outbox.clockwork().rules.late_after) == 1

    assert outbox.status() is DeliveryStatus.MISSED


def test_what_nobody_approved_in_time_is_missed_not_forgotten(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.plan(approved=False)
    clock.advance(minutes=16)
    with outbox.write() as session:
        miss_what_cannot_leave(session, clock.now(), outbox.clockwork().rules.late_after)

    assert outbox.status() is DeliveryStatus.MISSED


def test_the_platform_is_not_ready_without_a_living_worker(database: Database, clock: FrozenClock) -> None:
    from datetime import timedelta

    with database.reading() as session:
        assert "worker" in not_ready(session, clock, timedelta(seconds=TIMES.lease_s))


def test_the_figures_tell_lateness_and_outcomes(outbox: Outbox, clock: FrozenClock) -> None:
    machine = outbox.clockwork()
    outbox.plan()
    clock.advance(seconds=2)
    import asyncio

    asyncio.run(machine.run_until_idle())
    text = machine.figures.exposed()[0].decode()

    assert 'corett_deliveries_total{network="toy",outcome="sent"} 1.0' in text
    assert 'corett_lateness_seconds_bucket{le="1.0",network="toy"} 0.0' in text
    assert 'corett_lateness_seconds_bucket{le="2.0",network="toy"} 1.0' in text
    assert isinstance(machine.figures, Figures)
