import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from assets.store import Store
from foundation.db import Database
from foundation.people import REGION, Role, User, add_user
from foundation.settings import Settings, WebSection
from foundation.vault import Vault
from tests.clock import FrozenClock
from tests.web.conftest import HOST, PASSWORD
from web.app import make_app
from web.models import LoginLink, WebSession
from web.sessions import LINK_HOURS, first_login_link


def path_of(link: str | None) -> str:
    assert link is not None
    return link.removeprefix(HOST)


@pytest.fixture
def newcomer(database: Database, clock: FrozenClock) -> str:
    """The path of the first start's one-time link."""
    with database.writing() as session:
        add_user(session, "admin", Role.ADMIN, REGION, clock.now())
    return path_of(first_login_link(database, clock, HOST))


def test_the_console_sends_a_stranger_to_the_login_and_back(client: TestClient, admin: str) -> None:
    answer = client.get("/console/queue?status=sent")
    assert answer.headers["location"] == "/console/login?next=%2Fconsole%2Fqueue%3Fstatus%3Dsent"

    answer = client.post("/console/login", data={"name": admin, "password": PASSWORD, "next": "/console/queue?status=sent"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/console/queue?status=sent")


@pytest.mark.parametrize("wish", ["https://evil.example", "//evil.example", "/\\evil.example", "/console/logout", "/es"])
def test_the_way_back_stays_inside_the_console(client: TestClient, admin: str, wish: str) -> None:
    answer = client.post("/console/login", data={"name": admin, "password": PASSWORD, "next": wish})

    assert answer.headers["location"] == "/console"


def test_a_wrong_name_and_a_wrong_password_look_the_same(client: TestClient, admin: str) -> None:
    answers = [client.post("/console/login", data={"name": name, "password": "no"}) for name in (admin, "nadie")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].text.replace('value="admin"', 'value="nadie"') == answers[1].text


def test_guessing_is_slowed_down_and_a_right_password_waits_too(client: TestClient, admin: str, clock: FrozenClock) -> None:
    for _ in range(5):
        client.post("/console/login", data={"name": admin, "password": "no"})

    early = client.post("/console/login", data={"name": admin, "password": PASSWORD})
    clock.advance(minutes=15)
    later = client.post("/console/login", data={"name": admin, "password": PASSWORD})

    assert early.status_code == 429
    assert "Espere 15 min" in early.text
    assert 0 < int(early.headers["retry-after"]) <= 901
    assert later.status_code == 303


def test_the_cookie_cannot_be_read_by_scripts_and_the_database_cannot_be_used_as_one(
    client: TestClient, admin: str, database: Database
) -> None:
    answer = client.post("/console/login", data={"name": admin, "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    found = re.search(r"corett_session=([^;]+)", cookie)
    assert found is not None
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    with database.reading() as session:
        assert found[1] not in session.scalars(select(WebSession.token_sha256)).all()


def test_over_https_the_cookie_is_secure_and_bound_to_its_host(
    database: Database, clock: FrozenClock, vault: Vault, admin: str
) -> None:
    settings = Settings(web=WebSection(public_url="https://prensa.example.org"))
    app = make_app(settings=settings, database=database, clock=clock, vault=vault, store=Store(vault.key_file.parent))
    with TestClient(app, base_url="https://prensa.example.org", follow_redirects=False) as client:
        answer = client.post("/console/login", data={"name": admin, "password": PASSWORD})

        assert answer.headers["set-cookie"].startswith("__Host-corett_session=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "strict-transport-security" in answer.headers
        assert client.get("/console/queue").status_code == 200


def test_logging_out_ends_the_session_in_the_database_too(inside: TestClient, database: Database) -> None:
    token = inside.cookies["corett_session"]

    inside.post("/console/logout")

    assert inside.get("/console/queue", headers={"cookie": f"corett_session={token}"}).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(WebSession)).all() == []


def test_a_session_ends_after_its_days(inside: TestClient, clock: FrozenClock) -> None:
    clock.advance(days=14)

    assert inside.get("/console/queue").headers["location"].startswith("/console/login")


def test_a_person_who_was_made_inactive_is_out_at_once(inside: TestClient, database: Database, admin: str) -> None:
    with database.writing() as session:
        session.scalars(select(User).where(User.name == admin)).one().active = False

    assert inside.get("/console/queue").status_code == 303


def test_the_first_link_sets_the_password_once_and_signs_in(client: TestClient, newcomer: str) -> None:
    shown = client.get(newcomer)
    answer = client.post(newcomer, data={"password": PASSWORD, "again": PASSWORD})
    again = client.post(newcomer, data={"password": "otra frase bastante larga", "again": "otra frase bastante larga"})

    assert "Hola, admin" in shown.text
    assert answer.headers["location"] == "/console"
    assert again.status_code == 410
    assert "caducó" in again.text
    client.cookies.clear()
    assert client.post("/console/login", data={"name": "admin", "password": PASSWORD}).status_code == 303


def test_looking_at_the_link_does_not_spend_it(client: TestClient, newcomer: str) -> None:
    for _ in range(3):
        assert client.get(newcomer).status_code == 200


def test_the_link_expires(client: TestClient, newcomer: str, clock: FrozenClock) -> None:
    clock.advance(hours=LINK_HOURS)

    assert client.get(newcomer).status_code == 410
    assert client.post(newcomer, data={"password": PASSWORD, "again": PASSWORD}).status_code == 410


def test_the_next_start_makes_the_link_anew_and_the_old_one_stops(
    client: TestClient, newcomer: str, database: Database, clock: FrozenClock
) -> None:
    fresh = path_of(first_login_link(database, clock, HOST))

    assert client.get(newcomer).status_code == 410
    assert client.get(fresh).status_code == 200


def test_there_is_no_first_link_once_a_password_is_set(admin: str, database: Database, clock: FrozenClock) -> None:
    assert first_login_link(database, clock, HOST) is None


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("corta", "corta", "Use entre 12 y 200 caracteres"),
        ("x" * 201, "x" * 201, "Use entre 12 y 200 caracteres"),
        ("admin-admin-1", "admin-admin-1", "no su nombre"),
        (PASSWORD, PASSWORD + "x", "no son iguales"),
    ],
)
def test_a_bad_new_password_is_told_beside_its_field_and_the_link_stays_good(
    client: TestClient, newcomer: str, password: str, again: str, sentence: str, database: Database
) -> None:
    answer = client.post(newcomer, data={"password": password, "again": again})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert client.get(newcomer).status_code == 200
    with database.reading() as session:
        assert session.scalars(select(User.password_hash)).all() == [None]


def test_a_new_password_signs_the_person_out_everywhere_else(
    inside: TestClient, app: FastAPI, database: Database, clock: FrozenClock
) -> None:
    with database.writing() as session:
        session.scalars(select(User)).one().password_hash = None
    link = path_of(first_login_link(database, clock, HOST))
    with TestClient(app, base_url=HOST, follow_redirects=False) as elsewhere:
        elsewhere.post(link, data={"password": PASSWORD, "again": PASSWORD})

    assert inside.get("/console/queue").status_code == 303


def test_old_links_and_sessions_do_not_pile_up(client: TestClient, admin: str, database: Database, clock: FrozenClock) -> None:
    for _ in range(3):
        client.post("/console/login", data={"name": admin, "password": PASSWORD})
        clock.advance(days=15)
    with database.writing() as session:
        add_user(session, "otra", Role.MEMBER, "GT", clock.now())
    for _ in range(3):
        first_login_link(database, clock, HOST, "otra")
        clock.advance(days=2)

    with database.reading() as session:
        assert len(session.scalars(select(WebSession)).all()) == 1
        links = session.scalars(select(LoginLink)).all()
        assert len(links) == 1
        assert links[0].expires_at < clock.now() + timedelta(hours=LINK_HOURS)
