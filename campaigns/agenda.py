"""The agenda: which commemorative dates come, on which day and at which instant in each territory, and what each asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.dates import NeverAgain, falls_on, instants, next_occurrence, parsed
from campaigns.finding import territories
from campaigns.models import Campaign, CommemorativeDate, Territory
from campaigns.planning_models import CampaignTask, DateOverride
from campaigns.tasks import CHAIN, WEEKEND, Task, chain
from foundation.clock import zone_named
from foundation.errors import BadInput, NotFound
from foundation.people import REGION, Role, User, require_role
from foundation.texts import N_

USUAL_HOUR: Final = time(9)


class NoSuchOccurrence(BadInput):
    """The date does not fall on that day."""

    code = "no_such_occurrence"
    sentence = N_("{field}: «{date}» no cae el {value}. Vea sus días con «corett campaign dates».")


@dataclass(frozen=True)
class Coming:
    """One date as it comes in one territory; `at` is nine in the morning there."""

    occasion: CommemorativeDate
    territory: str
    day: date
    at: datetime


def coming(session: Session, now: datetime, until: date, codes: Iterable[str] = (REGION,)) -> list[Coming]:
    """The dates from today to `until` in those territories, in order."""
    places = territories(session)
    rows = session.scalars(select(CommemorativeDate)).all()
    found = [
        one
        for code in codes
        for row in rows
        for one in in_territory(row, places[code], now, until, overrides(session, row.code, code))
    ]
    return sorted(found, key=lambda one: (one.at, one.occasion.priority, one.occasion.code))


def in_territory(
    row: CommemorativeDate, place: Territory, now: datetime, until: date, moved: Mapping[date, date | None]
) -> list[Coming]:
    """One date's next day in one territory, when it comes in time."""
    zone = zone_named(place.zone)
    try:
        day = next_occurrence(row.rrule, now.astimezone(zone).date(), moved)
    except NeverAgain:
        return []
    if day > until:
        return []
    return [Coming(row, place.code, day, instants(day, USUAL_HOUR, {place.code: zone})[place.code])]


def overrides(session: Session, code: str, territory: str) -> dict[date, date | None]:
    """The date's moved days there: the territory's own word goes before the region's."""
    rows = session.scalars(
        select(DateOverride).where(DateOverride.date_code == code, DateOverride.territory.in_((REGION, territory)))
    ).all()
    own_last = sorted(rows, key=lambda row: row.territory != REGION)
    return {row.day: row.moved_to for row in own_last}


def move_occurrence(
    session: Session, code: str, day: date, moved_to: date | None, territory: str, reason: str, by: User, now: datetime
) -> DateOverride:
    """Puts one occurrence on another day, or leaves it out that time; said again, the last word holds.

    Raises:
        NotFound, NotAllowed; NoSuchOccurrence: the rule does not give that day.
    """
    row = session.get(CommemorativeDate, code)
    if row is None:
        raise NotFound(kind=N_("fecha conmemorativa"), name=code)
    require_role(session, by, Role.CAMPAIGN_LEAD, territory, act=N_("mover fechas"))
    if not falls_on(parsed(row.rrule), day):
        raise NoSuchOccurrence(field="day", date=code, value=day.isoformat())
    known = session.scalar(
        select(DateOverride).where(DateOverride.date_code == code, DateOverride.day == day, DateOverride.territory == territory)
    )
    override = known or DateOverride(date_code=code, day=day, territory=territory)
    override.moved_to, override.reason, override.changed_by, override.changed_at = moved_to, reason, by.name, now
    session.add(override)
    session.flush()
    return override


@dataclass(frozen=True)
class Duty:
    """A step of a campaign: by when, and who did it if somebody has."""

    task: Task
    done_by: str | None
    done_at: datetime | None

    def is_late(self, today: date) -> bool:
        """Due before today and not done."""
        return self.done_by is None and self.task.due_on < today


def duties(session: Session, campaign: Campaign) -> list[Duty]:
    """What the campaign's date asks for, in order; none without a date or a day."""
    if campaign.commemorative_date is None or campaign.starts_on is None:
        return []
    row = session.get_one(CommemorativeDate, campaign.commemorative_date)
    place = session.get_one(Territory, campaign.territory)
    done = {one.task: one for one in session.scalars(select(CampaignTask).where(CampaignTask.campaign_id == campaign.id))}
    tasks = chain(campaign.starts_on, row.priority, place.facts.get("weekend", WEEKEND))
    return [
        Duty(task, one.done_by, one.done_at) if (one := done.get(task.step.code)) else Duty(task, None, None) for task in tasks
    ]


def mark_done(session: Session, campaign: Campaign, task: str, by: User, now: datetime, note: str = "") -> CampaignTask:
    """Somebody has done a step; the first to say so stays.

    Raises:
        NotFound: no such step. NotAllowed.
    """
    if task not in {step.code for step in CHAIN}:
        raise NotFound(kind=N_("paso"), name=task)
    require_role(session, by, Role.COMMUNITY_MANAGER, campaign.territory, act=N_("dar pasos por hechos"))
    known = session.scalar(select(CampaignTask).where(CampaignTask.campaign_id == campaign.id, CampaignTask.task == task))
    if known is not None:
        return known
    row = CampaignTask(campaign_id=campaign.id, task=task, done_by=by.name, done_at=now, note=note)
    session.add(row)
    session.flush()
    return row


def until_days(now: datetime, days: int) -> date:
    """The day that many days ahead."""
    return (now + timedelta(days=days)).date()
