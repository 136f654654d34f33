"""No wrong legal term leaves: the glossary's guard reads every version before it is sealed; a reviewer's reason overrules it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.measuring import measure_for
from campaigns.models import Campaign, Post, Variant
from campaigns.scheduling import World
from foundation.people import Role, User, require_role
from foundation.texts import N_
from languages.approving import approve_translation, check_translation, overrides, overrule
from languages.contract import Finding, Severity
from languages.errors import Blocked
from languages.glossary import termbase
from languages.guard import Measure, words_to_avoid
from languages.requesting import home_of


def subject_of(post: Post) -> str:
    """How overrules name a post."""
    return f"post:{post.id}"


def place_of(session: Session, post: Post, language: str) -> str:
    """Whose glossary a version follows: its campaign's country, or the one country that speaks its language."""
    return home_of(language, session.get_one(Campaign, post.campaign_id).territory)


def check_version(session: Session, post: Post, language: str, text: str, world: World) -> tuple[Finding, ...]:
    """Everything the guard says of one version of a post, its length on the post's networks included."""
    place, measure = place_of(session, post, language), measure_for(session, post, language, world)
    return check_translation(session, post.text, text, post.language, language, territory=place, measure=measure)


def refuse_wrong_terms(session: Session, post: Post, variants: Iterable[Variant]) -> None:
    """Raises:
    Blocked: a version has a wrong term, or lost one, and no reviewer has overruled it.
    """
    overruled = {(one.language, one.rule, one.words.lower()) for one in overrides(session, subject_of(post))}
    for language, text in sorted({(one.language, one.text) for one in variants}):
        standing = [
            one for one in blocks(session, post, language, text) if (language, one.rule, one.words.lower()) not in overruled
        ]
        if standing:
            raise Blocked(standing[0], len(standing) - 1)


def blocks(session: Session, post: Post, language: str, text: str) -> list[Finding]:
    """What the guard would stop in one version: avoided words in the source language, everything in a translation."""
    if language == post.language:
        found = words_to_avoid(text, language, termbase(session, place_of(session, post, language)))
    else:
        place = place_of(session, post, language)
        found = check_translation(session, post.text, text, post.language, language, territory=place)
    return [one for one in found if one.severity is Severity.BLOCK]


def vouch(
    session: Session,
    post: Post,
    language: str,
    text: str,
    by: User,
    now: datetime,
    reason: str,
    measure: Measure | None = None,
) -> None:
    """A person stands by a version; a translation teaches the memory. With a reason a reviewer overrules what the guard stops.

    Raises:
        Blocked: the guard stops it and there is no reason.
        NotAllowed: a reason was given by somebody who is no reviewer.
    """
    if language != post.language:
        approve_translation(
            session,
            post.text,
            text,
            post.language,
            language,
            by=by,
            now=now,
            territory=place_of(session, post, language),
            subject=subject_of(post),
            reason=reason,
            measure=measure,
        )
        return
    standing = blocks(session, post, language, text)
    if standing and not reason.strip():
        raise Blocked(standing[0], len(standing) - 1)
    if standing:
        require_role(
            session, by, Role.REVIEWER, place_of(session, post, language), act=N_("aprobar un texto con un término que se evita")
        )
        session.add_all(overrule(one, subject_of(post), language, reason.strip(), by, now) for one in standing)
