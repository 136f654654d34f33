import io
from typing import Any

from PIL import Image
from sqlalchemy import select

from assets.models import Asset
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


def picture() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "zona 6, casa 12"
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(door: Door, caption: str = "Taller con radios comunitarias en un salón") -> list[dict[str, Any]]:
    start(door)
    return door.answers(7, lambda: door.server.people.send_photo(7, picture(), caption))


def library(door: Door) -> list[Asset]:
    with door.around.database.reading() as session:
        return list(session.scalars(select(Asset)))


def test_a_photo_comes_in_as_fresh_pixels_after_her_word_and_not_before(door: Door) -> None:
    (asked,) = send(door)
    assert "reconocer a alguien" in asked["text"]
    assert not door.server.called("getFile")

    (thanks,) = door.press(7, "submit:nobody")
    assert "número 1" in thanks["text"]
    (asset,) = library(door)
    assert asset.alt == {"es": "Taller con radios comunitarias en un salón"}
    assert asset.added_by.startswith("member:")
    assert b"zona 6" not in door.around.store.path(asset.sha256, asset.mime).read_bytes()
    with door.around.database.reading() as session:
        row = session.scalars(select(Submission)).one()
        assert (row.asset_id, row.people_visible) == (asset.id, False)


def test_without_a_caption_she_is_asked_what_is_seen(door: Door) -> None:
    (asked,) = send(door, caption="")
    assert "Describa" in asked["text"]
    (consent,) = door.say(7, "Una mesa con afiches de la campaña")
    assert "Una mesa con afiches" in consent["text"]
    door.press(7, "submit:agreed")

    assert library(door)[0].alt == {"es": "Una mesa con afiches de la campaña"}
    assert kept(door) == [("Una mesa con afiches de la campaña", SubmissionStatus.RECEIVED)]


def test_someone_who_did_not_agree_keeps_the_file_out_before_it_is_fetched(door: Door) -> None:
    send(door)
    (refused,) = door.press(7, "submit:people")

    assert "permiso" in refused["text"]
    assert not door.server.called("getFile")
    assert library(door) == []
    assert kept(door) == []


def test_what_is_no_picture_is_refused_with_a_reason(door: Door) -> None:
    start(door)
    door.answers(7, lambda: door.server.people.send_photo(7, b"<svg onload='x()'/>", "Un dibujo del taller de radio"))
    (refused,) = door.press(7, "submit:nobody")

    assert "SVG" in refused["text"]
    assert library(door) == []
    assert kept(door) == []


def test_words_that_identify_keep_the_file_out_too(door: Door) -> None:
    send(door, caption="La víctima se llama María Pérez López, de 14 años, y vive en la zona 6")
    (answer,) = door.press(7, "submit:nobody")

    assert "identificar a una persona" in answer["text"]
    assert library(door) == []


def test_a_file_too_large_for_telegram_is_said_so(door: Door) -> None:
    start(door)
    size = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1, "file_size": 30_000_000}
    (answer,) = door.say(7, photo=[size])

    assert "20 MB" in answer["text"]


def test_taking_it_back_takes_the_file_out_of_the_library(door: Door) -> None:
    send(door)
    door.press(7, "submit:nobody")
    door.say(7, "/retirar 1")
    (asset,) = library(door)

    assert asset.withdrawn_at is not None
    assert not door.around.store.place(asset.sha256, asset.mime).exists()
