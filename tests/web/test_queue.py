import re

import pytest
from starlette.testclient import TestClient

from campaigns.models import Delivery
from campaigns.status import DeliveryStatus
from foundation.db import Database
from foundation.people import Role, add_user
from tests.clock import FrozenClock
from tests.web.conftest import PASSWORD
from tests.web.seeding import lay_out, put, write_post
from web.passwords import hash_password
from web.queueing import PAGE


@pytest.fixture(autouse=True)
def _campaign(database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)


def status_of(database: Database, ident: str) -> DeliveryStatus:
    from uuid import UUID

    with database.reading() as session:
        return session.get_one(Delivery, UUID(ident)).status


def test_the_queue_shows_at_a_glance_what_waits_leaves_comes_and_went(
    inside: TestClient, database: Database, clock: FrozenClock, admin: str
) -> None:
    write_post(database, clock, title="Lo que viene", approve_by=admin)
    for title, status in (("Dudosa", DeliveryStatus.UNCONFIRMED), ("En vuelo", DeliveryStatus.SENDING)):
        put(database, write_post(database, clock, title=title, approve_by=admin), status)
    sent = write_post(database, clock, title="Ya salió", minutes=5, approve_by=admin)
    clock.advance(minutes=10)
    put(database, sent, DeliveryStatus.SENT, url="https://x.com/corett/status/1", finished_at=clock.now())

    page = inside.get("/console/queue").text

    order = ["Espera a una persona", "Dudosa", "Saliendo ahora", "En vuelo", "Lo próximo", "Lo que viene", "Ya salió"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert 'href="https://x.com/corett/status/1"' in page


def test_an_unapproved_post_is_called_so_and_not_scheduled(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    write_post(database, clock)

    assert "No hay nada programado." in inside.get("/console/queue").text
    assert "Falta que una persona la apruebe" in inside.get("/console/queue?status=draft").text


def test_htmx_gets_only_the_part_that_moves_and_it_goes_on_moving(inside: TestClient) -> None:
    part = inside.get("/console/queue?status=sent", headers={"hx-request": "true"}).text

    assert part.lstrip().startswith('<div id="queue"')
    assert 'hx-get="/console/queue?status=sent&amp;page=1" hx-trigger="every 2s"' in part


def test_a_reader_can_stop_the_movement(inside: TestClient) -> None:
    page = inside.get("/console/queue?still=1").text

    assert "every 2s" not in page
    assert "http-equiv" not in page
    assert "Seguir actualizando" in page


def test_a_long_list_comes_page_by_page_and_nothing_is_lost(
    inside: TestClient, database: Database, clock: FrozenClock, admin: str
) -> None:
    for number in range(PAGE + 3):
        write_post(database, clock, title=f"Mensaje {number}.", minutes=60 + number % 7, approve_by=admin)

    pages = [inside.get(f"/console/queue?status=planned&page={number}").text for number in (1, 2, 99)]

    found = [re.findall(r"Mensaje \d+\.", page) for page in pages]
    assert len(set(found[0]) | set(found[1])) == PAGE + 3
    assert found[1] == found[2]
    assert "Página 2 de 2" in pages[1]


def test_a_campaign_filter_leaves_the_others_out(inside: TestClient, database: Database, clock: FrozenClock, admin: str) -> None:
    write_post(database, clock, approve_by=admin)

    assert "Nadie está en venta" in inside.get("/console/queue?campaign=30-julio&status=planned").text
    assert "Nadie está en venta" in inside.get("/console/queue?campaign=nada&status=planned").text


def test_a_session_that_ended_sends_the_moving_part_to_the_login(client: TestClient) -> None:
    answer = client.get("/console/queue", headers={"hx-request": "true"})

    assert answer.headers["hx-redirect"] == "/console/login?next=%2Fconsole"


def test_a_delivery_shows_what_is_sent_and_what_became_of_it(
    inside: TestClient, database: Database, clock: FrozenClock, admin: str
) -> None:
    post = write_post(database, clock, approve_by=admin)
    ident = put(database, post, DeliveryStatus.FAILED, error="X rechazó el contenido: repetido.", attempts=3)

    page = inside.get(f"/console/queue/{ident}").text

    assert "La trata de personas es un delito. #NadieEnVenta" in page
    assert "X rechazó el contenido: repetido." in page
    assert "<dt>Intentos</dt><dd>3</dd>" in page
    assert inside.get("/console/queue/01a20c36-0000-7000-8000-000000000000").status_code == 404
    assert inside.get("/console/queue/nada").status_code == 404


def test_a_person_who_saw_it_on_the_profile_resolves_an_unconfirmed_delivery(
    inside: TestClient, database: Database, clock: FrozenClock, admin: str
) -> None:
    ident = put(database, write_post(database, clock, approve_by=admin), DeliveryStatus.UNCONFIRMED)

    wrong = inside.post(f"/console/queue/{ident}", data={"act": "sent", "url": "lo vi"})
    right = inside.post(f"/console/queue/{ident}", data={"act": "sent", "url": "https://x.com/corett/status/7"})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "Copie la dirección" in wrong.text
    assert status_of(database, ident) is DeliveryStatus.SENT


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        (DeliveryStatus.UNCONFIRMED, "not_sent", DeliveryStatus.PLANNED),
        (DeliveryStatus.FAILED, "retry", DeliveryStatus.PLANNED),
        (DeliveryStatus.MISSED, "retry", DeliveryStatus.PLANNED),
        (DeliveryStatus.PLANNED, "drop", DeliveryStatus.CANCELLED),
    ],
)
def test_each_decision_moves_the_delivery(
    inside: TestClient,
    database: Database,
    clock: FrozenClock,
    admin: str,
    before: DeliveryStatus,
    act: str,
    after: DeliveryStatus,
) -> None:
    ident = put(database, write_post(database, clock, approve_by=admin), before)

    answer = inside.post(f"/console/queue/{ident}", data={"act": act})

    assert answer.status_code == 303
    assert status_of(database, ident) is after


