"""What a campaign achieved: reads the newest figures of its sent posts, our own clicks and what members shared."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from campaigns.models import Campaign, Delivery, Post, Profile, Variant
from campaigns.status import DeliveryStatus
from foundation.errors import NotFound
from foundation.texts import N_
from monitoring.figures import Clicks, Figure, PostReach, Reach, Sharing, add_clicks, grouped
from monitoring.models import Kind, LinkUse, Place, RequestDay, Sample, ShareLink, VisitDay

OURS: Final = "CORETT"


def reach_of(session: Session, slug: str, now: datetime) -> Reach:
    """The reach of a campaign's sent posts.

    Raises:
        NotFound: no such campaign.
    """
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFound(kind=N_("campaña"), name=slug)
    posts = posts_of(session, campaign, now)
    return Reach(
        campaign=campaign.slug,
        title_es=campaign.title_es,
        title_en=campaign.title_en,
        taken_at=now,
        posts=posts,
        by_network=grouped(posts, lambda post: post.network),
        by_territory=grouped(posts, lambda post: post.territory),
        by_audience=grouped(posts, lambda post: post.audience or ""),
        by_language=grouped(posts, lambda post: post.language),
        sharing=sharing_of(session, campaign.id),
    )


def posts_of(session: Session, campaign: Campaign, now: datetime) -> tuple[PostReach, ...]:
    """Every sent delivery of the campaign with its newest figures."""
    rows = session.execute(
        select(Delivery, Post, Profile, Variant.language)
        .join(Post, Post.id == Delivery.post_id)
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Variant, Variant.id == Delivery.variant_id)
        .where(Delivery.campaign_id == campaign.id, Delivery.status == DeliveryStatus.SENT)
        .order_by(Delivery.finished_at, Delivery.id)
    ).all()
    figures = newest_figures(session, campaign.id)
    clicks = clicks_by_key(session, Place.LINK, [delivery.link_code for delivery, *_ in rows])
    pages = clicks_by_key(session, Place.PAGE, [page_of(delivery) for delivery, *_ in rows])
    return tuple(
        PostReach(
            delivery=delivery.id,
            post=post.id,
            title=post.title,
            profile=profile.name,
            network=profile.network,
            territory=profile.territory,
            audience=post.audience,
            language=language,
            sent_at=delivery.finished_at,
            url=delivery.url,
            clicks=clicks.get(delivery.link_code, Clicks()) if post.link or campaign.link else None,
            figures=(*figures[delivery.id], *page_views(delivery, profile, pages, now)),
        )
        for delivery, post, profile, language in rows
    )


def page_of(delivery: Delivery) -> str:
    """The path of the delivery's page, by which the newsroom counts its views."""
    return urlsplit(delivery.url or "").path[:200]


def page_views(delivery: Delivery, profile: Profile, pages: dict[str, Clicks], now: datetime) -> tuple[Figure, ...]:
    """The newsroom's own count; for every other network its page is not ours to count."""
    if profile.network != "site" or not delivery.url:
        return ()
    return (Figure("page_views", Kind.VIEWS, float(pages.get(page_of(delivery), Clicks()).visits), "n", OURS, now),)


def newest_figures(session: Session, campaign_id: int) -> dict[UUID, list[Figure]]:
    """The newest known value of every metric of every delivery; a network that fell silent takes no earlier value back."""
    rows = session.execute(
        select(Sample)
        .join(Delivery, Delivery.id == Sample.delivery_id)
        .where(Delivery.campaign_id == campaign_id)
        .order_by(Sample.delivery_id, Sample.metric, Sample.value.is_not(None), Sample.taken_at, Sample.id)
    ).scalars()
    newest = {(sample.delivery_id, sample.metric): sample for sample in rows}
    figures: dict[UUID, list[Figure]] = defaultdict(list)
    for (delivery_id, metric), sample in newest.items():
        figures[delivery_id].append(Figure(metric, sample.kind, sample.value, sample.unit, sample.source, sample.seen_at))
    return figures


def clicks_by_key(session: Session, place: Place, keys: Sequence[str]) -> dict[str, Clicks]:
    """The visits of these links or pages over all days."""
    found: dict[str, Clicks] = {}
    for start in range(0, len(keys), 500):
        some: ColumnElement[bool] = VisitDay.key.in_(keys[start : start + 500])
        rows = session.execute(
            select(
                VisitDay.key,
                func.sum(VisitDay.visits),
                func.sum(VisitDay.uniques),
                func.sum(VisitDay.private),
                func.sum(VisitDay.bots),
            )
            .where(VisitDay.place == place, some)
            .group_by(VisitDay.key)
        )
        found |= {key: Clicks(*(int(number) for number in numbers)) for key, *numbers in rows}
    return found


def sharing_of(session: Session, campaign_id: int) -> Sharing:
    """What the bot's members did for the campaign."""
    acts = session.execute(
        select(RequestDay.act, func.sum(RequestDay.count)).where(RequestDay.campaign_id == campaign_id).group_by(RequestDay.act)
    )
    links = session.execute(
        select(ShareLink.code, ShareLink.channel, ShareLink.use).where(ShareLink.campaign_id == campaign_id)
    ).all()
    clicks = clicks_by_key(session, Place.LINK, [code for code, *_ in links])
    per_channel: dict[str, list[Clicks]] = defaultdict(list)
    shares: dict[str, int] = defaultdict(int)
    for code, channel, use in links:
        if use is LinkUse.SHARE:
            shares[channel] += clicks.get(code, Clicks()).visits + clicks.get(code, Clicks()).private
        else:
            per_channel[channel].append(clicks.get(code, Clicks()))
    return Sharing(
        requests={act: int(count) for act, count in acts},
        shares=dict(sorted(shares.items())),
        clicks={channel: add_clicks(some) or Clicks() for channel, some in sorted(per_channel.items())},
    )
