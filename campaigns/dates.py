"""Commemorative dates: when they come, in each territory's own time. Pure rules; a date floats, so it carries no zone."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from heapq import merge
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from foundation.clock import instant
from foundation.errors import BadInput
from foundation.texts import N_

ANCHOR: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - floating; where INTERVAL starts counting, so "every third month" is January, April, …


class WrongRecurrence(BadInput):
    """Not an RRULE we can follow."""

    code = "wrong_recurrence"
    sentence = N_("{field}: «{value}» no es una regla RRULE sin huso. Escríbala así: FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=30.")


class NeverAgain(BadInput):
    """The recurrence has ended."""

    code = "never_again"
    sentence = N_("{field}: «{value}» no vuelve a ocurrir desde {after}. Corrija la regla o elija otra fecha.")


def occurrences(rule: str, after: date, moved: Mapping[date, date | None] | None = None) -> Iterator[date]:
    """The days of an RRULE (RFC 5545) in order, from `after` on, `after` included.

    `moved` overrides single occurrences by the day the rule gives: another day, or None when it is left out that time.

    Raises:
        WrongRecurrence: not an RRULE, or one that names a start or a zone.
    """
    days, overrides = parsed(rule), moved or {}
    elsewhere = sorted(new for old, new in overrides.items() if new is not None and new >= after and falls_on(days, old))
    as_ruled = (moment.date() for moment in days.xafter(midnight(after), inc=True))
    return merge((day for day in as_ruled if day not in overrides), elsewhere)


def next_occurrence(rule: str, after: date, moved: Mapping[date, date | None] | None = None) -> date:
    """The first day from `after` on.

    Raises:
        WrongRecurrence: not an RRULE we can follow.
        NeverAgain: there is none.
    """
    for day in occurrences(rule, after, moved):
        return day
    raise NeverAgain(field="rrule", value=rule, after=after.isoformat())


def instants(day: date, at: time, zones: Mapping[str, ZoneInfo]) -> dict[str, datetime]:
    """The UTC instant of that day and hour in each territory's zone: "09:00 local" in nine countries is several instants."""
    return {territory: instant(datetime.combine(day, at), zone) for territory, zone in zones.items()}


def parsed(rule: str) -> rrule:
    """The rule, floating.

    Raises:
        WrongRecurrence: not an RRULE, or one that names a start or a zone.
    """
    try:
        days = None if "DTSTART" in rule.upper() else rrulestr(rule, dtstart=ANCHOR)
    except (ValueError, TypeError) as error:
        raise WrongRecurrence(field="rrule", value=rule) from error
    if not isinstance(days, rrule):
        raise WrongRecurrence(field="rrule", value=rule)
    return days


def midnight(day: date) -> datetime:
    """The day's first moment, floating."""
    return datetime.combine(day, time.min)


def falls_on(days: rrule, day: date) -> bool:
    """Whether the rule gives that day."""
    return days.after(midnight(day), inc=True) == midnight(day)
