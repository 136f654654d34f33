"""Changes words after planning: deliveries that have not left are composed anew and must be approved again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.attaching import files_of
from campaigns.errors import MissingField
from campaigns.finding import post_numbered
from campaigns.measuring import measure_for
from campaigns.models import Campaign, Delivery, Post, Profile, Territory, Variant
from campaigns.scheduling import Target, World, outgoing_for, refresh_next_due
from campaigns.sealing import freeze
from campaigns.status import DeliveryStatus
from campaigns.terms import vouch
from campaigns.timing import Slot
from foundation.people import Role, User, require_role
from foundation.texts import N_
from languages.contract import TranslationState
from languages.errors import SamePerson
from languages.memory import normal
from languages.models import TranslationRequest
from languages.requesting import source_changed
from languages.table import language_of
from moderation.models import Review


@dataclass(frozen=True)
class Edited:
    """What an edit of the original did: versions that are stale now, approvals that broke, translations that are open again."""

    stale: Sequence[str]
    unsealed: int
    reopened: Sequence[TranslationRequest]


def review_translation(
    session: Session, number: int, language: str, by: User, world: World, text: str | None = None, reason: str = ""
) -> int:
    """A person vouches for the post's words in a language, and may correct them first; returns how many variants it concerns.

    `reason` overrules what the glossary's guard stops, and is kept. In a language few can read, who wrote the words is not
    the one who vouches for them: a correction there waits for a second person. New words for the original are an edit of it.

    Raises:
        NotFound, NotAllowed, SamePerson, Blocked, and what composing refuses.
    """
    post = post_numbered(session, number)
    campaign = session.get_one(Campaign, post.campaign_id)
    require_role(session, by, Role.TRANSLATOR, campaign.territory, act=N_("revisar traducciones"))
    if language == post.language and text and text != post.text:
        edit_source(session, number, text, by, world)
    variants = session.scalars(select(Variant).where(Variant.post_id == post.id, Variant.language == language)).all()
    human = language != post.language and language_of(language).human
    measure = measure_for(session, post, language, world)
    for words in sorted({text or one.text for one in variants}):
        vouch(session, post, language, words, by, world.now, reason, measure)
    for variant in variants:
        changed = bool(text) and text != variant.text
        if human and not changed and variant.engine == maker(by.name):
            raise SamePerson(user=by.name, language=language)
        waits = human and changed
        variant.state = TranslationState.MACHINE if waits else TranslationState.REVIEWED
        variant.engine = maker(by.name) if waits else variant.engine
        variant.source = None if language == post.language else post.text
        if text and changed:
            reword(session, post, variant, text, world)
    note(session, f"translation:{post.id}:{language}", "reviewed", (one.text for one in variants), by, world)
    return len(variants)


def maker(name: str) -> str:
    """A person's name where an engine's stands otherwise."""
    return name[:40]


def edit_source(session: Session, number: int, text: str, by: User, world: World) -> Edited:
    """New words for the original. Its translations are stale until a person has compared them, and no approval holds any more.

    Raises:
        NotFound, NotAllowed, MissingField, and what composing refuses.
    """
    post = post_numbered(session, number)
    campaign = session.get_one(Campaign, post.campaign_id)
    require_role(session, by, Role.COMMUNITY_MANAGER, campaign.territory, act=N_("cambiar el original"))
    if not text.strip():
        raise MissingField(field="text", hint=N_("Escriba el texto."))
    fresh = normal(post.text) != normal(text)
    post.text = text
    variants = session.scalars(select(Variant).where(Variant.post_id == post.id)).all()
    unsealed = 0
    for variant in variants:
        if variant.language != post.language:
            unsealed += unseal(session, variant) if fresh else 0
        elif variant.text != text:
            unsealed += reword(session, post, variant, text, world)
    stale = sorted({one.language for one in variants if one.language != post.language}) if fresh else []
    reopened = source_changed(session, f"post:{post.id}", text, world.now)
    note(session, f"post:{post.id}", "edited", [text], by, world)
    return Edited(stale, unsealed, reopened)


def note(session: Session, subject: str, decision: str, words: Iterable[str], by: User, world: World) -> None:
    """Keeps who did it, with the hash of the words."""
    seal = sha256("".join(words).encode()).hexdigest()
    session.add(Review(subject=subject, seal=seal, decision=decision, decided_by=by.name, decided_at=world.now))
    session.flush()


def unseal(session: Session, variant: Variant) -> int:
    """Takes the approval back from what has not left in this version; how many approvals that broke."""
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.variant_id == variant.id, Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_not(None))
        .with_for_update()
    ).all()
    for delivery in rows:
        delivery.seal = delivery.approved_by = delivery.approved_at = None
    session.flush()
    refresh_next_due(session, {delivery.profile_id for delivery in rows})
    return len(rows)


def reword(session: Session, post: Post, variant: Variant, text: str, world: World) -> int:
    """New words for a variant: what has not left is composed anew and loses its seal; how many approvals that broke."""
    variant.text = text
    campaign = session.get_one(Campaign, post.campaign_id)
    media = files_of(session, post)
    rows = session.execute(
        select(Delivery, Profile, Territory)
        .join(Profile, Profile.id == Delivery.profile_id)
        .join(Territory, Territory.code == Profile.territory)
        .where(Delivery.variant_id == variant.id, Delivery.status == DeliveryStatus.PLANNED)
        .with_for_update(of=Delivery)
    ).all()
    broken = sum(delivery.seal is not None for delivery, _, _ in rows)
    for delivery, profile, territory in rows:
        slot = Slot(delivery.wall_time, delivery.zone, delivery.due_at)
        target = Target(profile, territory, variant, slot)
        link = f"{world.public_url}/r/{delivery.link_code}"
        delivery.payload = freeze(outgoing_for(campaign, post, target, media, link, world, {}))
        delivery.seal = delivery.approved_by = delivery.approved_at = None
        delivery.parts = {}
    session.flush()
    refresh_next_due(session, {profile.id for _, profile, _ in rows})
    return broken
