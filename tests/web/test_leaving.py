from sqlalchemy import select
from starlette.testclient import TestClient

from foundation.db import Database
from networks.mailing import add_contact
from networks.models import MailContact
from tests.clock import FrozenClock


def contact(database: Database) -> str:
    with database.writing() as session:
        return add_contact(session, "docentes", "ana@example.org", FrozenClock().now()).token


def left(database: Database) -> bool:
    with database.reading() as session:
        return session.scalars(select(MailContact.unsubscribed_at)).one() is not None


def test_opening_the_page_asks_and_changes_nothing(client: TestClient, database: Database) -> None:
    answer = client.get(f"/mail/{contact(database)}")

    assert "¿Dejar de recibir el boletín?" in answer.text
    assert not left(database)


def test_one_click_of_a_mail_program_is_enough_and_twice_is_once(client: TestClient, database: Database) -> None:
    token = contact(database)
    for _ in range(2):
        answer = client.post(f"/mail/{token}", data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Ya no recibirá el boletín" in answer.text

    assert left(database)


def test_a_token_nobody_has_is_not_found(client: TestClient) -> None:
    assert client.get("/mail/nobody").status_code == 404
    assert client.post("/mail/nobody").status_code == 404
