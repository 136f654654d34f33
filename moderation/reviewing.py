"""Who may let a finding pass: nobody, one person or two; each acceptance is bound to the very words that were read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.errors import BadInput, Conflict
from foundation.people import Role, User, require_role
from foundation.texts import N_
from moderation.findings import NEEDS_A_PERSON, Finding
from moderation.models import Review
from moderation.rules import Severity, rules

ACCEPTED: Final = "accepted"
CASES: Final = frozenset({"R01", "R03", "R04", "R05", "R08", "R13", "R14"})
"""Rules that speak of a person's case: two people look, whatever the severity."""


class NeverAccepted(Conflict):
    """A finding no person may let pass."""

    code = "never_accepted"
    sentence = N_("Regla {rule} («{words}»): no admite excepción. {fix}")


class OwnWords(Conflict):
    """Whoever wrote it cannot be the one who lets it pass."""

    code = "own_words"
    sentence = N_("{who} escribió este texto: lo acepta otra persona.")


class WhyMissing(BadInput):
    """An acceptance without a reason."""

    code = "why_missing"
    sentence = N_("{field}: diga por qué se acepta: fuente, permiso o contexto.")


@dataclass(frozen=True)
class Demand:
    """How many people must accept, and what each must be."""

    persons: int
    role: Role


def demand(findings: Iterable[Finding]) -> Demand | None:
    """What these findings ask for; None when nothing needs a person."""
    grave = [one for one in findings if one.severity in NEEDS_A_PERSON]
    if not grave:
        return None
    if any(one.severity is Severity.BLOCK for one in grave):
        return Demand(2, Role.CAMPAIGN_LEAD)
    return Demand(2 if any(one.rule in CASES for one in grave) else 1, Role.REVIEWER)


def accept(
    session: Session,
    subject: str,
    seal: str,
    findings: Iterable[Finding],
    *,
    author: str,
    territory: str,
    by: User,
    reason: str,
    now: datetime,
) -> int:
    """A person lets what was found pass, for these very words; returns how many people are still missing.

    Raises:
        NeverAccepted: a rule admits no exception.
        OwnWords, NotAllowed, WhyMissing.
    """
    found = list(findings)
    wanted = demand(found)
    if wanted is None:
        return 0
    refuse_never(found)
    require_role(session, by, wanted.role, territory, act=N_("aceptar hallazgos"))
    if by.name == author:
        raise OwnWords(who=by.name)
    if not reason.strip():
        raise WhyMissing(field="reason")
    if by.name not in accepted_by(session, subject, seal):
        session.add(
            Review(subject=subject, seal=seal, decision=ACCEPTED, reason=reason.strip(), decided_by=by.name, decided_at=now)
        )
        session.flush()
    return missing(session, subject, seal, found)


def refuse_never(findings: Iterable[Finding]) -> None:
    """Raises:
    NeverAccepted: names the first rule that admits no exception.
    """
    never = {rule.id for rule in rules() if rule.never_accepted}
    for one in findings:
        if one.severity is Severity.BLOCK and one.rule in never:
            raise NeverAccepted(rule=one.rule, words=one.words, fix=one.fix)


def accepted_by(session: Session, subject: str, seal: str) -> set[str]:
    """Who accepted these very words."""
    rows = select(Review.decided_by).where(Review.subject == subject, Review.seal == seal, Review.decision == ACCEPTED)
    return set(session.scalars(rows))


def missing(session: Session, subject: str, seal: str, findings: Iterable[Finding]) -> int:
    """How many people must still accept before the words may go out."""
    wanted = demand(findings)
    return 0 if wanted is None else max(wanted.persons - len(accepted_by(session, subject, seal)), 0)
