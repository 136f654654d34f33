from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from campaigns import starter
from campaigns.errors import WrongImport
from campaigns.plan import import_plan, message_rows, plan_rows
from foundation.db import Database
from foundation.errors import NotAllowed
from foundation.people import REGION, Role, User, add_user
from foundation.texts import Texts
from tests.clock import FrozenClock

NOW = FrozenClock().now()
HEAD = "key_message,product,medium,period\n"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        starter.load(session, NOW)
        yield session


@pytest.fixture
def lead(session: Session) -> User:
    return add_user(session, "lead", Role.CAMPAIGN_LEAD, REGION, NOW)


def given(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def test_the_plan_of_an_audience_crosses_its_messages_products_and_media(session: Session) -> None:
    rows = plan_rows(session, "p4")

    assert len(rows) == 4 * 5 * 4
    assert {row["medium"] for row in rows} >= {"Redes Sociales"}


def test_a_spreadsheet_adds_what_is_new_once(session: Session, lead: User) -> None:
    text = (
        "\ufeff"
        + HEAD
        + 'P4-M01,Mural,"Parque central, Tegucigalpa",Año 2027\nP4-M01,Mural,"Parque central, Tegucigalpa",Año 2027\n'
    )

    assert import_plan(session, given(text), lead, Texts("es")) == 1
    assert import_plan(session, given(text), lead, Texts("es")) == 0
    assert [row["audience"] for row in plan_rows(session) if row["product"] == "Mural"] == ["P4"]


def test_every_bad_line_is_named_and_nothing_is_saved(session: Session, lead: User) -> None:
    before = len(plan_rows(session))
    text = (
        HEAD + "P4-M01,Mural,Parque,2027\nP9-M99,Mural,Parque,2027\nP4-M01,,Parque,2027\nP4-M01," + "a" * 201 + ",Parque,2027\n"
    )

    with pytest.raises(WrongImport) as refused:
        import_plan(session, given(text), lead, Texts("es"))

    told = str(refused.value)
    assert all(f"Línea {number}" in told for number in (3, 4, 5))
    assert "Línea 2" not in told
    assert len(plan_rows(session)) == before


@pytest.mark.parametrize("text", ["", "mensaje;producto\n", "\x00\x01", HEAD.replace("medium", "medio")])
def test_a_file_without_the_columns_says_which_are_missing(session: Session, lead: User, text: str) -> None:
    with pytest.raises(WrongImport, match="medium"):
        import_plan(session, given(text), lead, Texts("es"))


def test_only_a_regional_lead_changes_the_plan(session: Session) -> None:
    with pytest.raises(NotAllowed):
        import_plan(session, given(HEAD), add_user(session, "ana", Role.CAMPAIGN_LEAD, "GT", NOW), Texts("es"))


def test_a_language_nobody_wrote_is_empty_not_spanish(session: Session) -> None:
    assert {row["text"] for row in message_rows(session, "ht")} == {None}
    assert all(row["text"] and row["sent"] == 0 for row in message_rows(session, "en"))
