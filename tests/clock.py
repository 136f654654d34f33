"""A clock that stands still until told."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    def __init__(self, at: datetime = datetime(2027, 7, 1, 15, 0, tzinfo=UTC)) -> None:
        self.at = at
        self.elapsed = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, **parts: float) -> None:
        step = timedelta(**parts)
        self.at += step
        self.elapsed += step.total_seconds()
