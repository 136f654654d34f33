"""The one clock. Whoever needs the time is handed a `Clock`; nobody else may ask the system."""

import time
from datetime import UTC, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from foundation.errors import AmbiguousTime, NaiveTime, UnknownZone, WrongTime

HAS_BOOTTIME: Final = hasattr(time, "CLOCK_BOOTTIME")
"""Linux: its CLOCK_MONOTONIC stands still while the machine is suspended, this one does not (clock_gettime(2))."""


class Clock(Protocol):
    """Tells the time; tests hand in one that stands still."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards and go on while the machine sleeps: for leases and deadlines."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME) if HAS_BOOTTIME else time.monotonic()


def aware(moment: datetime, field: str = "at") -> datetime:
    """The moment in UTC.

    Raises:
        NaiveTime: it carries no offset.
    """
    if moment.tzinfo is None:
        raise NaiveTime(field=field, value=moment.isoformat(sep=" "))
    return moment.astimezone(UTC)


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        UnknownZone: tzdata has no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(field="zone", value=name) from error


def wall_time(text: str, field: str = "at") -> datetime:
    """A wall time such as `2027-07-30 09:00`, without zone.

    Raises:
        WrongTime: it is no date and time, or it carries an offset that would contradict the zone.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongTime(field=field, value=text) from error
    if moment.tzinfo is not None:
        raise WrongTime(field=field, value=text)
    return moment


def instant(wall: datetime, zone: ZoneInfo, field: str = "at") -> datetime:
    """The UTC instant of a wall time in a zone.

    A wall time that the zone skips or repeats when its clocks change is refused: nobody can tell which instant was meant.

    Raises:
        AmbiguousTime: the wall time does not exist there, or exists twice.
    """
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        raise AmbiguousTime(field=field, value=f"{wall:%Y-%m-%d %H:%M}", zone=zone.key)
    return first.astimezone(UTC)
