"""When a sent post is measured next. Pure: times in, a time out."""

from datetime import UTC, datetime, timedelta
from typing import Final

STEPS: Final = (
    (timedelta(hours=24), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=90), timedelta(days=7)),
)
FIRST_LOOK: Final = timedelta(hours=1)
ONCE_A_UTC_DAY: Final = frozenset(
    {"x"}
)  # X bills a post's reading once per UTC day: https://docs.x.com/x-api/getting-started/pricing


def next_due(network: str, sent_at: datetime, last_at: datetime | None) -> datetime | None:
    """When to look at a post again: hourly on its first day, then ever more rarely, never after 90 days (None).

    On X at most once per UTC day, because each further reading of a day costs and tells nothing new.
    """
    if last_at is None:
        return sent_at + FIRST_LOOK
    age = last_at - sent_at
    step = next((step for until, step in STEPS if age < until), None)
    if step is None:
        return None
    due = last_at + step
    return max(due, next_utc_day(last_at)) if network in ONCE_A_UTC_DAY else due


def next_utc_day(moment: datetime) -> datetime:
    """The next midnight in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
