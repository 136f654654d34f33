"""Tables of measuring: samples and their turns, visits and links, bot requests, indicators and readings."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, words
from foundation.ids import new_code


class Kind(StrEnum):
    """What a metric tells; the kinds are never added to each other."""

    REACH = "reach"
    VIEWS = "views"
    INTERACTION = "interaction"
    AUDIENCE = "audience"


class Sample(Base):
    """One metric of one delivery, raw as the network gave it. `value` None means "not available", which is never zero.

    A value seen again unchanged moves `seen_at` instead of adding a row, so that nothing is lost and nothing repeats.
    """

    __tablename__ = "samples"
    __table_args__ = (Index("ix_samples_latest", "delivery_id", "metric", "taken_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    metric: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Kind] = mapped_column(words(Kind))
    value: Mapped[float | None]
    unit: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(200))
    taken_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class MeasuringTurn(Base):
    """When a sent delivery is measured next; None when its last turn is over."""

    __tablename__ = "measuring_turns"
    __table_args__ = (Index("ix_measuring_turns_next", "next_at"),)

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True)
    last_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class Place(StrEnum):
    """Where visits are counted."""

    LINK = "link"
    PAGE = "page"


class VisitDay(Base):
    """The visits of one link or page on one day. `uniques` of several days add up to "sums of daily uniques", not to people."""

    __tablename__ = "visit_days"

    place: Mapped[Place] = mapped_column(words(Place), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    visits: Mapped[int] = mapped_column(default=0)
    uniques: Mapped[int] = mapped_column(default=0)
    private: Mapped[int] = mapped_column(default=0)
    bots: Mapped[int] = mapped_column(default=0)


class DailySalt(Base):
    """Today's key for telling visitors apart; deleted at midnight, and with it the possibility to do so."""

    __tablename__ = "daily_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class DailyVisitor(Base):
    """A visitor of one link or page, today only, as a keyed hash that says nothing about another link or day."""

    __tablename__ = "daily_visitors"

    day: Mapped[date] = mapped_column(primary_key=True)
    visitor: Mapped[bytes] = mapped_column(primary_key=True)


class LinkUse(StrEnum):
    """What a share link is for: `share` opens a network's share window, `visit` leads a reader to the content."""

    SHARE = "share"
    VISIT = "visit"


class ShareLink(Base):
    """A tracked link made for a member or for the bot; `member` is the bot's pseudonym, never a name or an account."""

    __tablename__ = "share_links"
    __table_args__ = (UniqueConstraint("post_id", "use", "channel", "language", "member"),)

    code: Mapped[str] = mapped_column(String(16), primary_key=True, default=lambda: new_code(9))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    use: Mapped[LinkUse] = mapped_column(words(LinkUse))
    channel: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(12))
    territory: Mapped[str] = mapped_column(String(10))
    member: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class RequestDay(Base):
    """What members asked of the bot on one day, counted without saying who."""

    __tablename__ = "request_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(20), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    territory: Mapped[str] = mapped_column(String(10), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int]


class IndicatorStatus(StrEnum):
    """Where an indicator stands against its target."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    MET = "met"
    AT_RISK = "at_risk"
    LATE = "late"
    SUSPENDED = "suspended"


class Indicator(Base):
    """A line of the monitoring matrix: what is measured, how, by whom, how often, and what was promised."""

    __tablename__ = "indicators"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    axis: Mapped[str] = mapped_column(String(4))
    objective: Mapped[str] = mapped_column(String(6))
    level: Mapped[str] = mapped_column(String(20))
    name_es: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(60))
    formula: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(20))
    frequency: Mapped[str] = mapped_column(String(40))
    responsible: Mapped[str] = mapped_column(String(80))
    verification: Mapped[str] = mapped_column(Text)
    breakdown: Mapped[str] = mapped_column(Text)
    audiences: Mapped[list[str]]
    result: Mapped[str] = mapped_column(Text)
    baseline: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    status: Mapped[IndicatorStatus] = mapped_column(words(IndicatorStatus), default=IndicatorStatus.NOT_STARTED)
    note: Mapped[str] = mapped_column(Text, default="")
    on_dashboard: Mapped[bool] = mapped_column(default=False)


class Quality(StrEnum):
    """How far a reading can be trusted."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    ESTIMATED = "estimated"
    UNAVAILABLE = "unavailable"
    CORRECTED = "corrected"


class Reading(Base):
    """An indicator's value for a period (`2027`, `2027-Q3`, `2027-07`). Never overwritten: the newest one counts."""

    __tablename__ = "readings"
    __table_args__ = (Index("ix_readings_indicator_period", "indicator", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(ForeignKey("indicators.code"))
    period: Mapped[str] = mapped_column(String(10))
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    value: Mapped[float | None]
    quality: Mapped[Quality] = mapped_column(words(Quality))
    note: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[str] = mapped_column(String(60))
    entered_at: Mapped[datetime]
