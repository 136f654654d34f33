"""Who asks: a language, a territory and a pseudonym; never a name."""

import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.models import Member, MemberKey
from campaigns.models import Territory
from foundation.people import REGION
from foundation.texts import LANGUAGES
from foundation.vault import Vault
from monitoring.models import ShareLink


@dataclass(frozen=True, slots=True)
class Reader:
    """The person on the other side, as the bot knows her. `known` is False until she chose; `territory` is then the region.

    `seen_on` is the last day she was here.
    """

    key: str
    language: str
    territory: str
    known: bool
    seen_on: date | None = None


def key_for_members(session: Session, vault: Vault) -> bytes:
    """The key of the members' hashes; made the first time."""
    row = session.get(MemberKey, 1)
    if row is None:
        row = MemberKey(id=1, sealed=vault.seal({"key": secrets.token_hex(32)}))
        session.add(row)
        session.flush()
    return bytes.fromhex(vault.open(row.sealed, "bot")["key"])


def member_key(key: bytes, account: int) -> str:
    """The pseudonym of a Telegram account."""
    return blake2b(str(account).encode(), key=key, digest_size=16).hexdigest()


def spoken(code: str | None) -> str:
    """The language to begin with, from what the person's telephone says; Spanish when we do not speak it."""
    language = (code or "").split("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def reader_of(session: Session, key: str, language_code: str | None) -> Reader:
    """The person behind a pseudonym."""
    member = session.get(Member, key)
    if member is None:
        return newcomer(key, language_code)
    return Reader(key, member.language, member.territory or REGION, known=True, seen_on=member.seen_on)


def newcomer(key: str, language_code: str | None) -> Reader:
    """Someone of whom nothing is kept."""
    return Reader(key, spoken(language_code), REGION, known=False)


def note_seen(session: Session, key: str, today: date) -> None:
    """Moves a member's last day; the one thing noted without her asking."""
    member = session.get(Member, key)
    if member is not None:
        member.seen_on = today


def remember(
    session: Session, reader: Reader, today: date, *, language: str | None = None, territory: str | None = None
) -> Reader:
    """Keeps what the person chose; she becomes a member with her first choice."""
    member = session.get(Member, reader.key)
    if member is None:
        member = Member(key=reader.key, language=reader.language, joined_on=today, seen_on=today)
        session.add(member)
    member.language = language or member.language
    if territory is not None and session.get(Territory, territory) is not None:
        member.territory = territory
    session.flush()
    return Reader(reader.key, member.language, member.territory or REGION, known=True)


def forget(session: Session, key: str) -> None:
    """Deletes the member; her links go on working for those who have them, under a name that leads to nobody."""
    session.execute(delete(Member).where(Member.key == key))
    for link in session.scalars(select(ShareLink).where(ShareLink.member == key)):
        link.member = secrets.token_hex(16)


def countries(session: Session, language: str) -> list[tuple[str, str]]:
    """The territories a member can choose, countries first by name, the region last."""
    rows = session.scalars(select(Territory)).all()
    named = sorted((row.code == REGION, row.name_en if language == "en" else row.name_es, row.code) for row in rows)
    return [(code, name) for _, name, code in named]
