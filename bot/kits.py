"""Finds what members may share: posts that are already out, in their language, with the card that went with them."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.members import Reader
from campaigns.dates import next_occurrence
from campaigns.models import Audience, Campaign, CommemorativeDate, Delivery, Post, Profile, Variant
from campaigns.status import CampaignStatus, DeliveryStatus
from foundation.errors import CorettError
from foundation.people import REGION
from foundation.texts import N_
from moderation.models import Hold

SILENT: Final = (CampaignStatus.PAUSED, CampaignStatus.CANCELLED)
NEWEST: Final = 500
NETWORKS: Final = ("telegram", "facebook", "site", "instagram", "threads", "x", "mastodon", "bluesky")
FILLERS: Final = re.compile(
    r"\b(al?|con|contra|del?|el|en|las?|los|para|por|sobre|una?|y|o|kits?|campana|mensaje|the|of|on|for|in|to|and|about|campaign)\b"
)
MONTHS: Final = (
    ("enero", "january"), ("febrero", "february"), ("marzo", "march"), ("abril", "april"), ("mayo", "may"), ("junio", "june"),
    ("julio", "july"), ("agosto", "august"), ("septiembre", "september"), ("octubre", "october"), ("noviembre", "november"),
    ("diciembre", "december"),
)  # fmt: skip


class KitGone(CorettError):
    """The post is no longer there to be shared."""

    code = "kit_gone"
    sentence = N_("Ese mensaje ya no se comparte. Escriba /kit para ver los que están disponibles.")


class OnHold(CorettError):
    """A crisis pause covers it."""

    code = "on_hold"
    sentence = N_("Esta campaña está en pausa por ahora, así que no se comparte nada de ella. Le agradecemos la paciencia.")


@dataclass(frozen=True, slots=True)
class Found:
    """A post that fits the words."""

    post: int
    campaign: int
    title: str
    campaign_title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The card of a kit, by content."""

    sha256: str
    mime: str
    alt: str


