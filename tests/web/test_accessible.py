"""The page of a post's accessible formats: the score, what a machine makes, what people vouch for, every file."""

import io
import wave
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from campaigns.models import Territory
from foundation.db import Database
from tests.assets.films import film
from tests.clock import FrozenClock
from tests.needs import program
from tests.web.seeding import lay_out, write_post

EASY = "La trata de personas es un delito.\nAlguien explota a otra persona.\nUsted puede pedir ayuda.\n"


@pytest.fixture
def at(inside: TestClient, database: Database, clock: FrozenClock) -> str:
    lay_out(database, clock)
    with database.writing() as session:
        session.get_one(Territory, "GT").sign_language = "gsm"
    return f"/console/posts/{write_post(database, clock)}/accessible"


def percent(client: TestClient, at: str) -> int:
    return int(client.get(at).text.split('class="meter">')[1].split(" %")[0])


def test_a_machine_makes_audio_braille_and_large_print_and_each_is_a_download(inside: TestClient, at: str) -> None:
    program("lou_translate", "liblouis-bin")
    program("espeak-ng", "espeak-ng")
    before = percent(inside, at)
    assert inside.post(f"{at}/make").status_code == 303
    assert percent(inside, at) > before

    assert inside.get(f"{at}/large_print/es").content.startswith(b"%PDF")
    assert inside.get(f"{at}/audio/es").content.startswith(b"OggS")
    brf = inside.get(f"{at}/braille/es")
    assert brf.content.isascii()
    assert "corett-1.braille.es.brf" in brf.headers["content-disposition"]
    assert "⠨" in inside.get(f"{at}/cells/es").text


def test_a_braille_readers_word_counts(inside: TestClient, at: str) -> None:
    program("lou_translate", "liblouis-bin")
    inside.post(f"{at}/make")
    before = percent(inside, at)
    assert "Lo leyó una persona lectora de Braille" in inside.get(at).text

    inside.post(f"{at}/checked", data={"language": "es"})

    assert percent(inside, at) > before


def test_easy_read_is_a_draft_until_a_group_of_readers_validated_it(inside: TestClient, at: str) -> None:
    inside.post(f"{at}/easy", data={"language": "es", "text": EASY})
    assert "versión en lenguaje sencillo (borrador)" in inside.get(at).text
    told = {"language": "es", "group": "Asociación Voces", "readers": "1"}
    assert inside.post(f"{at}/validate", data=told).status_code == 422

    assert inside.post(f"{at}/validate", data={**told, "readers": "3"}).status_code == 303

    assert inside.get(f"{at}/easy_read/es").text.startswith("Lectura fácil\n\nLa trata de personas")


def test_hard_words_are_told_line_by_line(inside: TestClient, at: str) -> None:
    inside.post(
        f"{at}/easy", data={"language": "es", "text": "No es que no se deba, empero, omitir la denuncia de la CORETT, " * 3}
    )

    page = inside.get(at).text
    assert "LF01" in page
    assert "LF05" in page


def test_a_recorded_voice_replaces_the_synthetic_one(inside: TestClient, at: str) -> None:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(b"\x01\x10" * 16_000)
    assert (
        inside.post(f"{at}/voice", data={"language": "es"}, files={"file": ("v.wav", buffer.getvalue(), "audio/wav")}).status_code
        == 303
    )
    assert inside.get(f"{at}/audio/es").headers["content-type"] == "audio/mp4"
    wrong = {"file": ("v.wav", b"<html>", "audio/wav")}
    assert inside.post(f"{at}/voice", data={"language": "es"}, files=wrong).status_code == 422


def test_a_sign_language_video_takes_its_steps_and_nobody_vouches_for_her_own(
    inside: TestClient, at: str, tmp_path: Path
) -> None:
    inside.post(f"{at}/sign", data={"language": "gsm", "step": "request"})
    clip = film(tmp_path / "gsm.mp4", seconds=1).read_bytes()
    sent = {"file": ("gsm.mp4", clip, "video/mp4")}
    assert inside.post(f"{at}/sign", data={"language": "gsm", "step": "record"}, files=sent).status_code == 303
    assert inside.post(f"{at}/sign", data={"language": "gsm", "step": "review"}).status_code == 422
    own = inside.post(f"{at}/sign", data={"language": "gsm", "step": "review", "deaf": "1"})

    assert own.status_code == 422
    assert "otra persona" in own.text
    assert inside.get(f"{at}/sign_language/gsm").content[4:8] == b"ftyp"


def test_what_is_not_there_is_not_found(inside: TestClient, at: str) -> None:
    assert inside.get(f"{at}/large_print/es").status_code == 404
    assert inside.get("/console/posts/999/accessible").status_code == 404
