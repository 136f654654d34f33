"""Tables of accessible formats: what exists of them for a message, who vouched for them, and the queue of films."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, words
from foundation.texts import N_, Worded


class Format(StrEnum):
    """A way to reach people whom the bare message does not reach."""

    ALT_TEXT = "alt_text"
    CAPTIONS = "captions"
    SIGN_LANGUAGE = "sign_language"
    EASY_READ = "easy_read"
    AUDIO = "audio"
    BRAILLE = "braille"
    LARGE_PRINT = "large_print"


class Rendition(Base):
    """A message (`subject`: `post:12`) in an accessible format and a language. `seal` hashes the words it was made from."""

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("subject", "format", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(60))
    format: Mapped[Format] = mapped_column(words(Format))
    language: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(20))
    seal: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    mime: Mapped[str | None] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]


class RenditionStep(Base):
    """What somebody did to a rendition. Of people who test easy-read texts only their group and number are kept, never names."""

    __tablename__ = "rendition_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    rendition_id: Mapped[int] = mapped_column(ForeignKey("renditions.id", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    seal: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]]
    done_by: Mapped[str] = mapped_column(String(60))
    done_at: Mapped[datetime]


class JobStatus(Worded):
    """queued → running → done | failed | cancelled."""

    QUEUED = "queued", N_("En espera")
    RUNNING = "running", N_("En marcha")
    DONE = "done", N_("Listo")
    FAILED = "failed", N_("Falló")
    CANCELLED = "cancelled", N_("Cancelado")


class VideoJob(Base):
    """A film that was asked for. The one running job is one by the database's own word: see the unique index."""

    __tablename__ = "video_jobs"
    __table_args__ = (
        Index(
            "uq_video_jobs_running",
            "status",
            unique=True,
            sqlite_where=text("status = 'running'"),
            postgresql_where=text("status = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipe: Mapped[dict[str, Any]]
    status: Mapped[JobStatus] = mapped_column(words(JobStatus), default=JobStatus.QUEUED)
    progress: Mapped[float] = mapped_column(default=0)
    starts: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str | None] = mapped_column(String(64))
    error_code: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
