"""What the forms offer to choose from: campaigns, key messages, profiles, zones and the library's newest pictures."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.models import Campaign, KeyMessage, KeyMessageText, Profile, Territory
from campaigns.status import CampaignStatus, ProfileStatus
from web.front import Line

OVER: Final = (CampaignStatus.FINISHED, CampaignStatus.CANCELLED)
PICTURES: Final = 12


def compose_choices(session: Session, language: str, chosen: str = "") -> dict[str, Any]:
    """Everything the compose page offers."""
    return {
        "campaigns": open_campaigns(session),
        "messages": key_messages(session, language),
        "profiles": usable_profiles(session),
        "zones": zones(session),
        "pictures": newest_pictures(session, chosen),
    }


def open_campaigns(session: Session) -> Sequence[Line]:
    """Campaigns one can still write for, the newest first."""
    columns = (Campaign.slug, Campaign.title_es, Campaign.title_en, Campaign.hashtag)
    return session.execute(select(*columns).where(Campaign.status.not_in(OVER)).order_by(Campaign.id.desc())).all()


def key_messages(session: Session, language: str) -> Sequence[Line]:
    """The strategy's key messages in the reader's language."""
    return session.execute(
        select(KeyMessage.code, KeyMessage.audience, KeyMessageText.text)
        .join(KeyMessageText, KeyMessageText.key_message == KeyMessage.code)
        .where(KeyMessageText.language == language)
        .order_by(KeyMessage.code)
    ).all()


def usable_profiles(session: Session) -> Sequence[Line]:
    """Profiles that are not disabled, by territory."""
    columns = (Profile.name, Profile.network, Profile.territory, Profile.status)
    usable = select(*columns).where(Profile.status != ProfileStatus.DISABLED)
    return session.execute(usable.order_by(Profile.territory, Profile.name)).all()


def zones(session: Session) -> list[str]:
    """The region's time zones, each once."""
    found: dict[str, None] = {}
    for names in session.scalars(select(Territory.zones).order_by(Territory.code)):
        found |= dict.fromkeys(names)
    return list(found)


def newest_pictures(session: Session, chosen: str = "") -> Sequence[Line]:
    """The library's newest pictures that are still there, before them the one already chosen (its number)."""
    columns = (Asset.id, Asset.sha256, Asset.mime, Asset.alt, Asset.width, Asset.height)
    there = select(*columns).where(Asset.kind == "image", Asset.withdrawn_at.is_(None))
    first = Asset.id != (int(chosen) if chosen.isdecimal() else 0)
    return session.execute(there.order_by(first, Asset.id.desc()).limit(PICTURES)).all()
