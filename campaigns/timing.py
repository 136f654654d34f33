"""When a post goes out: one wall time becomes one instant per zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from campaigns.errors import MissingField
from foundation.clock import instant, wall_time, zone_named
from foundation.errors import PastTime
from foundation.texts import N_

LOCAL: Final = "local"
STALE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A wall time in a zone and the instant it means."""

    wall: str
    zone: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class When:
    """What a person asked for: a wall time and a zone (`local` = each profile's own), or now."""

    at: str = ""
    zone: str = ""
    now: bool = False


def slot_for(when: When, local_zone: str, now: datetime) -> Slot:
    """The slot of a profile that lives in `local_zone`.

    Raises:
        MissingField: no time, or a time without zone.
        PastTime: the instant is over.
        WrongTime, UnknownZone, AmbiguousTime: see `foundation.clock`.
    """
    if when.now:
        return Slot(f"{now.astimezone(zone_named(local_zone)):%Y-%m-%d %H:%M}", local_zone, now)
    if not when.at:
        raise MissingField(field="at", hint=N_("Diga cuándo: --at «2027-07-30 09:00» --zone America/Guatemala, o --now."))
    if not when.zone:
        raise MissingField(field="zone", hint=N_("Diga en qué zona: --zone America/Guatemala, o --zone local."))
    wall = wall_time(when.at)
    name = local_zone if when.zone == LOCAL else when.zone
    due_at = instant(wall, zone_named(name))
    if due_at < now - STALE:
        raise PastTime(field="at", value=f"{wall:%Y-%m-%d %H:%M} {name}")
    return Slot(f"{wall:%Y-%m-%d %H:%M}", name, due_at)
