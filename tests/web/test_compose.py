import io
import re
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from starlette.testclient import TestClient

from assets.models import Asset
from campaigns.models import Delivery, Post, Variant
from foundation.db import Database
from foundation.people import Role, add_user
from tests.clock import FrozenClock
from tests.web.conftest import PASSWORD
from tests.web.seeding import lay_out
from web.passwords import hash_password

FORM: dict[str, Any] = {
    "campaign": "30-julio",
    "title": "Nadie está en venta",
    "language": ["es"],
    "text_es": "En {{ country.name }}, la trata de personas es un delito. {{ campaign.hashtag }}",
    "profile": ["x-gt", "pagina-do"],
    "when": "at",
    "at": "2027-07-30T09:00",
    "zone": "local",
}


@pytest.fixture(autouse=True)
def _campaign(database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)


def picture(size: tuple[int, int] = (600, 400)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (31, 78, 140)).save(buffer, "PNG")
    return buffer.getvalue()


def rows(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_preview_is_composed_and_counted_for_each_profile(inside: TestClient) -> None:
    part = inside.post("/console/compose/preview", data=FORM).text

    assert "En Guatemala, la trata de personas es un delito. #NadieEnVenta" in part
    assert "En República Dominicana, la trata de personas es un delito. #NadieEnVenta" in part
    assert re.search(r'<span class="count">\d+ / 280</span>', part)
    assert "<html" not in part


def test_what_the_preview_shows_is_what_is_planned(inside: TestClient, database: Database) -> None:
    part = inside.post("/console/compose/preview", data=FORM).text
    answer = inside.post("/console/compose", data=FORM)
    page = inside.get(answer.headers["location"]).text

    def texts(html: str) -> list[str]:
        bodies = re.findall(r'<article class="preview".*?</article>', html, re.DOTALL)
        return [re.sub(r"/r/\w+", "/r/…", " ".join(re.findall(r"<p>(.*?)</p>", body, re.DOTALL))) for body in bodies]

    assert sorted(texts(part)) == sorted(texts(page))
    assert len(texts(part)) == 2


def test_nine_in_the_morning_is_nine_in_each_country(inside: TestClient, database: Database) -> None:
    inside.post("/console/compose", data=FORM)

    with database.reading() as session:
        hours = [due.hour for due in session.scalars(select(Delivery.due_at).order_by(Delivery.due_at))]
    assert hours == [13, 15]


def test_a_text_that_is_too_long_is_counted_and_told_but_not_kept(inside: TestClient, database: Database) -> None:
    long = FORM | {"text_es": "á" * 300}

    part = inside.post("/console/compose/preview", data=long).text
    answer = inside.post("/console/compose", data=long)

    assert 'class="count over"' in part
    assert answer.status_code == 422
    assert "Acórtelo en" in answer.text
    assert "á" * 300 in answer.text
    assert rows(database, Post) == 0


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"campaign": ""}, "campaign", "Elija la campaña."),
        ({"profile": []}, "profile", "Elija al menos un perfil."),
        ({"language": []}, "language", "Elija al menos una lengua."),
        ({"text_es": " "}, "text_es", "Escriba el texto o elija un mensaje clave."),
        ({"at": ""}, "at", "Diga qué día y a qué hora sale."),
        ({"at": "2027-01-01T09:00"}, "at", "Esa hora ya pasó"),
        ({"at": "mañana"}, "at", "«mañana» no es una fecha y hora"),
        ({"zone": "America/Nada"}, "zone", "no es una zona horaria"),
        ({"text_es": "{{ country.nombre }}"}, "text", "«nombre» no existe. Puede usar"),
        ({"link": "javascript:alert(1)"}, "link", "Escriba la dirección completa"),
        ({"campaign": "nada"}, "", "nada"),
        ({"profile": ["nadie"]}, "", "nadie"),
        ({"key_message": "P9-M99", "text_es": ""}, "", "P9-M99"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(
    inside: TestClient, database: Database, change: dict[str, Any], field: str, sentence: str
) -> None:
    answer = inside.post("/console/compose", data=FORM | change)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not field or f'id="{field}-wrong"' in answer.text
    assert "--" not in re.sub(r"<[^>]+>", "", answer.text)
    assert rows(database, Post) == rows(database, Delivery) == 0


def test_a_key_message_brings_its_reviewed_words_in_both_languages(inside: TestClient, database: Database) -> None:
    inside.post(
        "/console/compose", data=FORM | {"text_es": "", "key_message": "P4-M01", "language": ["es", "en"], "profile": ["x-gt"]}
    )

    with database.reading() as session:
        assert set(session.scalars(select(Variant.text))) == {"Nadie está en venta.", "Nobody is for sale."}


def test_an_own_english_text_stands_beside_the_spanish_key_message(inside: TestClient, database: Database) -> None:
    form = {"text_es": "", "text_en": "No one is for sale.", "key_message": "P4-M01", "language": ["es", "en"]}

    inside.post("/console/compose", data=FORM | form | {"profile": ["x-gt"]})

    with database.reading() as session:
        assert set(session.scalars(select(Variant.text))) == {"Nadie está en venta.", "No one is for sale."}


def test_an_uploaded_picture_goes_with_the_post_and_shows_on_its_page(inside: TestClient, database: Database) -> None:
    answer = inside.post(
        "/console/compose", data=FORM | {"alt_es": "Fondo azul"}, files={"file": ("foto.png", picture(), "image/png")}
    )

    page = inside.get(answer.headers["location"]).text
    address = re.search(r'<img src="(/media/[^"]+)" alt="Fondo azul"', page)
    assert address is not None
    assert inside.get(address[1]).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "alt", "sentence"),
    [
        ("foto.png", picture(), "", "Describa la imagen"),
        ("foto.png", b"<svg onload=alert(1)>", "Fondo azul", "foto.png"),
        ("foto.png", picture()[:80], "Fondo azul", "foto.png"),
    ],
)
def test_a_picture_nobody_described_or_that_is_none_is_refused(
    inside: TestClient, database: Database, name: str, content: bytes, alt: str, sentence: str
) -> None:
    answer = inside.post("/console/compose", data=FORM | {"alt_es": alt}, files={"file": (name, content, "image/png")})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(database, Asset) == rows(database, Post) == 0


