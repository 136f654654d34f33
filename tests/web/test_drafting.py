"""Other languages beside the one that is written: drafted, corrected, read by the glossary's guard, or asked of people."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from assets.store import Store
from campaigns.models import Variant
from foundation.db import Database
from foundation.settings import Settings
from foundation.vault import Vault
from languages.contract import TranslationState
from languages.glossary import load_starter
from languages.memory import teach
from languages.models import TranslationRequest
from tests import needs
from tests.clock import FrozenClock
from tests.servers.libretranslate import LibreTranslateServer
from tests.web.conftest import HOST, PASSWORD
from tests.web.seeding import lay_out
from web.app import make_app

SPANISH = "La trata de personas es un delito. {{ campaign.hashtag }}"
ENGLISH = "Trafficking in persons is a crime. {{ campaign.hashtag }}"
FORM = {
    "campaign": "30-julio", "language": ["es"], "text_es": SPANISH, "profile": ["x-gt"], "when": "at",
    "at": "2027-07-30T09:00", "zone": "America/Guatemala",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _campaign(database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)
    with database.writing() as session:
        load_starter(session, clock.now())


def with_engine(
    settings: Settings, database: Database, clock: FrozenClock, vault: Vault, store: Store, **languages: object
) -> FastAPI:
    told = settings.model_copy(update={"languages": languages})
    return make_app(settings=told, database=database, clock=clock, vault=vault, store=store)


def states(database: Database) -> dict[str, TranslationState]:
    with database.reading() as session:
        return {one.language: one.state for one in session.scalars(select(Variant))}


def test_what_the_memory_knows_fills_the_box(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        teach(session, SPANISH, ENGLISH, "es", "en", TranslationState.APPROVED, "ana", clock.now())
    page = inside.post("/console/compose", data={**FORM, "act": "draft-en"})

    assert page.status_code == 200
    assert f"{ENGLISH}</textarea>" in page.text
    assert "Aprobada por una persona" in page.text


def test_a_draft_that_cannot_be_made_is_told_and_nothing_is_lost(inside: TestClient) -> None:
    page = inside.post("/console/compose", data={**FORM, "act": "draft-fr"})

    assert page.status_code == 422
    assert "La memoria no tiene este texto en fr" in page.text
    assert SPANISH in page.text


def test_an_untouched_draft_stays_a_machines_and_a_corrected_one_is_somebodys(inside: TestClient, database: Database) -> None:
    made = {"made_en": "A draft. {{ campaign.hashtag }}", "engine_en": "apertium", "state_en": "machine"}
    same = FORM | made | {"language": ["es", "en"], "text_en": "A draft. {{ campaign.hashtag }}"}
    assert inside.post("/console/compose", data=same).status_code == 303
    assert states(database) == {"es": TranslationState.APPROVED, "en": TranslationState.MACHINE}

    inside.post("/console/compose", data=same | {"text_en": ENGLISH})
    assert states(database)["en"] is TranslationState.REVIEWED


def test_a_creole_draft_is_a_machines_whoever_touched_it(inside: TestClient, database: Database) -> None:
    made = {"made_ht": "Yon bouyon.", "engine_ht": "google", "state_ht": "machine"}
    form = FORM | made | {"language": ["es", "ht"], "text_ht": "Trafik moun se yon krim. {{ campaign.hashtag }}"}
    inside.post("/console/compose", data=form)

    assert states(database)["ht"] is TranslationState.MACHINE


def test_the_guard_speaks_of_each_language_while_one_writes(inside: TestClient) -> None:
    wrong = FORM | {"language": ["es", "en", "fr"], "text_en": "Human smuggling. {{ campaign.hashtag }}"}
    part = inside.post(
        "/console/compose/preview", data=wrong | {"text_fr": "La traite des personnes. {{ campaign.hashtag }}"}
    ).text

    assert "Glosario: English" in part
    assert "trafficking in persons" in part
    assert "Glosario: Français" not in part


def test_people_are_asked_for_the_other_languages(inside: TestClient, database: Database) -> None:
    assert inside.post("/console/compose", data=FORM | {"ask": ["quc", "cab"]}).status_code == 303
    with database.reading() as session:
        asked = {(one.language, one.territory) for one in session.scalars(select(TranslationRequest))}
    assert asked == {("quc", "GT"), ("cab", "REG")}


def test_a_real_engine_drafts_in_the_browser(
    settings: Settings, database: Database, clock: FrozenClock, vault: Vault, store: Store, admin: str
) -> None:
    needs.program("apertium", "apertium-eng-spa")
    with TestClient(with_engine(settings, database, clock, vault, store, engine="apertium"), base_url=HOST) as client:
        client.post("/console/login", data={"name": admin, "password": PASSWORD})
        page = client.post("/console/compose", data={**FORM, "act": "draft-en"}).text

    assert "Trafficking in persons is a crime. {{ campaign.hashtag }}</textarea>" in page


def test_what_may_identify_a_person_never_leaves_for_an_outside_engine(
    settings: Settings, database: Database, clock: FrozenClock, vault: Vault, store: Store, admin: str
) -> None:
    with LibreTranslateServer() as server:
        engine = {"engine": "libretranslate", "libretranslate": {"api_url": server.url}}
        with TestClient(with_engine(settings, database, clock, vault, store, **engine), base_url=HOST) as client:
            client.post("/console/login", data={"name": admin, "password": PASSWORD})
            told = FORM | {"text_es": "María López, de 15 años, hija de Rosa, vive en Xela.", "act": "draft-en"}
            page = client.post("/console/compose", data=told).text

        assert "tiene datos personales" in page
        assert server.asked == []
