"""Creates posts and plans their deliveries: composes, checks against each network, and writes all of it or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, insert, null, select, update
from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.attaching import AttachedFile, Attachment, attached, media_of
from campaigns.composing import compose, facts_for, with_link
from campaigns.errors import KnownKey, MissingField, NotTranslated, Unpublishable
from campaigns.finding import campaign_named, key_message_words, profiles_named, territories
from campaigns.models import Campaign, Delivery, Post, PostAsset, Profile, Territory, Variant
from campaigns.sealing import freeze
from campaigns.standing import languages_on
from campaigns.status import DeliveryStatus
from campaigns.timing import Slot, When, slot_for
from foundation.db import table_of, written
from foundation.errors import NotFound
from foundation.ids import new_code, new_id
from foundation.texts import N_, Texts
from languages.contract import TranslationState
from languages.fallback import fallback_for
from networks.contract import Limits, Outgoing
from networks.describing import sentence_of
from networks.rules import Rules, declared

NOW: Final = When(now=True)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language and how far it can be trusted."""

    text: str
    state: TranslationState = TranslationState.APPROVED
    engine: str | None = None


@dataclass(frozen=True, slots=True)
class PostOrder:
    """What a person asks for. `translations` hold the words of every language but the first."""

    campaign: str
    profiles: Sequence[str]
    key: str = ""
    languages: Sequence[str] = ("es",)
    text: str = ""
    key_message: str = ""
    audience: str = ""
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    when: When = NOW
    link: str = ""
    attachments: Sequence[Attachment] = ()
    translations: Mapping[str, Words] = field(default_factory=dict)
    late_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What planning must know of its surroundings.

    `limits_of` gives a network's declared limits by name; `profile_rules`, where given, what a very profile's network takes.
    """

    limits_of: Callable[[str], Limits]
    public_url: str
    texts: Texts
    now: datetime
    profile_rules: Callable[[Profile], Rules] | None = None

    def rules_of(self, profile: Profile) -> Rules:
        """What the profile's network takes, shows and charges."""
        return self.profile_rules(profile) if self.profile_rules else declared(self.limits_of(profile.network))


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery as it was planned."""

    id: UUID
    profile: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """One profile in one language at one slot."""

    profile: Profile
    territory: Territory
    variant: Variant
    slot: Slot


def create_post(session: Session, order: PostOrder, by: str, world: World) -> tuple[Post, list[Planned]]:
    """A post with its variants and planned deliveries, none of which leaves before it is approved.

    Raises:
        BadInput: names the field and the way out; nothing was written.
    """
    refuse_known_key(session, order.key)
    campaign = campaign_named(session, order.campaign)
    profiles = profiles_named(session, order.profiles)
    words = words_of(session, order)
    places = territories(session)
    slots = {profile.id: slot_for(order.when, places[profile.territory].zone, world.now) for profile in profiles}
    post = new_post(session, campaign, order, words, by, world.now)
    media = attach(session, post, order)
    variants = new_variants(session, post, words, sorted({profile.network for profile in profiles}))
    rule = fallback_for(session, post.audience)
    targets = [
        Target(profile, places[profile.territory], variants[language, profile.network], slots[profile.id])
        for profile in profiles
        for language in languages_on(profile, words, post.language, rule)
    ]
    return post, plan(session, campaign, post, targets, media, world, titles=order.titles, late_after_s=order.late_after_s)


def refuse_known_key(session: Session, key: str) -> None:
    """Raises:
    KnownKey: a post of that key exists; its number is in the sentence.
    """
    known = session.scalar(select(Post.id).where(Post.key == key)) if key else None
    if known is not None:
        raise KnownKey(field="key", key=key, post=known)


def words_of(session: Session, order: PostOrder) -> dict[str, Words]:
    """The words per language: given, translated beforehand, or the key message's own.

    Raises:
        MissingField: neither text nor key message.
        NotTranslated: a language has no words.
    """
    source = order.languages[0] if order.languages else "es"
    known: dict[str, Words] = {}
    if order.key_message:
        _, rows = key_message_words(session, order.key_message)
        known = {language: Words(row.text, row.state) for language, row in rows.items()}
    if order.text.strip():
        known = {source: Words(order.text)}
    if not known:
        raise MissingField(field="text", hint=N_("Escriba un texto con --text o elija un mensaje clave con --key-message."))
    known |= order.translations
    for language in order.languages:
        if language not in known:
            raise NotTranslated(language=language, reason="—")
    return {language: known[language] for language in dict.fromkeys(order.languages or (source,))}


def new_post(session: Session, campaign: Campaign, order: PostOrder, words: Mapping[str, Words], by: str, now: datetime) -> Post:
    """The post's row."""
    audience = order.audience
    if order.key_message and not audience:
        audience = key_message_words(session, order.key_message)[0].audience
    source = next(iter(words))
    post = Post(
        key=order.key or None,
        campaign_id=campaign.id,
        audience=audience or None,
        key_message=order.key_message or None,
        title=order.title,
        text=words[source].text,
        language=source,
        link=order.link or campaign.link,
        created_by=by,
        created_at=now,
    )
    session.add(post)
    session.flush()
    return post


