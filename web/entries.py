"""What the newsroom reads: published entries, their other languages, their campaign and the places they speak for."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Territory
from foundation.people import REGION
from networks.models import SiteEntry
from web.front import Line

PAGE: Final = 24
HOME_ZONE: Final = "America/Guatemala"

LISTED: Final = (
    SiteEntry.delivery_id,
    SiteEntry.post,
    SiteEntry.language,
    SiteEntry.slug,
    SiteEntry.title,
    SiteEntry.text,
    SiteEntry.link,
    SiteEntry.media,
    SiteEntry.campaign,
    SiteEntry.campaign_title,
    SiteEntry.territory,
    SiteEntry.published_at,
)


@dataclass(frozen=True)
class Place:
    """The region or a country, as the newsroom names it."""

    code: str
    name: str
    zone: str
    body: str


@dataclass(frozen=True)
class Listing:
    """One page of entries; `older` is the mark of the next page, None at the end."""

    entries: Sequence[Line]
    older: str | None


def latest(
    session: Session, language: str, *, campaign: str = "", territory: str = "", mark: str = "", count: int = PAGE
) -> Listing:
    """The newest entries of a language, from a mark on. Keyset pages: the 200th costs what the first one costs."""
    wanted = select(*LISTED).where(SiteEntry.language == language)
    if campaign:
        wanted = wanted.where(SiteEntry.campaign == campaign)
    if territory:
        wanted = wanted.where(SiteEntry.territory == territory)
    wanted = before(wanted, mark).order_by(SiteEntry.published_at.desc(), SiteEntry.delivery_id.desc()).limit(count + 1)
    rows = session.execute(wanted).all()
    return Listing(rows[:count], mark_of(rows[count - 1]) if len(rows) > count else None)


def before(wanted: Select[Any], mark: str) -> Select[Any]:
    """Only what is older than the mark; a mark nobody made is ignored."""
    try:
        moment, ident = base64.urlsafe_b64decode(mark.encode()).decode().split("|")
        key = (datetime.fromisoformat(moment), UUID(ident))
    except (ValueError, binascii.Error, UnicodeError):
        return wanted
    return wanted.where(tuple_(SiteEntry.published_at, SiteEntry.delivery_id) < key) if key[0].tzinfo else wanted


def mark_of(row: Line) -> str:
    """Where the next page begins."""
    return base64.urlsafe_b64encode(f"{row.published_at.isoformat()}|{row.delivery_id}".encode()).decode()


def entry_at(session: Session, language: str, slug: str) -> Line | None:
    """The entry of that address."""
    return session.execute(select(*LISTED).where(SiteEntry.language == language, SiteEntry.slug == slug)).one_or_none()


def other_languages(session: Session, entry: Line) -> dict[str, str]:
    """The newest address of the same message in each language it was published in, its own included."""
    rows = session.execute(
        select(SiteEntry.language, SiteEntry.slug).where(SiteEntry.post == entry.post).order_by(SiteEntry.published_at)
    )
    return dict(rows.all()) | {entry.language: entry.slug}


def languages_spoken(session: Session) -> list[str]:
    """Every language something was published in, Spanish and English first."""
    found = set(session.scalars(select(SiteEntry.language).distinct()))
    return ["es", "en", *sorted(found - {"es", "en"})]


def campaign_named(session: Session, slug: str) -> Line | None:
    """The campaign of that slug."""
    named = select(Campaign.slug, Campaign.title_es, Campaign.title_en, Campaign.hashtag).where(Campaign.slug == slug)
    return session.execute(named).one_or_none()


def places(session: Session, language: str) -> dict[str, Place]:
    """The region and its countries by code, named in that language."""
    name = Territory.name_en if language == "en" else Territory.name_es
    rows = session.execute(select(Territory.code, name, Territory.zone, Territory.national_body).order_by(name))
    return {code: Place(code, called, zone, body or "") for code, called, zone, body in rows}


def countries(known: dict[str, Place]) -> list[Place]:
    """The nine countries without the region."""
    return [place for code, place in known.items() if code != REGION]


def zone_of(known: dict[str, Place], territory: str) -> str:
    """The zone in which a territory reads the time."""
    found = known.get(territory) or known.get(REGION)
    return found.zone if found else HOME_ZONE


def published_count(session: Session, language: str) -> int:
    """How many entries a language has."""
    return session.scalar(select(func.count()).select_from(SiteEntry).where(SiteEntry.language == language)) or 0
