"""Tables of moderation: holds and reviews."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base


class Hold(Base):
    """A crisis pause. Empty scope fields mean "all"; no attempt starts after the command that made it returned."""

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    territory: Mapped[str | None] = mapped_column(String(10))
    network: Mapped[str | None] = mapped_column(String(20))
    campaign_id: Mapped[int | None]
    profile_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    placed_by: Mapped[str] = mapped_column(String(60))
    placed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(60))
    lifted_at: Mapped[datetime | None]


class Review(Base):
    """A person's decision about a subject (`post:12`, `asset:3`, `translation:7`), bound to the hash of what she saw."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_subject", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(60))
    seal: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(String(60))
    decided_at: Mapped[datetime]
