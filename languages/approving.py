"""A person approves a translation: the guard has the last look, a reviewer's reason can overrule it, and the memory learns."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.people import REGION, Role, User, require_role
from foundation.texts import N_
from languages.contract import Finding, Severity, TranslationState
from languages.errors import Blocked
from languages.glossary import termbase
from languages.guard import Measure, guard
from languages.memory import key_of, teach
from languages.models import Override
from languages.segments import segments_of


def check_translation(
    session: Session,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    *,
    territory: str = REGION,
    teaching: bool = False,
    measure: Measure | None = None,
) -> tuple[Finding, ...]:
    """What the guard finds in a translation, whoever made it."""
    terms = termbase(session, territory)
    return guard(source, target, source_language, target_language, terms, teaching=teaching, measure=measure)


def approve_translation(
    session: Session,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    *,
    by: User,
    now: datetime,
    territory: str = REGION,
    subject: str = "",
    reason: str = "",
    teaching: bool = False,
    measure: Measure | None = None,
) -> tuple[Finding, ...]:
    """Approves it and teaches the memory; what was found comes back. `reason`: why a reviewer approves in spite of a block.

    Raises:
        Blocked: something found forbids it and no reason was given.
        NotAllowed: a reason was given by somebody who is not a reviewer there.
    """
    findings = check_translation(
        session, source, target, source_language, target_language, territory=territory, teaching=teaching, measure=measure
    )
    blocks = [finding for finding in findings if finding.severity is Severity.BLOCK]
    if blocks and not reason.strip():
        raise Blocked(blocks[0], len(blocks) - 1)
    if blocks:
        require_role(session, by, Role.REVIEWER, territory, N_("aprobar una traducción bloqueada"))
        about = subject or f"segment:{key_of(source)[:16]}"
        session.add_all(overrule(finding, about, target_language, reason.strip(), by, now) for finding in blocks)
    learn(session, source, target, source_language, target_language, TranslationState.APPROVED, by.name, now)
    return findings


def overrule(finding: Finding, subject: str, language: str, reason: str, by: User, now: datetime) -> Override:
    """The record of a finding that a reviewer overruled."""
    return Override(
        subject=subject,
        language=language,
        rule=finding.rule,
        words=finding.words,
        reason=reason,
        decided_by=by.name,
        decided_at=now,
    )


def learn(
    session: Session,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    state: TranslationState,
    author: str,
    now: datetime,
) -> None:
    """Teaches the memory the text as a whole and, where both sides have as many sentences, each of them."""
    teach(session, source, target, source_language, target_language, state, author, now)
    ours, theirs = segments_of(source)[::2], segments_of(target)[::2]
    if len(ours) == len(theirs) > 1:
        for one, other in zip(ours, theirs, strict=True):
            if one.strip() and other.strip():
                teach(session, one, other, source_language, target_language, state, author, now)


def overrides(session: Session, subject: str) -> list[Override]:
    """What was overruled for a subject, oldest first."""
    return list(session.scalars(select(Override).where(Override.subject == subject).order_by(Override.id)))