def attach(session: Session, post: Post, order: PostOrder) -> list[AttachedFile]:
    """The post's files, in order.

    Raises:
        NotFound: the library has no such file.
        MissingField: a file nobody described.
    """
    files: list[AttachedFile] = []
    for position, one in enumerate(order.attachments):
        asset = session.get(Asset, one.asset_id)
        if asset is None:
            raise NotFound(kind=N_("archivo"), name=one.asset_id)
        alt = {**asset.alt, **one.alt}
        if not alt:
            raise MissingField(field="alt", hint=N_("Describa la imagen con --alt para quien no puede verla."))
        session.add(PostAsset(post_id=post.id, asset_id=asset.id, position=position, language=one.language, alt=alt))
        files.append(attached(session, asset, alt, one.language))
    session.flush()
    return files


def new_variants(
    session: Session, post: Post, words: Mapping[str, Words], networks: Sequence[str]
) -> dict[tuple[str, str], Variant]:
    """One variant per language and network."""
    made = {
        (language, network): Variant(
            post_id=post.id,
            language=language,
            network=network,
            text=one.text,
            state=one.state,
            engine=one.engine,
            source=None if language == post.language else post.text,
        )
        for language, one in words.items()
        for network in networks
    }
    session.add_all(made.values())
    session.flush()
    return made


def plan(
    session: Session,
    campaign: Campaign,
    post: Post,
    targets: Sequence[Target],
    media: Sequence[AttachedFile],
    world: World,
    *,
    titles: Mapping[str, str] | None = None,
    late_after_s: int | None = None,
) -> list[Planned]:
    """Writes one delivery per target, its payload frozen.

    Raises:
        Unpublishable: a network would refuse a message; every reason is listed.
        UnknownPlaceholder, WrongTemplate: the text cannot be composed.
    """
    rows: list[dict[str, Any]] = []
    for target in targets:
        code = new_code()
        outgoing = outgoing_for(campaign, post, target, media, f"{world.public_url}/r/{code}", world, titles or {})
        rows.append(
            {
                "id": new_id(),
                "campaign_id": campaign.id,
                "post_id": post.id,
                "variant_id": target.variant.id,
                "profile_id": target.profile.id,
                "due_at": target.slot.due_at,
                "wall_time": target.slot.wall,
                "zone": target.slot.zone,
                "late_after_s": late_after_s,
                "payload": freeze(outgoing),
                "link_code": code,
                "status": DeliveryStatus.PLANNED,
                "attempts": 0,
                "parts": {},
                "created_at": world.now,
            }
        )
    if rows:
        session.connection().execute(insert(table_of(Delivery)), rows)
    return [Planned(row["id"], target.profile.name, row["due_at"]) for row, target in zip(rows, targets, strict=True)]


