"""What a document about a campaign says, read from the database: messages, dates, what went out, whom to ask."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_date
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assets.documents import Bar, Chart, Number, Part, Sheet, Voice, When
from campaigns.agenda import coming
from campaigns.finding import campaign_named, territory_coded
from campaigns.models import Audience, Campaign, Delivery, KeyMessage, KeyMessageText, Post, Profile, Territory
from campaigns.status import DeliveryStatus
from foundation.people import REGION
from foundation.texts import N_, Texts
from networks.describing import NETWORK_NAMES

AHEAD: Final = timedelta(days=150)
MOST: Final = 5
COMPARED: Final = 2

TRAFFICKING: Final = N_(
    "La trata de personas es captar, trasladar, acoger o recibir a personas por la fuerza, el engaño o el abuso de poder, "
    "para explotarlas."
)
SMUGGLING: Final = N_(
    "El tráfico ilícito de migrantes es facilitar, por dinero u otro beneficio, que alguien entre sin permiso a un país. "
    "Es un delito contra el Estado que pone en peligro a las personas migrantes."
)
ACTIONS: Final = (
    N_("Compruebe quién ofrece un trabajo o un viaje antes de aceptar."),
    N_("Guarde usted sus documentos y cuéntele a alguien de confianza adónde va."),
    N_("Si sospecha de un caso, avise a las autoridades de su país; no intente resolverlo a solas."),
)


def campaign_sheet(session: Session, slug: str, language: str, now: datetime) -> Sheet:
    """The sheet of a campaign in one language.

    Raises:
        NotFound: no such campaign.
    """
    campaign, texts = campaign_named(session, slug), Texts(language)
    territory = territory_coded(session, campaign.territory)
    voices = messages(session, campaign, language)
    return Sheet(
        title=campaign.title_en if texts.language == "en" else campaign.title_es,
        kicker=territory.name_en if texts.language == "en" else territory.name_es,
        lead=voices[0].text if voices else "",
        place_and_date=format_date(now.date(), "long", locale=texts.language),
        figures=figures(session, campaign, texts),
        parts=[
            Part(heading=texts(N_("Qué es la trata de personas")), paragraphs=[texts(TRAFFICKING)]),
            Part(heading=texts(N_("Qué es el tráfico ilícito de migrantes")), paragraphs=[texts(SMUGGLING)]),
            Part(heading=texts(N_("Qué puede hacer usted")), points=[texts(action) for action in ACTIONS]),
        ],
        voices=voices[1:] if len(voices) > 1 else voices,
        charts=charts(session, campaign, texts),
        dates=dates(session, campaign, texts, now),
        contact=[territory.national_body or texts(N_("Presidencia y Secretaría Técnica de la CORETT"))],
        hashtag=campaign.hashtag,
        link=campaign.link,
    )


def messages(session: Session, campaign: Campaign, language: str) -> list[Voice]:
    """The key messages of the campaign's posts, else of the strategy, with the audience they speak to."""
    used = select(Post.key_message).where(Post.campaign_id == campaign.id, Post.key_message.is_not(None))
    codes = (
        session.scalars(used.order_by(Post.id)).all() or session.scalars(select(KeyMessage.code).order_by(KeyMessage.code)).all()
    )
    found = []
    for code in list(dict.fromkeys(codes))[: MOST + 1]:
        row = session.execute(
            select(KeyMessageText.text, Audience)
            .join(KeyMessage, KeyMessage.code == KeyMessageText.key_message)
            .join(Audience, Audience.code == KeyMessage.audience)
            .where(KeyMessageText.key_message == code, KeyMessageText.language.in_((language, "es")))
            .order_by(KeyMessageText.language == "es")
            .limit(1)
        ).first()
        if row:
            found.append(Voice(text=row[0], by=row[1].name_en if language == "en" else row[1].name_es))
    return found


def card_words(session: Session, slug: str, language: str) -> list[dict[str, str]]:
    """What the cards of a campaign say: each of its key messages under the campaign's title.

    Raises:
        NotFound: no such campaign.
    """
    campaign = campaign_named(session, slug)
    shared = {"kicker": campaign.title_en if language == "en" else campaign.title_es, "footer": campaign.hashtag}
    return [{**shared, "title": voice.text, "link": campaign.link} for voice in messages(session, campaign, language)]


def figures(session: Session, campaign: Campaign, texts: Texts) -> list[Number]:
    """Countries, posts prepared, and posts that are out: counted, never estimated."""
    countries = session.scalar(select(func.count()).select_from(Territory).where(Territory.code != REGION)) or 0
    posts = session.scalar(select(func.count()).select_from(Post).where(Post.campaign_id == campaign.id)) or 0
    sent = sum(sent_by_network(session, campaign).values())
    shown = [
        Number(value=str(countries), label=texts(N_("países miembros de la Coalición"))),
        Number(value=str(posts), label=texts(N_("publicaciones preparadas para la campaña"))),
    ]
    return [*shown, Number(value=str(sent), label=texts(N_("entregas publicadas hasta hoy")))] if sent else shown


def sent_by_network(session: Session, campaign: Campaign) -> Counter[str]:
    """How many deliveries went out on each network."""
    rows = session.execute(
        select(Profile.network, func.count())
        .join(Delivery, Delivery.profile_id == Profile.id)
        .where(Delivery.campaign_id == campaign.id, Delivery.status == DeliveryStatus.SENT)
        .group_by(Profile.network)
    ).all()
    return Counter(dict(row.tuple() for row in rows))


def charts(session: Session, campaign: Campaign, texts: Texts) -> list[Chart]:
    """What went out by network, once there is something to compare."""
    sent = sent_by_network(session, campaign)
    if len(sent) < COMPARED:
        return []
    bars = [Bar(label=texts(NETWORK_NAMES.get(network, network)), value=count) for network, count in sent.most_common(6)]
    return [
        Chart(title=texts(N_("Publicaciones por red")), bars=bars, source=texts(N_("Fuente: registro de entregas de CORETT.")))
    ]


def dates(session: Session, campaign: Campaign, texts: Texts, now: datetime) -> list[When]:
    """The next commemorative dates of the campaign's territory."""
    found = coming(session, now, (now + AHEAD).date(), (campaign.territory,))
    english = texts.language == "en"
    return [
        When(
            date=format_date(one.day, "long", locale=texts.language),
            what=one.occasion.name_en if english else one.occasion.name_es,
        )
        for one in found[:MOST]
    ]
