"""What the newsroom shows to readers of a language whose version is still being made: the original, and that it stands in."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from languages.models import RequestStatus, TranslationRequest
from languages.table import language_of
from networks.models import SiteEntry
from web.entries import LISTED
from web.front import Line

MOST: Final = 24
POST: Final = func.substr(TranslationRequest.subject, len("post:") + 1)


def asked(*languages: str) -> Select[tuple[str]]:
    """The posts that people translate, as the newsroom's entries name them."""
    wanted = select(POST).where(
        TranslationRequest.subject.startswith("post:"), TranslationRequest.status != RequestStatus.WITHDRAWN
    )
    return wanted.where(TranslationRequest.language.in_(languages)) if languages else wanted


def stand_ins(session: Session, language: str, *, campaign: str = "", territory: str = "") -> Sequence[Line]:
    """Published originals whose version in that language is still being made, the newest first."""
    there = select(SiteEntry.post).where(SiteEntry.language == language)
    wanted = select(*LISTED).where(SiteEntry.post.in_(asked(language)), SiteEntry.post.not_in(there))
    wanted = wanted.where(SiteEntry.language == source_of(language))
    if campaign:
        wanted = wanted.where(SiteEntry.campaign == campaign)
    if territory:
        wanted = wanted.where(SiteEntry.territory == territory)
    return session.execute(wanted.order_by(SiteEntry.published_at.desc()).limit(MOST)).all()


def source_of(language: str) -> ScalarSelect[Any]:
    """The language of the original, of the entry's own post."""
    return (
        select(TranslationRequest.source_language)
        .where(TranslationRequest.subject == "post:" + SiteEntry.post, TranslationRequest.language == language)
        .correlate(SiteEntry)
        .scalar_subquery()
    )


def stand_in(session: Session, language: str, slug: str) -> Line | None:
    """The original at that address, for readers of a language people translate it into."""
    wanted = select(*LISTED).where(SiteEntry.slug == slug, SiteEntry.post.in_(asked(language)))
    return session.execute(wanted.order_by(SiteEntry.published_at.desc()).limit(1)).one_or_none()


def awaited(session: Session, post: str = "") -> list[str]:
    """The languages in which something published, or this post, is still being made."""
    out = select(SiteEntry.delivery_id).where(SiteEntry.post == POST, SiteEntry.language == TranslationRequest.language)
    published = select(SiteEntry.delivery_id).where(SiteEntry.post == POST)
    wanted = select(TranslationRequest.language).where(
        TranslationRequest.subject.startswith("post:"),
        TranslationRequest.status != RequestStatus.WITHDRAWN,
        published.exists(),
        ~out.exists(),
    )
    if post:
        wanted = wanted.where(TranslationRequest.subject == f"post:{post}")
    return [
        one for one in session.scalars(wanted.distinct().order_by(TranslationRequest.language)) if not language_of(one).signed
    ]
