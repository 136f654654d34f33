"""How a post would look on each profile before it exists: composed and counted by the code that plans it, nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assets.models import Asset
from campaigns.attaching import AttachedFile, attached
from campaigns.finding import campaign_named, profiles_named, territories
from campaigns.models import Campaign, Post, Profile, Variant
from campaigns.scheduling import NOW, PostOrder, Target, World, composed, words_of
from campaigns.standing import languages_on
from campaigns.timing import slot_for
from foundation.ids import new_code
from languages.fallback import fallback_for
from networks.contract import Outgoing, Problem, Shown
from networks.rules import Rules


@dataclass(frozen=True, slots=True)
class Preview:
    """One profile's view. `length` is counted as its network counts; `limit` None means that there is none.

    `messages` is what people will see, in order; `cost` is in US dollars, None where the network charges nothing.
    """

    profile: str
    network: str
    outgoing: Outgoing
    messages: Sequence[Shown]
    length: int
    limit: int | None
    unit: str
    problems: Sequence[Problem]
    cost: float | None


def preview(session: Session, order: PostOrder, world: World) -> list[Preview]:
    """Every profile's view in every language, also of what a network would refuse.

    Raises:
        BadInput, NotFound: what `create_post` raises before it looks at the networks; the time is not looked at.
    """
    campaign = campaign_named(session, order.campaign)
    profiles = profiles_named(session, order.profiles)
    words = words_of(session, order)
    places = territories(session)
    post = unwritten_post(campaign, order, next(iter(words)))
    media = files_of(session, order)
    rule = fallback_for(session, post.audience)
    views = []
    for profile in profiles:
        place = places[profile.territory]
        slot = slot_for(NOW, place.zone, world.now)
        for language in languages_on(profile, words, post.language, rule):
            variant = Variant(language=language, network=profile.network, text=words[language].text)
            target = Target(profile, place, variant, slot)
            link = f"{world.public_url}/r/{new_code()}"
            outgoing = composed(campaign, post, target, media, link, world, order.titles)
            views.append(seen(profile, outgoing, world.rules_of(profile)))
    return views


def unwritten_post(campaign: Campaign, order: PostOrder, language: str) -> Post:
    """The post as composing needs it; it never meets a session."""
    return Post(title=order.title, link=order.link or campaign.link, audience=order.audience or None, language=language)


def files_of(session: Session, order: PostOrder) -> list[AttachedFile]:
    """The library's files the order names; one that is gone is left out, planning will say so."""
    found = ((session.get(Asset, one.asset_id), one) for one in order.attachments)
    return [attached(session, asset, {**asset.alt, **one.alt}, one.language) for asset, one in found if asset is not None]


def seen(profile: Profile, outgoing: Outgoing, rules: Rules) -> Preview:
    """The view with its count and its price; its messages are made by the code that sends them."""
    return Preview(
        profile=profile.name,
        network=profile.network,
        outgoing=outgoing,
        messages=rules.shown(outgoing),
        length=rules.length(outgoing),
        limit=rules.most(outgoing),
        unit=rules.limits.text_unit,
        problems=rules.check(outgoing),
        cost=rules.cost(outgoing),
    )
