"""Tables of the clockwork: attempts, workers, budgets and cron slots."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, Told
from foundation.texts import Phrase


class Attempt(Base):
    """One try, written before a byte leaves. (delivery, n) is the fencing token; `outcome` is decided once."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index(
            "ix_attempts_open",
            "worker_id",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    worker_id: Mapped[UUID]
    payload_hash: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    error_code: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[Phrase | None] = mapped_column(Told)
    looks: Mapped[int] = mapped_column(default=0)
    look_after: Mapped[datetime | None]
    looked_absent_at: Mapped[datetime | None]


class Worker(Base):
    """A worker process and its heartbeat, told by the database's clock on PostgreSQL."""

    __tablename__ = "workers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class Budget(Base):
    """A token bucket: `profile:12`, `app:x:ab12` or `network:telegram`. Blocked until `blocked_until`."""

    __tablename__ = "budgets"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    tokens: Mapped[float]
    refilled_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class JobSlot(Base):
    """One firing of a cron job: the unique row lets one of N machines run it."""

    __tablename__ = "job_slots"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot: Mapped[datetime] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID]
    finished_at: Mapped[datetime | None]
