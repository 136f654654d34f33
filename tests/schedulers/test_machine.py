"""A state machine over the real SQL: whatever people, networks and clocks do, the promises hold."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from campaigns.deciding import drop, resolve_not_sent, resolve_sent, retry
from campaigns.errors import WrongMove
from campaigns.models import Delivery
from campaigns.status import DELIVERY_MOVES, DeliveryStatus, can_move
from corett.migrating import migrate
from foundation.db import open_database
from foundation.log import start_log
from moderation.holds import lift_hold, place_hold
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox, make_outbox
from tests.schedulers.fakes import (
    accept,
    accept_then_drop_the_connection,
    be_busy,
    be_unreachable,
    break_down,
    claim_it_landed,
    drop_without_accepting,
    refuse,
)

ACTS = (
    accept,
    accept_then_drop_the_connection,
    drop_without_accepting,
    refuse,
    be_unreachable,
    be_busy(30),
    break_down,
    claim_it_landed,
)
NOT_EVERY_MOVE = (DeliveryStatus.SENT, DeliveryStatus.CANCELLED, DeliveryStatus.PLANNED, DeliveryStatus.UNCONFIRMED)
EMPTY: list[Path] = []


def empty_database() -> Path:
    """A file with the schema, made once."""
    if not EMPTY:
        path = Path(tempfile.mkdtemp(prefix="corett-machine-")) / "empty.db"
        database = open_database(f"sqlite:///{path}")
        migrate(database)
        database.engine.dispose()
        EMPTY.append(path)
    return EMPTY[0]


class Delivering(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        start_log("critical")
        self.folder = Path(tempfile.mkdtemp(prefix="corett-machine-"))
        shutil.copyfile(empty_database(), self.folder / "corett.db")
        self.clock = FrozenClock()
        self.outbox: Outbox = make_outbox(open_database(f"sqlite:///{self.folder / 'corett.db'}"), self.clock, profiles=2)
        self.outbox.concurrency = 2
        self.confirmed_by_hand: set[Any] = set()
        self.told_absent: set[Any] = set()
        self.hold: int | None = None

    @rule(in_s=st.sampled_from((0, 5, 60)), profiles=st.integers(1, 2), approved=st.booleans())
    def plan(self, in_s: int, profiles: int, approved: bool) -> None:
        self.outbox.plan("Hola", in_s=in_s, profiles=profiles, approved=approved)

    @rule(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=3), can_look=st.booleans())
    def network_will(self, acts: list[Any], can_look: bool) -> None:
        self.outbox.network.will(*acts)
        self.outbox.network.can_look = can_look

    @rule()
    def work(self) -> None:
        before = len(self.outbox.network.posts)
        asyncio.run(self.outbox.clockwork().run_until_idle())
        if self.hold is not None:
            assert len(self.outbox.network.posts) == before, "something left during a hold"

    @rule(seconds=st.sampled_from((1, 31, 61, 600, 3600, -3600)))
    def time_passes_or_jumps_back(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule()
    def pause(self) -> None:
        if self.hold is None:
            with self.outbox.write() as session:
                self.hold = place_hold(session, self.outbox.admin(session), "Crisis", self.clock.now()).id

    @rule()
    def go_on(self) -> None:
        if self.hold is not None:
            with self.outbox.write() as session:
                lift_hold(session, self.hold, self.outbox.admin(session), self.clock.now())
            self.hold = None

    @rule(number=st.integers(0, 50), decision=st.sampled_from(("retry", "drop", "sent", "not_sent")))
    def a_person_decides(self, number: int, decision: str) -> None:
        deliveries = self.outbox.deliveries
        if not deliveries:
            return
        one = deliveries[number % len(deliveries)]
        out = one.id in {delivery for delivery, _ in self.outbox.network.posts}
        with self.outbox.database.writing() as session:
            row, admin, now = session.get_one(Delivery, one.id), self.outbox.admin(session), self.clock.now()
            try:
                if decision == "retry":
                    retry(session, row, admin, now)
                elif decision == "drop":
                    drop(session, row, admin, now)
                elif decision == "sent" and one.status is DeliveryStatus.UNCONFIRMED:
                    resolve_sent(session, row, "https://toy.example/1", admin, now)
                    self.confirmed_by_hand.add(one.id)
                elif decision == "not_sent" and one.status is DeliveryStatus.UNCONFIRMED and not out:
                    resolve_not_sent(session, row, admin, now)  # people look before they say so
            except WrongMove:
                assert one.status in (
                    DeliveryStatus.SENT,
                    DeliveryStatus.CANCELLED,
                    DeliveryStatus.PLANNED,
                    DeliveryStatus.UNCONFIRMED,
                )

    @invariant()
    def accepted_at_most_once(self) -> None:
        if hasattr(self, "outbox"):
            accepted = [delivery for delivery, _ in self.outbox.network.posts]
            assert len(accepted) == len(set(accepted))

    @invariant()
    def what_is_called_sent_is_out_or_a_person_said_so(self) -> None:
        if hasattr(self, "outbox"):
            accepted = {delivery for delivery, _ in self.outbox.network.posts}
            for one in self.outbox.deliveries:
                if one.status is DeliveryStatus.SENT:
                    assert one.id in accepted or one.id in self.confirmed_by_hand

    @invariant()
    def nothing_unapproved_is_out(self) -> None:
        if hasattr(self, "outbox"):
            accepted = {delivery for delivery, _ in self.outbox.network.posts}
            assert not [one for one in self.outbox.deliveries if one.seal is None and one.id in accepted]

    @invariant()
    def none_is_left_in_flight(self) -> None:
        if hasattr(self, "outbox"):
            assert not [one for one in self.outbox.deliveries if one.status is DeliveryStatus.SENDING]

    def teardown(self) -> None:
        if hasattr(self, "outbox"):
            self.outbox.database.engine.dispose()
            shutil.rmtree(self.folder)


Delivering.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDelivering = Delivering.TestCase


def test_no_move_leads_out_of_a_final_state_and_unconfirmed_never_becomes_sending() -> None:
    assert not DELIVERY_MOVES[DeliveryStatus.SENT]
    assert not DELIVERY_MOVES[DeliveryStatus.CANCELLED]
    assert not can_move(DeliveryStatus.UNCONFIRMED, DeliveryStatus.SENDING)
    assert not can_move(DeliveryStatus.SENDING, DeliveryStatus.SENDING)
    assert all(can_move(one, DeliveryStatus.PLANNED) for one in DELIVERY_MOVES if one.value in ("held", "missed", "failed"))
