"""What each profile's readers get while their language is not ready: the audience's rule, applied whenever a person approves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Post, Profile, Variant
from campaigns.status import DeliveryStatus
from foundation.people import REGION
from foundation.texts import N_, Texts
from languages.contract import TranslationState
from languages.fallback import fallback_for, languages_to_publish
from languages.memory import normal
from languages.models import Fallback, RequestStatus, TranslationRequest
from languages.table import language_of
from languages.terms import base

LIVE: Final = (DeliveryStatus.PLANNED, DeliveryStatus.SENDING, DeliveryStatus.SENT, DeliveryStatus.UNCONFIRMED)
TOLD: Final[Mapping[tuple[Fallback, bool], str]] = {  # by rule, and whether the profile is that language's own
    (Fallback.SPANISH, True): N_(
        "Hasta que se apruebe la versión en {language}, en {profiles} se muestra en {now}; después, en {language}."
    ),
    (Fallback.SPANISH, False): N_("Hasta que se apruebe la versión en {language}, en {profiles} se muestra en {now}."),
    (Fallback.BOTH, True): N_("En {profiles} sale en {now} a su hora, y también en {language} en cuanto se apruebe."),
    (Fallback.BOTH, False): N_("En {profiles} sale en {now} a su hora, y también en {language} en cuanto se apruebe."),
    (Fallback.WAIT, True): N_("En {profiles} no sale nada hasta que se apruebe la versión en {language}."),
    (Fallback.WAIT, False): N_("En {profiles} espera: no sale hasta que se apruebe la versión en {language}."),
}  # fmt: skip

Row = tuple[Delivery, Variant, Profile]


class Fate(StrEnum):
    """What approving does to a delivery: it is sealed, it waits for a language, or a better version takes its place."""

    SEAL = "seal"
    WAIT = "wait"
    DROP = "drop"


@dataclass(frozen=True)
class Awaited:
    """A language that is not ready, the profiles it concerns, and what they show until then."""

    language: str
    shown: str
    rule: Fallback
    own: bool
    profiles: tuple[str, ...]

    def said(self, texts: Texts) -> str:
        """The sentence for the person who plans."""
        names = {"language": language_of(self.language).name(texts.language), "now": language_of(self.shown).name(texts.language)}
        return texts(TOLD[self.rule, self.own], profiles=", ".join(self.profiles), **names)


@dataclass
class Fates:
    """The deliveries of a post that have not left, by what becomes of them."""

    sealed: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)


def is_own(profile: Profile, language: str, source: str) -> bool:
    """Whether the profile speaks to people who read that language, another than the original's."""
    return base(profile.language) == base(language) != base(source)


def reads(profile: Profile, language: str, source: str) -> bool:
    """Whether a version in that language goes out on the profile: its own language; a common one; or one of its country's."""
    if base(profile.language) != base(source):
        return is_own(profile, language, source)
    known = language_of(language)
    return not known.human or not known.spoken or profile.territory in (REGION, *known.spoken)


def languages_on(profile: Profile, languages: Collection[str], source: str, rule: Fallback) -> list[str]:
    """In which of the languages a post is planned on a profile: one with a language of its own gets that, and what stands in."""
    own = [one for one in languages if is_own(profile, one, source)]
    if not own:
        return list(languages)
    shown = {
        Fallback.WAIT: set[str](),
        Fallback.BOTH: {source},
        Fallback.SPANISH: stand_ins(profile.language, languages, source),
    }
    return [one for one in languages if one in own or one in shown[rule]]


def stand_ins(language: str, languages: Collection[str], source: str) -> set[str]:
    """The languages that may be shown instead of one: those near to it, and the original."""
    return {source, shown_until(language, languages, source)}


def is_stale(post: Post, variant: Variant) -> bool:
    """Whether a version translates an original that is no longer the post's."""
    if variant.language == post.language or variant.source is None:
        return False
    return normal(variant.source) != normal(post.text)


def is_ready(post: Post, variant: Variant) -> bool:
    """Whether a person vouches for this version of the original as it is."""
    return variant.state is not TranslationState.MACHINE and not is_stale(post, variant)


