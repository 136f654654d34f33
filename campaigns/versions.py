"""Gives a post another language later, a draft or a translator's approved text, planned beside the original's deliveries."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.attaching import files_of
from campaigns.measuring import measure_for
from campaigns.models import Campaign, Delivery, Post, Profile, Territory, Variant
from campaigns.revising import maker, reword
from campaigns.scheduling import Planned, Target, Words, World, new_variants, plan
from campaigns.standing import reads
from campaigns.status import DeliveryStatus
from campaigns.timing import Slot, When, slot_for
from foundation.people import User
from languages.contract import Finding, TranslationState
from languages.guard import Measure
from languages.models import TranslationRequest
from languages.requesting import accept, home_of, request_translation

GONE = (DeliveryStatus.CANCELLED, DeliveryStatus.FAILED)


def add_version(session: Session, post: Post, language: str, words: Words, world: World) -> list[Planned]:
    """The post in one more language, on the profiles of the original: with it where it waits, at once where it is already out.

    Nothing leaves before a person approved it. A version that is there already gets the new words and loses its seal.

    Raises:
        Unpublishable: a network would refuse it; every reason is listed.
    """
    known = session.scalars(select(Variant).where(Variant.post_id == post.id, Variant.language == language)).all()
    for variant in known:
        variant.state, variant.engine, variant.source = words.state, words.engine, post.text
        if variant.text != words.text:
            reword(session, post, variant, words.text, world)
    return [] if known else plan_version(session, post, language, words, world)


def plan_version(session: Session, post: Post, language: str, words: Words, world: World) -> list[Planned]:
    """Variants and deliveries of a language the post did not have, on the profiles whose readers it is for."""
    found = session.execute(
        select(Delivery, Profile, Territory)
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Territory, Territory.code == Profile.territory)
        .where(Delivery.post_id == post.id, Variant.language == post.language, Delivery.status.not_in(GONE))
        .order_by(Delivery.due_at, Delivery.id)
    ).all()
    rows = [row for row in found if reads(row[1], language, post.language)]
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


def request_version(
    session: Session,
    post: Post,
    language: str,
    *,
    by: User,
    now: datetime,
    due_at: datetime | None = None,
    assignee: User | None = None,
    territory: str = "",
    note: str = "",
) -> TranslationRequest:
    """Asks people for a post in a language, where that language is spoken unless a territory is given.

    Raises:
        what `request_translation` raises.
    """
    campaign = session.get_one(Campaign, post.campaign_id)
    return request_translation(
        session,
        f"post:{post.id}",
        post.text,
        language,
        by=by,
        now=now,
        source_language=post.language,
        territory=territory or home_of(language, campaign.territory),
        due_at=due_at,
        assignee=assignee,
        note=note,
    )


def post_of(session: Session, request: TranslationRequest) -> Post | None:
    """The post a request translates, if it is one's."""
    number = request.subject.removeprefix("post:")
    return session.get(Post, int(number)) if number != request.subject and number.isdigit() else None


def measure_of(session: Session, request: TranslationRequest, world: World) -> Measure | None:
    """How long its text is where it will go out; None where that is not known."""
    post = post_of(session, request)
    return measure_for(session, post, request.language, world) if post else None


def words_of(request: TranslationRequest) -> Words:
    """The accepted text and who made it."""
    return Words(request.text or "", TranslationState.APPROVED, maker(request.delivered_by or ""))


def accept_version(
    session: Session, request: TranslationRequest, by: User, world: World, reason: str = ""
) -> tuple[Finding, ...]:
    """A person accepts a delivered translation; a post's is planned at once beside the original and waits for approval.

    Raises:
        what `accept` and `add_version` raise; then nothing changed.
    """
    findings = accept(session, request, by=by, now=world.now, reason=reason, measure=measure_of(session, request, world))
    post = post_of(session, request)
    if post is not None and request.text is not None:
        add_version(session, post, request.language, words_of(request), world)
    return findings
