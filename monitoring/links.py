"""Tracked short links: where a code leads, and links made for members who share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Delivery, Post
from monitoring.models import LinkUse, ShareLink

REDIRECT_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def resolve(session: Session, code: str) -> str | None:
    """The address behind a short link, None when nobody made that code. Answer it with 302 and `REDIRECT_HEADERS`."""
    shared = session.get(ShareLink, code)
    if shared is not None:
        return shared.target
    found = session.execute(
        select(Post.link, Campaign.link)
        .select_from(Delivery)
        .join(Post, Post.id == Delivery.post_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Delivery.link_code == code)
    ).first()
    return None if found is None else (found[0] or found[1] or None)


def short_url(public_url: str, code: str) -> str:
    """A code as people open it."""
    return f"{public_url.rstrip('/')}/r/{code}"


def share_link(
    session: Session,
    post: Post,
    *,
    use: LinkUse,
    channel: str,
    language: str,
    territory: str,
    member: str,
    target: str,
    now: datetime,
) -> ShareLink:
    """The link of this post for this channel and member: made once, led to the newest target."""
    link = session.scalar(
        select(ShareLink).where(
            ShareLink.post_id == post.id,
            ShareLink.use == use,
            ShareLink.channel == channel,
            ShareLink.language == language,
            ShareLink.member == member,
        )
    )
    if link is None:
        link = ShareLink(
            campaign_id=post.campaign_id,
            post_id=post.id,
            use=use,
            channel=channel,
            language=language,
            member=member,
            created_at=now,
        )
        session.add(link)
    link.territory, link.target = territory, target
    session.flush()
    return link
