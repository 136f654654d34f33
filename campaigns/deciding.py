"""What people decide about deliveries: resolve an unconfirmed one, try again, drop, put on another day."""

from datetime import datetime
from re import compile as pattern
from typing import Final
from uuid import UUID

from sqlalchemy import String, cast, select
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from campaigns.errors import MissingField, WrongMove
from campaigns.models import Delivery, Profile
from campaigns.scheduling import refresh_next_due
from campaigns.sealing import seal_of
from campaigns.status import DeliveryStatus, can_move
from campaigns.timing import When, slot_for
from foundation.errors import NotFound
from foundation.people import Role, User, require_role
from foundation.texts import N_
from moderation.models import Review

WHOLE_ID: Final = pattern(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LAST_GROUP: Final = pattern(r"[0-9a-f]{12}")


def delivery_identified(session: Session, identifier: UUID | str) -> Delivery:
    """The delivery of that id, written with or without hyphens, or of the last group of its id, as listings show it.

    Raises:
        NotFound: there is none.
    """
    text = str(identifier).strip().lower()
    if WHOLE_ID.fullmatch(text):
        found = select(Delivery).where(Delivery.id == UUID(text))
    elif LAST_GROUP.fullmatch(text):
        found = select(Delivery).where(cast(Delivery.id, String).endswith(text))
    else:
        raise NotFound(kind=N_("entrega"), name=identifier)
    try:
        return session.scalars(found).one()
    except (NoResultFound, MultipleResultsFound) as error:
        raise NotFound(kind=N_("entrega"), name=identifier) from error


def resolve_sent(session: Session, delivery: Delivery, url: str, by: User, now: datetime) -> None:
    """A person saw it on the profile: it is sent, with its address.

    Raises:
        WrongMove, MissingField, NotAllowed.
    """
    if not url.startswith(("http://", "https://")):
        raise MissingField(field="sent", hint=N_("Copie la dirección de la publicación, por ejemplo https://…"))
    profile = permitted(session, delivery, by)
    move(delivery, DeliveryStatus.SENT, N_("darla por enviada"))
    delivery.url, delivery.ref = url, delivery.ref or url
    delivery.finished_at = now
    delivery.error_code = delivery.error = None
    settle(session, delivery, profile, "sent", by, now)


def resolve_not_sent(session: Session, delivery: Delivery, by: User, now: datetime) -> None:
    """A person looked and it is not on the profile: it is planned again, to leave at once.

    Raises:
        WrongMove, NotAllowed.
    """
    profile = permitted(session, delivery, by)
    move(delivery, DeliveryStatus.PLANNED, N_("darla por no enviada"))
    delivery.retry_at = now
    delivery.late_after_s = lateness_that_allows(delivery, now)
    delivery.error_code = delivery.error = None
    settle(session, delivery, profile, "not_sent", by, now)


def retry(session: Session, delivery: Delivery, by: User, now: datetime) -> None:
    """A person sends a failed, missed or held delivery now.

    Raises:
        WrongMove: it is unconfirmed (resolve it first), sent or on its way.
    """
    if delivery.status is DeliveryStatus.UNCONFIRMED:
        raise WrongMove(delivery=delivery.id, status=delivery.status, act=N_("reintentarla sin resolverla antes"))
    resolve_not_sent(session, delivery, by, now)


def drop(session: Session, delivery: Delivery, by: User, now: datetime) -> None:
    """A person decides that it will not be sent.

    Raises:
        WrongMove, NotAllowed.
    """
    profile = permitted(session, delivery, by)
    move(delivery, DeliveryStatus.CANCELLED, N_("cancelarla"))
    delivery.finished_at = now
    settle(session, delivery, profile, "dropped", by, now)


def reschedule(session: Session, delivery: Delivery, when: When, by: User, now: datetime) -> None:
    """A person puts it on another instant; because she may approve, the seal is renewed with it.

    Raises:
        WrongMove, NotAllowed, and what `campaigns.timing` refuses.
    """
    profile = permitted(session, delivery, by)
    slot = slot_for(when, delivery.zone, now)
    if delivery.status is not DeliveryStatus.PLANNED:
        move(delivery, DeliveryStatus.PLANNED, N_("reprogramarla"))
    delivery.due_at, delivery.wall_time, delivery.zone = slot.due_at, slot.wall, slot.zone
    delivery.retry_at = delivery.error_code = delivery.error = None
    if delivery.seal is not None:
        delivery.seal = seal_of(delivery.id, delivery.profile_id, slot.due_at, delivery.payload)
        delivery.approved_by, delivery.approved_at = by.name, now
    settle(session, delivery, profile, "rescheduled", by, now)


def permitted(session: Session, delivery: Delivery, by: User) -> Profile:
    """The delivery's profile, locked, when the person may decide there.

    Raises:
        NotAllowed.
    """
    profile = session.scalars(select(Profile).where(Profile.id == delivery.profile_id).with_for_update()).one()
    require_role(session, by, Role.REVIEWER, profile.territory, act=N_("decidir sobre entregas"))
    session.refresh(delivery, with_for_update=True)
    return profile


def move(delivery: Delivery, new: DeliveryStatus, act: str) -> None:
    """Raises:
    WrongMove: the delivery's status does not allow it.
    """
    if not can_move(delivery.status, new):
        raise WrongMove(delivery=delivery.id, status=delivery.status, act=act)
    delivery.status = new


def lateness_that_allows(delivery: Delivery, now: datetime) -> int:
    """A lateness limit under which the delivery may still leave within the next quarter of an hour."""
    return max(delivery.late_after_s or 0, int((now - delivery.due_at).total_seconds()) + 900)


def settle(session: Session, delivery: Delivery, profile: Profile, decision: str, by: User, now: datetime) -> None:
    """Frees the profile and keeps who decided."""
    if profile.busy_with == delivery.id:
        profile.busy_with = None
    session.add(
        Review(subject=f"delivery:{delivery.id}", seal=delivery.seal or "", decision=decision, decided_by=by.name, decided_at=now)
    )
    session.flush()
    refresh_next_due(session, [profile.id])
    session.refresh(profile)
