"""What someone who may be in danger is told: help lines a person verified lately, else who to turn to. Nothing is kept of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.hotlines import lines_to_answer
from campaigns.models import Territory
from foundation.people import REGION


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
    return Help(
        territory=territory,
        name=place.name_en if language == "en" else place.name_es,
        body=place.national_body or "",
        lines=tuple(HelpLine(row.number, row.name) for row in lines_to_answer(session, territory, now)),
    )
