"""Approval: a person seals exactly what will be sent; from then on the outbox may send it, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from campaigns.errors import MachineTranslation, NothingToApprove
from campaigns.finding import post_numbered
from campaigns.models import Delivery, Post, Profile, Variant
from campaigns.moderating import refuse_harm
from campaigns.scheduling import refresh_next_due
from campaigns.sealing import seal_of
from campaigns.status import DeliveryStatus
from campaigns.terms import refuse_wrong_terms
from foundation.db import table_of
from foundation.people import Role, User, require_role
from foundation.texts import N_
from languages.contract import TranslationState
from moderation.models import Review


def approve_post(session: Session, number: int, by: User, now: datetime) -> list[Delivery]:
    """Seals every delivery of the post that waits for approval, after its last checks.

    Raises:
        NotFound: no such post.
        NotAllowed: the person may not approve in the territory of one of its profiles.
        MachineTranslation: a language is still an unreviewed machine draft.
        Blocked: the glossary's guard stops a version and no reviewer has overruled it.
        Harmful: a do-no-harm rule stops its words and not enough people have accepted them.
        NothingToApprove: everything is approved or over.
    """
    post = post_numbered(session, number)
    waiting = waiting_deliveries(session, post)
    if not waiting:
        raise NothingToApprove(post=number)
    for territory in sorted({profile.territory for _, _, profile in waiting}):
        require_role(session, by, Role.REVIEWER, territory, act=N_("aprobar"))
    for _, variant, _ in waiting:
        refuse_machine(post, variant)
    refuse_wrong_terms(session, post, [variant for _, variant, _ in waiting])
    refuse_harm(session, post, [(delivery, profile) for delivery, _, profile in waiting], now)
    return seal(session, post, [delivery for delivery, _, _ in waiting], by, now)


def waiting_deliveries(session: Session, post: Post) -> list[tuple[Delivery, Variant, Profile]]:
    """The post's deliveries that nobody has approved yet."""
    rows = session.execute(
        select(Delivery, Variant, Profile)
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(Delivery.post_id == post.id, Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_(None))
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [(delivery, variant, profile) for delivery, variant, profile in rows]


def refuse_machine(post: Post, variant: Variant) -> None:
    """Raises:
    MachineTranslation: nobody has read this draft.
    """
    if variant.state is TranslationState.MACHINE:
        raise MachineTranslation(
            thing=post.id, status=variant.state.value, act=N_("aprobar"), post=post.id, language=variant.language
        )


def seal(session: Session, post: Post, deliveries: Sequence[Delivery], by: User, now: datetime) -> list[Delivery]:
    """Writes the seals and the review, and tells the profiles when their next delivery is due."""
    seals = {one.id: seal_of(one.id, one.profile_id, one.due_at, one.payload) for one in deliveries}
    table = table_of(Delivery)
    session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("one"))
        .values(seal=bindparam("sealed"), approved_by=by.name, approved_at=now),
        [{"one": one, "sealed": sealed} for one, sealed in seals.items()],
    )
    session.add(
        Review(
            subject=f"post:{post.id}",
            seal=sha256("".join(seals.values()).encode()).hexdigest(),
            decision="approved",
            decided_by=by.name,
            decided_at=now,
        )
    )
    session.flush()
    refresh_next_due(session, {one.profile_id for one in deliveries})
    for one in deliveries:  # the rows say so already: tell the objects without writing a second time
        for name, value in (("seal", seals[one.id]), ("approved_by", by.name), ("approved_at", now)):
            set_committed_value(one, name, value)
    return list(deliveries)
