"""Who acts: users and their roles per territory. Every room records who did something, so people stand at the bottom."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.db import Base, words
from foundation.errors import NotAllowed, NotFound
from foundation.texts import N_

REGION = "REG"


class Role(StrEnum):
    """What a person may do in a territory; each role includes those above it in this list."""

    MEMBER = "member"
    TRANSLATOR = "translator"
    COMMUNITY_MANAGER = "community_manager"
    REVIEWER = "reviewer"
    CAMPAIGN_LEAD = "campaign_lead"
    ADMIN = "admin"


class User(Base):
    """A person who works with the console, the bot or the command line."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    language: Mapped[str] = mapped_column(String(12), default="es")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class UserRole(Base):
    """A role in one territory; in the region (`REG`) it holds everywhere."""

    __tablename__ = "user_roles"
    __table_args__ = (UniqueConstraint("user_id", "territory"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    territory: Mapped[str] = mapped_column(String(10))
    role: Mapped[Role] = mapped_column(words(Role))


def user_named(session: Session, name: str) -> User:
    """The active user of that name.

    Raises:
        NotFound: nobody active has it.
    """
    user = session.scalar(select(User).where(User.name == name, User.active))
    if user is None:
        raise NotFound(kind=N_("usuario"), name=name)
    return user


def has_role(session: Session, user: User, role: Role, territory: str) -> bool:
    """Whether the user's role in that territory, or in the whole region, reaches `role`."""
    held = session.scalars(select(UserRole.role).where(UserRole.user_id == user.id, UserRole.territory.in_((territory, REGION))))
    order = list(Role)
    return any(order.index(one) >= order.index(role) for one in held)


def require_role(session: Session, user: User, role: Role, territory: str, act: str) -> None:
    """Lets the act pass or refuses it.

    Raises:
        NotAllowed: the user's role does not reach `role` there.
    """
    if not has_role(session, user, role, territory):
        raise NotAllowed(user=user.name, act=act, territory=territory, role=role.value)


def add_user(session: Session, name: str, role: Role, territory: str, now: datetime, language: str = "es") -> User:
    """The user with that role in that territory; an existing one gets the role."""
    user = session.scalar(select(User).where(User.name == name))
    if user is None:
        user = User(name=name, language=language, created_at=now)
        session.add(user)
        session.flush()
    held = session.scalar(select(UserRole).where(UserRole.user_id == user.id, UserRole.territory == territory))
    if held is None:
        session.add(UserRole(user_id=user.id, territory=territory, role=role))
    else:
        held.role = role
    session.flush()
    return user
