import os
import subprocess
import sys

from campaigns.status import DeliveryStatus
from schedulers.workers import may_wake_up, process_name
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox
from tests.schedulers.fakes import FakeNetwork


def look_for_minutes(outbox: Outbox, clock: FrozenClock) -> None:
    for _ in range(8):
        clock.advance(seconds=61)
        outbox.run_until_idle()


def test_what_a_dead_worker_had_begun_is_looked_for_and_sent_once(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    outbox.plan()
    outbox.claimed()
    look_for_minutes(outbox, clock)

    assert len(network.posts) == 1
    assert [attempt.outcome for attempt in outbox.attempts] == ["unconfirmed", "sent"]


def test_while_the_worker_that_was_given_up_still_exists_absence_proves_nothing(
    outbox: Outbox, network: FakeNetwork, clock: FrozenClock
) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as sleeper:
        outbox.plan(late_after_s=86_400)
        outbox.claimed(by=process_name(sleeper.pid))
        look_for_minutes(outbox, clock)
        assert outbox.status() is DeliveryStatus.UNCONFIRMED
        assert network.posts == []
        sleeper.kill()
    for _ in range(40):
        look_for_minutes(outbox, clock)
        if outbox.status() is DeliveryStatus.SENT:
            break

    assert len(network.posts) == 1


def test_a_process_is_known_by_its_birth_not_by_its_number_alone() -> None:
    name = process_name(os.getpid())

    assert may_wake_up(name)
    assert not may_wake_up(f"{name}0")
    assert not may_wake_up(name.replace(f":{os.getpid()}:", ":999999999:"))
