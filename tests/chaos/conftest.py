"""Worker processes, the misbehaving network and what must hold in the end."""

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import select

from campaigns.approving import approve_post
from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from foundation.clock import SystemClock
from foundation.db import Database
from foundation.people import user_named
from tests.chaos import worker
from tests.chaos.server import Remote
from tests.planting import plant_campaign, plant_post, plant_profiles, plant_user

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.worker"])
OPEN = (DeliveryStatus.PLANNED, DeliveryStatus.SENDING, DeliveryStatus.UNCONFIRMED)


@dataclass
class Arena:
    """One database, one network, as many workers as wanted."""

    database: Database
    remote: Remote
    looks: bool

    def plant(self, profiles: int = 2, each: int = 2) -> None:
        clock = SystemClock()
        with self.database.writing() as session:
            plant_campaign(session, clock.now())
            plant_user(session, clock.now())
            names = [one.name for one in plant_profiles(session, clock.now(), profiles)]
            for number in range(each):
                post, _ = plant_post(session, clock.now(), names, f"{number}")
                approve_post(session, post.id, user_named(session, "admin"), clock.now())

    def start(self, kill_at: int = 0, seconds: float = 1.0, largest_file: int = 0) -> BaseProcess:
        url = self.database.engine.url.render_as_string(hide_password=False)
        arguments = (url, self.remote.url, self.looks, kill_at, seconds, largest_file)
        process = FORKS.Process(target=worker.live, args=arguments, daemon=True)
        process.start()
        return process

    def settle(self, within_s: float = 120) -> None:
        """Healthy workers come and go until nothing more happens by itself: a look cut short is repeated after 30 s."""
        end = time.monotonic() + within_s
        while time.monotonic() < end and self.unsettled():
            process = self.start(seconds=1.0)
            process.join(10)

    def unsettled(self) -> bool:
        waiting = [one for one in self.deliveries if one.status in OPEN]
        if not self.looks:
            blocked = {one.profile_id for one in waiting if one.status is DeliveryStatus.UNCONFIRMED}
            waiting = [one for one in waiting if one.profile_id not in blocked or one.status is DeliveryStatus.SENDING]
        if self.remote.fault == "duplicate_answer" and not self.remote.accepted.keys() ^ {str(one.id) for one in self.deliveries}:
            return any(one.status in (DeliveryStatus.PLANNED, DeliveryStatus.SENDING) for one in waiting)
        return bool(waiting)

    @property
    def deliveries(self) -> list[Delivery]:
        with self.database.reading() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.profile_id, Delivery.due_at, Delivery.id)))

    @property
    def profiles(self) -> list[Profile]:
        with self.database.reading() as session:
            return list(session.scalars(select(Profile)))

    def assert_the_promises(self) -> None:
        """At most once, none lost, in order."""
        assert all(count == 1 for count in self.remote.accepted.values()), self.remote.accepted
        for one in self.deliveries:
            out = str(one.id) in self.remote.accepted
            if one.status is DeliveryStatus.SENT:
                assert out
            elif one.status is DeliveryStatus.FAILED:
                assert self.remote.fault == "refuse"
                assert not out
            else:
                assert one.status in (DeliveryStatus.UNCONFIRMED, DeliveryStatus.PLANNED), one.status
                assert self.in_front_of_a_person(one), (one.status, one.error)

    def in_front_of_a_person(self, one: Delivery) -> bool:
        """Unconfirmed where nobody can look, or waiting behind such a one: the alarm tells both."""
        if one.status is DeliveryStatus.UNCONFIRMED:
            return not self.looks or one.error_code == "landed"
        return any(other.status is DeliveryStatus.UNCONFIRMED and other.profile_id == one.profile_id for other in self.deliveries)


@pytest.fixture
def remotes() -> Iterator[list[Remote]]:
    made: list[Remote] = []
    yield made
    for one in made:
        one.shutdown()
        one.server_close()
