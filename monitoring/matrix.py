"""The monitoring matrix of a period: what the platform can count itself is counted, the rest is what people entered."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, KeyMessage, Post, Profile, Variant
from campaigns.status import DeliveryStatus
from foundation.people import REGION
from monitoring.indicators import PERIOD, WrongPeriod, newest_readings
from monitoring.models import Indicator, LinkUse, Place, Quality, RequestDay, ShareLink, VisitDay

MACHINES: Final = frozenset({"network", "bot", "link", "queue", "web"})
IN_TIME: Final = timedelta(hours=24)
COUNTRIES: Final = 9


@dataclass(frozen=True, slots=True)
class Span:
    """A period as days of the region, both ends included, and as instants from `since` to before `until`."""

    first: date
    last: date
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator and its value in the period; `value` None means that nobody counted or entered it, never zero."""

    code: str
    axis: str
    level: str
    name_es: str
    name_en: str
    unit: str
    target: str
    value: float | None
    quality: Quality | None
    counted: bool
    note: str
    source: str
    frequency: str
    responsible: str
    on_dashboard: bool


def span_of(period: str, zone: ZoneInfo) -> Span:
    """The days of `2027`, `2027-H1`, `2027-Q3` or `2027-07`.

    Raises:
        WrongPeriod: none of these.
    """
    if not PERIOD.fullmatch(period):
        raise WrongPeriod(field="--period", value=period)
    year, _, part = period.partition("-")
    begin, months = 1, 12
    if part.startswith("Q"):
        begin, months = 3 * int(part[1]) - 2, 3
    elif part.startswith("H"):
        begin, months = 6 * int(part[1]) - 5, 6
    elif part:
        begin, months = int(part), 1
    first = date(int(year), begin, 1)
    end = begin + months - 1
    last = date(int(year), end, monthrange(int(year), end)[1])
    after = last + timedelta(days=1)
    return Span(first, last, datetime.combine(first, time(), zone), datetime.combine(after, time(), zone))


def matrix_of(session: Session, period: str, zone: ZoneInfo, now: datetime) -> list[Line]:
    """Every indicator with its value in the period; a reading that a person entered outranks what was counted.

    Raises:
        WrongPeriod: the period cannot be read.
    """
    span = span_of(period, zone)
    entered = newest_readings(session, period)
    indicators = session.scalars(select(Indicator).order_by(Indicator.code)).all()
    lines = []
    for indicator in indicators:
        reading = entered.get((indicator.code, REGION))
        count = COUNTS.get(indicator.code) if reading is None else None
        value = reading.value if reading else count(session, span, now) if count else None
        lines.append(
            Line(
                code=indicator.code,
                axis=indicator.axis,
                level=indicator.level,
                name_es=indicator.name_es,
                name_en=indicator.name_en,
                unit=indicator.unit,
                target=indicator.target,
                value=value,
                quality=reading.quality if reading else Quality.COMPLETE if value is not None else None,
                counted=count is not None and value is not None,
                note=reading.note if reading else indicator.note,
                source=indicator.source,
                frequency=indicator.frequency,
                responsible=indicator.responsible,
                on_dashboard=indicator.on_dashboard,
            )
        )
    return lines


def sent_in(span: Span) -> Select[Delivery]:
    """The deliveries that went out in the span."""
    return select(Delivery).where(
        Delivery.status == DeliveryStatus.SENT, Delivery.finished_at >= span.since, Delivery.finished_at < span.until
    )


def posts_sent(session: Session, span: Span, _now: datetime) -> float:
    """IND-E6-01: deliveries that went out."""
    return session.scalar(select(func.count()).select_from(sent_in(span).subquery())) or 0


def plan_kept(session: Session, span: Span, now: datetime) -> float | None:
    """IND-E3-01: went out within a day of their instant ÷ what should have, ×100; cancelled ones were given up on purpose."""
    due = session.execute(
        select(Delivery.status, Delivery.due_at, Delivery.finished_at).where(
            Delivery.due_at >= span.since,
            Delivery.due_at < min(span.until, now),
            Delivery.status != DeliveryStatus.CANCELLED,
        )
    ).all()
    kept = sum(
        status is DeliveryStatus.SENT and finished is not None and abs(finished - at) <= IN_TIME for status, at, finished in due
    )
    return percent(kept, len(due))


