"""Tables of moderation: holds, reviews and what members send in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import assets.models  # noqa: F401 - the table that submissions point to
from foundation.db import Base, words
from foundation.texts import N_, Worded


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


class SubmissionStatus(Worded):
    """received → in_review → accepted | rejected; withdrawn at any time by whoever sent it."""

    RECEIVED = "received", N_("Recibido")
    IN_REVIEW = "in_review", N_("En revisión")
    ACCEPTED = "accepted", N_("Aceptado")
    REJECTED = "rejected", N_("Rechazado")
    WITHDRAWN = "withdrawn", N_("Retirado")


class Submission(Base):
    """What a member sent in: a text, a file, or both. Who sent it is a reference (`member:12`), never a name.

    `findings` holds the rules it met, not the words; text and file go when it is rejected or withdrawn.
    """

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_waiting", "status", "territory"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sent_by: Mapped[str] = mapped_column(String(60), index=True)
    territory: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id"))
    may_publish: Mapped[bool]
    people_visible: Mapped[bool]
    people_agreed: Mapped[bool]
    findings: Mapped[dict[str, Any]]
    status: Mapped[SubmissionStatus] = mapped_column(words(SubmissionStatus), default=SubmissionStatus.RECEIVED)
    received_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
