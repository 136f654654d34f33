from datetime import timedelta

from sqlalchemy import select

from campaigns.hotlines import verify_line, withdraw_line
from campaigns.models import Delivery, Hotline, Profile
from campaigns.status import DeliveryStatus
from campaigns.watching import hold_back, with_expired_lines
from foundation.db import Database
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_post, plant_profiles, plant_user

NOW = FrozenClock().now()


def test_what_names_a_line_that_is_withdrawn_after_approval_waits_for_a_person(any_database: Database) -> None:
    with any_database.writing() as session:
        plant_campaign(session, NOW)
        plant_profiles(session, NOW, 2)
        admin = plant_user(session, NOW)
        session.add(Hotline(territory="GT", number="1555", name="PDH", source="?"))
        session.flush()
        verify_line(session, "GT", "1555", "oficio", admin, NOW)
        _, [named] = plant_post(session, NOW, ["toy-0"], "Denuncia en la línea 1555", in_s=3600, by=admin)
        _, [other] = plant_post(session, NOW, ["toy-1"], "La trata de personas es un delito", in_s=3600, by=admin)

        assert with_expired_lines(session, NOW) == []
        withdraw_line(session, "GT", "1555", admin)
        assert with_expired_lines(session, NOW) == [named.id]
        assert hold_back(session, [named.id], NOW) == 1
        assert hold_back(session, [named.id], NOW) == 0
        status = {row[0]: row[1] for row in session.execute(select(Delivery.id, Delivery.status))}
        assert status == {named.id: DeliveryStatus.HELD, other.id: DeliveryStatus.PLANNED}
        assert {row[0]: row[1] for row in session.execute(select(Profile.name, Profile.next_due))} == {
            "toy-0": None,
            "toy-1": NOW + timedelta(hours=1),
        }


def test_a_confirmation_that_ends_before_the_hour_is_seen_once_it_has_ended(database: Database) -> None:
    with database.writing() as session:
        plant_campaign(session, NOW)
        plant_profiles(session, NOW)
        admin = plant_user(session, NOW)
        session.add(Hotline(territory="GT", number="1555", name="PDH", source="?"))
        session.flush()
        verify_line(session, "GT", "1555", "oficio", admin, NOW)
        plant_post(session, NOW, ["toy-0"], "Denuncia en la línea 1555", in_s=181 * 86_400, by=admin)

        assert with_expired_lines(session, NOW + timedelta(days=180)) == []
        assert len(with_expired_lines(session, NOW + timedelta(days=180, hours=1))) == 1
