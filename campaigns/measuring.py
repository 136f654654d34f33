"""How long a version of a post would be on each network it is meant for, composed and counted by the code that plans it."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.attaching import files_of
from campaigns.errors import UnknownPlaceholder, WrongTemplate
from campaigns.models import Campaign, Delivery, Post, Profile, Territory, Variant
from campaigns.previewing import seen
from campaigns.scheduling import Target, World, composed
from campaigns.standing import LIVE, reads
from campaigns.timing import When, slot_for
from foundation.ids import new_code
from languages.guard import Measure


def measure_for(session: Session, post: Post, language: str, world: World) -> Measure:
    """Counts a text as the networks of the post's profiles count it, with link and names filled in: length and limit by network.

    A text that cannot be composed yet has no length: the guard says elsewhere what is wrong with its placeholders.
    """
    campaign, files = session.get_one(Campaign, post.campaign_id), files_of(session, post)
    places = places_of(session, post, language)

    def measure(text: str) -> Mapping[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for profile, territory in places:
            slot = slot_for(When(now=True), territory.zone, world.now)
            target = Target(profile, territory, Variant(language=language, network=profile.network, text=text), slot)
            try:
                outgoing = composed(campaign, post, target, files, f"{world.public_url}/r/{new_code()}", world, {})
            except (UnknownPlaceholder, WrongTemplate):
                return {}
            view = seen(profile, outgoing, world.rules_of(profile))
            if view.limit is not None and view.length > found.get(profile.network, (0, 0))[0]:
                found[profile.network] = (view.length, view.limit)
        return found

    return measure


def places_of(session: Session, post: Post, language: str) -> list[tuple[Profile, Territory]]:
    """The profiles of the post on which a version in that language goes out."""
    rows = session.execute(
        select(Profile, Territory)
        .join(Territory, Territory.code == Profile.territory)
        .where(Profile.id.in_(select(Delivery.profile_id).where(Delivery.post_id == post.id, Delivery.status.in_(LIVE))))
        .order_by(Profile.id)
    )
    return [(profile, territory) for profile, territory in rows if reads(profile, language, post.language)]
