"""Tables of planning: what a campaign's date asks for and by when, and dates that move once."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base


class DateOverride(Base):
    """One occurrence of a date that falls on another day, or is left out (`moved_to` empty), in a territory or in all (`REG`)."""

    __tablename__ = "date_overrides"
    __table_args__ = (UniqueConstraint("date_code", "day", "territory"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    date_code: Mapped[str] = mapped_column(ForeignKey("commemorative_dates.code", ondelete="CASCADE"))
    day: Mapped[date]
    moved_to: Mapped[date | None]
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(60))
    changed_at: Mapped[datetime]


class CampaignTask(Base):
    """A step of a campaign's chain (`brief`, …) that somebody has done; what is due comes from the date, not from rows."""

    __tablename__ = "campaign_tasks"
    __table_args__ = (UniqueConstraint("campaign_id", "task"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    task: Mapped[str] = mapped_column(String(20))
    done_by: Mapped[str] = mapped_column(String(60))
    done_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
