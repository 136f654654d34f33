from sqlalchemy import select

from bot.models import Member
from monitoring.models import RequestDay
from tests.bot.conftest import Door
from tests.monitoring.strategy import add_ground


def test_a_newcomer_is_asked_for_language_and_country_and_then_told_what_she_can_do(door: Door) -> None:
    with door.around.database.writing() as session:
        add_ground(session)
    (asked,) = door.say(7, "/start", language="en")
    assert "¿En qué idioma hablamos?" in asked["text"]
    assert "Which language" in asked["text"]

    (asked,) = door.press(7, "language:en")
    assert "country" in asked["text"]
    assert [[button["text"] for button in row] for row in asked["reply_markup"]["inline_keyboard"]] == [
        ["Belize", "Guatemala"],
        ["Region"],
    ]

    (ready,) = door.press(7, "country:GT")
    assert "Guatemala" in ready["text"]
    assert "/kit" in ready["text"]
    assert "@corett_bot" in ready["text"]
    with door.around.database.reading() as session:
        member = session.scalars(select(Member)).one()
        assert (member.language, member.territory, member.user_id, member.chat_sealed) == ("en", "GT", None, None)
        assert session.scalars(select(RequestDay.act)).all() == ["start"]


def test_neither_the_account_nor_the_name_is_kept(door: Door) -> None:
    with door.around.database.writing() as session:
        add_ground(session)
    door.say(7734251, "/start", language="es")
    door.press(7734251, "language:es")
    door.press(7734251, "country:GT")

    path = str(door.around.database.engine.url.database)
    from pathlib import Path

    with door.around.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    written = b"".join(file.read_bytes() for file in Path(path).parent.glob("corett.db*"))
    assert b"members" in written
    assert b"7734251" not in written
    assert b"Persona" not in written


def test_who_wants_to_be_forgotten_is(door: Door) -> None:
    with door.around.database.writing() as session:
        add_ground(session)
    door.say(7, "/start")
    door.press(7, "language:es")
    (answer,) = door.say(7, "/olvidar")

    assert "borré" in answer["text"]
    with door.around.database.reading() as session:
        assert session.scalars(select(Member)).all() == []


def test_the_commands_are_told_to_telegram_in_both_languages(door: Door) -> None:
    calls = door.until(lambda: door.server.called("setMyCommands") if len(door.server.called("setMyCommands")) == 2 else [])

    names = [[command["command"] for command in call.values["commands"]] for call in calls]
    assert names == [["kit", "ayuda", "idioma", "pais", "privacidad"], ["kit", "help", "language", "country", "privacy"]]


def test_what_is_kept_is_explained(door: Door) -> None:
    (answer,) = door.say(7, "/privacidad")

    assert "seudónimo" in answer["text"]
    assert "/olvidar" in answer["text"]


def test_a_picture_is_not_kept_and_this_is_said(door: Door) -> None:
    message = door.server.people.send_photo
    (answer,) = door.answers(7, lambda: message(7, b"\xff\xd8", "hola"))

    assert "No guardo lo que me envían así" in answer["text"]
    assert not door.server.called("getFile")
