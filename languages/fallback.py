"""What an audience sees while its language is not ready: nothing yet, the Spanish, or both."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from languages.models import Fallback, FallbackRule
from languages.table import SOURCE, fallbacks


def fallback_for(session: Session, audience: str | None) -> Fallback:
    """The audience's rule; Spanish where none was set, because no country's message may wait for another's translation."""
    rule = session.get(FallbackRule, audience) if audience else None
    return rule.rule if rule else Fallback.SPANISH


def set_fallback(session: Session, audience: str, rule: Fallback, by: str, now: datetime) -> None:
    """Sets an audience's rule."""
    session.merge(FallbackRule(audience=audience, rule=rule, set_by=by, set_at=now))
    session.flush()


def languages_to_publish(wanted: str, rule: Fallback, ready: Callable[[str], bool], source: str = SOURCE) -> tuple[str, ...]:
    """In which languages a message goes out now for people who read `wanted`; `source` is the original's, always ready.

    `wait`: only in theirs, once it is ready. `spanish`: in theirs, else the nearest language they share that is ready.
    `both`: in the original's at once, and in theirs as soon as it is ready.
    """
    if wanted == source:
        return (source,)
    own = (wanted,) if ready(wanted) else ()
    if rule is Fallback.WAIT:
        return own
    if rule is Fallback.BOTH:
        return (source, *own)
    return own or next(((code,) for code in fallbacks(wanted) if code == source or ready(code)), (source,))
