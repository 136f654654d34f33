"""The mail room: contacts, bulletins and each recipient's copy as rows, claimed before a byte leaves and settled once."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from foundation.db import Database
from foundation.ids import new_code
from networks.contract import Media, MediaKind, Outgoing
from networks.models import MailBulletin, MailContact, MailCopy, MailStatus

LOST_AFTER: Final = timedelta(minutes=10)
MOST_TRIES: Final = 6
MOST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1
WAITS: Final = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))


@dataclasses.dataclass(frozen=True, slots=True)
class Copy:
    """One recipient's copy, claimed."""

    delivery_id: UUID
    contact_id: int
    address: str
    name: str
    token: str
    tries: int


def is_address(text: str) -> bool:
    """Whether it can be an e-mail address: something before and after one `@`, nothing that could start another header."""
    name, _, host = text.rpartition("@")
    return bool(name) and "." in host and not any(one.isspace() or one in ',;<>"' for one in text) and len(text) <= MOST_ADDRESS


def add_contact(session: Session, list_name: str, address: str, now: datetime, **facts: str) -> MailContact:
    """The contact on that list; one who left stays away until they ask again themselves."""
    known = session.scalar(select(MailContact).where(MailContact.list_name == list_name, MailContact.address == address.lower()))
    if known is not None:
        return known
    contact = MailContact(list_name=list_name, address=address.lower(), token=new_code(24), added_at=now, **facts)
    session.add(contact)
    return contact


def unsubscribe(session: Session, token: str, now: datetime) -> MailContact | None:
    """Takes the contact with that token off their list; twice is once. None: no such token."""
    contact = session.scalar(select(MailContact).where(MailContact.token == token))
    if contact is not None and contact.unsubscribed_at is None:
        contact.unsubscribed_at = now
    return contact


def accept(session: Session, delivery_id: UUID, profile: str, list_name: str, outgoing: Outgoing, now: datetime) -> int:
    """Writes the bulletin and a copy for each contact, all or nothing; a second time changes nothing. How many copies."""
    if session.get(MailBulletin, delivery_id) is None:
        session.add(MailBulletin(delivery_id=delivery_id, profile=profile, outgoing=packed(outgoing), accepted_at=now))
        session.flush()
        wanted = select(MailContact.id).where(
            MailContact.list_name == list_name, MailContact.unsubscribed_at.is_(None), MailContact.refused_at.is_(None)
        )
        session.add_all(MailCopy(delivery_id=delivery_id, contact_id=contact, tries=0) for contact in session.scalars(wanted))
        session.flush()
    return session.scalar(select(func.count()).select_from(MailCopy).where(MailCopy.delivery_id == delivery_id)) or 0


def claim(session: Session, profile: str, limit: int, now: datetime) -> list[Copy]:
    """Copies to send now, marked as being sent; those left behind by a crash become unknown: they may be out."""
    session.execute(
        update(MailCopy)
        .where(MailCopy.status == MailStatus.SENDING, MailCopy.started_at < now - LOST_AFTER)
        .values(status=MailStatus.UNKNOWN, finished_at=now, detail="crash")
    )
    rows = session.execute(
        select(MailCopy, MailContact)
        .join(MailContact, MailContact.id == MailCopy.contact_id)
        .join(MailBulletin, MailBulletin.delivery_id == MailCopy.delivery_id)
        .where(MailBulletin.profile == profile, MailCopy.status == MailStatus.PLANNED)
        .where((MailCopy.not_before.is_(None)) | (MailCopy.not_before <= now))
        .order_by(MailCopy.delivery_id, MailCopy.contact_id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=MailCopy)
    ).all()
    taken = []
    for copy, contact in rows:
        if contact.unsubscribed_at is not None:  # they left after the bulletin was accepted
            copy.status, copy.finished_at, copy.detail = MailStatus.REFUSED, now, "unsubscribed"
            continue
        copy.status, copy.started_at, copy.tries = MailStatus.SENDING, now, copy.tries + 1
        taken.append(Copy(copy.delivery_id, contact.id, contact.address, contact.name, contact.token, copy.tries))
    return taken


def settle(session: Session, copy: Copy, status: MailStatus, now: datetime, detail: str = "") -> None:
    """What became of a claimed copy. Back to planned only where it surely did not leave."""
    values: dict[str, Any] = {"status": status, "finished_at": now, "detail": detail[:300]}
    if status is MailStatus.PLANNED:
        if copy.tries >= MOST_TRIES:
            values["status"] = MailStatus.REFUSED
        values["not_before"] = now + WAITS[min(copy.tries, len(WAITS)) - 1]
    session.execute(update(MailCopy).where(*in_flight(copy)).values(**values))


def give_back(session: Session, copy: Copy) -> None:
    """Claimed, but nothing of it was tried: it waits as before, and it cost it no try."""
    session.execute(
        update(MailCopy).where(*in_flight(copy)).values(status=MailStatus.PLANNED, started_at=None, tries=copy.tries - 1)
    )


def in_flight(copy: Copy) -> tuple[ColumnElement[bool], ...]:
    """The condition that the copy is still being sent: what was decided before stays decided."""
    mine = (MailCopy.delivery_id == copy.delivery_id, MailCopy.contact_id == copy.contact_id)
    return *mine, MailCopy.status == MailStatus.SENDING


def suppress(session: Session, copy: Copy, now: datetime, reason: str) -> None:
    """The address does not exist: nothing is sent there again."""
    session.execute(update(MailContact).where(MailContact.id == copy.contact_id).values(refused_at=now, refusal=reason[:300]))


def counts(database: Database, deliveries: Sequence[UUID]) -> dict[UUID, dict[MailStatus, int]]:
    """How many copies of each bulletin stand where."""
    with database.reading() as session:
        found: dict[UUID, dict[MailStatus, int]] = {
            one: {} for one in session.scalars(select(MailBulletin.delivery_id).where(MailBulletin.delivery_id.in_(deliveries)))
        }
        per = select(MailCopy.delivery_id, MailCopy.status, func.count()).where(MailCopy.delivery_id.in_(deliveries))
        for delivery, status, count in session.execute(per.group_by(MailCopy.delivery_id, MailCopy.status)):
            found[delivery][status] = count
    return found


def packed(outgoing: Outgoing) -> dict[str, Any]:
    """The message as JSON, to be sent after a restart as well."""
    media = [{**dataclasses.asdict(one), "path": str(one.path), "kind": str(one.kind), "captions": []} for one in outgoing.media]
    return {
        "text": outgoing.text,
        "language": outgoing.language,
        "link": outgoing.link,
        "title": outgoing.title,
        "media": media,
        "about": dict(outgoing.about),
    }


def unpacked(row: dict[str, Any]) -> Outgoing:
    """The message again."""
    media = tuple(
        Media(**{**one, "path": Path(one["path"]), "kind": MediaKind(one["kind"]), "captions": ()}) for one in row["media"]
    )
    return Outgoing(**{**row, "media": media})