def test_a_sent_delivery_cannot_be_sent_again(inside: TestClient, database: Database, clock: FrozenClock, admin: str) -> None:
    ident = put(database, write_post(database, clock, approve_by=admin), DeliveryStatus.SENT)

    answer = inside.post(f"/console/queue/{ident}", data={"act": "retry"})

    assert answer.status_code == 422
    assert status_of(database, ident) is DeliveryStatus.SENT
    assert "Decidir" not in inside.get(f"/console/queue/{ident}").text


def test_another_hour_is_refused_when_it_is_over(inside: TestClient, database: Database, clock: FrozenClock, admin: str) -> None:
    ident = put(database, write_post(database, clock, approve_by=admin), DeliveryStatus.PLANNED)

    past = inside.post(f"/console/queue/{ident}", data={"act": "move", "at": "2027-01-01T09:00"})
    later = inside.post(f"/console/queue/{ident}", data={"act": "move", "at": "2027-07-30T09:00"})

    assert "Esa hora ya pasó" in past.text
    assert later.status_code == 303
    assert "30 jul 2027, 09:00" in inside.get(f"/console/queue/{ident}").text


def test_who_may_not_decide_there_is_refused_and_sees_no_buttons(
    client: TestClient, database: Database, clock: FrozenClock, admin: str
) -> None:
    with database.writing() as session:
        add_user(session, "beto", Role.REVIEWER, "DO", clock.now()).password_hash = hash_password(PASSWORD)
        add_user(session, "mia", Role.COMMUNITY_MANAGER, "GT", clock.now()).password_hash = hash_password(PASSWORD)
    ident = put(database, write_post(database, clock, approve_by=admin), DeliveryStatus.UNCONFIRMED)

    client.post("/console/login", data={"name": "beto", "password": PASSWORD})
    refused = client.post(f"/console/queue/{ident}", data={"act": "not_sent"})
    client.post("/console/login", data={"name": "mia", "password": PASSWORD})

    assert "beto no tiene permiso" in refused.text
    assert status_of(database, ident) is DeliveryStatus.UNCONFIRMED
    assert "Decidir" not in client.get(f"/console/queue/{ident}").text


def test_the_console_speaks_the_persons_language(inside: TestClient) -> None:
    inside.post("/console/language", data={"language": "en"})

    assert "Delivery queue" in inside.get("/console/queue").text
