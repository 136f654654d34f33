"""After a commit whose outcome was never heard: what did this worker claim without knowing it?

A database that restarts, or a line that breaks, between COMMIT and its answer leaves a claim in the rows that no task sends. Its
worker lives, so nobody buries it.
"""

from collections.abc import Container
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Delivery
from campaigns.status import DeliveryStatus
from foundation.db import table_of
from schedulers.models import Attempt
from schedulers.outbox import GIVEN_BACK, Outcome

d, a = table_of(Delivery), table_of(Attempt)


def claimed_unawares(session: Session, worker: UUID, known: Container[tuple[UUID, int]]) -> list[Outcome]:
    """Open attempts of this worker that it does not know of: surely not sent, so they are given back."""
    rows = session.execute(
        select(a.c.delivery_id, a.c.n, d.c.profile_id, d.c.due_at)
        .join_from(a, d, d.c.id == a.c.delivery_id)
        .where(a.c.worker_id == worker, a.c.outcome.is_(None))
    )
    return [
        Outcome(row.delivery_id, row.n, row.profile_id, DeliveryStatus.PLANNED, error_code=GIVEN_BACK, retry_at=row.due_at)
        for row in rows
        if (row.delivery_id, row.n) not in known
    ]
