"""Token health: which profiles' credentials end soon, who is told when, and who may renew them now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from campaigns.models import Profile
from campaigns.status import ProfileStatus
from foundation.texts import N_, Texts

WARN_DAYS: Final = (14, 7, 2, 1)
RENEW_WITHIN: Final = timedelta(days=20)
LEASE: Final = timedelta(minutes=5)
ENDS: Final = N_("El permiso de «{profile}» ({network}) vence en {days} días o menos: reconéctelo con «corett profile connect».")
ENDED: Final = {
    0: N_("El perfil «{profile}» ({network}) ya no puede publicar: reconéctelo con «corett profile connect»."),
    1: N_("El permiso de «{profile}» ({network}) vence en un día o menos: reconéctelo hoy con «corett profile connect»."),
}


@dataclass(frozen=True, slots=True)
class TokenWarning:
    """One profile that a person should look after. `days` is the step reached (14, 7, 2, 1); 0 means that it has ended."""

    profile: str
    network: str
    territory: str
    expires_at: datetime | None
    days: int
    profile_id: int
    version: int

    @property
    def mark(self) -> tuple[int, int, int]:
        """What people are told once: each step, of each set of credentials."""
        return self.profile_id, self.version, self.days

    def say(self, texts: Texts) -> str:
        """The sentence, with what to do."""
        return texts(ENDED.get(self.days, ENDS), profile=self.profile, network=self.network, days=self.days)


def token_warnings(session: Session, now: datetime) -> list[TokenWarning]:
    """Every profile in use whose credentials have ended or end within 14 days, the most urgent first."""
    soon = or_(Profile.expires_at <= now + timedelta(days=WARN_DAYS[0]), Profile.status == ProfileStatus.SIGNED_OUT)
    rows = session.scalars(select(Profile).where(soon, Profile.status != ProfileStatus.DISABLED)).all()
    found = [
        TokenWarning(row.name, row.network, row.territory, row.expires_at, step(row, now), row.id, row.credentials_version)
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.days, one.profile))


def step(profile: Profile, now: datetime) -> int:
    """The warning step reached: the smallest of 14, 7, 2, 1 days not yet passed; 0 when it is over."""
    if profile.status is ProfileStatus.SIGNED_OUT or profile.expires_at is None or profile.expires_at <= now:
        return 0
    return min(days for days in WARN_DAYS if profile.expires_at <= now + timedelta(days=days))


def due_for_renewal(session: Session, now: datetime, ending: Collection[str] = ()) -> list[int]:
    """Profiles in use whose credentials end within 20 days and that nobody is renewing.

    `ending` are networks whose credentials always end: there, a profile of which nobody knows when is due too.
    """
    free = or_(Profile.renewing_until.is_(None), Profile.renewing_until <= now)
    soon = and_(Profile.expires_at > now, Profile.expires_at <= now + RENEW_WITHIN)
    unknown = and_(Profile.expires_at.is_(None), Profile.network.in_(ending))
    return list(session.scalars(select(Profile.id).where(Profile.status == ProfileStatus.ACTIVE, or_(soon, unknown), free)))


def networks_in_use(session: Session) -> set[str]:
    """The networks that have a profile in use."""
    return set(session.scalars(select(Profile.network).where(Profile.status == ProfileStatus.ACTIVE).distinct()))


def take_renewal(session: Session, profile_id: int, now: datetime) -> bool:
    """Takes the profile's renewal for five minutes: a rotating token may be used by one process only."""
    free = or_(Profile.renewing_until.is_(None), Profile.renewing_until <= now)
    taken = session.execute(
        update(Profile)
        .where(Profile.id == profile_id, free)
        .values(renewing_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(taken, "rowcount", 0))
