"""A state machine over the pure rules alone: whatever a network answers, a delivery makes only moves that are allowed."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from campaigns.status import DeliveryStatus, can_move
from foundation.ids import new_id
from networks.contract import HandedOver, NetworkError, Receipt, Rejected, SignedOut, Unavailable, Unconfirmed
from schedulers.judging import MAX_ATTEMPTS, after_failure, after_success, given_back
from schedulers.outbox import Claim, Outcome
from tests.clock import FrozenClock
from tests.schedulers.conftest import TIMING

LATE = timedelta(minutes=15)

failures = st.one_of(
    st.builds(Rejected, network=st.just("toy"), detail=st.just("no")),
    st.builds(SignedOut, network=st.just("toy"), detail=st.just("401")),
    st.builds(HandedOver, folder=st.just("/kit"), delivery=st.just("1")),
    st.builds(Unconfirmed, network=st.just("toy"), detail=st.just("reset"), landed=st.booleans()),
    st.builds(
        Unavailable,
        network=st.just("toy"),
        detail=st.just("429"),
        retry_after=st.none() | st.floats(0.1, 7200),
        scope=st.sampled_from(("profile", "app", "network")),
        until_cycle=st.booleans(),
    ),
)


class OneDelivery(RuleBasedStateMachine):
    """One delivery between its claims and what its network says; the rules decide, nothing else."""

    @initialize(own=st.sampled_from((None, True, False)))
    def plan(self, own: bool | None) -> None:
        self.clock = FrozenClock()
        self.due, self.own = self.clock.now(), own
        self.status, self.n = DeliveryStatus.PLANNED, 0
        self.retry_at = self.due
        self.maybe_out = self.surely_out = False

    def move(self, outcome: Outcome) -> None:
        assert can_move(self.status, outcome.status), (self.status, outcome.status)
        assert (outcome.retry_at is not None) == (outcome.status is DeliveryStatus.PLANNED)
        assert outcome.look_after is None or outcome.status is DeliveryStatus.UNCONFIRMED
        self.status = outcome.status
        self.retry_at = outcome.retry_at or self.retry_at

    @rule(seconds=st.sampled_from((0.5, 15, 60, 300, 900, 3600)))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    def attempt(self) -> Claim:
        self.status, self.n = DeliveryStatus.SENDING, self.n + 1
        return Claim(new_id(), self.n, 1, "toy", 0, "{}", {}, self.due, LATE, self.clock.now(), self.own)

    def is_claimable(self) -> bool:
        now = self.clock.now()
        return self.status is DeliveryStatus.PLANNED and self.retry_at <= now and now - self.due <= LATE

    @precondition(is_claimable)
    @rule(failure=failures, jitter=st.floats(0, 1))
    def fail(self, failure: NetworkError, jitter: float) -> None:
        assert not self.maybe_out, "a second attempt after one that may be out"
        outcome = after_failure(self.attempt(), failure, self.clock.now(), TIMING, jitter)
        self.maybe_out = isinstance(failure, Unconfirmed)
        self.move(outcome)
        assert (self.status is DeliveryStatus.UNCONFIRMED) == self.maybe_out
        if self.status is DeliveryStatus.PLANNED and not isinstance(failure, SignedOut):
            assert self.clock.now() < self.retry_at <= self.due + LATE
            assert self.n < MAX_ATTEMPTS
        if isinstance(failure, Unavailable) and failure.retry_after and not failure.until_cycle:
            assert outcome.pause is not None
            assert outcome.pause[1] == self.clock.now() + timedelta(seconds=failure.retry_after)
        if isinstance(failure, Unconfirmed):
            handed = isinstance(failure, HandedOver)
            assert outcome.look_after == (None if handed else self.clock.now() + timedelta(seconds=TIMING.grace_s))
            assert outcome.holds_back is (False if handed else self.own is not False)
            assert (outcome.error_code == "landed") == (failure.landed and not handed)

    @precondition(is_claimable)
    @rule()
    def land(self) -> None:
        self.move(after_success(self.attempt(), Receipt("9")))
        self.surely_out = True

    @precondition(is_claimable)
    @rule()
    def give_back(self) -> None:
        self.move(given_back(self.attempt(), self.clock.now()))

    @precondition(lambda self: self.status is DeliveryStatus.UNCONFIRMED)
    @rule(found=st.booleans())
    def be_looked_for(self, found: bool) -> None:
        status = DeliveryStatus.SENT if found else DeliveryStatus.PLANNED
        assert can_move(self.status, status)
        self.status, self.maybe_out, self.surely_out = status, False, found
        self.retry_at = self.clock.now()

    @invariant()
    def sent_is_the_end_and_only_what_is_out_is_called_so(self) -> None:
        if getattr(self, "surely_out", None) is not None:
            assert (self.status is DeliveryStatus.SENT) == self.surely_out


OneDelivery.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestOneDelivery: Any = OneDelivery.TestCase
