"""The outbox's numbers for a collector, and the truth about whether the platform is ready."""

from datetime import datetime, timedelta
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus, ProfileStatus
from foundation.clock import Clock
from foundation.db import table_of
from schedulers.models import Budget
from schedulers.outbox import Claim, Outcome
from schedulers.workers import living

d, p = table_of(Delivery), table_of(Profile)

LATENESS_S: Final = (0.05, 0.1, 0.15, 0.3, 0.5, 1, 2, 5, 15, 60, 300, 900)


class Figures:
    """Counts what this worker does. Labels are networks and statuses, never profiles or people."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.outcomes = Counter(
            "corett_deliveries_total", "Attempts by network and outcome", ["network", "outcome"], registry=self.registry
        )
        self.lateness = Histogram(
            "corett_lateness_seconds",
            "From the promised instant to the attempt",
            ["network"],
            buckets=LATENESS_S,
            registry=self.registry,
        )
        self.in_flight = Gauge("corett_in_flight", "Sends in flight in this worker", registry=self.registry)
        self.unconfirmed = Gauge("corett_unconfirmed", "Deliveries whose end nobody knows yet", registry=self.registry)
        self.overdue = Gauge("corett_overdue", "Approved deliveries that should have left", registry=self.registry)
        self.budget_waits = Gauge("corett_budget_blocks", "Scopes that a network told to wait", registry=self.registry)

    def decided(self, claim: Claim, outcome: Outcome) -> None:
        """One attempt came to its end."""
        self.outcomes.labels(claim.network, outcome.status.value).inc()
        if claim.n == 1:
            self.lateness.labels(claim.network).observe(max(0.0, (claim.started_at - claim.due_at).total_seconds()))

    def read(self, session: Session, now: datetime, in_flight: int) -> None:
        """Reads what only the database knows."""
        self.in_flight.set(in_flight)
        self.unconfirmed.set(count(session, d.c.status == DeliveryStatus.UNCONFIRMED))
        self.overdue.set(len(overdue(session, now, timedelta(seconds=60))))
        self.budget_waits.set(session.scalar(select(func.count()).where(Budget.blocked_until > now)) or 0)

    def exposed(self) -> tuple[bytes, str]:
        """The numbers in Prometheus' text form and its media type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


def count(session: Session, condition: object) -> int:
    """How many deliveries fulfil a condition."""
    return session.scalar(select(func.count()).select_from(d).where(condition)) or 0  # type: ignore[arg-type]


def overdue(session: Session, now: datetime, grace: timedelta, limit: int = 100) -> list[tuple[str, str, datetime]]:
    """Approved deliveries that should have left longer ago than `grace`: id, profile, due instant.

    A profile whose earlier delivery is unconfirmed or in flight counts too: whoever waits behind it is late all the same.
    """
    rows = session.execute(
        select(d.c.id, p.c.name, d.c.due_at)
        .join_from(d, p, p.c.id == d.c.profile_id)
        .where(
            d.c.status == DeliveryStatus.PLANNED,
            d.c.seal.is_not(None),
            d.c.due_at < now - grace,
            d.c.retry_at.is_(None) | (d.c.retry_at < now - grace),
        )
        .order_by(d.c.due_at)
        .limit(limit)
    )
    return [(str(row.id), row.name, row.due_at) for row in rows]


def miss_what_cannot_leave(session: Session, now: datetime, late_after: timedelta) -> int:
    """Overdue deliveries of profiles that are signed out or disabled, and unapproved ones whose hour is over, go to a person."""
    unusable = select(p.c.id).where(p.c.status != ProfileStatus.ACTIVE)
    late = func.coalesce(d.c.late_after_s, late_after.total_seconds())
    rows = session.execute(
        select(d.c.id, d.c.due_at, late.label("late")).where(
            d.c.status == DeliveryStatus.PLANNED, d.c.due_at < now, d.c.seal.is_(None) | d.c.profile_id.in_(unusable)
        )
    ).all()
    gone = [row.id for row in rows if now - row.due_at > timedelta(seconds=float(row.late))]
    if gone:
        session.connection().execute(
            d.update().where(d.c.id.in_(gone)).values(status=DeliveryStatus.MISSED, error_code="too_late", finished_at=now)
        )
    return len(gone)


def not_ready(session: Session, clock: Clock, lease: timedelta) -> dict[str, str]:
    """What keeps the platform from doing its work, empty when nothing does."""
    return {} if living(session, clock, lease) else {"worker": "no worker has beaten within its lease"}
