"""Gives a post another language later, a draft or a translator's approved text, planned beside the original's deliveries."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.models import Campaign, Delivery, Post, PostAsset, Profile, Territory, Variant
from campaigns.revising import reword
from campaigns.scheduling import AttachedFile, Planned, Target, Words, World, new_variants, plan
from campaigns.status import DeliveryStatus
from campaigns.timing import Slot, When, slot_for

GONE = (DeliveryStatus.CANCELLED, DeliveryStatus.FAILED)


def add_version(session: Session, post: Post, language: str, words: Words, world: World) -> list[Planned]:
    """The post in one more language, on the profiles of the original: with it where it waits, at once where it is already out.

    Nothing leaves before a person approved it. A version that is there already gets the new words and loses its seal.

    Raises:
        Unpublishable: a network would refuse it; every reason is listed.
    """
    known = session.scalars(select(Variant).where(Variant.post_id == post.id, Variant.language == language)).all()
    for variant in known:
        variant.state, variant.engine = words.state, words.engine
        if variant.text != words.text:
            reword(session, post, variant, words.text, world)
    return [] if known else plan_version(session, post, language, words, world)


def plan_version(session: Session, post: Post, language: str, words: Words, world: World) -> list[Planned]:
    """Variants and deliveries of a language the post did not have."""
    rows = session.execute(
        select(Delivery, Profile, Territory)
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Territory, Territory.code == Profile.territory)
        .where(Delivery.post_id == post.id, Variant.language == post.language, Delivery.status.not_in(GONE))
        .order_by(Delivery.due_at, Delivery.id)
    ).all()
    variants = new_variants(session, post, {language: words}, sorted({profile.network for _, profile, _ in rows}))
    targets = {
        profile.id: Target(profile, territory, variants[language, profile.network], slot_beside(delivery, territory, world))
        for delivery, profile, territory in rows
    }
    campaign = session.get_one(Campaign, post.campaign_id)
    return plan(session, campaign, post, list(targets.values()), files_of(session, post), world)


def slot_beside(delivery: Delivery, territory: Territory, world: World) -> Slot:
    """The original's slot while it lies ahead, else now."""
    if delivery.status is DeliveryStatus.PLANNED and delivery.due_at > world.now:
        return Slot(delivery.wall_time, delivery.zone, delivery.due_at)
    return slot_for(When(now=True), territory.zone, world.now)


def files_of(session: Session, post: Post) -> list[AttachedFile]:
    """The post's files with their alt texts."""
    rows = session.execute(
        select(Asset, PostAsset.alt, PostAsset.language)
        .join(PostAsset, PostAsset.asset_id == Asset.id)
        .where(PostAsset.post_id == post.id)
        .order_by(PostAsset.position)
    )
    return [AttachedFile(asset, alt, language) for asset, alt, language in rows]
