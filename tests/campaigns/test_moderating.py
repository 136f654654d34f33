from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.approving import approve_post
from campaigns.hotlines import verify_line
from campaigns.models import Delivery, Hotline
from campaigns.moderating import Harmful, accept_post, post_readings
from foundation.db import Database
from foundation.people import REGION, Role, User, add_user
from foundation.texts import Texts
from moderation.reviewing import NeverAccepted
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_post, plant_profiles, plant_user

NOW = FrozenClock().now()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        plant_campaign(session, NOW)
        plant_profiles(session, NOW, 3)
        plant_user(session, NOW)
        yield session


@pytest.fixture
def ana(session: Session) -> User:
    return add_user(session, "ana", Role.REVIEWER, REGION, NOW)


def plant(session: Session, text: str, profiles: int = 1) -> int:
    return plant_post(session, NOW, [f"toy-{n}" for n in range(profiles)], text, in_s=600)[0].id


def sealed(session: Session) -> list[bool]:
    return [one.seal is not None for one in session.scalars(select(Delivery))]


def test_a_harmless_post_is_approved(session: Session, ana: User) -> None:
    assert len(approve_post(session, plant(session, "La trata de personas es un delito grave", 3), ana, NOW)) == 3


def test_a_wrong_term_stops_the_approval_and_says_what_to_write(session: Session, ana: User) -> None:
    number = plant(session, "Combatimos el tráfico de personas")

    with pytest.raises(Harmful) as refused:
        approve_post(session, number, ana, NOW)

    assert "«trata de personas»" in refused.value.say(Texts("es"))
    assert "two different crimes" in refused.value.say(Texts("en"))
    assert sealed(session) == [False]


def test_a_held_post_leaves_once_another_person_has_accepted_it(session: Session, ana: User) -> None:
    number = plant(session, "474 víctimas identificadas en {{ country.name }}", 3)

    assert accept_post(session, number, ana, "Informe SVET 2026", NOW) == 0
    assert len(approve_post(session, number, ana, NOW)) == 3


def test_an_acceptance_is_worth_nothing_for_other_words(session: Session, ana: User) -> None:
    accept_post(session, plant(session, "474 víctimas identificadas"), ana, "Informe", NOW)

    with pytest.raises(Harmful):
        approve_post(session, plant(session, "9000 víctimas identificadas"), ana, NOW)


def test_each_wording_is_read_once_whatever_its_links(session: Session) -> None:
    number = plant(session, "474 víctimas identificadas {{ link }}", 3)

    assert len(post_readings(session, number, NOW)) == 1


def test_the_links_that_corett_puts_in_are_not_judged(session: Session, ana: User) -> None:
    assert approve_post(session, plant(session, "Más información: {{ link }}"), ana, NOW)


def test_a_help_line_must_be_verified_before_it_is_published(session: Session, ana: User) -> None:
    lead = add_user(session, "leo", Role.CAMPAIGN_LEAD, "GT", NOW)
    session.add(Hotline(territory="GT", number="1555", name="PDH", source="?"))
    number = plant(session, "Denuncia en la línea 1555")

    with pytest.raises(Harmful, match="R38"):
        approve_post(session, number, ana, NOW)
    with pytest.raises(NeverAccepted):
        accept_post(session, number, ana, "es conocida", NOW)
    verify_line(session, "GT", "1555", "oficio PDH 7-2027", lead, NOW)
    assert approve_post(session, number, ana, NOW)