@dataclass(frozen=True, slots=True)
class Kit:
    """A post as it went out, ready to be shared. `link` is the tracked link its text holds, to be replaced by the member's."""

    post: int
    campaign: int
    title: str
    campaign_title: str
    text: str
    text_for_x: str | None
    link: str
    target: str
    language: str
    languages: tuple[str, ...]
    picture: Picture | None

    def with_link(self, link: str) -> str:
        """The text with that link in the place of the one it went out with."""
        if self.link and self.link in self.text:
            return self.text.replace(self.link, link)
        return f"{self.text}\n\n{link}".strip()

    def within(self, room: int, link: str) -> str:
        """The text with that link in at most `room` UTF-16 units, as Telegram counts them; what is too long ends in "…"."""
        whole = self.with_link(link)
        if units(whole) <= room:
            return whole
        words, left = self.without_link(), room - units(link) - 3
        while units(words) > left:
            words = words[: len(words) - max(1, (units(words) - left) // 2)].rstrip()
        return f"{words}…\n\n{link}"

    def without_link(self) -> str:
        """The text alone, for share windows that take the link apart."""
        return re.sub(r"[ \t]*\n\s*\n\s*\n*", "\n\n", self.text.replace(self.link, "") if self.link else self.text).strip()


def find_kits(session: Session, words: str, reader: Reader, now: datetime, limit: int = 8) -> list[Found]:
    """The posts that fit the words best, the reader's own territory and the newest first among equals; all fit no words."""
    wanted = FILLERS.sub(" ", fold(words)).split()
    scored = []
    for post, campaign, day, audience, sent_at in shareable(session, reader, now):
        score = fit(wanted, haystacks(post, campaign, day, audience, now.date()))
        if score is not None:
            title = campaign.title_en if reader.language == "en" else campaign.title_es
            own = reader.territory in (campaign.territory, REGION)
            scored.append((score, own, sent_at, Found(post.id, campaign.id, name_of(post), title)))
    scored.sort(key=lambda one: one[:3], reverse=True)
    return [replace(found, title=title_in(session, found, reader)) for *_, found in scored[:limit]]


def shareable(session: Session, reader: Reader, now: datetime) -> list[Any]:
    """Posts with at least one sent delivery whose campaign is neither paused, cancelled nor on hold; the newest five hundred."""
    sent = (
        select(Delivery.post_id, func.max(Delivery.finished_at).label("sent_at"))
        .where(Delivery.status == DeliveryStatus.SENT)
        .group_by(Delivery.post_id)
        .subquery()
    )
    rows = session.execute(
        select(Post, Campaign, CommemorativeDate, Audience, sent.c.sent_at)
        .join(sent, sent.c.post_id == Post.id)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .outerjoin(CommemorativeDate, CommemorativeDate.code == Campaign.commemorative_date)
        .outerjoin(Audience, Audience.code == Post.audience)
        .where(Campaign.status.not_in(SILENT))
        .order_by(sent.c.sent_at.desc())
        .limit(NEWEST)
    ).all()
    holds = open_holds(session, now)
    return [row for row in rows if not any(covers(hold, row[1], reader) for hold in holds)]


def open_holds(session: Session, now: datetime) -> Sequence[Hold]:
    """The pauses that are neither lifted nor over."""
    lasting = Hold.expires_at.is_(None) | (Hold.expires_at > now)
    return session.scalars(select(Hold).where(Hold.lifted_at.is_(None), lasting)).all()


def covers(hold: Hold, campaign: Campaign, reader: Reader) -> bool:
    """Whether a pause silences this campaign for this reader. One of a single network or profile says nothing about members."""
    if hold.network is not None or hold.profile_id is not None:
        return False
    here = hold.territory in (None, REGION, campaign.territory, reader.territory)
    return here and hold.campaign_id in (None, campaign.id)


def haystacks(post: Post, campaign: Campaign, day: CommemorativeDate | None, audience: Audience | None, today: date) -> list[str]:
    """Where to look, the strongest first: names, then the date, then the text."""
    names = (post.title, campaign.title_es, campaign.title_en, campaign.slug, campaign.hashtag)
    dates = (day.name_es, day.name_en, spelled(day, today)) if day else ()
    publics = (audience.name_es, audience.name_en) if audience else ()
    return [fold(" ".join(names)), fold(" ".join((*dates, *publics))), fold(post.text)]


def spelled(day: CommemorativeDate, today: date) -> str:
    """The date as people type it: "30 julio july"."""
    try:
        when = next_occurrence(day.rrule, today)
    except CorettError:
        return ""
    return f"{when.day} {' '.join(MONTHS[when.month - 1])}"


def fit(wanted: Sequence[str], places: Sequence[str]) -> int | None:
    """How well the places answer to the words: early places weigh more; None when a word is nowhere."""
    score = 0
    for word in wanted:
        weights = [len(places) - index for index, place in enumerate(places) if word_in(word, place)]
        if not weights:
            return None
        score += max(weights)
    return score


def word_in(word: str, place: str) -> bool:
    """A number must stand alone; a word may be the beginning of a longer one."""
    ending = r"\b" if word.isdigit() else ""
    return re.search(rf"\b{re.escape(word)}{ending}", place) is not None


def fold(text: str) -> str:
    """Lower case, no accents, words apart: how people type on a telephone."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def name_of(post: Post) -> str:
    """What the post is called in a list."""
    return post.title or " ".join(post.text.split())[:60]


def title_in(session: Session, found: Found, reader: Reader) -> str:
    """The title it went out with in the reader's language, else its own."""
    spoken = [one for one in sent_of(session, found.post) if one[1].language == reader.language]
    title: str = json.loads(spoken[0][0].payload).get("title", "") if spoken else ""
    return title or found.title


def kit_of(session: Session, post_id: int, reader: Reader, language: str, now: datetime) -> Kit:
    """The kit of a post: the text as it went out in that language, or in another when there is none.

    Raises:
        KitGone: nothing of it is out.
        OnHold: a crisis pause covers it.
    """
    post = session.get(Post, post_id)
    sent = sent_of(session, post_id)
    if post is None or not sent:
        raise KitGone
    campaign = session.get_one(Campaign, post.campaign_id)
    if campaign.status in SILENT or any(covers(hold, campaign, reader) for hold in open_holds(session, now)):
        raise OnHold
    best = min(sent, key=lambda one: preference(one, language, reader, post.language))
    payload = json.loads(best[0].payload)
    spoken = best[1].language
    pages = [delivery.url for delivery, _, profile in sent if profile.network == "site" and delivery.url]
    return Kit(
        post=post.id,
        campaign=campaign.id,
        title=payload.get("title") or name_of(post),
        campaign_title=campaign.title_en if reader.language == "en" else campaign.title_es,
        text=payload["text"],
        text_for_x=text_for_x(sent, spoken),
        link=payload.get("link", ""),
        target=post.link or campaign.link or next(iter(pages), ""),
        language=spoken,
        languages=tuple(sorted({variant.language for _, variant, _ in sent})),
        picture=picture_of(payload),
    )


Sent = tuple[Delivery, Variant, Profile]


def sent_of(session: Session, post_id: int) -> list[Sent]:
    """The post's deliveries that are out, newest first."""
    rows = session.execute(
        select(Delivery, Variant, Profile)
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(Delivery.post_id == post_id, Delivery.status == DeliveryStatus.SENT)
        .order_by(Delivery.finished_at.desc(), Delivery.id.desc())
        .limit(NEWEST)
    )
    return [(delivery, variant, profile) for delivery, variant, profile in rows]


def preference(sent: Sent, language: str, reader: Reader, source: str) -> tuple[int, int, int]:
    """The reader's language first, then the post's own; her territory, then the region; the roomier networks before X."""
    _, variant, profile = sent
    tongue = 0 if variant.language == language else 1 if variant.language == source else 2
    place = 0 if profile.territory == reader.territory else 1 if profile.territory == REGION else 2
    network = NETWORKS.index(profile.network) if profile.network in NETWORKS else len(NETWORKS)
    return tongue, place, network


def text_for_x(sent: Iterable[Sent], language: str) -> str | None:
    """The words that were already cut for X, without their link; None when none went out there."""
    for delivery, variant, profile in sent:
        if profile.network == "x" and variant.language == language:
            payload = json.loads(delivery.payload)
            text: str = payload["text"]
            return text.replace(payload["link"], "").strip() if payload.get("link") else text
    return None


def picture_of(payload: dict[str, Any]) -> Picture | None:
    """The first picture that went with it."""
    for media in payload.get("media", ()):
        if media["kind"] == "image":
            return Picture(media["sha256"], media["mime"], media.get("alt", ""))
    return None
