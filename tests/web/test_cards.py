"""The card page and the brand page: what is seen is what is kept, and what the kit makes can be downloaded."""

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select
from starlette.testclient import TestClient

from assets.models import Asset
from campaigns.finding import campaign_named
from campaigns.materials import materials_of
from foundation.db import Database
from tests.clock import FrozenClock
from tests.web.seeding import lay_out

CARD = {"template": "message", "size": "1080x1080", "language": "es", "f_title": "Nadie está en venta", "f_footer": "#Alto"}


def test_a_template_shows_its_example_first_and_then_what_is_typed(inside: TestClient) -> None:
    page = inside.get("/console/cards?template=quote").text
    assert "Ejemplo." in page
    shown = inside.post("/console/cards/preview", data=CARD).text
    assert "Nadie está en venta." in shown
    picture = inside.get(shown.split('src="')[1].split('"')[0])

    with Image.open(io.BytesIO(picture.content)) as card:
        assert card.size == (1080, 1080)


def test_words_that_do_not_fit_are_told_beside_their_field(inside: TestClient) -> None:
    words = "Nadie está en venta. " * 20
    answer = inside.post("/console/cards", data={**CARD, "f_title": words, "act": "keep"})

    assert answer.status_code == 422
    assert 'id="f_title-wrong"' in answer.text
    assert words.strip() in answer.text
    assert inside.post("/console/cards", data={**CARD, "f_title": "", "act": "keep"}).status_code == 422


def test_the_card_enters_the_library_and_its_campaign(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)
    answer = inside.post("/console/cards", data={**CARD, "campaign": "30-julio", "alt": "Lema de la campaña", "act": "keep"})

    with database.reading() as session:
        asset = session.scalars(select(Asset)).one()
        pieces = [one.piece for one, _ in materials_of(session, campaign_named(session, "30-julio"))]
    assert answer.headers["location"] == f"/console/library/{asset.id}"
    assert (asset.alt, asset.width, asset.facts["card"][:24]) == (
        {"es": "Lema de la campaña"},
        1080,
        pieces[0].removeprefix("own/"),
    )
    assert f'value="{asset.id}" checked' in inside.get(f"/console/compose?asset={asset.id}").text


def test_a_key_that_is_none_reaches_no_file(inside: TestClient) -> None:
    for key in ("a" * 64, "..%2f..%2fcorett", "x"):
        assert inside.get(f"/console/cards/{key}.jpg").status_code == 404


def test_the_brand_page_names_each_pair_with_its_contrast(inside: TestClient) -> None:
    page, sheet = inside.get("/console/brand").text, inside.get("/console/brand/kit.css")

    assert "15,7" in page
    assert sheet.headers["content-type"].startswith("text/css")
    assert ".pair-0{color:#ffffff;background:#10233f}" in sheet.text


@pytest.mark.parametrize(
    ("name", "start"),
    [("letterhead-a4.docx", b"PK"), ("letterhead-letter.docx", b"PK"), ("presentation.pptx", b"PK"), ("manual.pdf", b"%PDF")],
)
def test_the_kits_products_are_downloads(inside: TestClient, name: str, start: bytes) -> None:
    answer = inside.get(f"/console/brand/{name}?language=en")

    assert answer.content.startswith(start)
    assert f"-en.{name.split('.')[1]}" in answer.headers["content-disposition"]


def test_profile_images_come_in_one_file_and_what_does_not_exist_is_not_found(inside: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(inside.get("/console/brand/profile-images.zip").content)) as archive:
        assert "x-avatar-400x400.png" in archive.namelist()
    assert inside.get("/console/brand/mark.svg").text.startswith("<svg")
    assert inside.get("/console/brand/nothing.pdf").status_code == 404
