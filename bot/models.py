"""Tables of the bot: members without names, the key that hides who they are, pictures Telegram already has."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base


class Member(Base):
    """Someone who speaks with the bot. `key` is a keyed hash of the Telegram account: no name, no number, no chat.

    Only who works with the console and linked the bot to it has `user_id`, and `chat_sealed` so that alerts find the way.
    """

    __tablename__ = "members"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(12))
    territory: Mapped[str | None] = mapped_column(ForeignKey("territories.code"))
    joined_on: Mapped[date]
    seen_on: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    chat_sealed: Mapped[bytes | None]


class MemberKey(Base):
    """The one key of the members' hashes, sealed by the vault: whoever has only the database cannot test a guess."""

    __tablename__ = "member_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class LinkCode(Base):
    """A one-time code by which a console user claims the chat it is sent from. Kept as a hash."""

    __tablename__ = "bot_link_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class SentFile(Base):
    """A picture Telegram already has: the next member gets it without a second upload."""

    __tablename__ = "bot_sent_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bot_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    file_id: Mapped[str] = mapped_column(String(200))


class Alert(Base):
    """What managers were told about a delivery: each state after each attempt once."""

    __tablename__ = "bot_alerts"

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), primary_key=True)
    told_at: Mapped[datetime]


class WorkAlert(Base):
    """What translators and those who asked were told about a translation: each turn it takes once."""

    __tablename__ = "bot_work_alerts"

    request_id: Mapped[int] = mapped_column(ForeignKey("translation_requests.id", ondelete="CASCADE"), primary_key=True)
    turn: Mapped[str] = mapped_column(String(80), primary_key=True)
    told_at: Mapped[datetime]


class TokenAlert(Base):
    """What managers were told about a profile's credentials: each step (14, 7, 2, 1, 0 days) of each set of them once."""

    __tablename__ = "bot_token_alerts"

    profile_id: Mapped[int] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_at: Mapped[datetime]
