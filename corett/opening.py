"""Opens the house for the first time: schema, starter strategy, first user, newsroom; repeatable without doubling anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.brand import load_kit
from assets.cards import render_card
from assets.intake import keep, make_fresh
from assets.settings import AssetsSection
from assets.store import open_store
from campaigns.approving import approve_post
from campaigns.attaching import Attachment
from campaigns.dates import next_occurrence
from campaigns.deciding import reschedule
from campaigns.finding import campaign_named, territories
from campaigns.materials import materials_of, want_materials
from campaigns.models import Campaign, CommemorativeDate, Delivery, KeyMessageText, Post, Profile
from campaigns.profiles import add_profile
from campaigns.scheduling import PostOrder, Words, create_post
from campaigns.starter import load as load_strategy
from campaigns.starter.posts import StarterPost, starter_campaign, starter_posts
from campaigns.status import DeliveryStatus
from campaigns.timing import When
from corett.migrating import migrate
from corett.running import limits_of, world_of
from corett.wiring import House
from foundation.clock import zone_named
from foundation.people import REGION, Role, User, add_user
from foundation.settings import parse_section
from languages.approving import learn
from languages.contract import TranslationState
from languages.glossary import STARTER_AUTHOR
from languages.glossary import load_starter as load_glossary
from languages.table import SOURCE
from monitoring.indicators import load_starter as load_indicators

NEWSROOM: Final = "sala-de-prensa"
LANGUAGES: Final = ("es", "en")
FIRST_AFTER: Final = timedelta(seconds=6)
CARD_LICENCE: Final = "CORETT"
APART: Final = timedelta(seconds=14)
"""Between two posts of a rehearsal: all are out within two minutes."""


def open_for_work(house: House, *, starter: bool, rehearse: bool) -> None:
    """The database in its newest form, with the strategy, the first user and the newsroom."""
    migrate(house.database)
    with house.database.writing() as session:
        now = house.clock.now()
        user = add_user(session, house.settings.app.user, Role.ADMIN, REGION, now)
        load_glossary(session, now)
        if starter:
            load_strategy(session, now)
            load_indicators(session, now)
            teach_key_messages(session, now)
            create_starter_posts(session, house, user, newsroom(session, house, now))
            if rehearse:
                rehearse_posts(session, house, user)


def teach_key_messages(session: Session, now: datetime) -> None:
    """The strategy's messages and their reviewed translations, for the translation memory."""
    rows = session.scalars(select(KeyMessageText)).all()
    spanish = {row.key_message: row.text for row in rows if row.language == SOURCE}
    for row in rows:
        if row.language != SOURCE and row.key_message in spanish:
            learn(session, spanish[row.key_message], row.text, SOURCE, row.language, row.state, STARTER_AUTHOR, now)


def newsroom(session: Session, house: House, now: datetime) -> Profile:
    """The public newsroom as a profile of the region."""
    known = session.scalar(select(Profile).where(Profile.name == NEWSROOM))
    return known or add_profile(session, house.vault, network="site", name=NEWSROOM, territory=REGION, secrets={}, now=now)


def create_starter_posts(session: Session, house: House, user: User, profile: Profile) -> None:
    """The starter campaign's posts as drafts for its day, those that are not there yet."""
    campaign = campaign_named(session, starter_campaign().slug)
    if not materials_of(session, campaign):
        want_materials(campaign, house.clock.now())
    when = nine_on_the_day(session, house, campaign)
    known = set(session.scalars(select(Post.key).where(Post.key.is_not(None))))
    for one in starter_posts():
        if one.key not in known:
            files = [card_of(session, house, one, language, user.name) for language in LANGUAGES]
            create_post(session, order_of_starter(one, campaign, profile, when, files), user.name, world_of(house))


def nine_on_the_day(session: Session, house: House, campaign: Campaign) -> When:
    """Nine in the morning on the campaign's next commemorative date, in the territory's zone."""
    zone = territories(session)[campaign.territory].zone
    date = session.get_one(CommemorativeDate, campaign.commemorative_date)
    day = next_occurrence(date.rrule, house.clock.now().astimezone(zone_named(zone)).date())
    return When(f"{day:%Y-%m-%d} 09:00", zone)


def card_of(session: Session, house: House, one: StarterPost, language: str, by: str) -> Attachment:
    """A starter post's card in one language, rendered and taken into the library."""
    section = parse_section(AssetsSection, house.settings.assets, "assets")
    words = one.card[language]
    values = {"kicker": words.kicker, "title": words.title, "body": words.body, "footer": starter_campaign().hashtag}
    card = render_card(load_kit(section.brand, section.brands_dir), "message", limits_of("site").card_sizes[0], values, language)
    with NamedTemporaryFile(suffix=".jpg") as file:
        Path(file.name).write_bytes(card.content)
        fresh = replace(make_fresh(Path(file.name), section, name=f"{one.key}-{language}.jpg"), facts={"card": card.key})
    asset = keep(
        open_store(house.settings), session, fresh, one.alt, CARD_LICENCE, by, house.clock.now(), name=f"{one.key}-{language}"
    )
    session.flush()
    return Attachment(asset.id, one.alt, language)


def order_of_starter(
    one: StarterPost, campaign: Campaign, profile: Profile, when: When, files: Sequence[Attachment]
) -> PostOrder:
    """A starter post in both languages."""
    return PostOrder(
        key=one.key,
        campaign=campaign.slug,
        profiles=[profile.name],
        languages=LANGUAGES,
        text=one.text["es"],
        audience=one.audience,
        key_message=one.key_message,
        titles=one.title,
        title=one.title["es"],
        translations={"en": Words(one.text["en"], TranslationState.REVIEWED)},
        when=when,
        attachments=files,
    )


def rehearse_posts(session: Session, house: House, user: User) -> None:
    """Puts the starter posts that nobody has approved yet on the next minutes and approves them."""
    due = house.clock.now() + FIRST_AFTER
    for post in session.scalars(select(Post).where(Post.key.in_([one.key for one in starter_posts()])).order_by(Post.id)):
        waiting = select(Delivery).where(
            Delivery.post_id == post.id, Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_(None)
        )
        drafts = list(session.scalars(waiting.order_by(Delivery.id)))
        for delivery in drafts:
            wall = due.astimezone(zone_named(delivery.zone))
            reschedule(session, delivery, When(f"{wall:%Y-%m-%d %H:%M:%S}", delivery.zone), user, house.clock.now())
        if drafts:
            approve_post(session, post.id, user, house.clock.now())
            due += APART
