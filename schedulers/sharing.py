"""Shares a worker's slots between networks: one that has become slow keeps half of them free for the others."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

SLOW_S: Final = 1.0
"""A call that takes longer gives its slot back, and its network is slow."""
REMEMBERED_S: Final = 60.0
"""How long a network counts as slow after its last slow call."""
MOST_TIMES: Final = 4
"""Calls in flight, slow ones included, never exceed so many times the concurrency."""
AHEAD: Final = 0.5
"""Claims made ahead, as a share of the concurrency: a slot that becomes free is used at once, not a transaction later."""


class Call(NamedTuple):
    """A send in flight, or one that is claimed and waits for its slot (`since` is now)."""

    network: str
    since: float


@dataclass(frozen=True, slots=True)
class Wish:
    """How many to claim, of which networks not at all (`shut`), and how many at most of all the slow ones together."""

    most: int
    shut: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    most_of_slow: int = 0

    def closed(self) -> tuple[str, ...]:
        """The networks of which nothing can be claimed now, however long it has been due."""
        return self.shut if self.most_of_slow else (*self.shut, *self.slow)


@dataclass
class Sharing:
    """Monotonic seconds throughout."""

    concurrency: int
    slow_until: dict[str, float] = field(default_factory=dict)

    def ended(self, call: Call, now: float) -> None:
        """A call is over; remembers whether it was slow."""
        if now - call.since > SLOW_S:
            self.slow_until[call.network] = now + REMEMBERED_S

    def slow(self, in_flight: Iterable[Call], now: float) -> set[str]:
        """The networks that hang or did so lately."""
        for call in in_flight:
            self.ended(call, now)
        return {network for network, until in self.slow_until.items() if until > now}

    def free(self, in_flight: Iterable[Call], now: float) -> int:
        """How many more may leave. A call that is slow gives its slot back, so that a hanging network delays no other."""
        calls = list(in_flight)
        quick = sum(1 for call in calls if now - call.since < SLOW_S)
        return max(0, min(self.concurrency - quick, MOST_TIMES * self.concurrency - len(calls)))

    def wish(self, in_flight: Iterable[Call], ready: Iterable[Call], now: float) -> Wish:
        """What to claim: the free slots and a few ahead, less those that are ready; of slow networks at most half the slots."""
        calls, waiting = list(in_flight), list(ready)
        slots = self.free(calls, now)
        if not slots and not calls:
            return Wish(0)
        slow = self.slow(calls, now)
        young = sum(1 for call in (*calls, *waiting) if call.network in slow and now - call.since < SLOW_S)
        counts = Counter(call.network for call in calls)
        return Wish(
            most=max(0, slots + int(AHEAD * self.concurrency) - len(waiting)),
            shut=tuple(network for network, count in counts.items() if count >= (MOST_TIMES - 1) * self.concurrency),
            slow=tuple(sorted(slow)),
            most_of_slow=max(0, self.concurrency // 2 - young),
        )
