"""Approval: a person seals exactly what will be sent; from then on the outbox may send it, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from campaigns.errors import LanguageAwaited, MachineTranslation, NothingToApprove, StaleTranslation
from campaigns.finding import post_numbered
from campaigns.models import Delivery, Post, Variant
from campaigns.moderating import refuse_harm
from campaigns.scheduling import refresh_next_due
from campaigns.sealing import seal_of
from campaigns.standing import Row, awaited, fates, is_stale, rows_of
from campaigns.status import DeliveryStatus
from campaigns.terms import refuse_wrong_terms
from campaigns.timing import When, slot_for
from foundation.db import table_of
from foundation.people import Role, User, require_role
from foundation.texts import N_, Phrase
from languages.contract import TranslationState
from languages.fallback import fallback_for
from languages.models import Fallback
from moderation.models import Review

SUPERSEDED: Final = "superseded"


def approve_post(session: Session, number: int, by: User, now: datetime, *, only_ready: bool = False) -> list[Delivery]:
    """Seals the deliveries of the post that wait for approval, after their last checks, as its audience's fallback rule says.

    What the rule makes wait for another language stays unsealed; what only stood in for one that is ready now is cancelled.
    `only_ready` leaves versions that nobody has read where they are, instead of refusing.

    Raises:
        NotFound: no such post.
        NotAllowed: the person may not approve in the territory of one of its profiles.
        MachineTranslation: a language is still an unreviewed machine draft.
        StaleTranslation: a language translates an original that was edited since.
        Blocked: the glossary's guard stops a version and no reviewer has overruled it.
        Harmful: a do-no-harm rule stops its words and not enough people have accepted them.
        LanguageAwaited: everything waits for a language, as the audience's rule says.
        NothingToApprove: everything is approved or over.
    """
    post = post_numbered(session, number)
    waiting = waiting_deliveries(session, post)
    if not waiting:
        raise NothingToApprove(post=number)
    for territory in sorted({profile.territory for _, _, profile in waiting}):
        require_role(session, by, Role.REVIEWER, territory, act=N_("aprobar"))
    if not only_ready:
        for _, variant, _ in waiting:
            refuse_unread(post, variant)
    decided = fates(session, post, waiting)
    chosen = [row for row in decided.sealed if row[0].seal is None]
    if not chosen and not decided.dropped:
        refuse_waiting(session, post, waiting)
    refuse_wrong_terms(session, post, [variant for _, variant, _ in chosen])
    refuse_harm(session, post, [(delivery, profile) for delivery, _, profile in chosen], now)
    stand_down(session, decided.dropped, by, now)
    if fallback_for(session, post.audience) is Fallback.WAIT:
        catch_up(session, [delivery for delivery, _, _ in chosen], now)
    return seal(session, post, [delivery for delivery, _, _ in chosen], by, now) if chosen else []


def waiting_deliveries(session: Session, post: Post) -> list[Row]:
    """The post's deliveries that nobody has approved yet."""
    return rows_of(session, post, Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_(None))


def refuse_unread(post: Post, variant: Variant) -> None:
    """Raises:
    MachineTranslation: nobody has read this draft.
    StaleTranslation: it translates an older original.
    """
    told = {"thing": post.id, "act": N_("aprobar"), "post": post.id, "language": variant.language}
    if variant.state is TranslationState.MACHINE:
        raise MachineTranslation(status=variant.state, **told)
    if is_stale(post, variant):
        raise StaleTranslation(status=variant.state, **told)


def refuse_waiting(session: Session, post: Post, waiting: Sequence[Row]) -> None:
    """Raises:
    MachineTranslation, StaleTranslation: nothing is ready.
    LanguageAwaited: the audience's rule makes all of it wait.
    """
    for _, variant, _ in waiting:
        refuse_unread(post, variant)
    names = ", ".join(dict.fromkeys(one.language for one in awaited(session, post)))
    raise LanguageAwaited(thing=post.id, status="planned", act=N_("aprobar"), post=post.id, languages=names)


def catch_up(session: Session, deliveries: Sequence[Delivery], now: datetime) -> None:
    """What waited for a language past its hour leaves at once, instead of missing it."""
    for delivery in deliveries:
        if delivery.due_at < now:
            slot = slot_for(When(now=True), delivery.zone, now)
            delivery.due_at, delivery.wall_time = slot.due_at, slot.wall
    session.flush()


def stand_down(session: Session, rows: Sequence[Row], by: User, now: datetime) -> None:
    """Cancels deliveries in whose place a better version goes out; one that is already on its way stays what it is."""
    for delivery, variant, profile in rows:
        session.refresh(delivery, with_for_update=True)
        if delivery.status is not DeliveryStatus.PLANNED:
            continue
        delivery.status, delivery.finished_at = DeliveryStatus.CANCELLED, now
        delivery.error_code, delivery.error = SUPERSEDED, Phrase(N_("En su lugar sale la versión en la lengua del perfil."))
        session.add(
            Review(
                subject=f"delivery:{delivery.id}",
                seal=delivery.seal or "",
                decision=SUPERSEDED,
                decided_by=by.name,
                decided_at=now,
                reason=f"{variant.language} → {profile.language}",
            )
        )
    session.flush()
    refresh_next_due(session, {profile.id for _, _, profile in rows})


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
