"""Tables of the room: what the public newsroom shows, and the mail contacts with what each of them was sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, words


class SiteEntry(Base):
    """A message on the public newsroom. The delivery's id is the key, so the database itself keeps it from appearing twice.

    Entries with the same `post` are one message in several languages. `media` is a list of
    `{"sha256", "mime", "kind", "alt", "size", "width", "height", "duration", "captions": [{"language", "mime", "text"}]}`.
    """

    __tablename__ = "site_entries"
    __table_args__ = (
        UniqueConstraint("language", "slug"),
        Index("ix_site_entries_language_published_at", "language", "published_at"),
    )

    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    post: Mapped[str] = mapped_column(String(60), index=True)
    language: Mapped[str] = mapped_column(String(12))
    slug: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(500), default="")
    media: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    campaign: Mapped[str] = mapped_column(String(80), default="")
    campaign_title: Mapped[str] = mapped_column(String(200), default="")
    territory: Mapped[str] = mapped_column(String(10), default="")
    audience: Mapped[str] = mapped_column(String(10), default="")
    published_at: Mapped[datetime]


class MailStatus(StrEnum):
    """Where one recipient's copy stands; `sending` found after a crash may be out and is never sent again by itself."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class MailContact(Base):
    """Someone who asked for a list's bulletins. `token` is the unguessable part of the unsubscribe address."""

    __tablename__ = "mail_contacts"
    __table_args__ = (UniqueConstraint("list_name", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(12), default="es")
    territory: Mapped[str] = mapped_column(String(10), default="")
    token: Mapped[str] = mapped_column(String(40), unique=True)
    added_at: Mapped[datetime]
    unsubscribed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refusal: Mapped[str | None] = mapped_column(String(300))


class MailBulletin(Base):
    """A bulletin that was handed to the mail room: whose it is and what it says. The delivery's id keeps it to once."""

    __tablename__ = "mail_bulletins"

    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    profile: Mapped[str] = mapped_column(String(80), index=True)
    outgoing: Mapped[dict[str, Any]] = mapped_column(JSON)
    accepted_at: Mapped[datetime]


class MailCopy(Base):
    """One recipient's copy of one bulletin: one row each, so that every recipient has their own exactly-once."""

    __tablename__ = "mail_copies"
    __table_args__ = (Index("ix_mail_copies_delivery_id_status", "delivery_id", "status"),)

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("mail_bulletins.delivery_id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("mail_contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    status: Mapped[MailStatus] = mapped_column(words(MailStatus), default=MailStatus.PLANNED)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    detail: Mapped[str | None] = mapped_column(String(300))
