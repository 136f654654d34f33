"""Rate budgets: a token bucket per profile, app and network, kept in rows so that every worker draws from the same one."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from networks.contract import Rate
from schedulers.models import Budget

SCOPES: Final = ("profile", "app", "network")
BUCKETS: Final = select(Budget).where(Budget.key.in_(bindparam("keys", expanding=True))).order_by(Budget.key).with_for_update()

RatesOf = Callable[[str], tuple[Rate, ...]]


def keys_for(rate: Rate, network: str, profile_id: int) -> str:
    """The bucket a declared rate fills, named `profile:12:…`, `app:x:…` or `network:telegram:…`."""
    owner = f"profile:{profile_id}" if rate.scope == "profile" else f"{rate.scope}:{network}"
    return f"{owner}:{rate.count}/{rate.per_s:g}"


def block_key(scope: str, network: str, profile_id: int) -> str:
    """The row that says "not before" for a whole scope, fed by Retry-After and its kin."""
    return f"block:profile:{profile_id}" if scope == "profile" else f"block:{scope}:{network}"


def refilled(tokens: float, since: datetime, now: datetime, rate: Rate) -> float:
    """What is in the bucket now: it fills evenly and never beyond its size (token bucket, ITU-T I.371)."""
    return min(float(rate.count), tokens + (now - since).total_seconds() * rate.count / rate.per_s)


class Ledger:
    """The buckets of one claim: loaded in one query, drawn from in memory, saved in the same transaction."""

    def __init__(self, session: Session, now: datetime, rates_of: RatesOf) -> None:
        self.session = session
        self.now = now
        self.rates_of = rates_of
        self.rows: dict[str, Budget] = {}

    def load(self, lanes: Iterable[tuple[str, int]]) -> None:
        """Reads, and locks, every bucket these (network, profile) pairs draw from."""
        keys: set[str] = set()
        for network, profile_id in lanes:
            keys |= {keys_for(rate, network, profile_id) for rate in self.rates_of(network)}
            keys |= {block_key(scope, network, profile_id) for scope in SCOPES}
        self.rows = {row.key: row for row in self.session.scalars(BUCKETS, {"keys": sorted(keys)})}

    def take(self, network: str, profile_id: int) -> datetime | None:
        """Draws one token from each bucket, or draws none and tells when all of them will have one."""
        drawn = [(rate, self.bucket(rate, network, profile_id)) for rate in self.rates_of(network)]
        waits = [self.wait(rate, row) for rate, row in drawn] + list(self.blocks(network, profile_id))
        until = max((wait for wait in waits if wait is not None), default=None)
        if until is None:
            for _, row in drawn:
                row.tokens -= 1
        return until

    def bucket(self, rate: Rate, network: str, profile_id: int) -> Budget:
        """The bucket of a rate, full when it is new, filled up to now."""
        key = keys_for(rate, network, profile_id)
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = Budget(key=key, tokens=float(rate.count), refilled_at=self.now)
            self.session.add(row)
        row.tokens = refilled(row.tokens, row.refilled_at, self.now, rate)
        row.refilled_at = self.now
        return row

    def wait(self, rate: Rate, row: Budget) -> datetime | None:
        """When the bucket will hold a whole token, None when it does now."""
        if row.tokens >= 1:
            return None
        return self.now + timedelta(seconds=(1 - row.tokens) * rate.per_s / rate.count)

    def blocks(self, network: str, profile_id: int) -> Iterable[datetime | None]:
        """The moments before which a network, app or profile said it takes nothing."""
        for scope in SCOPES:
            row = self.rows.get(block_key(scope, network, profile_id))
            if row is not None and row.blocked_until is not None and row.blocked_until > self.now:
                yield row.blocked_until

    def save(self) -> None:
        """Writes what was drawn."""
        self.session.flush()


def block(session: Session, key: str, until: datetime, now: datetime) -> None:
    """Takes nothing from this scope before `until`; a longer block stays."""
    row = session.get(Budget, key, with_for_update=True)
    if row is None:
        session.add(Budget(key=key, tokens=0, refilled_at=now, blocked_until=until))
    elif row.blocked_until is None or row.blocked_until < until:
        row.blocked_until = until
    session.flush()