def messages_used(session: Session, span: Span, _now: datetime) -> float | None:
    """IND-E2-02: key messages with at least one post out ÷ all, ×100."""
    sent = sent_in(span).subquery()
    used = session.scalar(select(func.count(func.distinct(Post.key_message))).join(sent, sent.c.post_id == Post.id)) or 0
    return percent(used, session.scalar(select(func.count()).select_from(KeyMessage)) or 0)


def other_languages(session: Session, span: Span, _now: datetime) -> float | None:
    """IND-E6-14: posts that are out in a language besides Spanish ÷ posts that are out, ×100."""
    sent = sent_in(span).subquery()
    query = select(sent.c.post_id, Variant.language).join(Variant, Variant.id == sent.c.variant_id).distinct()
    pairs = session.execute(query).all()
    return percent(len({post for post, language in pairs if language != "es"}), len({post for post, _ in pairs}))


def countries_publishing(session: Session, span: Span, _now: datetime) -> float | None:
    """IND-E5-06: countries with at least one delivery out ÷ nine, ×100."""
    sent = sent_in(span).subquery()
    here = session.scalars(
        select(Profile.territory).join(sent, sent.c.profile_id == Profile.id).where(Profile.territory != REGION).distinct()
    )
    return percent(len(here.all()), COUNTRIES)


def link_clicks(session: Session, span: Span, _now: datetime) -> float:
    """IND-E6-07: clicks of people on our links, share windows left out."""
    windows = select(ShareLink.code).where(ShareLink.use == LinkUse.SHARE)
    return visits(session, span, Place.LINK) - (
        session.scalar(
            select(func.sum(VisitDay.visits)).where(
                VisitDay.place == Place.LINK, VisitDay.day.between(span.first, span.last), VisitDay.key.in_(windows)
            )
        )
        or 0
    )


def members_shares(session: Session, span: Span, _now: datetime) -> float:
    """IND-E6-09: share windows opened and messages sent from a chat."""
    windows = session.scalar(
        select(func.sum(VisitDay.visits + VisitDay.private))
        .join(ShareLink, ShareLink.code == VisitDay.key)
        .where(ShareLink.use == LinkUse.SHARE, VisitDay.place == Place.LINK, VisitDay.day.between(span.first, span.last))
    )
    chats = session.scalar(
        select(func.sum(RequestDay.count)).where(RequestDay.act == "share", RequestDay.day.between(span.first, span.last))
    )
    return (windows or 0) + (chats or 0)


def newsroom_visits(session: Session, span: Span, _now: datetime) -> float:
    """IND-E6-10: visits of people to the newsroom's pages."""
    return visits(session, span, Place.PAGE)


def counted_by_machines(session: Session, _span: Span, _now: datetime) -> float | None:
    """IND-E9-03: indicators whose source is a machine ÷ all, ×100."""
    sources = session.scalars(select(Indicator.source)).all()
    return percent(sum(source in MACHINES for source in sources), len(sources))


def visits(session: Session, span: Span, place: Place) -> int:
    """People's visits of a place in the span."""
    found = session.scalar(
        select(func.sum(VisitDay.visits)).where(VisitDay.place == place, VisitDay.day.between(span.first, span.last))
    )
    return int(found or 0)


def percent(part: int, whole: int) -> float | None:
    """A share of a whole; of nothing there is none."""
    return round(100 * part / whole, 1) if whole else None


COUNTS: Final[Mapping[str, Callable[[Session, Span, datetime], float | None]]] = {
    "IND-E2-02": messages_used,
    "IND-E3-01": plan_kept,
    "IND-E5-06": countries_publishing,
    "IND-E6-01": posts_sent,
    "IND-E6-07": link_clicks,
    "IND-E6-09": members_shares,
    "IND-E6-10": newsroom_visits,
    "IND-E6-14": other_languages,
    "IND-E9-03": counted_by_machines,
}