def test_without_scripts_a_button_shows_the_preview_and_keeps_the_upload(inside: TestClient, database: Database) -> None:
    shown = inside.post(
        "/console/compose",
        data=FORM | {"alt_es": "Fondo azul", "act": "preview"},
        files={"file": ("foto.png", picture(), "image/png")},
    )

    assert shown.status_code == 200
    assert 'name="asset" value="1" checked' in shown.text
    assert "En Guatemala, la trata de personas es un delito" in shown.text
    assert rows(database, Post) == 0


def test_the_do_no_harm_rules_speak_while_the_person_types(inside: TestClient) -> None:
    part = inside.post("/console/compose/preview", data=FORM | {"text_es": "Alto al tráfico de personas."}).text

    assert 'class="finding ' in part
    assert "tráfico de personas" in part


def test_who_may_not_write_is_refused(client: TestClient, database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        add_user(session, "eva", Role.MEMBER, "GT", clock.now()).password_hash = hash_password(PASSWORD)
        add_user(session, "mia", Role.COMMUNITY_MANAGER, "GT", clock.now()).password_hash = hash_password(PASSWORD)

    client.post("/console/login", data={"name": "eva", "password": PASSWORD})
    assert client.get("/console/compose").status_code == 403
    client.post("/console/login", data={"name": "mia", "password": PASSWORD})
    elsewhere = client.post("/console/compose", data=FORM)
    at_home = client.post("/console/compose", data=FORM | {"profile": ["x-gt"]})

    assert "mia no tiene permiso" in elsewhere.text
    assert at_home.status_code == 303
    assert rows(database, Post) == 1
