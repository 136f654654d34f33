"""Crisis pauses: who stopped what, why and until when. The outbox asks in the same transaction in which it claims."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.errors import BadInput, Conflict, NotFound
from foundation.people import REGION, Role, User, require_role
from foundation.texts import N_
from moderation.gate import gate
from moderation.models import Hold


class ReasonMissing(BadInput):
    """A pause nobody explains helps nobody."""

    code = "reason_missing"
    sentence = N_("{field}: diga por qué se pausa, con --reason; quien la levante lo necesita.")


class ExpiryOver(BadInput):
    """A pause that would end before it begins."""

    code = "expiry_over"
    sentence = N_("{field}: el fin de la pausa ({value}) ya pasó. Elija una hora futura o déjelo vacío.")


def place_hold(
    session: Session,
    by: User,
    reason: str,
    now: datetime,
    *,
    territory: str | None = None,
    network: str | None = None,
    campaign_id: int | None = None,
    profile_id: int | None = None,
    owner: str | None = None,
    expires_at: datetime | None = None,
) -> Hold:
    """Pauses everything in the scope; empty scope fields mean "all". When the transaction has committed, no attempt starts.

    `owner` is the territory that owns the campaign or profile: its reviewers may pause it everywhere.

    Raises:
        NotAllowed: the person is no reviewer in that territory (in the region, when neither territory nor owner is named).
        ReasonMissing, ExpiryOver.
    """
    require_role(session, by, Role.REVIEWER, territory or owner or REGION, act=N_("pausar publicaciones"))
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if expires_at is not None and expires_at <= now:
        raise ExpiryOver(field="until", value=expires_at.isoformat())
    gate(session, exclusive=True)
    hold = Hold(
        territory=None if territory == REGION else territory,
        network=network,
        campaign_id=campaign_id,
        profile_id=profile_id,
        reason=reason.strip(),
        placed_by=by.name,
        placed_at=now,
        expires_at=expires_at,
    )
    session.add(hold)
    session.flush()
    return hold


def lift_hold(session: Session, number: int, by: User, now: datetime, *, owner: str | None = None) -> Hold:
    """Ends a pause. What it held stays held: a person releases each delivery, so that nothing stale leaves in a burst.

    `owner` is the territory that owns the paused campaign or profile.

    Raises:
        NotFound, NotAllowed, Conflict: it is over already.
    """
    hold = session.get(Hold, number, with_for_update=True)
    if hold is None:
        raise NotFound(kind=N_("pausa"), name=number)
    require_role(session, by, Role.REVIEWER, hold.territory or owner or REGION, act=N_("levantar pausas"))
    if hold.lifted_at is not None:
        raise Conflict(thing=number, status=N_("levantada"), act=N_("levantarla"))
    hold.lifted_by, hold.lifted_at = by.name, now
    session.flush()
    return hold


def active_holds(session: Session, now: datetime) -> list[Hold]:
    """The pauses in force, the newest first."""
    rows = session.scalars(select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.placed_at.desc()))
    return [hold for hold in rows if in_force(hold, now)]


def every_hold(session: Session) -> list[Hold]:
    """Every pause there ever was, the newest first."""
    return list(session.scalars(select(Hold).order_by(Hold.placed_at.desc())))


def in_force(hold: Hold, now: datetime) -> bool:
    """Neither lifted nor expired."""
    return hold.lifted_at is None and (hold.expires_at is None or hold.expires_at > now)


def covering(
    holds: Iterable[Hold], *, territory: str, network: str, campaign_id: int, profile_id: int, now: datetime
) -> Hold | None:
    """The first pause in force that covers this delivery, if any."""
    facts = {"territory": territory, "network": network, "campaign_id": campaign_id, "profile_id": profile_id}
    for hold in holds:
        if in_force(hold, now) and all(getattr(hold, name) in (None, value) for name, value in facts.items()):
            return hold
    return None
