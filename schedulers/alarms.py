"""The alarm: whatever is stuck or needs a person is told within a minute, once, and again when it changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.status import NEEDS_A_PERSON
from foundation.db import table_of
from schedulers.figures import overdue

log = structlog.get_logger()
d, p = table_of(Delivery), table_of(Profile)

LATE: Final = timedelta(seconds=45)
"""With a round every ten seconds, nobody waits longer than a minute for the alarm."""
RECENT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One delivery in front of a person. `kind` is its status, or `overdue`."""

    delivery: str
    profile: str
    territory: str
    kind: str
    due_at: datetime


@dataclass
class Watchman:
    """Remembers what was told. `listeners` carry the news to the console, the terminal and the bot."""

    listeners: list[Callable[[Sequence[Alarm]], None]] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)

    def round(self, session: Session, now: datetime) -> list[Alarm]:
        """The alarms that are new since the last round, told to every listener."""
        standing = alarms(session, now)
        fresh = [one for one in standing if (one.delivery, one.kind) not in self.told]
        self.told = {(one.delivery, one.kind) for one in standing}
        for one in fresh:
            log.warning("delivery.needs_a_person", delivery=one.delivery, profile=one.profile, kind=one.kind)
        if fresh:
            for listener in self.listeners:
                listener(fresh)
        return fresh


def alarms(session: Session, now: datetime) -> list[Alarm]:
    """Everything that is stuck or waits for a person, the oldest first."""
    rows = session.execute(
        select(d.c.id, p.c.name, p.c.territory, d.c.status, d.c.due_at)
        .join_from(d, p, p.c.id == d.c.profile_id)
        .where(d.c.status.in_(NEEDS_A_PERSON), d.c.due_at > now - RECENT)
        .order_by(d.c.due_at)
        .limit(1000)
    )
    waiting = [Alarm(str(row.id), row.name, row.territory, row.status.value, row.due_at) for row in rows]
    late = overdue(session, now, LATE)
    places = {row.name: row.territory for row in session.execute(select(p.c.name, p.c.territory))} if late else {}
    return waiting + [Alarm(one, profile, places.get(profile, ""), "overdue", due) for one, profile, due in late]
