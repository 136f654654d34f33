"""Holds each post against the do-no-harm rules before it is approved; what needs people is let pass by people, never by habit."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.finding import post_numbered
from campaigns.hotlines import known_lines
from campaigns.models import Delivery, Post, Profile
from campaigns.status import DeliveryStatus
from foundation.errors import BadInput
from foundation.people import User
from foundation.texts import N_, Texts
from moderation.checks import Finding, HelpLine, Scope, check_text
from moderation.findings import NEEDS_A_PERSON, in_language
from moderation.pictures import check_asset
from moderation.reviewing import accept, demand, missing

TOLD: Final = 5
SAID: Final = N_("{rule} «{words}»: {why} {fix}")
INSTEAD: Final = N_("Escriba, por ejemplo: «{instead}».")
ASK: Final = N_("Corrija el texto, o pida a {persons} persona(s) con el rol «{role}»: «corett review accept {post} --reason …».")


class Harmful(BadInput):
    """Words that may do harm; what each rule found, and who could let it pass."""

    code = "harmful"
    sentence = N_("text: {found} {way}")

    def __init__(self, post: int, findings: Sequence[Finding], absent: int) -> None:
        super().__init__(field="text", post=post)
        self.findings, self.absent = findings, absent

    def say(self, texts: Texts) -> str:
        wanted = demand(self.findings)
        role = wanted.role.value if wanted else ""
        found = " ".join(said(one, texts) for one in self.findings[:TOLD])
        return texts(self.sentence, found=found, way=texts(ASK, persons=self.absent, role=role, post=self.facts["post"]))


def said(finding: Finding, texts: Texts) -> str:
    """A finding as a sentence in the reader's language."""
    told = in_language(finding, texts.language)
    sentence = texts(SAID, rule=told.rule, words=told.words, why=told.why, fix=told.fix)
    return f"{sentence} {texts(INSTEAD, instead=told.instead)}" if told.instead else sentence


@dataclass(frozen=True)
class Reading:
    """The words of a delivery, what was found in them and the seal that binds an acceptance to them."""

    post: Post
    territory: str
    seal: str
    findings: tuple[Finding, ...]

    @property
    def grave(self) -> list[Finding]:
        """What needs a person."""
        return [one for one in self.findings if one.severity in NEEDS_A_PERSON]


def refuse_harm(session: Session, post: Post, waiting: Iterable[tuple[Delivery, Profile]], now: datetime) -> None:
    """The last look before words are sealed.

    Raises:
        Harmful: a rule blocks or holds them and not enough people have accepted these very words.
    """
    for reading in readings(session, post, waiting, now):
        absent = missing(session, subject_of(post), reading.seal, reading.findings)
        if absent:
            raise Harmful(post.id, reading.grave, absent)


def readings(session: Session, post: Post, deliveries: Iterable[tuple[Delivery, Profile]], now: datetime) -> list[Reading]:
    """Each different wording of a post, read once."""
    lines = known_lines(session)
    once: dict[tuple[str, str], Reading] = {}
    for delivery, profile in deliveries:
        content = json.loads(delivery.payload)
        seal = seal_of_words(content)
        if (seal, profile.territory) not in once:
            found = read(content, profile.territory, now, lines) + read_files(session, content, now)
            once[seal, profile.territory] = Reading(post, profile.territory, seal, tuple(found))
    return list(once.values())


def read(content: dict[str, Any], territory: str, now: datetime, lines: Sequence[HelpLine]) -> list[Finding]:
    """What the rules find in an outgoing message: its text without our own tracked link, its title, its alt texts."""
    language = content["language"]
    found = check_text(own_words(content), language, territory, now, lines=lines)
    found += check_text(content["title"], language, territory, now, lines=lines, scope=Scope.HEADLINE)
    for media in content["media"]:
        found += check_text(media["alt"], language, territory, now, lines=lines, scope=Scope.ALT)
    return found


def read_files(session: Session, content: dict[str, Any], now: datetime) -> list[Finding]:
    """What the library knows against the files of an outgoing message."""
    found: list[Finding] = []
    for media in content["media"]:
        asset = session.scalar(select(Asset).where(Asset.sha256 == media["sha256"]))
        if asset is not None:
            found += check_asset(session, asset, media["alt"], len(media["captions"]), now.date())
    return found


def own_words(content: dict[str, Any]) -> str:
    """The text without the link that CORETT put in."""
    text, link = content["text"], content["link"]
    return str(text.replace(link, "") if link else text)


def seal_of_words(content: dict[str, Any]) -> str:
    """The hash of what people read and see; the tracked link, unique to each delivery, is left out."""
    words = [own_words(content), content["title"], *(media["alt"] + media["sha256"] for media in content["media"])]
    return sha256("\n\x00".join(words).encode()).hexdigest()


def subject_of(post: Post) -> str:
    """How reviews name a post."""
    return f"post:{post.id}"


def post_readings(session: Session, number: int, now: datetime) -> list[Reading]:
    """What the rules find in a post's deliveries that have not left.

    Raises:
        NotFound: no such post.
    """
    post = post_numbered(session, number)
    rows = session.execute(
        select(Delivery, Profile)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(Delivery.post_id == post.id, Delivery.status.in_((DeliveryStatus.PLANNED, DeliveryStatus.HELD)))
        .order_by(Delivery.id)
    )
    return readings(session, post, [(delivery, profile) for delivery, profile in rows], now)


def accept_post(session: Session, number: int, by: User, reason: str, now: datetime) -> int:
    """A person lets what was found in a post pass; returns how many people are still missing.

    Raises:
        NeverAccepted, OwnWords, NotAllowed, WhyMissing, NotFound.
    """
    absent = [
        accept(
            session,
            subject_of(reading.post),
            reading.seal,
            reading.findings,
            author=reading.post.created_by,
            territory=reading.territory,
            by=by,
            reason=reason,
            now=now,
        )
        for reading in post_readings(session, number, now)
    ]
    return max(absent, default=0)
