"""The starter content: the strategy's territories, audiences, messages, plan, dates and a first campaign, from the files here."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from campaigns.dates import next_occurrence
from campaigns.models import (
    Audience,
    Campaign,
    CommemorativeDate,
    Hotline,
    KeyMessage,
    KeyMessageText,
    PlanEntry,
    Territory,
)
from campaigns.starter.posts import starter_campaign, starter_posts
from foundation.clock import zone_named
from languages.contract import TranslationState

__all__ = ["load", "starter_campaign", "starter_posts"]

FOLDER: Final = Path(__file__).parent
TERRITORY_FIELDS: Final = (
    "code",
    "name_es",
    "name_en",
    "zone",
    "zones",
    "languages",
    "sign_language",
    "national_body",
    "phone_prefix",
    "facts",
)


def load(session: Session, now: datetime) -> dict[str, int]:
    """Adds what is missing and says how many rows of each kind were added.

    Repeatable: a row that exists is left as people made it, and what hangs on it (help lines, wordings, plan entries) comes only
    together with it, so that an entry someone edited or removed does not come back.
    """
    return {
        "territories": load_territories(session),
        "audiences": load_audiences(session),
        "messages": load_messages(session),
        "dates": load_dates(session),
        "campaigns": load_campaign(session, now),
    }


@cache
def read(name: str) -> dict[str, Any]:
    """A data file of this folder."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def load_territories(session: Session) -> int:
    """The region and its countries, each with its help lines, none of them verified."""
    added = 0
    for row in read("territories")["territories"]:
        if session.get(Territory, row["code"]):
            continue
        session.add(Territory(**{field: row.get(field) for field in TERRITORY_FIELDS}))
        session.flush()
        session.add_all(
            Hotline(
                territory=row["code"], number=line["number"], name=line["name"], source=f"{line['source']}; {line['confidence']}"
            )
            for line in row["hotlines"]
        )
        added += 1
    session.flush()
    return added


def load_audiences(session: Session) -> int:
    """The five publics."""
    rows = [row for row in read("audiences")["audiences"] if not session.get(Audience, row["code"])]
    session.add_all(Audience(code=row["code"], slug=row["slug"], name_es=row["name_es"], name_en=row["name_en"]) for row in rows)
    session.flush()
    return len(rows)


def load_messages(session: Session) -> int:
    """The key messages, each with its Spanish (approved), its English (reviewed) and its lines of the content plan."""
    added = 0
    for row in read("messages")["messages"]:
        if session.get(KeyMessage, row["code"]):
            continue
        session.add(KeyMessage(code=row["code"], audience=row["audience"], root=row.get("root"), note=row.get("note")))
        session.flush()
        session.add(message_text(row, "es", TranslationState.APPROVED))
        session.add(message_text(row, "en", TranslationState.REVIEWED))
        session.add_all(plan_of(row))
        added += 1
    session.flush()
    return added


def message_text(row: dict[str, Any], language: str, state: TranslationState) -> KeyMessageText:
    """A message's words in one language."""
    return KeyMessageText(key_message=row["code"], language=language, text=row[language], state=state)


def plan_of(message: dict[str, Any]) -> list[PlanEntry]:
    """The message crossed with every product and medium that the plan gives its audience."""
    return [
        PlanEntry(audience=block["audience"], key_message=message["code"], product=product, medium=medium, period=block["period"])
        for block in read("plan")["blocks"]
        if block["audience"] == message["audience"]
        for product in block["products"]
        for medium in block["media"]
    ]


def load_dates(session: Session) -> int:
    """The commemorative dates; only those with a source that was read count as verified."""
    rows = [row for row in read("dates")["dates"] if not session.get(CommemorativeDate, row["code"])]
    session.add_all(
        CommemorativeDate(
            code=row["code"],
            rrule=row["rrule"],
            name_es=row["name_es"],
            name_en=row["name_en"],
            priority=row["priority"],
            audiences=row["audiences"],
            basis=f"{row['basis']} ({row['origin']}; {row['confidence']})",
            verified=row["confidence"].startswith("alta"),
        )
        for row in rows
    )
    session.flush()
    return len(rows)


def load_campaign(session: Session, now: datetime) -> int:
    """The campaign of 30 July, as a draft for the next time that day comes."""
    starter = starter_campaign()
    if session.query(Campaign.id).filter_by(slug=starter.slug).first():
        return 0
    day_of = session.get_one(CommemorativeDate, starter.commemorative_date)
    zone = zone_named(session.get_one(Territory, starter.territory).zone)
    day = next_occurrence(day_of.rrule, now.astimezone(zone).date())
    session.add(
        Campaign(
            slug=starter.slug,
            title_es=starter.title["es"],
            title_en=starter.title["en"],
            territory=starter.territory,
            hashtag=starter.hashtag,
            link=starter.link,
            commemorative_date=starter.commemorative_date,
            starts_on=day,
            ends_on=day,
            created_at=now,
        )
    )
    session.flush()
    return 1
