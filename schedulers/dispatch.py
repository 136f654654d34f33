"""The dispatcher: finds what is due, sends it outside any transaction, and records what became of it."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from foundation.clock import Clock
from foundation.db import Database
from foundation.ids import new_id
from networks.contract import Network, NetworkError, Outgoing, Unavailable, Unconfirmed, budget
from networks.leave import sending_by
from schedulers.doubt import claimed_unawares
from schedulers.judging import Timing, after_failure, after_success, given_back
from schedulers.lease import Lease
from schedulers.outbox import Claim, Haul, Outcome, Rules, claim_fairly, finish, keep_part, next_due, waits_for_budget
from schedulers.sharing import Call, Sharing, Wish
from schedulers.waking import Pulse

log = structlog.get_logger()

POLL_S: Final = 0.25
SOON_S: Final = 0.001
STALE_S: Final = 0.5
"""A claim that found no slot within this time is given back: a hold may have come in between."""


@dataclass(frozen=True)
class Outside:
    """What a dispatcher needs of the world. `network_of` takes a profile's id and its credentials' version."""

    network_of: Callable[[int, int], Awaitable[Network]]
    thaw: Callable[[str], Outgoing]
    timing_of: Callable[[str], Timing]


@dataclass
class Sending:
    """A delivery in flight."""

    claim: Claim
    since: float
    term: int
    published: bool = False


@dataclass
class Dispatcher:
    """One worker. `listeners` hear of every outcome that counted (the live table, the figures)."""

    database: Database
    clock: Clock
    outside: Outside
    rules: Rules
    concurrency: int
    lease: Lease
    worker: UUID = field(default_factory=new_id)
    listeners: list[Callable[[Claim, Outcome], None]] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    gives_up_at: float | None = None
    in_doubt: bool = False
    in_flight: dict[asyncio.Task[None], Sending] = field(default_factory=dict)
    ready: deque[tuple[Claim, int, float]] = field(default_factory=deque)
    outcomes: list[tuple[Claim, Outcome]] = field(default_factory=list)
    due_next: datetime | None = None
    in_vain: int = 0
    closed: tuple[str, ...] = ()
    pulse: Pulse = field(init=False)
    sharing: Sharing = field(init=False)
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "outbox"))

    def __post_init__(self) -> None:
        self.pulse, self.sharing = Pulse(self.database), Sharing(self.concurrency)

    async def run(self) -> None:
        """Works until `stop` is called and everything in flight is decided."""
        while not (self.stopping and not self.in_flight and not self.outcomes and not self.ready):
            try:
                busy = await self.turn()
            except DBAPIError as error:
                log.warning("outbox.unreachable", error=type(error.orig).__name__)
                if self.gives_up_at is not None and self.clock.monotonic() > self.gives_up_at:
                    log.warning("outbox.given_up", undecided=len(self.outcomes) + len(self.ready))
                    return
                await asyncio.sleep(1)
                continue
            if not busy:
                await self.rest()

    async def run_until_idle(self, settle: Callable[[], Awaitable[bool]], patience: timedelta = timedelta()) -> None:
        """Works until nothing is due or in flight; what waits for a rate budget is waited for, up to `patience`.

        `settle` looks after unconfirmed ones and says whether it did anything.
        """
        while True:
            busy = await self.turn() or bool(self.in_flight or self.outcomes or self.ready) or await settle()
            if not busy and not (patience and await self.waits_for_budget(patience)):
                return
            if self.in_flight or not busy:
                await self.rest()

    async def waits_for_budget(self, patience: timedelta) -> bool:
        """Whether something due only waits for its turn."""

        def look() -> bool:
            with self.database.reading() as session:
                return waits_for_budget(session, self.clock.now(), patience)

        return await asyncio.get_running_loop().run_in_executor(self.thread, look)

    def stop(self) -> None:
        """No new claims from now on."""
        self.stopping = True
        self.wake.set()

    def woken(self) -> None:
        """Something was committed that may be due. Call it from the dispatcher's own loop."""
        self.wake.set()

    async def rest(self) -> None:
        """Sleeps until the next delivery is due, an outcome arrives, a commit wakes us, or the poll interval is over.

        What is due and cannot be taken (no slot, another worker has it) is asked for less and less often.
        """
        wait = POLL_S
        if self.due_next is not None:
            wait = min(POLL_S, max(SOON_S * 2**self.in_vain, (self.due_next - self.clock.now()).total_seconds()))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wake.wait(), wait)
        self.wake.clear()

    async def turn(self) -> bool:
        """One transaction: what became of the last ones, and what to send next. True when there was anything to do."""
        done, self.outcomes = self.outcomes, []
        wish = Wish(0) if self.stopping or not self.lease.is_fresh() else self.wish()
        term = self.lease.term
        loop = asyncio.get_running_loop()
        try:
            counted, haul, self.due_next = await loop.run_in_executor(
                self.thread, self.transact, [outcome for _, outcome in done], wish, self.known(done) if self.in_doubt else None
            )
            self.in_doubt = False
        except IntegrityError:
            self.outcomes = done + self.outcomes
            return True
        except DBAPIError:
            self.outcomes, self.in_doubt = done + self.outcomes, True
            raise
        self.tell(done, counted)
        self.ready.extend((one, term, self.clock.monotonic()) for one in haul.claims)
        self.start_ready()
        late = self.due_next is not None and self.due_next <= self.clock.now()
        self.in_vain = min(self.in_vain + 1, 8) if late and not haul.met else 0
        return bool(done or haul.met)

    def transact(
        self, outcomes: Sequence[Outcome], wish: Wish, known: set[tuple[UUID, int]] | None = None
    ) -> tuple[list[Outcome], Haul, datetime | None]:
        """The turn's transaction, in the database thread. Attempts are committed before a byte leaves.

        `known` is given after a commit whose outcome was not heard: whatever else it claimed is given back.
        """
        if not outcomes and known is None and (not wish.most or not self.something_due(wish.closed())):
            return [], Haul([], 0), self.due_next
        now = self.clock.now()
        with self.database.writing(tell=False) as session:
            if known is not None:
                outcomes = [*outcomes, *claimed_unawares(session, self.worker, known)]
            counted = finish(session, outcomes, now)
            haul = claim_fairly(session, self.worker, now, wish, self.rules) if wish.most else Haul([], 0)
            self.closed = wish.closed()
            return counted, haul, next_due(session, self.closed)

    def known(self, done: Sequence[tuple[Claim, Outcome]]) -> set[tuple[UUID, int]]:
        """The attempts this worker knows to be its own: in flight, claimed ahead, or with an outcome to be written.

        Asked in the loop's thread, where they move from one to the next; only a turn adds to them.
        """
        flying = [one.claim for one in self.in_flight.values()]
        decided = [one for one, _ in (*done, *self.outcomes)]
        return {(one.delivery_id, one.n) for one in (*flying, *decided, *(one for one, _, _ in self.ready))}

    def something_due(self, closed: tuple[str, ...]) -> bool:
        """A cheap look, without a write lock, whether a claim is worth while; none at all when nothing was committed."""
        if self.pulse.moved() or closed != self.closed:
            with self.database.reading() as session:
                self.due_next, self.closed = next_due(session, closed), closed
        return self.due_next is not None and self.due_next <= self.clock.now()

    def calls(self) -> list[Call]:
        """What is in flight, as the sharing sees it."""
        return [Call(one.claim.network, one.since) for one in self.in_flight.values()]

    def wish(self) -> Wish:
        """What to claim now."""
        now = self.clock.monotonic()
        return self.sharing.wish(self.calls(), [Call(one.network, now) for one, *_ in self.ready], now)

    def tell(self, done: Sequence[tuple[Claim, Outcome]], counted: Sequence[Outcome]) -> None:
        """Logs the outcomes that counted and hands them on."""
        kept = {(one.delivery_id, one.n) for one in counted}
        for one, outcome in done:
            if (outcome.delivery_id, outcome.n) in kept:
                log.info(
                    "delivery.decided",
                    status=outcome.status.value,
                    delivery=str(one.delivery_id),
                    network=one.network,
                    attempt=one.n,
                )
                for listener in self.listeners:
                    listener(one, outcome)

    def start_ready(self) -> None:
        """Sends what is claimed as far as there are slots; gives back what waited too long, or all of it when stopping."""
        if not self.ready:
            return
        slots = self.sharing.free(self.calls(), self.clock.monotonic())
        while self.ready and (slots > 0 or self.stopping):
            one, term, since = self.ready.popleft()
            if self.stopping or self.clock.monotonic() - since > STALE_S:
                self.outcomes.append((one, given_back(one, self.clock.now())))
            else:
                self.start(one, term)
                slots -= 1

    def start(self, one: Claim, term: int) -> None:
        """Sends a delivery, claimed in that term of the lease, in a task of its own."""
        sending = Sending(one, self.clock.monotonic(), term)
        task = asyncio.create_task(self.send(sending))
        self.in_flight[task] = sending
        task.add_done_callback(self.landed)

    def landed(self, task: asyncio.Task[None]) -> None:
        """A task is over: its slot is free."""
        sending = self.in_flight.pop(task, None)
        if sending is not None:
            self.sharing.ended(Call(sending.claim.network, sending.since), self.clock.monotonic())
        self.start_ready()
        self.wake.set()

    async def send(self, sending: Sending) -> None:
        """One attempt, from the row to an outcome. Whatever happens, there is exactly one outcome."""
        one = sending.claim
        timing = self.outside.timing_of(one.network)
        try:
            outcome = await self.attempt(sending, timing)
        except Unavailable as error:
            outcome = (
                after_failure(one, error, self.clock.now(), timing, random.random())  # noqa: S311 - jitter
                if self.lease.held_since(sending.term, timing.timeout_s)
                else given_back(one, self.clock.now())
            )
        except NetworkError as error:
            outcome = after_failure(one, error, self.clock.now(), timing, random.random())  # noqa: S311 - jitter
        except asyncio.CancelledError:
            outcome = self.judged(sending, timing, "stopped while sending")
        except Exception as error:  # the top of the worker: an adapter's bug must not lose a delivery
            log.exception("delivery.broken", delivery=str(one.delivery_id), network=one.network)
            outcome = self.judged(sending, timing, type(error).__name__)
        self.outcomes.append((one, outcome))

    async def attempt(self, sending: Sending, timing: Timing) -> Outcome:
        """Prepares and publishes; the lease is checked between the two, and by the network's line at each first byte."""
        one = sending.claim
        network = await self.outside.network_of(one.profile_id, one.credentials_version)
        outgoing = self.outside.thaw(one.payload)
        try:
            prepared = await network.prepare(outgoing, one.parts, self.keeper(one.delivery_id))
        except Unconfirmed as error:
            raise Unavailable(network=one.network, detail=str(error.facts.get("detail", error.code))) from error

        def leave() -> bool:
            return self.lease.held_since(sending.term, timing.timeout_s)

        if not leave():
            return given_back(one, self.clock.now())
        sending.published = True
        with sending_by(leave):
            receipt = await network.publish(prepared, one.delivery_id)
        return after_success(one, receipt, budget(network))

    def judged(self, sending: Sending, timing: Timing, detail: str) -> Outcome:
        """An end that no network explained: unconfirmed once publishing had begun, surely not sent before."""
        kind = Unconfirmed if sending.published else Unavailable
        error = kind(network=sending.claim.network, detail=detail)
        return after_failure(sending.claim, error, self.clock.now(), timing, random.random())  # noqa: S311 - jitter

    def keeper(self, delivery_id: UUID) -> Callable[[str, str], Awaitable[None]]:
        """Keeps one finished part durably before the adapter goes on."""

        def write(name: str, value: str) -> None:
            with self.database.writing(tell=False) as session:
                keep_part(session, delivery_id, name, value)

        async def keep(name: str, value: str) -> None:
            await asyncio.get_running_loop().run_in_executor(self.thread, write, name, value)

        return keep

    async def drain(self, within_s: float) -> None:
        """Lets what is in flight end; what does not in time is cancelled and recorded for what it is.

        A database that is away by then is not waited for: whoever comes after buries and looks.
        """
        self.gives_up_at = self.clock.monotonic() + within_s
        self.stop()
        self.start_ready()
        if self.in_flight:
            await asyncio.wait(list(self.in_flight), timeout=within_s)
        for task in list(self.in_flight):
            task.cancel()
