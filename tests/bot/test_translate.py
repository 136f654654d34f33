"""A translator with nothing but a telephone: list, sentence by sentence, findings, handing in; a second person reviews."""

import shutil
import subprocess
import wave
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assets.models import Asset
from bot.alerts import Watch
from bot.linking import new_link_code
from campaigns.models import Campaign, Delivery, Profile, Variant
from campaigns.scheduling import PostOrder, create_post
from campaigns.timing import When
from campaigns.versions import request_version
from foundation.people import Role, add_user, user_named
from languages.contract import TranslationState
from languages.glossary import load_starter
from languages.memory import teach
from languages.models import Override, RequestStatus, TranslationRequest
from languages.requesting import deliver, request_numbered, source_changed
from tests.bot.conftest import Door
from tests.monitoring.strategy import add_ground
from tests.planting import world_at

SPANISH = "La trata de personas es un delito.\n\nNadie está en venta en 9 países."
FIRST, SECOND = "Uk’ayixik winaq are jun nimalaj mak.", "Maj jun winaq kak’ayix pa 9 tinamit."
MARIA, LUZ = 7, 8


@pytest.fixture
def number(door: Door) -> int:
    """The number of a K’iche’ request that maria translates; luz also speaks the language."""
    with door.around.database.writing() as session:
        add_ground(session)
        load_starter(session, door.clock.now())
        session.add(Campaign(slug="prueba", title_es="Prueba", title_en="Test", territory="REG", created_at=door.clock.now()))
        session.add(Profile(name="toy-0", network="toy", territory="GT", created_at=door.clock.now()))
        admin = add_user(session, "admin", Role.ADMIN, "REG", door.clock.now())
        codes = {}
        for chat, name in ((MARIA, "maria"), (LUZ, "luz")):
            codes[chat] = new_link_code(
                session, add_user(session, name, Role.TRANSLATOR, "GT", door.clock.now()), door.clock.now()
            )
        session.flush()
        order = PostOrder("prueba", ["toy-0"], text=SPANISH, when=When("2027-07-30 09:00", "UTC"))
        post, _ = create_post(session, order, "admin", world_at(door.clock.now()))
        maria = user_named(session, "maria")
        request = request_version(session, post, "quc", by=admin, now=door.clock.now(), assignee=maria, note="Con respeto.")
    for chat, code in codes.items():
        door.say(chat, f"/vincular {code}")
    return request.id


def read(door: Door, number: int) -> TranslationRequest:
    with door.around.database.reading() as session:
        return session.get_one(TranslationRequest, number)