def wanted(session: Session, post: Post) -> dict[str, bool]:
    """The languages the post is or shall be in beside the original's, and whether each is ready."""
    asked = session.scalars(
        select(TranslationRequest).where(
            TranslationRequest.subject == f"post:{post.id}", TranslationRequest.status != RequestStatus.WITHDRAWN
        )
    )
    found = {one.language: False for one in asked if not only_recorded(one) and not language_of(one.language).signed}
    variants = session.scalars(select(Variant).where(Variant.post_id == post.id, Variant.language != post.language)).all()
    for language in {one.language for one in variants}:
        found[language] = all(is_ready(post, one) for one in variants if one.language == language)
    return dict(sorted(found.items()))


def only_recorded(request: TranslationRequest) -> bool:
    """Whether the accepted answer is a recording alone: there is no text to wait for."""
    return request.status is RequestStatus.APPROVED and request.text is None


def live_rows(session: Session, post: Post) -> list[Row]:
    """The post's deliveries that are out or may still go out, with their versions and profiles."""
    return rows_of(session, post, Delivery.status.in_(LIVE))


def rows_of(session: Session, post: Post, *conditions: ColumnElement[bool]) -> list[Row]:
    """Those of the post's deliveries, in the order they leave; a version or profile of thousands is read once."""
    mine = (Delivery.post_id == post.id, *conditions)
    rows = session.scalars(select(Delivery).where(*mine).order_by(Delivery.due_at, Delivery.id)).all()
    variants = {one.id: one for one in session.scalars(select(Variant).where(Variant.post_id == post.id))}
    there = select(Delivery.profile_id).where(*mine)
    profiles = {one.id: one for one in session.scalars(select(Profile).where(Profile.id.in_(there)))}
    return [(one, variants[one.variant_id], profiles[one.profile_id]) for one in rows]


def fates(session: Session, post: Post, waiting: Sequence[Row]) -> Fates:
    """What becomes of the deliveries that have not left if a person approves now.

    `waiting`: those without a seal. Only what a person vouched for is ready; the rule does the rest.
    """
    languages = wanted(session, post)
    if not languages:
        return Fates(sealed=list(waiting))
    rule, rows, found = fallback_for(session, post.audience), live_rows(session, post), Fates()
    into = {Fate.SEAL: found.sealed, Fate.WAIT: found.waiting, Fate.DROP: found.dropped}
    ready = ready_on_profiles(post, rows)
    for row in rows:
        if row[0].status is DeliveryStatus.PLANNED:
            into[fate(row, post, languages, rule, ready[row[2].id])].append(row)
    return found


def ready_on_profiles(post: Post, rows: Iterable[Row]) -> dict[int, set[str]]:
    """By profile: the languages that are out there or can be sealed for it."""
    found: dict[int, set[str]] = {}
    for delivery, variant, profile in rows:
        here = found.setdefault(profile.id, set())
        if delivery.status is not DeliveryStatus.PLANNED or is_ready(post, variant):
            here.add(variant.language)
    return found


def fate(row: Row, post: Post, languages: Mapping[str, bool], rule: Fallback, ready: Collection[str]) -> Fate:
    """What becomes of one delivery."""
    _, variant, profile = row
    if not is_ready(post, variant):
        return Fate.WAIT
    own = next((one for one in languages if is_own(profile, one, post.language)), None)
    if own is None:
        held = rule is Fallback.WAIT and variant.language == post.language
        late = held and any(not done and reads(profile, one, post.language) for one, done in languages.items())
        return Fate.WAIT if late else Fate.SEAL
    shown = languages_to_publish(own, rule, lambda one: one in ready, post.language)
    if variant.language in shown:
        return Fate.SEAL
    return Fate.DROP if shown else Fate.WAIT


def awaited(session: Session, post: Post) -> list[Awaited]:
    """Every language of the post that is not ready, with what is shown until then."""
    missing = [language for language, done in wanted(session, post).items() if not done]
    if not missing:
        return []
    rule, rows = fallback_for(session, post.audience), live_rows(session, post)
    profiles, ready = {profile.id: profile for _, _, profile in rows}, ready_on_profiles(post, rows)
    found = []
    for language in missing:
        for own in (True, False):
            concerned = [
                one
                for one in profiles.values()
                if reads(one, language, post.language) and is_own(one, language, post.language) is own
            ]
            if concerned:
                there = set[str].intersection(*(ready[one.id] for one in concerned)) if own else set[str]()
                shown = shown_until(language, there, post.language)
                found.append(Awaited(language, shown, rule, own, tuple(one.name for one in concerned)))
    return found


def shown_until(language: str, ready: Collection[str], source: str) -> str:
    """The language that stands in for another one."""
    return languages_to_publish(language, Fallback.SPANISH, lambda one: one in ready and one != language, source)[0]
