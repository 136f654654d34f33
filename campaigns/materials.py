"""What was made for a campaign: its cards, clips, Braille and documents, each attached by the hash of what it was made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.models import Campaign, CampaignAsset

GIVEN_UP_AFTER: Final = timedelta(minutes=20)
"""A maker that has not ended by then is gone: another may begin."""


def materials_of(session: Session, campaign: Campaign) -> list[tuple[CampaignAsset, Asset]]:
    """The campaign's files that may still be used, by the name of the piece."""
    rows = session.execute(
        select(CampaignAsset, Asset)
        .join(Asset, Asset.id == CampaignAsset.asset_id)
        .where(CampaignAsset.campaign_id == campaign.id, Asset.withdrawn_at.is_(None))
        .order_by(CampaignAsset.piece)
    )
    return [(one, asset) for one, asset in rows]


def campaigns_of(session: Session, asset: Asset) -> Sequence[Campaign]:
    """The campaigns a file was made for."""
    made_for = select(CampaignAsset.campaign_id).where(CampaignAsset.asset_id == asset.id)
    return session.scalars(select(Campaign).where(Campaign.id.in_(made_for)).order_by(Campaign.id)).all()


def known_keys(session: Session, campaign: Campaign) -> Mapping[str, str]:
    """Of each piece that is there, the hash of what it was made of."""
    return {one.piece: one.key for one, _ in materials_of(session, campaign)}


def attach_material(
    session: Session, campaign: Campaign, asset: Asset, piece: str, language: str, key: str, now: datetime
) -> CampaignAsset:
    """The file as that piece of the campaign; an older one in its place stays in the library, but not here."""
    known = session.scalar(select(CampaignAsset).where(CampaignAsset.campaign_id == campaign.id, CampaignAsset.piece == piece))
    if known is None:
        known = CampaignAsset(campaign_id=campaign.id, asset_id=asset.id, piece=piece, language=language, key=key, made_at=now)
        session.add(known)
    else:
        known.asset_id, known.key, known.made_at = asset.id, key, now
    session.flush()
    return known


def want_materials(campaign: Campaign, now: datetime) -> None:
    """Somebody wants them: the platform makes them when it has time."""
    if campaign.materials_wanted_at is None:
        campaign.materials_wanted_at, campaign.materials_begun_at = now, None


def next_wanted(session: Session, now: datetime) -> Campaign | None:
    """The campaign that has waited longest and nobody is working on."""
    free = or_(Campaign.materials_begun_at.is_(None), Campaign.materials_begun_at < now - GIVEN_UP_AFTER)
    waiting = select(Campaign).where(Campaign.materials_wanted_at.is_not(None), free)
    return session.scalar(waiting.order_by(Campaign.materials_wanted_at).limit(1).with_for_update())


def materials_made(campaign: Campaign) -> None:
    """Nothing is wanted any more."""
    campaign.materials_wanted_at = campaign.materials_begun_at = None
