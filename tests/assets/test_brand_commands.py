import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from assets.library import record_consent
from assets.store import Store, open_store
from campaigns.models import Audience, KeyMessage, KeyMessageText
from corett.jobs import jobs_of
from corett.wiring import open_house
from foundation.db import Database
from languages.contract import TranslationState
from tests.clock import FrozenClock
from tests.commandline import corett
from tests.planting import plant_campaign


@pytest.fixture
def home(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured installation with a small campaign and a photograph."""
    with database.writing() as session:
        plant_campaign(session, FrozenClock().now())
    (tmp_path / "config.toml").write_text(f'[app]\ndata_dir = "{tmp_path}"\n', encoding="utf-8")
    monkeypatch.setenv("CORETT_CONFIG", str(tmp_path / "config.toml"))
    Image.effect_noise((320, 240), 80).convert("RGB").save(tmp_path / "foto.jpg")
    return tmp_path


def test_a_card_comes_with_its_size_its_alt_text_and_a_photograph(home: Path) -> None:
    out = home / "tarjeta.png"
    answer = corett(
        *("card", "render", "message", "--size", "1080x1350", "--language", "es", "--set", "title=No estás sola"),
        *("--photo", str(home / "foto.jpg"), "--photo-alt", "Un puente", "--out", str(out), "--json"),
    )

    told = json.loads(answer.stdout)
    assert (told["width"], told["height"], told["alt"]) == (1080, 1350, "No estás sola. Un puente.")
    with Image.open(out) as card:
        assert (card.size, card.format) == ((1080, 1350), "PNG")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--set", "titulo=x"), "titulo:"),
        (("--set", "title"), "--set:"),
        (("--set", "title=x", "--size", "1080"), "size:"),
        (("--set", "title=x", "--photo", "config.toml"), "config.toml"),
        (("--set", "title=x", "--asset", "7"), "7"),
    ],
)
def test_a_card_that_cannot_be_made_is_one_sentence(home: Path, words: tuple[str, ...], named: str) -> None:
    refused = corett("card", "render", "message", *words, "--out", str(home / "x.jpg"), "--json")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert named in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert not (home / "x.jpg").exists()


def test_a_document_says_what_its_campaign_says_and_what_the_file_lays_over_it(home: Path) -> None:
    (home / "palabras.toml").write_text('lead = "Entrada escrita a mano"\n', encoding="utf-8")
    answer = corett(
        *("document", "render", "fact_sheet", "--campaign", "prueba", "--language", "es"),
        *("--from", str(home / "palabras.toml"), "--out", str(home / "hoja.pdf"), "--json"),
    )

    assert json.loads(answer.stdout)["template"] == "fact_sheet"
    reader = PdfReader(BytesIO((home / "hoja.pdf").read_bytes()))
    assert "Entrada escrita a mano" in reader.pages[0].extract_text()


def test_a_campaign_has_cards_in_the_sizes_and_languages_asked_for(home: Path, database: Database) -> None:
    with database.writing() as session:
        session.add(Audience(code="P9", slug="prueba", name_es="Prueba", name_en="Test"))
        session.flush()
        session.add(KeyMessage(code="P9.1", audience="P9"))
        session.flush()
        for language, text in (("es", "No estás sola"), ("en", "You are not alone")):
            row = KeyMessageText(key_message="P9.1", language=language, text=text, state=TranslationState.APPROVED)
            session.add(row)
    answer = corett("card", "campaign", "prueba", "--size", "1080x1080", "--size", "1200x630", "--out", str(home / "c"), "--json")

    told = json.loads(answer.stdout)
    assert [(row["language"], row["width"]) for row in told] == [("es", 1080), ("es", 1200), ("en", 1080), ("en", 1200)]
    assert "You are not alone." in told[2]["alt"]
    assert all(Path(row["out"]).stat().st_size > 10_000 for row in told)


def test_a_document_of_nothing_is_refused(home: Path) -> None:
    refused = corett("document", "render", "fact_sheet", "--out", str(home / "hoja.pdf"))

    assert refused.returncode == 1
    assert "--campaign" in refused.stderr


def test_the_brand_hands_out_letterheads_in_both_sizes(home: Path) -> None:
    answer = corett("brand", "letterhead", "--out", str(home / "hojas"), "--json")

    assert [row["page"] for row in json.loads(answer.stdout)] == ["A4", "A4", "Letter", "Letter"]
    assert len(list((home / "hojas").glob("*.docx"))) == len(list((home / "hojas").glob("*.pdf"))) == 2


@pytest.mark.parametrize(("product", "ending", "starts"), [("letterhead", "pdf", b"%PDF"), ("presentation", "pptx", b"PK")])
def test_a_file_is_what_its_name_promises(home: Path, product: str, ending: str, starts: bytes) -> None:
    file = home / f"hoja.{ending}"

    assert corett("brand", product, "--out", str(file)).returncode == 0
    assert file.read_bytes().startswith(starts)

    refused = corett("brand", product, "--out", str(home / "hoja.txt"))
    assert refused.returncode == 1
    assert f".{ending}" in refused.stderr
    assert not (home / "hoja.txt").exists()


@pytest.mark.anyio
async def test_the_clock_withdraws_what_nobody_may_use_any_more(home: Path) -> None:
    house = open_house()
    added = json.loads(corett("asset", "add", str(home / "foto.jpg"), "--alt", "Ruido", "--licence", "propia", "--json").stdout)
    with house.database.writing() as session:
        from assets.library import asset_numbered

        asset = asset_numbered(session, added["id"])
        now = house.clock.now()
        record_consent(session, house.vault, asset, "Ana", "redes", now.date().replace(year=now.year - 1), "admin", now)
    store: Store = open_store(house.settings)
    assert store.place(asset.sha256, asset.mime).exists()

    await next(job for job in jobs_of(house) if job.name == "consents").run()

    assert not store.place(asset.sha256, asset.mime).exists()