def outgoing_for(
    campaign: Campaign,
    post: Post,
    target: Target,
    media: Sequence[AttachedFile],
    tracked: str,
    world: World,
    titles: Mapping[str, str],
) -> Outgoing:
    """Exactly what would be sent to a target, checked against its network.

    Raises:
        Unpublishable: with every reason.
    """
    rules = world.rules_of(target.profile)
    outgoing = composed_within(rules.limits, campaign, post, target, media, tracked, titles)
    refuse_unpublishable(outgoing, rules, target.profile.name, world.texts)
    return outgoing


def composed(
    campaign: Campaign,
    post: Post,
    target: Target,
    media: Sequence[AttachedFile],
    tracked: str,
    world: World,
    titles: Mapping[str, str],
) -> Outgoing:
    """Exactly what would be sent to a target, whether or not its network would take it.

    Raises:
        UnknownPlaceholder, WrongTemplate.
    """
    return composed_within(world.rules_of(target.profile).limits, campaign, post, target, media, tracked, titles)


def composed_within(
    limits: Limits,
    campaign: Campaign,
    post: Post,
    target: Target,
    media: Sequence[AttachedFile],
    tracked: str,
    titles: Mapping[str, str],
) -> Outgoing:
    """The same, where the network's limits are known already."""
    language = target.variant.language
    link = tracked if post.link else ""
    facts = facts_for(campaign, target.territory, target.profile, language, link)
    return Outgoing(
        text=with_link(compose(target.variant.text, facts), link, in_text=limits.link == "text"),
        language=language,
        link=link,
        title=titles.get(language) or post.title or facts["campaign"]["title"],
        media=tuple(media_of(one, language, limits) for one in media if one.language in (None, language)),
        about={
            "post": str(post.id),
            "campaign": campaign.slug,
            "campaign_title": facts["campaign"]["title"],
            "territory": target.territory.code,
            "audience": post.audience or "",
        },
    )


def refuse_unpublishable(outgoing: Outgoing, rules: Rules, profile: str, texts: Texts) -> None:
    """Raises:
    Unpublishable: the network would refuse the message.
    """
    found = rules.check(outgoing)
    if found:
        raise Unpublishable(
            field=found[0].field,
            profile=profile,
            problems=" ".join(sentence_of(one, texts) for one in found),
        )


PROFILES: Final = table_of(Profile)
FIRST_DUE: Final = (
    select(func.coalesce(Delivery.retry_at, Delivery.due_at))
    .where(Delivery.profile_id == PROFILES.c.id, Delivery.status == written(DeliveryStatus.PLANNED), Delivery.seal.is_not(None))
    .order_by(Delivery.due_at, Delivery.id)
    .limit(1)
    .correlate(PROFILES)
    .scalar_subquery()
)
THESE: Final = PROFILES.c.id.in_(bindparam("lanes", expanding=True))
LOCK: Final = select(PROFILES.c.id).where(THESE).order_by(PROFILES.c.id).with_for_update()
REFRESH: Final = update(PROFILES).where(THESE).values(next_due=FIRST_DUE)
REFRESH_AND_FREE: Final = REFRESH.values(busy_with=null())
LANES_AT_ONCE: Final = 1000


def lock_profiles(session: Session, profile_ids: Iterable[int]) -> None:
    """Profiles before deliveries and in one order, so that nobody waits for each other; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(LOCK, {"lanes": list(profile_ids)})


def refresh_next_due(session: Session, profile_ids: Iterable[int], *, and_free: bool = False) -> None:
    """Keeps `Profile.next_due` at the instant of the first delivery in the profile's order that may leave."""
    lanes = sorted(set(profile_ids))
    for first in range(0, len(lanes), LANES_AT_ONCE):
        some = lanes[first : first + LANES_AT_ONCE]
        lock_profiles(session, some)
        session.connection().execute(REFRESH_AND_FREE if and_free else REFRESH, {"lanes": some})
