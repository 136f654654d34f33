"""What someone who may be in danger is told: help lines a person verified lately, else who to turn to. Nothing is kept of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Hotline, Territory
from foundation.people import REGION

BELIEVED_FOR: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A number that may be given out."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Help:
    """What is known for a territory. No lines: nobody verified one within 180 days, and a wrong number can cost a life."""

    territory: str
    name: str
    body: str
    lines: tuple[HelpLine, ...]


def help_for(session: Session, territory: str, language: str, now: datetime) -> Help:
    """The verified lines of that country; the region has none of its own."""
    place = session.get(Territory, territory)
    if place is None or territory == REGION:
        return Help(REGION, "", "", ())
    rows = session.scalars(select(Hotline).where(Hotline.territory == territory).order_by(Hotline.id))
    return Help(
        territory=territory,
        name=place.name_en if language == "en" else place.name_es,
        body=place.national_body or "",
        lines=tuple(HelpLine(row.number, row.name) for row in rows if believed(row.verified_at, now)),
    )


def believed(verified_at: datetime | None, now: datetime) -> bool:
    """Whether someone verified the line less than 180 days ago."""
    return verified_at is not None and timedelta() <= now - verified_at < BELIEVED_FOR
