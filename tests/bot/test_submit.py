from sqlalchemy import select

from moderation.models import Submission, SubmissionStatus
from tests.bot.conftest import Door
from tests.monitoring.strategy import add_ground

IDEA = "Proponemos repetir el taller con radios comunitarias."


def kept(door: Door) -> list[tuple[str, SubmissionStatus]]:
    with door.around.database.reading() as session:
        return [(row.text, row.status) for row in session.scalars(select(Submission))]


def start(door: Door) -> None:
    with door.around.database.writing() as session:
        add_ground(session)
    door.say(7, "/enviar")


def test_a_text_is_kept_only_with_the_members_word_and_under_her_pseudonym(door: Door) -> None:
    start(door)
    (asked,) = door.say(7, IDEA)
    assert IDEA in asked["text"]
    assert kept(door) == []

    (thanks,) = door.press(7, "submit:yes")
    assert "número 1" in thanks["text"]
    assert kept(door) == [(IDEA, SubmissionStatus.RECEIVED)]
    with door.around.database.reading() as session:
        sender = session.scalars(select(Submission.sent_by)).one()
        assert sender.startswith("member:")
        assert len(sender) == len("member:") + 32


def test_without_her_word_nothing_is_kept(door: Door) -> None:
    start(door)
    door.say(7, IDEA)
    (answer,) = door.press(7, "submit:no")

    assert "no envié ni guardé nada" in answer["text"]
    assert kept(door) == []


def test_she_can_take_it_back_and_nobody_else_can(door: Door) -> None:
    start(door)
    door.say(7, IDEA)
    door.press(7, "submit:yes")
    (refused,) = door.say(8, "/retirar 1")
    assert "No hay" in refused["text"]
    assert kept(door) == [(IDEA, SubmissionStatus.RECEIVED)]

    (done,) = door.say(7, "/retirar 1")
    assert "Retirado" in done["text"]
    assert kept(door) == [("", SubmissionStatus.WITHDRAWN)]


def test_a_call_for_help_in_the_middle_of_it_is_heard_and_not_kept(door: Door) -> None:
    start(door)
    (answer,) = door.say(7, "me tienen encerrada")

    assert "pida ayuda ahora" in answer["text"]
    assert kept(door) == []


def test_a_text_that_could_identify_someone_is_refused_with_a_reason(door: Door) -> None:
    start(door)
    door.say(7, "La víctima se llama María Pérez López, de 14 años, y vive en la zona 6")
    (answer,) = door.press(7, "submit:yes")

    assert kept(door) == []
    assert "identificar a una persona" in answer["text"]