def buttons(message: dict[str, Any]) -> list[str]:
    return [one["callback_data"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for one in row]


def test_sentence_by_sentence_to_the_second_person_and_the_post(door: Door, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.translating.network_module", lambda _name: toy())
    (tasks,) = door.say(MARIA, "/traducir")
    assert buttons(tasks) == [f"work:open:{number}"]
    (work,) = door.press(MARIA, f"work:open:{number}")
    assert "La trata de personas es un delito." in work["text"]
    assert "Con respeto." in work["text"]
    (first,) = door.press(MARIA, f"work:steps:{number}")
    assert "Frase 1 de 2" in first["text"]
    (second,) = door.say(MARIA, FIRST)
    assert "Frase 2 de 2" in second["text"]
    assert "9 países" in second["text"]
    (checked,) = door.say(MARIA, "Maj jun winaq kak’ayix.")
    assert "las cifras difieren" in checked["text"]
    assert "⛔" in checked["text"]

    door.press(MARIA, f"work:again:{number}")
    door.say(MARIA, FIRST)
    (checked,) = door.say(MARIA, SECOND)
    assert "no encontró nada" in checked["text"]
    (given,) = door.press(MARIA, f"work:give:{number}")
    assert "Quedó entregada" in given["text"]
    assert read(door, number).text == f"{FIRST}\n\n{SECOND}"
    (nothing,) = door.say(MARIA, "/traducir")
    assert "No hay traducciones" in nothing["text"]  # who translated it does not review it

    (tasks,) = door.say(LUZ, "/traducir")
    original, shown = door.press(LUZ, f"work:review:{number}")
    assert "Nadie está en venta" in original["text"]
    assert SECOND in shown["text"]
    (done,) = door.press(LUZ, f"work:accept:{number}")
    assert "Aceptada" in done["text"]
    with door.around.database.reading() as session:
        planned = session.execute(select(Variant.language, Delivery.seal).join(Delivery, Delivery.variant_id == Variant.id)).all()
    assert {tuple(row) for row in planned} == {("es", None), ("quc", None)}
    assert read(door, number).status is RequestStatus.APPROVED


def toy() -> Any:
    from tests.planting import LIMITS

    class Module:
        """A network that only counts."""

    Module.LIMITS = LIMITS  # type: ignore[attr-defined]
    return Module


def test_the_whole_text_at_once_and_back_with_a_note(door: Door, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.translating.network_module", lambda _name: toy())
    door.say(MARIA, "/traducir")
    door.press(MARIA, f"work:open:{number}")
    door.press(MARIA, f"work:whole:{number}")
    door.say(MARIA, f"{FIRST}\n\n{SECOND}")
    door.press(MARIA, f"work:give:{number}")
    door.say(LUZ, "/traducir")
    door.press(LUZ, f"work:review:{number}")
    door.press(LUZ, f"work:back:{number}")
    (returned,) = door.say(LUZ, "Falta el saludo")

    assert "Devuelta" in returned["text"]
    door.say(MARIA, "/traducir")
    (work,) = door.press(MARIA, f"work:open:{number}")
    assert "Falta el saludo" in work["text"]


def test_a_translators_words_about_help_are_asked_for_not_taken_for_a_call(door: Door, number: int) -> None:
    door.say(MARIA, "/traducir")
    door.press(MARIA, f"work:open:{number}")
    door.press(MARIA, f"work:steps:{number}")
    told, asked = door.say(MARIA, "Ayúdenme por favor, me tienen encerrada")
    assert "está en peligro" in told["text"]
    assert buttons(asked) == [f"work:keep:{number}"]
    assert read(door, number).draft == ""

    (second,) = door.press(MARIA, f"work:keep:{number}")
    assert "Frase 2 de 2" in second["text"]
    assert read(door, number).draft.startswith("Ayúdenme")


def test_her_draft_outlives_the_process_and_waits_in_the_console_too(door: Door, number: int) -> None:
    door.say(MARIA, "/traducir")
    door.press(MARIA, f"work:open:{number}")
    door.press(MARIA, f"work:steps:{number}")
    door.say(MARIA, FIRST)

    assert (read(door, number).draft, read(door, number).drafted) == (FIRST, 1)
    door.say(MARIA, "/traducir")
    door.press(MARIA, f"work:open:{number}")
    (second,) = door.press(MARIA, f"work:steps:{number}")
    assert "Frase 2 de 2" in second["text"]


def test_a_voice_note_is_an_answer(door: Door, number: int, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "voz.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000)
    program = shutil.which("ffmpeg") or imageio()
    subprocess.run(
        [program, "-loglevel", "error", "-i", tmp_path / "voz.wav", "-c:a", "libopus", tmp_path / "voz.ogg"], check=True
    )
    door.server.files["voz"] = (tmp_path / "voz.ogg").read_bytes()
    door.say(MARIA, "/traducir")
    door.press(MARIA, f"work:open:{number}")
    door.press(MARIA, f"work:whole:{number}")
    voice = {"file_id": "voz", "file_unique_id": "voz", "duration": 1, "mime_type": "audio/ogg", "file_size": 900}
    (given,) = door.say(MARIA, voice=voice)

    assert "Quedó entregada" in given["text"]
    assert read(door, number).audio_asset is not None
    with door.around.database.reading() as session:
        assert session.scalars(select(Asset.kind)).all() == ["audio"]


def imageio() -> str:
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def test_a_blocked_text_is_accepted_with_a_reason(door: Door, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.translating.network_module", lambda _name: toy())
    with door.around.database.writing() as session:
        request = request_numbered(session, number)
        deliver(session, request, by=user_named(session, "maria"), now=door.clock.now(), text=FIRST)
        add_user(session, "luz", Role.REVIEWER, "GT", door.clock.now())
    door.say(LUZ, "/traducir")
    door.press(LUZ, f"work:review:{number}")
    (asked,) = door.press(LUZ, f"work:accept:{number}")
    assert "escriba por qué" in asked["text"]
    door.say(LUZ, "La cifra va en la imagen")

    with door.around.database.reading() as session:
        assert session.scalars(select(Override.reason)).all() == ["La cifra va en la imagen"]


def test_the_memory_and_the_terms_are_shown_and_a_changed_original_too(door: Door, number: int) -> None:
    with door.around.database.writing() as session:
        teach(
            session, "La trata de personas es un delito.", FIRST, "es", "quc", TranslationState.APPROVED, "ana", door.clock.now()
        )
        request = request_numbered(session, number)
        deliver(session, request, by=user_named(session, "maria"), now=door.clock.now(), text=f"{FIRST}\n\n{SECOND}")
        source_changed(session, request.subject, SPANISH.replace("9", "10"), door.clock.now())
    door.say(MARIA, "/traducir")
    (work,) = door.press(MARIA, f"work:open:{number}")

    assert "<s>9</s>" in work["text"] or "9" in work["text"]
    assert "El original cambió" in work["text"]
    (sentence,) = door.press(MARIA, f"work:steps:{number}")
    assert FIRST in sentence["text"]


def test_each_turn_is_told_once_to_whom_it_concerns(door: Door, number: int) -> None:
    told: list[tuple[int, str]] = []

    class Line:
        """Where messages would go out."""

        async def send_message(self, chat: int, text: str) -> None:
            told.append((chat, text))

    import asyncio

    watch = Watch(Line(), door.around)  # type: ignore[arg-type]
    told.clear()
    asyncio.run(watch.look_at_work())
    asyncio.run(watch.look_at_work())
    mine = [one for one in told if "Le asignaron" in one[1]]
    assert len(mine) <= 1  # the running bot may have told it first
    with door.around.database.writing() as session:
        request = request_numbered(session, number)
        deliver(session, request, by=user_named(session, "maria"), now=door.clock.now(), text=FIRST)
    told.clear()
    asyncio.run(watch.look_at_work())
    assert [(chat, "revise" in text) for chat, text in told] == [(LUZ, True)]
