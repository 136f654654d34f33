"""Holds back what names a help line that is no longer confirmed: what was right when it was approved can be wrong at its hour."""

import json
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.hotlines import known_lines
from campaigns.models import Delivery, Profile
from campaigns.moderating import own_words, read
from campaigns.scheduling import refresh_next_due
from campaigns.status import DeliveryStatus
from foundation.db import table_of

AHEAD: Final = timedelta(days=2)
NUMBERS: Final = frozenset({"R37", "R38"})
MAY_BE_A_NUMBER: Final = re.compile(r"\d[\d\s().\-*]*\d")
WHY: Final = "line_expired"


def with_expired_lines(session: Session, now: datetime) -> list[UUID]:
    """The approved deliveries of the next two days that name a number nobody confirms any more. Only reads."""
    lines = known_lines(session)
    due = (
        select(Delivery.id, Delivery.payload, Profile.territory)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_not(None), Delivery.due_at <= now + AHEAD)
    )
    known: dict[tuple[str, str], bool] = {}
    found = []
    for number, payload, territory in session.execute(due):
        content = json.loads(payload)
        words = "\n".join([own_words(content), content["title"], *(media["alt"] for media in content["media"])])
        if MAY_BE_A_NUMBER.search(words) is None:
            continue
        if (words, territory) not in known:
            known[words, territory] = any(one.rule in NUMBERS for one in read(content, territory, now, lines))
        if known[words, territory]:
            found.append(number)
    return found


def hold_back(session: Session, deliveries: Collection[UUID], now: datetime) -> int:
    """Puts those that have not begun to leave in front of a person; returns how many."""
    rows = table_of(Delivery)
    held = session.execute(
        update(rows)
        .where(rows.c.id.in_(deliveries), rows.c.status == DeliveryStatus.PLANNED)
        .values(status=DeliveryStatus.HELD, error_code=WHY, finished_at=now, retry_at=None)
        .returning(rows.c.profile_id)
    ).all()
    refresh_next_due(session, {row.profile_id for row in held})
    return len(held)
