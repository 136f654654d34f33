"""A network that does what a test tells it, and remembers what it accepted."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from networks.contract import (
    BudgetFact,
    CannotLook,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Outgoing,
    Prepared,
    Problem,
    Receipt,
    Rejected,
    SignedOut,
    Unavailable,
    Unconfirmed,
)
from tests.planting import LIMITS

Act = Callable[["FakeNetwork", Prepared, UUID], Awaitable[Receipt]]


@dataclass
class FakeNetwork:
    limits: ClassVar[Limits] = LIMITS

    posts: list[tuple[UUID, Outgoing]] = field(default_factory=list)
    script: list[Act] = field(default_factory=list)
    always: Act | None = None
    can_look: bool = True
    hidden: int = 0
    prepared: list[UUID] = field(default_factory=list)
    looks: int = 0
    calls: int = 0
    facts: list[BudgetFact] = field(default_factory=list)

    def budget(self) -> list[BudgetFact]:
        return self.facts

    def will(self, *acts: Act) -> None:
        self.script.extend(acts)

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return []

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        self.calls += 1
        act = self.script.pop(0) if self.script else self.always or accept
        return await act(self, prepared, delivery_id)

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        self.looks += 1
        if not self.can_look:
            raise CannotLook(network="toy", detail="no history")
        return next((receipt(one) for one, _ in self.posts if one == delivery_id), None)

    async def measure(self, refs: list[str]) -> list[Measured]:
        return []

    async def whoami(self) -> Identity:
        return Identity("toy", "@toy")

    async def close(self) -> None:
        return None


def receipt(delivery_id: UUID) -> Receipt:
    return Receipt(ref=f"ref-{delivery_id}", url=f"https://toy.example/{delivery_id}")


async def accept(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    network.posts.append((delivery_id, prepared.outgoing))
    return receipt(delivery_id)


async def accept_then_drop_the_connection(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    network.posts.append((delivery_id, prepared.outgoing))
    raise Unconfirmed(network="toy", detail="connection reset")


async def drop_without_accepting(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise Unconfirmed(network="toy", detail="connection reset")


async def claim_it_landed(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise Unconfirmed(network="toy", detail="duplicate", landed=True)


async def refuse(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise Rejected(network="toy", detail="bad words")


async def turn_away(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise SignedOut(network="toy", detail="401")


async def be_unreachable(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise Unavailable(network="toy", detail="connection refused")


def be_busy(retry_after: float, scope: str = "profile") -> Act:
    async def act(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
        raise Unavailable(network="toy", detail="429", retry_after=retry_after, scope=scope)

    return act


async def have_no_credits(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise Unavailable(network="toy", detail="usage capped", scope="app", until_cycle=True)


async def break_down(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    raise ZeroDivisionError("an adapter's bug")


async def hang(network: FakeNetwork, prepared: Prepared, delivery_id: UUID) -> Receipt:
    network.posts.append((delivery_id, prepared.outgoing))
    await asyncio.sleep(3600)
    raise AssertionError("never")
