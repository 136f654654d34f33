from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import starter
from campaigns.errors import MissingField
from campaigns.models import Campaign, Delivery
from campaigns.planning import (
    MOVES,
    CampaignDraft,
    CampaignExists,
    WrongCampaign,
    WrongCampaignMove,
    adapt_campaign,
    create_campaign,
    move_campaign,
)
from campaigns.status import CampaignStatus, DeliveryStatus
from foundation.db import Database
from foundation.errors import NotAllowed, NotFound
from foundation.people import REGION, Role, User, add_user
from moderation.holds import ReasonMissing, active_holds, place_hold
from moderation.models import Review
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_post, plant_profiles

NOW = FrozenClock().now()
GOOD = CampaignDraft("dia-nina", "Día de la Niña", "Day of the Girl", "REG", "#DíaDeLaNiña", "https://example.org/a", "nina")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        starter.load(session, NOW)
        yield session


@pytest.fixture
def lead(session: Session) -> User:
    return add_user(session, "lead", Role.CAMPAIGN_LEAD, REGION, NOW)


def test_a_campaign_begins_as_a_draft(session: Session, lead: User) -> None:
    campaign = create_campaign(session, GOOD, lead, NOW)

    assert (campaign.status, campaign.title_en, campaign.commemorative_date) == (CampaignStatus.DRAFT, "Day of the Girl", "nina")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Día Niña"),
        ("slug", "a" * 81),
        ("slug", "../etc"),
        ("hashtag", "#Dos #Etiquetas"),
        ("hashtag", "SinNumeral"),
        ("link", "http://example.org"),
        ("link", "javascript:alert(1)"),
        ("ends_on", date(2027, 1, 1)),
    ],
)
def test_a_field_that_cannot_be_is_named(session: Session, lead: User, field: str, value: object) -> None:
    fields = {**GOOD.__dict__, "starts_on": date(2027, 7, 30), field: value}

    with pytest.raises(WrongCampaign) as refused:
        create_campaign(session, CampaignDraft(**fields), lead, NOW)

    assert refused.value.field == {"ends_on": "ends"}.get(field, field)


def test_a_campaign_needs_a_title_a_known_date_and_a_free_name(session: Session, lead: User) -> None:
    with pytest.raises(MissingField):
        create_campaign(session, CampaignDraft("a", " ", "", "REG"), lead, NOW)
    with pytest.raises(NotFound):
        create_campaign(session, CampaignDraft("a", "A", "", "REG", commemorative_date="nunca"), lead, NOW)
    with pytest.raises(NotFound):
        create_campaign(session, CampaignDraft("a", "A", "", "ZZ"), lead, NOW)
    with pytest.raises(CampaignExists):
        create_campaign(session, CampaignDraft("dia-mundial-trata", "A", "", "REG"), lead, NOW)


def test_a_country_leads_its_own_campaigns_only(session: Session) -> None:
    ana = add_user(session, "ana", Role.CAMPAIGN_LEAD, "HN", NOW)

    assert create_campaign(session, CampaignDraft("hn-1", "Honduras", "", "hn"), ana, NOW).territory == "HN"
    with pytest.raises(NotAllowed):
        create_campaign(session, CampaignDraft("gt-1", "Guatemala", "", "GT"), ana, NOW)


def test_a_country_adapts_a_regional_campaign_once_and_never_another_adaptation(session: Session) -> None:
    ana = add_user(session, "ana", Role.CAMPAIGN_LEAD, "HN", NOW)
    adapted = adapt_campaign(session, "dia-mundial-trata", "HN", ana, NOW)

    assert (adapted.slug, adapted.territory, adapted.hashtag) == ("dia-mundial-trata-hn", "HN", "#DíaMundialContraLaTrata")
    assert session.get_one(Campaign, adapted.parent_id).slug == "dia-mundial-trata"
    with pytest.raises(CampaignExists):
        adapt_campaign(session, "dia-mundial-trata", "HN", ana, NOW)
    with pytest.raises(WrongCampaign):
        adapt_campaign(session, adapted.slug, "HN", ana, NOW)


@pytest.mark.parametrize("old", list(CampaignStatus))
@pytest.mark.parametrize("new", list(CampaignStatus))
def test_only_the_allowed_moves_are_made(session: Session, lead: User, old: CampaignStatus, new: CampaignStatus) -> None:
    campaign = create_campaign(session, GOOD, lead, NOW)
    campaign.status = old
    session.flush()

    if new in MOVES[old]:
        assert move_campaign(session, "dia-nina", new, lead, NOW, "porque sí").status is new
    else:
        with pytest.raises(WrongCampaignMove):
            move_campaign(session, "dia-nina", new, lead, NOW, "porque sí")


def test_who_moved_a_campaign_and_why_is_kept(session: Session, lead: User) -> None:
    campaign = create_campaign(session, GOOD, lead, NOW)
    move_campaign(session, "dia-nina", CampaignStatus.CANCELLED, lead, NOW, "sin presupuesto")

    review = session.scalars(select(Review).where(Review.subject == f"campaign:{campaign.id}")).one()
    assert (review.decision, review.decided_by, review.reason) == ("cancelled", "lead", "sin presupuesto")


def test_pausing_holds_the_campaign_and_resuming_lifts_only_its_own_pause(session: Session, lead: User) -> None:
    campaign = create_campaign(session, GOOD, lead, NOW)
    campaign.status = CampaignStatus.RUNNING
    crisis = place_hold(session, lead, "luto", NOW)
    move_campaign(session, "dia-nina", CampaignStatus.PAUSED, lead, NOW, "un error en el texto")

    assert {(one.campaign_id, one.reason) for one in active_holds(session, NOW)} == {
        (None, "luto"),
        (campaign.id, "un error en el texto"),
    }
    move_campaign(session, "dia-nina", CampaignStatus.RUNNING, lead, NOW)
    assert [one.id for one in active_holds(session, NOW)] == [crisis.id]


def test_a_pause_says_why(session: Session, lead: User) -> None:
    create_campaign(session, GOOD, lead, NOW).status = CampaignStatus.RUNNING
    session.flush()

    with pytest.raises(ReasonMissing):
        move_campaign(session, "dia-nina", CampaignStatus.PAUSED, lead, NOW)


def test_cancelling_cancels_what_has_not_left(database: Database) -> None:
    with database.writing() as session:
        plant_campaign(session, NOW)
        plant_profiles(session, NOW, 2)
        admin = add_user(session, "admin", Role.ADMIN, REGION, NOW)
        plant_post(session, NOW, ["toy-0", "toy-1"], in_s=600, by=admin)
        sent = session.scalars(select(Delivery).order_by(Delivery.profile_id)).first()
        assert sent is not None
        sent.status = DeliveryStatus.SENT
        session.flush()

        move_campaign(session, "prueba", CampaignStatus.CANCELLED, admin, NOW + timedelta(seconds=1), "se pospone")

        assert {one.status for one in session.scalars(select(Delivery))} == {DeliveryStatus.SENT, DeliveryStatus.CANCELLED}
