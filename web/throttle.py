"""Slows down guessing: a fixed window of failures per key, in memory, so that no address of a visitor is ever written down."""

from dataclasses import dataclass, field
from typing import Final

from foundation.clock import Clock

WINDOW_S: Final = 900
PAIR_LIMIT: Final = 5
ADDRESS_LIMIT: Final = 30
NAME_LIMIT: Final = 50
KEYS_KEPT: Final = 10_000


@dataclass
class Throttle:
    """Failures of one process; several web processes multiply the limits."""

    clock: Clock
    failures: dict[str, tuple[float, int]] = field(default_factory=dict)

    def wait_s(self, name: str, address: str) -> int:
        """Seconds until this name may be tried again from this address; 0 means now."""
        now = self.clock.monotonic()
        waits = [0.0]
        for key, limit in limits(name, address).items():
            since, count = self.failures.get(key, (now, 0))
            if count >= limit and now - since < WINDOW_S:
                waits.append(since + WINDOW_S - now)
        return round(max(waits) + 0.5) if max(waits) else 0

    def failed(self, name: str, address: str) -> None:
        """Counts one failure."""
        now = self.clock.monotonic()
        for key in limits(name, address):
            since, count = self.failures.get(key, (now, 0))
            self.failures[key] = (since, count + 1) if now - since < WINDOW_S else (now, 1)
        if len(self.failures) > KEYS_KEPT:
            self.failures = {key: seen for key, seen in self.failures.items() if now - seen[0] < WINDOW_S}

    def passed(self, name: str, address: str) -> None:
        """Forgets the failures of a person who got in."""
        self.failures.pop(f"pair:{name}:{address}", None)


def limits(name: str, address: str) -> dict[str, int]:
    """The three counters of one try: a stranger cannot lock a person out of her own address."""
    return {f"pair:{name}:{address}": PAIR_LIMIT, f"address:{address}": ADDRESS_LIMIT, f"name:{name}": NAME_LIMIT}
