"""The register of help lines: a number may be published or answered only while its national body's confirmation is fresh."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.finding import territory_coded
from campaigns.models import Hotline, Territory
from foundation.errors import BadInput, NotFound
from foundation.people import Role, User, require_role
from foundation.texts import N_
from moderation.helplines import GOOD_FOR, HelpLine, digits, is_fresh

SOON: Final = timedelta(days=30)


class ProofMissing(BadInput):
    """A line cannot be called verified on nobody's word."""

    code = "proof_missing"
    sentence = N_("{field}: diga quién lo confirmó y cómo, por ejemplo «oficio SVET 123-2027».")


class NotANumber(BadInput):
    """No telephone number."""

    code = "not_a_number"
    sentence = N_("{field}: «{value}» no es un número de teléfono. Escríbalo como se marca en el país.")


def known_lines(session: Session) -> list[HelpLine]:
    """Every line of the register, as the checks compare numbers with it."""
    rows = session.execute(select(Hotline, Territory.phone_prefix).join(Territory, Territory.code == Hotline.territory))
    return [HelpLine(line.territory, line.number, line.verified_at, prefix or "") for line, prefix in rows]


def lines_to_publish(session: Session, now: datetime) -> list[Hotline]:
    """Every territory's verified lines: the only ones anybody may be sent to."""
    rows = session.scalars(select(Hotline).order_by(Hotline.territory, Hotline.id))
    return [line for line in rows if is_fresh(line.verified_at, now)]


def lines_to_answer(session: Session, territory: str, now: datetime) -> list[Hotline]:
    """The territory's verified lines."""
    return [line for line in lines_to_publish(session, now) if line.territory == territory]


def lines_to_verify(session: Session, now: datetime) -> Sequence[Hotline]:
    """Lines nobody has confirmed, and those whose confirmation ends within thirty days."""
    rows = session.scalars(select(Hotline).order_by(Hotline.territory, Hotline.id))
    return [line for line in rows if line.verified_at is None or line.verified_at + GOOD_FOR - SOON <= now]


def verify_line(session: Session, territory: str, number: str, proof: str, by: User, now: datetime) -> Hotline:
    """A person vouches that the national body confirmed the line in writing, for the next 180 days.

    Raises:
        NotFound, NotAllowed, ProofMissing.
    """
    line = line_numbered(session, territory, number)
    require_role(session, by, Role.CAMPAIGN_LEAD, line.territory, act=N_("verificar líneas de ayuda"))
    if not proof.strip():
        raise ProofMissing(field="proof")
    line.verified_at, line.verified_by, line.source = now, by.name, proof.strip()[:300]
    session.flush()
    return line


def withdraw_line(session: Session, territory: str, number: str, by: User) -> Hotline:
    """The line is no longer confirmed: from now on it blocks.

    Raises:
        NotFound, NotAllowed.
    """
    line = line_numbered(session, territory, number)
    require_role(session, by, Role.COMMUNITY_MANAGER, line.territory, act=N_("retirar líneas de ayuda"))
    line.verified_at = line.verified_by = None
    session.flush()
    return line


def add_line(session: Session, territory: str, number: str, name: str, source: str, by: User) -> Hotline:
    """A new line, not verified yet; a known one gets the new name and source.

    Raises:
        NotFound, NotAllowed, NotANumber.
    """
    code = territory_coded(session, territory).code
    require_role(session, by, Role.COMMUNITY_MANAGER, code, act=N_("agregar líneas de ayuda"))
    if len(digits(number)) < 3:
        raise NotANumber(field="number", value=number)
    known = session.scalar(select(Hotline).where(Hotline.territory == code, Hotline.number == number.strip()))
    line = known or Hotline(territory=code, number=number.strip())
    line.name, line.source = name, source
    session.add(line)
    session.flush()
    return line


def line_numbered(session: Session, territory: str, number: str) -> Hotline:
    """The territory's line of that number, however it is written.

    Raises:
        NotFound.
    """
    code = territory_coded(session, territory).code
    for line in session.scalars(select(Hotline).where(Hotline.territory == code)):
        if line.number == number.strip() or (digits(number) and digits(line.number) == digits(number)):
            return line
    raise NotFound(kind=N_("línea de ayuda"), name=f"{code} {number}")
