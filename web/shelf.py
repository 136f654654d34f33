"""What the library's pages read: its files with what stands for and against each, and one file's whole record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from assets.inclusive.films import captions_of
from assets.inclusive.keeping import renditions_of
from assets.intake import lookalikes
from assets.library import consents_of, identity_of, may_be_published, waits_for_a_look
from assets.models import Asset, AssetSource, Consent, IdentityCheck
from assets.sniffing import Kind
from campaigns.materials import campaigns_of
from campaigns.models import Campaign, CampaignAsset
from campaigns.withdrawing import Place, where_used
from foundation.texts import N_

PAGE: Final = 24
SMALL: Final = 360
"""Pixels of a thumbnail's longer side."""
KIND_WORDS: Final[Mapping[str, str]] = {
    Kind.IMAGE: N_("Imágenes"),
    Kind.VIDEO: N_("Videos"),
    Kind.AUDIO: N_("Audio"),
    Kind.DOCUMENT: N_("Documentos"),
}
DOWNLOADS: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "application/pdf": "pdf",
    "application/x-brf": "brf",
    "application/x-subrip": "srt",
    "text/vtt": "vtt",
    "text/plain": "txt",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file in the list, with the word that says whether it can be used."""

    asset: Asset
    state: str
    word: str


@dataclass(frozen=True)
class Record:
    """Everything known about one file."""

    shown: Shown
    consents: Sequence[Consent]
    check: IdentityCheck | None
    places: Sequence[Place]
    campaigns: Sequence[Campaign]
    alike: Sequence[Asset]
    sources: Sequence[Asset]
    made: Sequence[Asset]
    captions: Sequence[tuple[str, str, str]]
    caption_states: Mapping[str, str]


def shelf(
    session: Session, today: date, *, kind: str = "", campaign: str = "", words: str = "", waiting: bool = False, number: int = 1
) -> tuple[list[Shown], int]:
    """One page of the library, the newest first, and how many pages there are."""
    wanted = narrowed(select(Asset.id), kind, campaign, words)
    if waiting:
        seen = select(IdentityCheck.asset_id)
        agreed = select(Consent.asset_id)
        wanted = wanted.where(Asset.withdrawn_at.is_(None), Asset.id.not_in(seen), Asset.id.not_in(agreed))
        wanted = wanted.where(Asset.kind.in_((Kind.IMAGE, Kind.VIDEO)), Asset.facts["card"].as_string().is_(None))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    offset = (min(max(1, number), pages) - 1) * PAGE
    numbers = session.scalars(wanted.order_by(Asset.id.desc()).offset(offset).limit(PAGE)).all()
    rows = session.scalars(select(Asset).where(Asset.id.in_(numbers)).order_by(Asset.id.desc())).all()
    return [shown(session, one, today) for one in rows], pages


def narrowed(wanted: Select[Any], kind: str, campaign: str, words: str) -> Select[Any]:
    """The files of a kind, of a campaign, with words in their name or licence."""
    if kind in KIND_WORDS:
        wanted = wanted.where(Asset.kind == kind)
    if campaign:
        made_for = select(CampaignAsset.asset_id).join(Campaign, Campaign.id == CampaignAsset.campaign_id)
        wanted = wanted.where(Asset.id.in_(made_for.where(Campaign.slug == campaign)))
    if words.strip():
        like = f"%{words.strip().lower()}%"
        wanted = wanted.where(or_(func.lower(Asset.name).like(like), func.lower(Asset.licence).like(like)))
    return wanted


def shown(session: Session, asset: Asset, today: date) -> Shown:
    """The file with its state: `cancelled` withdrawn, `failed` barred, `held` to be looked at, `sent` in order."""
    if asset.withdrawn_at is not None:
        return Shown(asset, "cancelled", N_("Retirado"))
    if waits_for_a_look(session, asset):
        return Shown(asset, "held", N_("Falta mirar los rostros"))
    if not may_be_published(session, asset, today):
        return Shown(asset, "failed", N_("No puede publicarse"))
    looked = "card" in asset.facts or asset.kind in {Kind.AUDIO, Kind.DOCUMENT}
    if not looked and identity_of(session, asset) is None and not consents_of(session, asset):
        return Shown(asset, "held", N_("Nadie lo ha mirado"))
    return Shown(asset, "sent", N_("Puede publicarse"))


def record_of(session: Session, asset: Asset, today: date) -> Record:
    """The file with its permissions, where it is, what it was made from and what was made from it."""
    made = select(Asset).join(AssetSource, AssetSource.asset_id == Asset.id).where(AssetSource.source_id == asset.id)
    sources = select(Asset).join(AssetSource, AssetSource.source_id == Asset.id).where(AssetSource.asset_id == asset.id)
    return Record(
        shown(session, asset, today),
        consents_of(session, asset),
        identity_of(session, asset),
        where_used(session, asset),
        campaigns_of(session, asset),
        lookalikes(session, asset)[:6],
        session.scalars(sources).all(),
        session.scalars(made).all(),
        captions_of(session, asset.id) if asset.kind == Kind.VIDEO else (),
        {language: one.state for (_, language), one in renditions_of(session, f"asset:{asset.id}").items()},
    )
