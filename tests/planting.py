"""Plants what a test needs: a territory, a campaign, profiles and approved deliveries."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.approving import approve_post
from campaigns.models import Campaign, Post, Profile, Territory
from campaigns.scheduling import Planned, PostOrder, World, create_post
from campaigns.timing import When
from foundation.people import REGION, Role, User, add_user
from foundation.texts import Texts
from networks.contract import Limits, MediaKind

LIMITS = Limits(network="toy", max_text=280, text_unit="characters", count=len, max_images=4, max_alt=1000, looks=True)
PUBLIC_URL = "https://prensa.example.org"

__all__ = ["LIMITS", "PUBLIC_URL", "MediaKind", "plant_campaign", "plant_post", "plant_profiles", "plant_user", "world_at"]


def plant_campaign(session: Session, now: datetime) -> Campaign:
    for code, name, zone in (("REG", "Región", "America/Guatemala"), ("GT", "Guatemala", "America/Guatemala")):
        session.add(
            Territory(
                code=code, name_es=name, name_en=name, zone=zone, zones=[zone], languages=["es"], national_body="SVET", facts={}
            )
        )
    session.flush()
    campaign = Campaign(
        slug="prueba",
        title_es="Prueba",
        title_en="Test",
        territory="REG",
        hashtag="#Prueba",
        link="https://example.org/a",
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    return campaign


def plant_profiles(session: Session, now: datetime, count: int = 1, network: str = "toy") -> list[Profile]:
    profiles = [Profile(name=f"{network}-{n}", network=network, territory="GT", created_at=now) for n in range(count)]
    session.add_all(profiles)
    session.flush()
    return profiles


def plant_user(session: Session, now: datetime, name: str = "admin", role: Role = Role.ADMIN, territory: str = REGION) -> User:
    return add_user(session, name, role, territory, now)


def world_at(now: datetime, limits: Limits = LIMITS) -> World:
    return World(lambda _network: limits, PUBLIC_URL, Texts("es"), now)


def plant_post(
    session: Session,
    now: datetime,
    profiles: Sequence[str],
    text: str = "Hola {{ country.name }}",
    in_s: float = 0,
    by: User | None = None,
    late_after_s: int | None = None,
) -> tuple[Post, list[Planned]]:
    """A post due in so many seconds; approved when `by` is given."""
    due = now + timedelta(seconds=in_s)
    when = When(f"{due:%Y-%m-%d %H:%M:%S}", "UTC")
    order = PostOrder(campaign="prueba", profiles=profiles, text=text, when=when, late_after_s=late_after_s)
    post, planned = create_post(session, order, "admin", world_at(now))
    if by is not None:
        approve_post(session, post.id, by, now)
    return post, planned
