"""Changes words after planning: deliveries that have not left are composed anew and must be approved again."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.finding import post_numbered
from campaigns.models import Campaign, Delivery, Post, PostAsset, Profile, Territory, Variant
from campaigns.scheduling import Target, World, attached, outgoing_for, refresh_next_due
from campaigns.sealing import freeze
from campaigns.status import DeliveryStatus
from campaigns.terms import vouch
from campaigns.timing import Slot
from foundation.people import REGION, Role, User, require_role
from foundation.texts import N_
from languages.contract import TranslationState
from moderation.models import Review


def review_translation(
    session: Session, number: int, language: str, by: User, world: World, text: str | None = None, reason: str = ""
) -> int:
    """A person vouches for the post's words in a language, and may correct them first; returns how many variants it concerns.

    `reason` overrules what the glossary's guard stops, and is kept.

    Raises:
        NotFound, NotAllowed, Blocked, and what composing refuses.
    """
    post = post_numbered(session, number)
    require_role(session, by, Role.TRANSLATOR, REGION, act=N_("revisar traducciones"))
    variants = session.scalars(select(Variant).where(Variant.post_id == post.id, Variant.language == language)).all()
    for words in sorted({text or one.text for one in variants}):
        vouch(session, post, language, words, by, world.now, reason)
    for variant in variants:
        variant.state = TranslationState.REVIEWED
        if text and text != variant.text:
            reword(session, post, variant, text, world)
    session.add(
        Review(
            subject=f"translation:{post.id}:{language}",
            seal=sha256("".join(one.text for one in variants).encode()).hexdigest(),
            decision="reviewed",
            decided_by=by.name,
            decided_at=world.now,
        )
    )
    session.flush()
    return len(variants)


def reword(session: Session, post: Post, variant: Variant, text: str, world: World) -> None:
    """New words for a variant: what has not left is composed anew and loses its seal."""
    variant.text = text
    campaign = session.get_one(Campaign, post.campaign_id)
    files = session.execute(
        select(Asset, PostAsset.alt, PostAsset.language)
        .join(PostAsset, PostAsset.asset_id == Asset.id)
        .where(PostAsset.post_id == post.id)
        .order_by(PostAsset.position)
    )
    media = [attached(session, asset, alt, language) for asset, alt, language in files]
    rows = session.execute(
        select(Delivery, Profile, Territory)
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Territory, Territory.code == Profile.territory)
        .where(Delivery.variant_id == variant.id, Delivery.status == DeliveryStatus.PLANNED)
        .with_for_update(of=Delivery)
    ).all()
    for delivery, profile, territory in rows:
        slot = Slot(delivery.wall_time, delivery.zone, delivery.due_at)
        target = Target(profile, territory, variant, slot)
        link = f"{world.public_url}/r/{delivery.link_code}"
        delivery.payload = freeze(outgoing_for(campaign, post, target, media, link, world, {}))
        delivery.seal = delivery.approved_by = delivery.approved_at = None
        delivery.parts = {}
    session.flush()
    refresh_next_due(session, {profile.id for _, profile, _ in rows})
