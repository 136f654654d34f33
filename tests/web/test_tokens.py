"""The console shows whose credentials end, on every page, to who can do something about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from campaigns.models import Profile
from campaigns.status import ProfileStatus
from foundation.db import Database
from foundation.people import Role, add_user
from tests.clock import FrozenClock
from tests.web.conftest import PASSWORD
from tests.web.seeding import lay_out
from web.passwords import hash_password


@pytest.fixture(autouse=True)
def _campaign(database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)


def ends_in(database: Database, clock: FrozenClock, name: str, days: float, status: ProfileStatus = ProfileStatus.ACTIVE) -> None:
    with database.writing() as session:
        profile = session.scalars(select(Profile).where(Profile.name == name)).one()
        profile.expires_at, profile.status = clock.now() + timedelta(days=days), status


def test_every_page_warns_of_credentials_that_end_and_the_profiles_page_of_each(
    inside: TestClient, database: Database, clock: FrozenClock
) -> None:
    ends_in(database, clock, "x-gt", 6)
    ends_in(database, clock, "sala-de-prensa", 30, ProfileStatus.SIGNED_OUT)
    queue, profiles = inside.get("/console/queue").text, inside.get("/console/profiles").text

    assert "«sala-de-prensa» (site) ya no puede publicar" in queue
    assert "Y 1 perfil más." in queue
    assert "El permiso de «x-gt» (x) vence en 7 días o menos" in profiles
    assert "ya no puede publicar" in profiles


def test_nothing_is_said_while_there_is_nothing_to_say(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    ends_in(database, clock, "x-gt", 15)

    assert "Ver los perfiles" not in inside.get("/console/queue").text


def test_who_does_not_manage_the_territory_is_not_bothered(client: TestClient, database: Database, clock: FrozenClock) -> None:
    ends_in(database, clock, "x-gt", 1)
    with database.writing() as session:
        add_user(session, "eva", Role.COMMUNITY_MANAGER, "DO", clock.now()).password_hash = hash_password(PASSWORD)
    client.post("/console/login", data={"name": "eva", "password": PASSWORD})

    assert "vence en un día" not in client.get("/console/queue").text
