"""A whole console with something in every list, in a real browser."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from assets.captions.cue import Cue
from assets.inclusive.films import caption_film
from assets.intake import take_in
from assets.store import Store
from campaigns.finding import post_numbered
from campaigns.revising import edit_source
from campaigns.status import DeliveryStatus
from campaigns.versions import request_version
from foundation.db import Database
from foundation.ids import new_id
from foundation.people import REGION, Role, add_user, user_named
from foundation.settings import App, Settings, WebSection
from foundation.vault import Vault
from languages.contract import TranslationState
from languages.glossary import load_starter
from languages.memory import teach
from languages.requesting import deliver
from moderation.models import Hold
from networks.models import SiteEntry
from tests.assets.films import film
from tests.clock import FrozenClock
from tests.e2e.browser import chromium, free_port, opened, serving
from tests.needs import program
from tests.web.seeding import lay_out, make_machine_draft, put, world_at, write_post
from web.app import make_app
from web.passwords import hash_password

PASSWORD = "cuatro palabras bien largas"


@dataclass
class Place:
    """A running site and what stands on it."""

    url: str
    database: Database
    clock: FrozenClock
    post: int
    draft: int
    delivery: str
    translation: int
    asset: int
    film: int
    signed_in: dict[str, Any]

    def path(self, name: str) -> str:
        return name.format(**vars(self))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Open for this folder only: Playwright keeps an event loop running, and no other test could run its own beside it."""
    with chromium(program("chromium", "chromium")) as browser:
        yield browser


@pytest.fixture
def place(database: Database, clock: FrozenClock, tmp_path: Path, browser: Browser) -> Iterator[Place]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = Settings(app=App(data_dir=tmp_path), web=WebSection(port=port))
    store = Store(tmp_path / "assets")
    lay_out(database, clock)
    with database.writing() as session:
        add_user(session, "admin", Role.ADMIN, REGION, clock.now()).password_hash = hash_password(PASSWORD)
    publish(database, store, clock)
    post = write_post(database, clock, profiles=("x-gt", "sala-de-prensa", "pagina-do"))
    draft = write_post(database, clock, title="Traducida")
    make_machine_draft(database, draft)
    write_post(database, clock, title="Lista", approve_by="admin")
    doubtful = write_post(database, clock, title="Dudosa", approve_by="admin")
    delivery = put(database, doubtful, DeliveryStatus.UNCONFIRMED, error="X no contestó a tiempo.")
    with database.writing() as session:
        session.add(Hold(territory="GT", reason="Terremoto", placed_by="admin", placed_at=clock.now()))
    app = make_app(settings=settings, database=database, clock=clock, vault=Vault(tmp_path / "key"), store=store)
    asset, clip = library(database, store, clock, tmp_path)
    with serving(app, port):
        yield Place(
            url, database, clock, post, draft, delivery, translate(database, clock, post), asset, clip, sign_in(browser, url)
        )


def translate(database: Database, clock: FrozenClock, post: int) -> int:
    """A translation under way: delivered with a wrong term, its original changed, something like it in the memory."""
    with database.writing() as session:
        load_starter(session, clock.now())
        admin = user_named(session, "admin")
        add_user(session, "maria", Role.TRANSLATOR, REGION, clock.now())
        maria = user_named(session, "maria")
        due = clock.now() + timedelta(days=2)
        request = request_version(
            session,
            post_numbered(session, post),
            "en",
            by=admin,
            now=clock.now(),
            due_at=due,
            assignee=maria,
            note="Para jóvenes.",
        )
        told = ("La trata de personas es un delito grave.", "Trafficking in persons is a serious crime.")
        teach(session, *told, "es", "en", TranslationState.APPROVED, "ana", clock.now())
        deliver(session, request, by=maria, now=clock.now(), text="Human trafficking is a crime. {{ campaign.hashtag }}")
        edit_source(session, post, "La trata de personas es un delito grave. {{ campaign.hashtag }}", admin, world_at(clock))
        deliver(session, request, by=maria, now=clock.now(), text="Human smuggling is a serious crime. {{ campaign.hashtag }}")
        request_version(session, post_numbered(session, post), "quc", by=admin, now=clock.now())
        return request.id


def library(database: Database, store: Store, clock: FrozenClock, folder: Path) -> tuple[int, int]:
    """A photograph and a film with captions."""
    Image.effect_noise((800, 600), 90).convert("RGB").save(folder / "foto.jpg")
    film(folder / "clip.mp4")
    with database.writing() as session:
        taken = [
            take_in(store, session, folder / name, "Una plaza con gente de espaldas", "propia", "admin", clock.now())
            for name in ("foto.jpg", "clip.mp4")
        ]
        session.flush()
        caption_film(session, store, taken[1], [Cue(0, 1500, ("Nadie está en venta.",))], "es", by="admin", now=clock.now())
        return taken[0].id, taken[1].id


def sign_in(browser: Browser, url: str) -> dict[str, Any]:
    context = opened(browser)
    page = context.new_page()
    page.goto(f"{url}/console")
    page.fill("#name", "admin")
    page.fill("#password", PASSWORD)
    page.click("button")
    page.wait_for_url("**/console/queue")
    state: dict[str, Any] = dict(context.storage_state())
    context.close()
    return state


def publish(database: Database, store: Store, clock: FrozenClock) -> None:
    """One message in two languages with a picture, and one without."""
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 630), (31, 78, 140)).save(buffer, "PNG")
    sha256 = store.put(buffer.getvalue(), "image/png")
    media = {"sha256": sha256, "mime": "image/png", "kind": "image", "alt": "Fondo azul", "size": 1, "width": 1200, "height": 630}
    told = {"duration": 0, "captions": []}
    with database.writing() as session:
        for slug, language, pictures in (("nadie", "es", [media | told]), ("nobody", "en", [media | told]), ("sola", "es", [])):
            session.add(
                SiteEntry(
                    delivery_id=new_id(),
                    post="1" if pictures else "2",
                    language=language,
                    slug=slug,
                    title="Nadie está en venta" if language == "es" else "Nobody is for sale",
                    text="La trata de personas es un delito.\n\nhttps://example.org/guia",
                    media=pictures,
                    campaign="30-julio",
                    campaign_title="Día Mundial contra la Trata de Personas",
                    territory="REG",
                    published_at=clock.now() - timedelta(hours=1),
                )
            )
