import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from campaigns.models import Delivery, Variant
from campaigns.revising import review_translation
from foundation.db import Database
from foundation.people import Role, add_user, user_named
from languages.contract import TranslationState
from moderation.models import Hold
from tests.clock import FrozenClock
from tests.web.conftest import PASSWORD
from tests.web.seeding import lay_out, make_machine_draft, world_at, write_post
from web.passwords import hash_password


@pytest.fixture(autouse=True)
def _campaign(database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def seals(database: Database) -> list[str | None]:
    with database.reading() as session:
        return list(session.scalars(select(Delivery.seal)))


def test_a_person_approves_exactly_what_she_sees(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    post = write_post(database, clock, profiles=("x-gt", "sala-de-prensa"))

    page = inside.get(f"/console/posts/{post}").text
    answer = inside.post(f"/console/posts/{post}/approve", data={"seen": seen_on(page)})

    assert "2 entregas esperan su aprobación" in page
    assert answer.status_code == 303
    assert all(seals(database))
    assert "Aprobar" not in inside.get(f"/console/posts/{post}").text


def test_what_changed_while_she_read_is_not_approved(
    inside: TestClient, database: Database, clock: FrozenClock, admin: str
) -> None:
    post = write_post(database, clock)
    seen = seen_on(inside.get(f"/console/posts/{post}").text)
    with database.writing() as session:
        review_translation(session, post, "es", user_named(session, admin), world_at(clock), "Otro texto.")

    answer = inside.post(f"/console/posts/{post}/approve", data={"seen": seen})

    assert answer.status_code == 409
    assert "cambió mientras usted la leía" in answer.text
    assert "Otro texto." in answer.text
    assert seals(database) == [None]


def test_a_machine_draft_is_reviewed_before_anything_can_be_approved(
    inside: TestClient, database: Database, clock: FrozenClock
) -> None:
    post = write_post(database, clock)
    make_machine_draft(database, post)

    page = inside.get(f"/console/posts/{post}").text
    early = inside.post(f"/console/posts/{post}/approve", data={"seen": "0" * 64})
    inside.post(f"/console/posts/{post}/review", data={"language": "es", "text": "La trata de personas es un delito grave."})

    assert "Lo tradujo un programa (mymemory)" in page
    assert 'name="seen"' not in page
    assert early.status_code == 409
    with database.reading() as session:
        assert session.scalars(select(Variant.state)).one() is TranslationState.REVIEWED
    assert "delito grave" in inside.get(f"/console/posts/{post}").text
    assert seen_on(inside.get(f"/console/posts/{post}").text)


def test_a_reviewer_of_another_country_cannot_approve(client: TestClient, database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        add_user(session, "beto", Role.REVIEWER, "DO", clock.now()).password_hash = hash_password(PASSWORD)
    post = write_post(database, clock)
    client.post("/console/login", data={"name": "beto", "password": PASSWORD})
    seen = seen_on(client.get(f"/console/posts/{post}").text)

    answer = client.post(f"/console/posts/{post}/approve", data={"seen": seen})

    assert "beto no tiene permiso para aprobar en GT" in answer.text
    assert seals(database) == [None]


def test_the_list_shows_what_waits_for_approval(inside: TestClient, database: Database, clock: FrozenClock, admin: str) -> None:
    write_post(database, clock, title="Por leer")
    write_post(database, clock, title="Ya leída", approve_by=admin)

    everything, waiting = inside.get("/console/posts").text, inside.get("/console/posts?waiting=1&campaign=30-julio").text

    assert "Por leer" in everything
    assert "Ya leída" in everything
    assert "Por leer" in waiting
    assert "Ya leída" not in waiting
    assert inside.get("/console/posts/999").status_code == 404


def test_campaigns_and_profiles_tell_how_they_stand(
    inside: TestClient, database: Database, clock: FrozenClock, admin: str
) -> None:
    write_post(database, clock, approve_by=admin)
    write_post(database, clock, title="Otra")

    campaigns, profiles = inside.get("/console/campaigns").text, inside.get("/console/profiles").text

    assert "Día Mundial contra la Trata de Personas" in campaigns
    for page in (campaigns, profiles):
        assert "1 programadas" in page
        assert "1 por aprobar" in page
    assert "dentro de 60 minutos" in profiles


def test_a_pause_is_placed_with_its_reason_and_lifted(inside: TestClient, database: Database) -> None:
    without = inside.post("/console/holds", data={"reason": " "})
    past = inside.post("/console/holds", data={"reason": "Terremoto", "until": "2027-01-01T09:00"})
    inside.post("/console/holds", data={"reason": "Terremoto", "territory": "GT", "until": "2027-07-02T09:00"})
    page = inside.get("/console/holds").text

    assert (without.status_code, past.status_code) == (422, 422)
    assert "Diga por qué se pausa" in without.text
    assert 'id="reason-wrong"' in without.text
    assert 'id="until-wrong"' in past.text
    assert "Terremoto" in page
    with database.reading() as session:
        hold = session.scalars(select(Hold)).one()
        assert (hold.territory, hold.placed_by) == ("GT", "admin")
        number = hold.id
    assert inside.post(f"/console/holds/{number}/lift").status_code == 303
    assert "No hay ninguna pausa" in inside.get("/console/holds").text


def test_who_may_not_pause_sees_the_pauses_but_no_form(client: TestClient, database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        add_user(session, "mia", Role.COMMUNITY_MANAGER, "GT", clock.now()).password_hash = hash_password(PASSWORD)
    client.post("/console/login", data={"name": "mia", "password": PASSWORD})

    assert "Pausar ahora" not in client.get("/console/holds").text
    assert "mia no tiene permiso" in client.post("/console/holds", data={"reason": "Porque sí"}).text


def test_whoever_approves_sees_what_the_do_no_harm_rules_say(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    harmful = write_post(database, clock, title="Dañina", text="Alto al tráfico de personas. {{ link }}")
    sound = write_post(database, clock, title="Buena")

    assert "«tráfico de personas»" in inside.get(f"/console/posts/{harmful}").text
    assert 'class="finding ' not in inside.get(f"/console/posts/{sound}").text


def test_the_price_stands_over_the_approval_and_beside_the_profile_that_costs_it(
    inside: TestClient, database: Database, clock: FrozenClock
) -> None:
    post = write_post(database, clock, profiles=("x-gt", "sala-de-prensa"))
    page = inside.get(f"/console/posts/{post}").text

    assert page.count("Publicarlo cuesta 0.") == 2
