"""Makes campaigns, profiles, posts and deliveries for the console's tests."""

from datetime import timedelta

from sqlalchemy import select, update

from campaigns.approving import approve_post
from campaigns.models import Audience as Public
from campaigns.models import Campaign, Delivery, KeyMessage, KeyMessageText, Profile, Territory, Variant
from campaigns.scheduling import PostOrder, World, create_post
from campaigns.status import CampaignStatus, DeliveryStatus
from campaigns.timing import When
from foundation.db import Database
from foundation.people import user_named
from foundation.texts import Texts
from languages.contract import TranslationState
from networks.registry import network_module
from tests.clock import FrozenClock

HOST = "http://127.0.0.1:8000"
PROFILES = (("sala-de-prensa", "site", "REG"), ("x-gt", "x", "GT"), ("pagina-do", "facebook", "DO"))
PLACES = (
    ("REG", "Región", "Region", "America/Guatemala"),
    ("GT", "Guatemala", "Guatemala", "America/Guatemala"),
    ("DO", "República Dominicana", "Dominican Republic", "America/Santo_Domingo"),
)


def lay_out(database: Database, clock: FrozenClock) -> None:
    """Three territories, one campaign, one key message, three profiles."""
    now = clock.now()
    with database.writing() as session:
        for code, name_es, name_en, zone in PLACES:
            session.add(
                Territory(code=code, name_es=name_es, name_en=name_en, zone=zone, zones=[zone], languages=["es"], facts={})
            )
        session.add(Public(code="P4", slug="poblacion", name_es="Población", name_en="People"))
        session.flush()
        session.add(KeyMessage(code="P4-M01", audience="P4"))
        session.flush()
        for language, text in (("es", "Nadie está en venta."), ("en", "Nobody is for sale.")):
            session.add(KeyMessageText(key_message="P4-M01", language=language, text=text, state=TranslationState.APPROVED))
        session.add(
            Campaign(
                slug="30-julio",
                title_es="Día Mundial contra la Trata de Personas",
                title_en="World Day against Trafficking in Persons",
                territory="REG",
                status=CampaignStatus.RUNNING,
                hashtag="#NadieEnVenta",
                link="https://example.org/30-julio",
                created_at=now,
            )
        )
        for name, network, territory in PROFILES:
            session.add(Profile(name=name, network=network, territory=territory, created_at=now))


def world_at(clock: FrozenClock) -> World:
    return World(lambda name: network_module(name).LIMITS, HOST, Texts("es"), clock.now())


def write_post(
    database: Database,
    clock: FrozenClock,
    *,
    title: str = "Nadie está en venta",
    text: str = "La trata de personas es un delito. {{ campaign.hashtag }}",
    profiles: tuple[str, ...] = ("x-gt",),
    minutes: float = 60,
    approve_by: str = "",
) -> int:
    """The number of a new post, approved or not."""
    due = clock.now() + timedelta(minutes=minutes)
    when = When(f"{due:%Y-%m-%d %H:%M}", "UTC")
    with database.writing() as session:
        order = PostOrder(campaign="30-julio", profiles=profiles, title=title, text=text, when=when)
        post, _ = create_post(session, order, "ana", world_at(clock))
        if approve_by:
            approve_post(session, post.id, user_named(session, approve_by), clock.now())
        return post.id


def put(database: Database, post: int, status: DeliveryStatus, **facts: object) -> str:
    """Sets a post's deliveries to a status, as the outbox would; returns the first one's id."""
    with database.writing() as session:
        session.execute(update(Delivery).where(Delivery.post_id == post).values(status=status, **facts))
        return str(session.scalars(select(Delivery.id).where(Delivery.post_id == post).order_by(Delivery.id)).first())


def make_machine_draft(database: Database, post: int) -> None:
    """As if a program had translated it."""
    with database.writing() as session:
        drafted = {"state": TranslationState.MACHINE, "engine": "mymemory"}
        session.execute(update(Variant).where(Variant.post_id == post).values(**drafted))
