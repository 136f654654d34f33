"""Tables of the library: files by content, with their licence and consent."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
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
    facts: Mapped[dict[str, Any]]
    note: Mapped[str | None] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
