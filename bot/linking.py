"""Ties a console user to the chat she writes from, by a code that works once and for a quarter of an hour."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.members import Reader, remember
from bot.models import LinkCode, Member
from foundation.errors import CorettError
from foundation.ids import new_code
from foundation.people import User
from foundation.texts import N_
from foundation.vault import Vault

GOOD_FOR: Final = timedelta(minutes=15)
LENGTH: Final = 12  # 58 bits: nobody guesses it in a quarter of an hour


class WrongLinkCode(CorettError):
    """Unknown, used or too old."""

    code = "wrong_link_code"
    sentence = N_("Ese código no sirve o ya venció. Pida otro con «corett bot link USUARIO» y escríbalo antes de 15 minutos.")


def new_link_code(session: Session, user: User, now: datetime) -> str:
    """A code for that user; an older one stops working."""
    session.execute(delete(LinkCode).where((LinkCode.user_id == user.id) | (LinkCode.expires_at < now)))
    code = new_code(LENGTH)
    session.add(LinkCode(code_hash=hashed(code), user_id=user.id, expires_at=now + GOOD_FOR))
    session.flush()
    return code


def link(session: Session, vault: Vault, code: str, reader: Reader, chat: int, now: datetime, today: date) -> str:
    """Ties the reader to the code's user, whose name it returns; her chat is kept sealed so that alerts find it.

    Raises:
        WrongLinkCode: unknown, used or too old.
    """
    row = session.get(LinkCode, hashed(code.strip().lower()))
    user = session.get(User, row.user_id) if row is not None and row.expires_at > now else None
    if row is None or user is None or not user.active:
        raise WrongLinkCode
    session.delete(row)
    remember(session, reader, today)
    member = session.get_one(Member, reader.key)
    member.user_id, member.chat_sealed = user.id, vault.seal({"chat": str(chat)})
    session.flush()
    return user.name


def unlink(session: Session, key: str) -> None:
    """Forgets which console user this is, and her chat."""
    member = session.get(Member, key)
    if member is not None:
        member.user_id = member.chat_sealed = None


def hashed(code: str) -> str:
    """What is kept of a code."""
    return sha256(code.encode()).hexdigest()
