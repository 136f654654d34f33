"""A campaign's own files: made once, attached to it, and made anew only where something changed."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from assets.models import Asset
from assets.store import open_store
from campaigns.finding import campaign_named
from campaigns.materials import GIVEN_UP_AFTER, campaigns_of, materials_of, next_wanted, want_materials
from campaigns.models import Audience, Campaign, KeyMessage, KeyMessageText
from campaigns.starter.posts import starter_campaign, starter_posts
from campaigns.withdrawing import take_out
from corett import jobs, materials
from corett.materials import SIZES, copy_materials, make_materials, pieces, words_of
from corett.opening import open_for_work
from corett.wiring import House
from foundation.db import Database
from foundation.settings import App, Settings
from foundation.texts import LANGUAGES, Texts
from foundation.vault import Vault
from languages.contract import TranslationState
from networks.registry import network_module, network_names
from tests.clock import FrozenClock
from tests.needs import program
from tests.planting import plant_campaign

MESSAGE = {"es": "Nadie está en venta.", "en": "Nobody is for sale."}


@pytest.fixture
def house(database: Database, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """One message, two sizes, one shape: enough of everything, in seconds."""
    program("lou_translate", "liblouis-bin")
    monkeypatch.setattr(materials, "SIZES", SIZES[:2])
    monkeypatch.setattr(materials, "SHAPES", ("16:9",))
    with database.writing() as session:
        plant_campaign(session, clock.now())
        plant_message(session)
    settings = Settings(app=App(data_dir=tmp_path))
    return House(settings, database, Vault(tmp_path / "key"), clock, Texts("es"))


def plant_message(session: Session) -> None:
    session.add(Audience(code="P4", slug="poblacion", name_es="Población", name_en="People"))
    session.flush()
    session.add(KeyMessage(code="P4-M01", audience="P4"))
    session.flush()
    for language, text in MESSAGE.items():
        session.add(KeyMessageText(key_message="P4-M01", language=language, text=text, state=TranslationState.APPROVED))


def make(house: House) -> Counter[str]:
    return Counter(one.state for one in make_materials(house, "prueba", lambda _share: None))


def test_a_campaign_gets_cards_a_captioned_clip_braille_and_a_fact_sheet_in_each_language_and_only_once(
    house: House, tmp_path: Path
) -> None:
    assert make(house) == {"made": 12}
    assert make(house) == {"there": 12}

    with house.database.reading() as session:
        pieces = {one.piece: asset for one, asset in materials_of(session, campaign_named(session, "prueba"))}
    assert {piece for piece in pieces if "es" in piece} == {
        "card/es/1/1080x1080", "card/es/1/1080x1350", "braille/es.brf", "braille/es.txt", "sheet/es", "clip/es/16:9",
    }  # fmt: skip
    assert (pieces["clip/en/16:9"].width, pieces["clip/en/16:9"].kind) == (1920, "video")
    assert pieces["clip/es/16:9"].duration > 1

    names = {path.name for path in copy_materials(house, "prueba", tmp_path / "out")}
    assert {"prueba-clip-es-16x9.mp4", "prueba-clip-es-16x9.srt", "prueba-clip-es-16x9.vtt", "prueba-braille-es.brf"} <= names
    assert "Nadie está en venta." in (tmp_path / "out" / "prueba-clip-es-16x9.srt").read_text().replace("\n", " ")


def test_other_words_make_the_pieces_that_say_them_again(house: House) -> None:
    make(house)
    with house.database.writing() as session:
        row = session.query(KeyMessageText).filter_by(language="en").one()
        row.text = "No one is for sale."

    assert make(house) == {"made": 6, "there": 6}


def test_a_withdrawn_piece_is_not_brought_back(house: House) -> None:
    make(house)
    with house.database.writing() as session:
        card = next(asset for one, asset in materials_of(session, campaign_named(session, "prueba")) if "1080x1080" in one.piece)
        assert [one.slug for one in campaigns_of(session, card)] == ["prueba"]
        take_out(session, open_store(house.settings), session.get_one(Asset, card.id), "palabra equivocada", house.clock.now())

    again = [one for one in make_materials(house, "prueba", lambda _share: None) if one.state != "there"]

    assert [one.state for one in again] == ["failed"]
    assert "palabra equivocada" in again[0].why


def test_the_sizes_are_those_that_the_networks_declare() -> None:
    declared = {size for name in network_names() for size in network_module(name).LIMITS.card_sizes}

    assert declared <= set(SIZES)


def test_one_maker_at_a_time_and_a_lost_one_is_replaced(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        campaign = plant_campaign(session, clock.now())
        assert next_wanted(session, clock.now()) is None
        want_materials(campaign, clock.now())
        session.flush()
        assert next_wanted(session, clock.now()) is campaign
        campaign.materials_begun_at = clock.now()
        session.flush()
        assert next_wanted(session, clock.now()) is None
        assert next_wanted(session, clock.now() + GIVEN_UP_AFTER + timedelta(seconds=1)) is campaign


def test_the_platform_makes_what_is_wanted_in_a_process_of_its_own(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.database.writing() as session:
        campaign = campaign_named(session, "prueba")
        want_materials(campaign, house.clock.now())
    begun: list[tuple[str, ...]] = []

    class Child:
        returncode: int | None = 0
        pid = 0

        async def wait(self) -> int:
            return 0

    async def start(*order: str, **_facts: object) -> Child:
        begun.append(order)
        return Child()

    monkeypatch.setattr("corett.jobs.asyncio.create_subprocess_exec", start)
    asyncio.run(jobs.make_materials(house))
    asyncio.run(jobs.make_materials(house))

    assert [order[-3:] for order in begun] == [("assets", "prueba", "--json")]
    with house.database.reading() as session:
        assert session.query(Campaign).one().materials_begun_at == house.clock.now()


def test_the_starter_campaign_wants_its_files_in_every_size_and_language(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    house = House(Settings(app=App(data_dir=tmp_path)), database, Vault(tmp_path / "key"), clock, Texts("es"))
    open_for_work(house, starter=True, rehearse=False)
    slug = starter_campaign().slug

    with database.reading() as session:
        wanted = next_wanted(session, clock.now())
        names = [piece.name for language in LANGUAGES for piece in pieces(house, words_of(session, house, slug, language))]
    assert wanted is not None
    assert wanted.slug == slug
    assert len(names) == len(set(names)) == 2 * (len(starter_posts()) * len(SIZES) + 5)
