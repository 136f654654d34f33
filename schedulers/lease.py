"""A worker's lease: whether others may have taken it for dead since an attempt began."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from foundation.clock import Clock


class Reading(NamedTuple):
    """Both clocks at once: the monotonic one may stand still with a paused virtual machine, the wall clock may be set back."""

    monotonic: float
    wall: datetime


@dataclass
class Lease:
    """Counts from before each heartbeat's write: a slow write must not lengthen it.

    Others bury a worker whose heartbeat is older than `lease_s`. Once that may have happened, a later heartbeat does not bring
    back what they took: a new term begins, and what was claimed in an earlier one must not be sent any more.
    """

    clock: Clock
    lease_s: float
    beaten: Reading = field(init=False)
    told_at: datetime = field(init=False)
    term: int = 0

    def __post_init__(self) -> None:
        self.begin(self.reading(), self.clock.now())

    def reading(self) -> Reading:
        """Both clocks now."""
        return Reading(self.clock.monotonic(), self.clock.now())

    def begin(self, beaten: Reading, told_at: datetime) -> None:
        """The worker enrolled: `told_at` is its heartbeat by the database's clock."""
        self.beaten, self.told_at = beaten, told_at

    def renew(self, beaten: Reading, told_at: datetime) -> None:
        """A heartbeat was written. If it came too late by any clock, a new term begins."""
        if self.age() >= self.lease_s or (told_at - self.told_at).total_seconds() >= self.lease_s:
            self.term += 1
        self.beaten, self.told_at = beaten, told_at

    def age(self) -> float:
        """Seconds since the last heartbeat, by the clock that says more."""
        now = self.reading()
        return max(now.monotonic - self.beaten.monotonic, (now.wall - self.beaten.wall).total_seconds())

    def holds(self, timeout_s: float) -> bool:
        """Whether a call of that length would end before others could bury this worker."""
        return self.age() < self.lease_s - timeout_s

    def held_since(self, term: int, timeout_s: float) -> bool:
        """The same, and nobody could have buried it since that term."""
        return term == self.term and self.holds(timeout_s)

    def is_fresh(self) -> bool:
        """Whether to claim at all: half the lease must be left, or claims would only be given back."""
        return self.holds(self.lease_s / 2)
