import io
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.help_lines import help_for
from bot.models import Member
from campaigns.models import Hotline, Territory
from foundation.db import Database
from monitoring.models import RequestDay
from tests.bot.conftest import Door
from tests.clock import FrozenClock
from tests.monitoring.strategy import add_ground

CALL = "me tienen encerrada en una casa de la zona 11"


def add_lines(door: Door, **ages: float | None) -> None:
    """Help lines of Guatemala whose verification is so many days old; None was never verified."""
    with door.around.database.writing() as session:
        add_ground(session)
        session.get_one(Territory, "GT").national_body = "SVET"
        for number, age in ages.items():
            at = None if age is None else door.clock.now() - timedelta(days=age)
            session.add(Hotline(territory="GT", number=number, name=f"Línea {number}", source="oficio", verified_at=at))


def meet(door: Door, user: int, language: str = "es") -> None:
    door.say(user, "/start")
    door.press(user, f"language:{language}")
    door.press(user, "country:GT")


def test_a_call_for_help_gets_the_verified_lines_of_her_country(door: Door) -> None:
    add_lines(door, n1111=10)
    meet(door, 7)
    (answer,) = door.say(7, CALL)

    assert "n1111" in answer["text"]
    assert "Línea n1111" in answer["text"]
    assert "no se reciben denuncias" in answer["text"]
    assert "servicios de emergencia" in answer["text"]


def test_a_number_nobody_verified_within_180_days_is_never_given(door: Door) -> None:
    add_lines(door, n2222=181, n3333=None, n4444=400)
    meet(door, 7)
    (answer,) = door.say(7, CALL)

    assert not [number for number in ("n2222", "n3333", "n4444") if number in answer["text"]]
    assert "No tengo un número verificado para Guatemala" in answer["text"]
    assert "SVET" in answer["text"]
    assert "servicios de emergencia" in answer["text"]


@pytest.mark.parametrize(("age", "given"), [(0, True), (180, True), (180.1, False), (None, False)])
def test_a_verification_is_believed_for_180_days(database: Database, clock: FrozenClock, age: float | None, given: bool) -> None:
    with database.writing() as session:
        add_ground(session)
        at = None if age is None else clock.now() - timedelta(days=age)
        session.add(Hotline(territory="GT", number="1", name="Línea", source="oficio", verified_at=at))
        session.add(Hotline(territory="BZ", number="2", name="Line", source="letter", verified_at=clock.now()))
        session.flush()

        assert [line.number for line in help_for(session, "GT", "es", clock.now()).lines] == (["1"] if given else [])


def test_who_has_no_country_is_asked_where_she_is_and_the_answer_is_not_kept(door: Door) -> None:
    add_lines(door, n1111=10)
    (asked,) = door.say(7, CALL)
    assert "¿En qué país está?" in asked["text"]
    assert "servicios de emergencia" in asked["text"]
    (answer,) = door.press(7, "help:GT")

    assert "n1111" in answer["text"]
    with door.around.database.reading() as session:
        assert session.scalars(select(Member)).all() == []


@pytest.mark.parametrize(
    "act",
    [
        lambda door: door.say(7, CALL),
        lambda door: door.say(7, f"/kit {CALL}"),
        lambda door: door.say(7, f"/start {CALL}"),
        lambda door: door.answers(7, lambda: door.server.people.send_photo(7, b"\xff\xd8", CALL)),
    ],
    ids=["text", "command", "start", "caption"],
)
def test_a_call_for_help_is_heard_wherever_it_is_written(door: Door, act: object) -> None:
    add_lines(door)
    (answer,) = act(door)  # type: ignore[operator]

    assert "pida ayuda ahora" in answer["text"]


def test_nothing_of_a_call_is_stored_logged_or_counted(door: Door, database: Database) -> None:
    add_lines(door, n1111=10)
    heard = io.StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        door.say(7, f"{CALL} palabrasecreta")
        door.say(7, "/kit mi hija desapareció palabrasecreta")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    written = b"".join(file.read_bytes() for file in Path(str(database.engine.url.database)).parent.glob("corett.db*"))

    assert "palabrasecreta" not in heard.getvalue()
    assert b"palabrasecreta" not in written
    with database.reading() as session:
        assert session.scalars(select(RequestDay)).all() == []


def test_help_is_given_in_english_too(door: Door) -> None:
    add_lines(door, n1111=10)
    meet(door, 7, "en")
    (answer,) = door.say(7, "they are holding me and won't let me leave", language="en")

    assert "you are not alone" in answer["text"]
    assert "n1111" in answer["text"]
    assert "reports are not taken here" in answer["text"]


def test_asking_for_help_explains_first_who_to_turn_to_and_then_the_bot(door: Door) -> None:
    add_lines(door, n1111=10)
    meet(door, 7)
    (answer,) = door.say(7, "/ayuda")

    assert answer["text"].index("n1111") < answer["text"].index("/kit")


def test_the_bot_never_invites_to_report_to_it() -> None:
    from bot import sentences

    said = " ".join(value for value in vars(sentences).values() if isinstance(value, str)).lower()
    assert "denúncielo aquí" not in said
    assert "escríbanos" not in said
    assert said.count("no recibe denuncias") + said.count("no se reciben denuncias") >= 3
