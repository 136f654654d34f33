"""How a file comes in: told apart by content, made anew, kept once. Nothing that arrived is ever stored as it came."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assets.errors import AltTooLong, MissingAlt, NoSuchFile, TooManyBytes, UnknownType, Withdrawn
from assets.fresh import Fresh
from assets.looks import ALIKE, distance
from assets.models import Asset
from assets.pictures import fresh_picture
from assets.settings import AssetsSection
from assets.sniffing import HEAD, FileType, Kind, name_of_refused, sniff
from assets.store import Store, digest

FACES: Final = "faces"
MAX_ALT: Final = 1500
"""Characters: the longest any network takes (Mastodon's media descriptions)."""


def take_in(
    store: Store,
    session: Session,
    file: Path,
    alt: str | Mapping[str, str],
    licence: str,
    added_by: str,
    now: datetime,
    *,
    name: str = "",
    limits: AssetsSection | None = None,
) -> Asset:
    """The file as an asset of the library; the same content a second time is the asset it already was.

    `alt` is Spanish, or a text per language (BCP-47). Decoding takes up to a second: a door that holds the only write
    transaction calls `make_looked` before it and `keep` inside it.

    Raises:
        BadInput: its subclasses in `assets.errors` name the field, the reason and the way out.
        Withdrawn: this content was taken out of the library.
    """
    words = alt_texts(alt)
    fresh = make_looked(file, limits, name=name)
    return keep(store, session, fresh, words, licence, added_by, now, name=name or file.name)


def make_looked(file: Path, limits: AssetsSection | None = None, *, name: str = "") -> Fresh:
    """`make_fresh`, and of a photograph also how many faces the detector sees (a fact `faces`): then a person must look.

    Looking takes a second more, in a child process.
    """
    from assets.face_finding import faces_in  # noqa: PLC0415 - NumPy, which only pictures from outside need

    limits = limits or AssetsSection()
    fresh = make_fresh(file, limits, name=name)
    if fresh.kind is not Kind.IMAGE or not isinstance(fresh.content, bytes):
        return fresh
    seen = faces_in(fresh.content, limits.face_model)
    return fresh if seen is None else replace(fresh, facts={**fresh.facts, FACES: len(seen)})


def alt_texts(alt: str | Mapping[str, str]) -> dict[str, str]:
    """The alt text per language, trimmed.

    Raises:
        MissingAlt, AltTooLong: none is there, or no network would take it.
    """
    given = {"es": alt} if isinstance(alt, str) else dict(alt)
    words = {language: " ".join(text.split()) for language, text in given.items() if text.strip()}
    if not words:
        raise MissingAlt(field="alt")
    for text in words.values():
        if len(text) > MAX_ALT:
            raise AltTooLong(field="alt", length=len(text), limit=MAX_ALT)
    return words


def make_fresh(file: Path, limits: AssetsSection | None = None, *, name: str = "") -> Fresh:
    """The file decoded and made anew, whatever it is. No session, no store: safe to run beside a transaction."""
    limits = limits or AssetsSection()
    name = name or file.name
    found = type_of(file, name)
    refuse_by_weight(file, found, name, limits)
    if found.kind is Kind.IMAGE:
        return fresh_picture(file, found, name, limits)
    if found.kind is Kind.DOCUMENT:
        from assets.papers import fresh_paper  # noqa: PLC0415 - pictures are most of what comes; they need no PDF library

        return fresh_paper(file, name)
    from assets.clips import fresh_clip  # noqa: PLC0415

    return fresh_clip(file, found, name, limits)


def type_of(file: Path, name: str) -> FileType:
    """The type by content.

    Raises:
        NoSuchFile, UnknownType: nothing readable is there, or it is not on the list.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(HEAD)
    except OSError as error:
        raise NoSuchFile(field="file", name=name) from error
    found = sniff(head)
    if found is None:
        raise UnknownType(field="file", name=name, found=name_of_refused(head))
    return found


def refuse_by_weight(file: Path, found: FileType, name: str, limits: AssetsSection) -> None:
    """Before anything is decoded."""
    most = {
        Kind.IMAGE: limits.max_image_mb,
        Kind.VIDEO: limits.max_video_mb,
        Kind.AUDIO: limits.max_audio_mb,
        Kind.DOCUMENT: limits.max_pdf_mb,
    }[found.kind]
    size = file.stat().st_size
    if size > most * 1e6:
        raise TooManyBytes(field="file", name=name, size=f"{size / 1e6:.1f}", limit=f"{most:g}")


def keep(
    store: Store,
    session: Session,
    fresh: Fresh,
    alt: Mapping[str, str],
    licence: str,
    added_by: str,
    now: datetime,
    *,
    name: str = "",
) -> Asset:
    """The row and the content of a file made anew."""
    known = session.scalar(select(Asset).where(Asset.sha256 == digest(fresh.content)))
    if known is not None:
        return met_again(known, alt)
    size = len(fresh.content) if isinstance(fresh.content, bytes) else fresh.content.stat().st_size
    asset = Asset(
        sha256=store.put(fresh.content, fresh.mime),
        kind=fresh.kind.value,
        mime=fresh.mime,
        size=size,
        width=fresh.width,
        height=fresh.height,
        duration=fresh.duration,
        name=name[:200],
        alt=dict(alt),
        licence=licence.strip(),
        look=fresh.look or None,
        facts=dict(fresh.facts),
        added_by=added_by,
        added_at=now,
    )
    try:
        with session.begin_nested():
            session.add(asset)
    except IntegrityError:  # another process took the same content in between our look and our row
        return met_again(session.scalars(select(Asset).where(Asset.sha256 == asset.sha256)).one(), alt)
    return asset


def met_again(known: Asset, alt: Mapping[str, str]) -> Asset:
    """The asset this content already is; languages its alt text lacked are added, none is changed."""
    if known.withdrawn_at is not None:
        raise Withdrawn(name=known.name, date=known.withdrawn_at.date().isoformat(), why=known.withdrawn_why or "")
    known.alt = {**alt, **known.alt}
    return known


def lookalikes(session: Session, asset: Asset) -> list[Asset]:
    """Other pictures that look the same: the same photograph compressed again or resized.

    Two cards of one template with other words also look alike: where both know the words they were made of, those decide.
    """
    if asset.look is None:
        return []
    others = session.scalars(select(Asset).where(Asset.look.is_not(None), Asset.id != asset.id, Asset.withdrawn_at.is_(None)))
    return [
        other for other in others if other.look and distance(other.look, asset.look) <= ALIKE and not other_words(asset, other)
    ]


def other_words(one: Asset, other: Asset) -> bool:
    """Both are cards, of different words."""
    mine, theirs = one.facts.get("card"), other.facts.get("card")
    return mine is not None and theirs is not None and mine != theirs
