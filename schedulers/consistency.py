"""What must agree in the outbox's rows, and the repairs that are safe: none of them can make a post leave twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from campaigns.models import Delivery, Profile
from campaigns.scheduling import FIRST_DUE, refresh_next_due
from campaigns.status import DeliveryStatus
from foundation.db import table_of
from foundation.texts import N_
from schedulers.models import Attempt

d, p, a = table_of(Delivery), table_of(Profile), table_of(Attempt)
HOLD_NOBODY_BACK: Final = frozenset(DeliveryStatus) - {DeliveryStatus.SENDING, DeliveryStatus.UNCONFIRMED}


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold. `broken` lists what breaks it; `mend`, where there is one, puts it right."""

    name: str
    sentence: str
    broken: Callable[[Session, datetime], list[Any]]
    mend: Callable[[Session, list[Any], datetime], None] | None


def profiles_busy_with_nothing(session: Session, now: datetime) -> list[int]:  # noqa: ARG001 - one signature for all rules
    """Profiles held back by a delivery that is neither in flight nor unconfirmed, nor in a state only a newer version knows."""
    open_one = select(d.c.id).where(d.c.id == p.c.busy_with, d.c.status.not_in(HOLD_NOBODY_BACK))
    return list(session.scalars(select(p.c.id).where(p.c.busy_with.is_not(None), ~exists(open_one))))


def free_profiles(session: Session, found: list[int], now: datetime) -> None:  # noqa: ARG001
    """Lets the profiles go on."""
    refresh_next_due(session, found, and_free=True)


def profiles_due_at_the_wrong_time(session: Session, now: datetime) -> list[int]:
    """Profiles whose next instant is later than their first planned delivery's, or missing."""
    first = FIRST_DUE
    wrong = or_(and_(p.c.next_due.is_(None), first.is_not(None)), and_(p.c.next_due > first, p.c.next_due > now, first > now))
    return list(session.scalars(select(p.c.id).where(wrong)))


def refresh_profiles(session: Session, found: list[int], now: datetime) -> None:  # noqa: ARG001
    """Computes the next instant anew."""
    refresh_next_due(session, found)


def sending_without_attempt(session: Session, now: datetime) -> list[Any]:  # noqa: ARG001
    """Deliveries marked as in flight whose attempt is decided or missing."""
    open_one = select(a.c.delivery_id).where(a.c.delivery_id == d.c.id, a.c.outcome.is_(None))
    return list(session.scalars(select(d.c.id).where(d.c.status == DeliveryStatus.SENDING, ~exists(open_one))))


def call_them_unconfirmed(session: Session, found: list[Any], now: datetime) -> None:
    """They may be out: unconfirmed, and to be looked for at once."""
    session.connection().execute(
        update(d).where(d.c.id.in_(found)).values(status=DeliveryStatus.UNCONFIRMED, error_code="doctor", finished_at=now)
    )
    session.connection().execute(update(a).where(a.c.delivery_id.in_(found)).values(look_after=now))


def two_posts_of_one_reference(session: Session, now: datetime) -> list[str]:  # noqa: ARG001
    """Two deliveries of one profile that claim the same remote post: one of them is not really out."""
    return list(
        session.scalars(
            select(d.c.ref)
            .where(d.c.ref.is_not(None), d.c.status == DeliveryStatus.SENT)
            .group_by(d.c.profile_id, d.c.ref)
            .having(func.count() > 1)
        )
    )


def two_open_on_one_profile(session: Session, now: datetime) -> list[int]:  # noqa: ARG001
    """Profiles with more than one delivery in flight at a time."""
    one = aliased(Delivery)
    return list(
        session.scalars(
            select(one.profile_id).where(one.status == DeliveryStatus.SENDING).group_by(one.profile_id).having(func.count() > 1)
        )
    )


RULES = (
    Rule("busy_profiles", N_("Ningún perfil espera por una entrega ya decidida"), profiles_busy_with_nothing, free_profiles),
    Rule("next_due", N_("Cada perfil sabe cuándo le toca"), profiles_due_at_the_wrong_time, refresh_profiles),
    Rule("sending", N_("Cada envío en vuelo tiene su intento abierto"), sending_without_attempt, call_them_unconfirmed),
    Rule("one_in_flight", N_("Un perfil envía de una en una"), two_open_on_one_profile, None),
    Rule("references", N_("Ninguna publicación ajena se cuenta dos veces"), two_posts_of_one_reference, None),
)
