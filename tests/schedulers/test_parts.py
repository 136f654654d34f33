"""What is done in parts goes on at the missing one, and uploads made ahead are used."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from campaigns.status import DeliveryStatus
from foundation.db import Database
from networks.contract import Checkpoint, Outgoing, Prepared, Receipt, Unavailable, Unconfirmed
from schedulers.preparing import READY
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox, make_outbox
from tests.schedulers.fakes import FakeNetwork, receipt
from tests.schedulers.test_outbox_files import show_a_file


@pytest.fixture
def outbox(database: Database, clock: FrozenClock) -> Outbox:
    """On SQLite alone: nothing here depends on the engine."""
    return make_outbox(database, clock)


@dataclass
class Thread(FakeNetwork):
    """A network that takes a message in three parts and is away, once, before the third."""

    parts: list[str] = field(default_factory=list)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        self.calls += 1
        for part in ("1", "2", "3"):
            if f"sent:{part}" in prepared.parts:
                continue
            if part == "3" and self.calls == 1:
                raise Unavailable(network="toy", detail="connection refused")
            self.parts.append(part)
            await prepared.keep(f"sent:{part}", part)
        self.posts.append((delivery_id, prepared.outgoing))
        return receipt(delivery_id)


@dataclass
class Uploading(FakeNetwork):
    """A network that takes each file once; `trouble` is raised by the next uploads."""

    uploads: int = 0
    trouble: list[Exception] = field(default_factory=list)

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        if self.trouble:
            raise self.trouble.pop(0)
        if outgoing.media and "media:1" not in parts:
            self.uploads += 1
            await keep("media:1", "m1")
        return Prepared(outgoing, parts, keep)


def prepare(outbox: Outbox) -> None:
    asyncio.run(outbox.clockwork().prepare())


def test_a_send_in_parts_goes_on_at_the_missing_one(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.network = network = Thread()
    outbox.plan()
    outbox.run_until_idle()
    clock.advance(seconds=20)
    outbox.run_until_idle()

    assert network.parts == ["1", "2", "3"]
    assert outbox.status() is DeliveryStatus.SENT
    assert outbox.only_delivery.parts == {"sent:1": "1", "sent:2": "2", "sent:3": "3"}


def test_what_was_uploaded_ahead_is_not_uploaded_again(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.network = network = Uploading()
    outbox.plan(in_s=300)
    show_a_file(outbox, withdrawn=False)
    prepare(outbox)
    assert outbox.only_delivery.parts == {"media:1": "m1", READY: "1"}

    clock.advance(seconds=300)
    outbox.run_until_idle()
    assert network.uploads == 1
    assert outbox.status() is DeliveryStatus.SENT


def test_what_is_ready_is_not_prepared_a_second_time(outbox: Outbox) -> None:
    outbox.network = network = Uploading()
    outbox.plan(in_s=300)
    show_a_file(outbox, withdrawn=False)
    prepare(outbox)
    network.trouble.append(Unavailable(network="toy", detail="never raised"))
    prepare(outbox)

    assert len(network.trouble) == 1


def test_an_upload_that_fails_ahead_of_time_costs_nothing(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.network = network = Uploading(trouble=[Unavailable(network="toy", detail="away")])
    outbox.plan(in_s=300)
    show_a_file(outbox, withdrawn=False)
    prepare(outbox)
    assert outbox.only_delivery.parts == {}

    clock.advance(seconds=300)
    outbox.run_until_idle()
    assert (network.uploads, outbox.status()) == (1, DeliveryStatus.SENT)


def test_an_upload_without_an_answer_is_no_post_and_is_tried_again(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.network = network = Uploading(trouble=[Unconfirmed(network="toy", detail="reset")])
    outbox.plan()
    outbox.run_until_idle()
    assert (network.calls, outbox.status()) == (0, DeliveryStatus.PLANNED)

    clock.advance(seconds=20)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT


def test_an_adapters_bug_before_anything_left_is_tried_again(outbox: Outbox, clock: FrozenClock) -> None:
    outbox.network = network = Uploading(trouble=[ZeroDivisionError("a bug")])
    outbox.plan()
    outbox.run_until_idle()
    assert (network.calls, outbox.status()) == (0, DeliveryStatus.PLANNED)

    clock.advance(seconds=20)
    outbox.run_until_idle()
    assert outbox.status() is DeliveryStatus.SENT
