"""Tables of the library: files by content, with their licence and consent."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base


class Asset(Base):
    """A file of the library, decoded and re-encoded at intake, kept under its content's hash."""

    __tablename__ = "assets"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    mime: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    duration: Mapped[float] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200), default="")
    alt: Mapped[dict[str, str]]
    licence: Mapped[str] = mapped_column(String(200), default="")
    look: Mapped[str | None] = mapped_column(String(16))
    facts: Mapped[dict[str, Any]]
    note: Mapped[str | None] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str | None] = mapped_column(Text)


class Consent(Base):
    """Who allowed what, until when. The person's name and the signed form are sealed."""

    __tablename__ = "asset_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes]
    purpose: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None]
    has_form: Mapped[bool]
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime]


class IdentityCheck(Base):
    """A named reviewer's word on whether a person can be recognised in the file."""

    __tablename__ = "asset_identity_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    nobody_identifiable: Mapped[bool]
    reviewer: Mapped[str] = mapped_column(String(60))
    checked_at: Mapped[datetime]


class AssetSource(Base):
    """An asset was made from another one: a card with a photograph, a pixelated copy. Withdrawing the source withdraws it too."""

    __tablename__ = "asset_sources"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
