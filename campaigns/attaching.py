"""A post's files: as the library knows them, and as each network takes them (caption files of its kind, or drawn in)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.inclusive.films import burned_of, captions_of
from assets.models import Asset
from campaigns.models import Post, PostAsset
from networks.checking import BURNED, fitting_captions, same_language
from networks.contract import CaptionFile, Limits, Media, MediaKind


@dataclass(frozen=True, slots=True)
class Attachment:
    """A library file of a post with its alt text per language; with a `language` it goes only with that one."""

    asset_id: int
    alt: Mapping[str, str]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A post's file as the database knows it."""

    asset: Asset
    alt: Mapping[str, str]
    language: str | None
    captions: tuple[CaptionFile, ...] = ()
    burned: Mapping[str, Asset] = field(default_factory=dict)


def attached(session: Session, asset: Asset, alt: Mapping[str, str], language: str | None) -> AttachedFile:
    """The file with the captions the library keeps for it, as files and drawn in."""
    if asset.kind != MediaKind.VIDEO:
        return AttachedFile(asset, alt, language)
    captions = tuple(CaptionFile(Path(sha256), spoken, mime) for sha256, spoken, mime in captions_of(session, asset.id))
    return AttachedFile(asset, alt, language, captions, burned_of(session, asset))


def files_of(session: Session, post: Post) -> list[AttachedFile]:
    """The post's files with their alt texts and captions, in order."""
    rows = session.execute(
        select(Asset, PostAsset.alt, PostAsset.language)
        .join(PostAsset, PostAsset.asset_id == Asset.id)
        .where(PostAsset.post_id == post.id)
        .order_by(PostAsset.position)
    )
    return [attached(session, asset, alt, language) for asset, alt, language in rows]


def media_of(file: AttachedFile, language: str, limits: Limits) -> Media:
    """A library file as the payload names it; the alt text falls back to Spanish, then to any.

    Captions go as the network takes them: as files of its kind, or as the copy of the film into which they are drawn.
    """
    captions, alt = fitting_captions(limits, file.captions, language), file.alt
    asset = file.asset
    if file.burned and (limits.captions == BURNED or not captions):
        asset = next((one for spoken, one in file.burned.items() if same_language(spoken, language)), asset)
    if asset.facts.get("burned"):
        captions = tuple(one for one in captions if not same_language(one.language, asset.facts["burned"]))
    return Media(
        path=Path(asset.sha256),
        kind=MediaKind(asset.kind),
        mime=asset.mime,
        sha256=asset.sha256,
        size=asset.size,
        alt=alt.get(language) or alt.get("es") or next(iter(alt.values()), ""),
        width=asset.width,
        height=asset.height,
        duration=asset.duration,
        captions=captions,
    )
