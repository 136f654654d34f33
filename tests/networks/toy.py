"""A toy network with everything the contract asks, whose "server" is a list: the suite is tested on it; copy it to start one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from networks.checking import problems
from networks.contract import (
    Account,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Metric,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Receipt,
    SignedOut,
    Unavailable,
)
from networks.contract import Credentials as BaseCredentials
from networks.leave import TAKEN_AWAY, may_still_send
from networks.text import sent_text

LIMITS: Final = Limits(
    network="toy",
    max_text=200,
    text_unit="characters",
    count=len,
    idempotency="key",
    looks=True,
    visibility_lag_s=1,
    metrics=(Metric("waves", "interaction", "waves", "People who waved back", "docs/networks.md"),),
    sources={"max_text": "docs/networks.md"},
)


class Settings(NetworkSettings):
    """`[networks.toy]`"""


class Credentials(BaseCredentials):
    """`key` opens the toy box."""

    key: str = ""


OUT: Final[dict[str, dict[UUID, str]]] = {}


@dataclass
class Toy:
    """One shelf of the toy box."""

    account: Account
    limits: ClassVar[Limits] = LIMITS
    shelf: dict[UUID, str] = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = OUT.setdefault(self.account.profile, {})

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return problems(LIMITS, outgoing)

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        if not may_still_send():
            raise Unavailable(network="toy", detail=TAKEN_AWAY)
        self.shelf.setdefault(delivery_id, sent_text(prepared.outgoing))
        return Receipt(str(delivery_id))

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        return Receipt(str(delivery_id)) if delivery_id in self.shelf else None

    async def measure(self, refs: list[str]) -> list[Measured]:
        known = {str(one) for one in self.shelf}
        now = self.account.clock.now()
        return [Measured(ref, "waves", 3 if ref in known else None, "waves", "toy", now) for ref in refs]

    async def whoami(self) -> Identity:
        if self.account.credentials != Credentials(key="open"):
            raise SignedOut(network="toy", detail="la caja no abre")
        return Identity("1", "toy")

    async def close(self) -> None:
        pass


def connect(account: Account) -> Toy:
    """The shelf named like the profile."""
    return Toy(account)
