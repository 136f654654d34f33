"""Who is signed in: random tokens in cookies and links, their SHA-256 in the database, so that each can be revoked."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from foundation.clock import Clock
from foundation.db import Database
from foundation.errors import CorettError
from foundation.people import REGION, Role, User, UserRole
from foundation.texts import N_
from web.models import LoginLink, WebSession
from web.passwords import check_strength, hash_password

LINK_HOURS: Final = 24
LINK_PATH: Final = "/console/welcome/"


class LinkSpent(CorettError):
    """The one-time link was used, has expired or never existed."""

    code = "link_spent"
    sentence = N_("Este enlace ya se usó o caducó. Pida uno nuevo a quien administra CORETT: «corett user link».")


@dataclass(frozen=True)
class Person:
    """Whoever is signed in, as the pages need her."""

    id: int
    name: str
    language: str
    roles: dict[str, Role]

    def holds(self, role: Role, territory: str) -> bool:
        """Whether she holds that role, or a higher one, there or for the whole region."""
        order = list(Role)
        held = [self.roles[place] for place in (territory, REGION) if place in self.roles]
        return any(order.index(one) >= order.index(role) for one in held)

    def reaches(self, role: Role) -> bool:
        """Whether she holds that role, or a higher one, in any territory."""
        order = list(Role)
        return any(order.index(held) >= order.index(role) for held in self.roles.values())


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def open_session(session: Session, user_id: int, now: datetime, days: int) -> str:
    """A new signed-in browser: the token for its cookie."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    session.add(
        WebSession(token_sha256=fingerprint(token), user_id=user_id, created_at=now, expires_at=now + timedelta(days=days))
    )
    return token


def close_session(session: Session, token: str) -> None:
    """Signs that browser out."""
    session.execute(delete(WebSession).where(WebSession.token_sha256 == fingerprint(token)))


def close_sessions_of(session: Session, user_id: int) -> None:
    """Signs a person out everywhere."""
    session.execute(delete(WebSession).where(WebSession.user_id == user_id))


def person_of(session: Session, token: str, now: datetime) -> Person | None:
    """Who holds that token, when it is still good and she is still active."""
    row = session.execute(
        select(User.id, User.name, User.language)
        .join(WebSession, WebSession.user_id == User.id)
        .where(WebSession.token_sha256 == fingerprint(token), WebSession.expires_at > now, User.active)
    ).one_or_none()
    if row is None:
        return None
    roles = session.execute(select(UserRole.territory, UserRole.role).where(UserRole.user_id == row.id))
    return Person(row.id, row.name, row.language, dict(roles.all()))


def make_login_link(session: Session, user: User, now: datetime, public_url: str) -> str:
    """A fresh one-time address for setting that person's password; her older ones stop working."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(LoginLink).where((LoginLink.user_id == user.id) | (LoginLink.expires_at <= now)))
    session.add(
        LoginLink(token_sha256=fingerprint(token), user_id=user.id, created_at=now, expires_at=now + timedelta(hours=LINK_HOURS))
    )
    return f"{public_url}{LINK_PATH}{token}"


def first_login_link(database: Database, clock: Clock, public_url: str, name: str = "admin") -> str | None:
    """The one-time address for the first start, or None as soon as that person has a password."""
    with database.writing() as session:
        user = session.scalar(select(User).where(User.name == name, User.active))
        if user is None or user.password_hash is not None:
            return None
        return make_login_link(session, user, clock.now(), public_url)


def user_of_link(session: Session, token: str, now: datetime) -> User:
    """Whose link it is; looking does not spend it, because mail scanners open links too.

    Raises:
        LinkSpent: it is no good any more.
    """
    user = session.scalar(
        select(User)
        .join(LoginLink, LoginLink.user_id == User.id)
        .where(LoginLink.token_sha256 == fingerprint(token), LoginLink.expires_at > now, User.active)
    )
    if user is None:
        raise LinkSpent
    return user


def spend_link(session: Session, token: str, password: str, now: datetime) -> User:
    """Sets the password of the link's owner, spends the link and signs her out everywhere else.

    Raises:
        LinkSpent: it is no good any more.
        WeakPassword: the link stays good.
    """
    user = user_of_link(session, token, now)
    check_strength(password, user.name)
    user.password_hash = hash_password(password)
    session.execute(delete(LoginLink).where(LoginLink.user_id == user.id))
    close_sessions_of(session, user.id)
    return user
