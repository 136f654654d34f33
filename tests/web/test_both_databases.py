from uuid import UUID

import pytest
from starlette.testclient import TestClient

from assets.store import Store
from foundation.db import Database
from foundation.people import REGION, Role, add_user, user_named
from foundation.settings import App, Settings
from foundation.vault import Vault
from languages.requesting import request_translation
from networks.models import SiteEntry
from tests.clock import FrozenClock
from tests.web.conftest import HOST, PASSWORD
from tests.web.seeding import lay_out, make_machine_draft, write_post
from web.app import make_app
from web.entries import PAGE
from web.passwords import hash_password

PAGES = (
    "/es/feed.xml",
    "/sitemap.xml",
    "/es/c/30-julio",
    "/console/queue",
    "/console/queue?status=planned",
    "/console/queue?status=draft&campaign=30-julio",
    "/console/compose",
    "/console/posts?waiting=1",
    "/console/posts/1",
    "/console/posts/2",
    "/console/campaigns",
    "/console/profiles",
    "/console/holds",
    "/console/translations?assignee=-",
    "/console/translations/1",
    "/console/languages",
    "/quc",
    "/quc/m3",
)


@pytest.fixture
def browser(any_database: Database, clock: FrozenClock, vault: Vault) -> TestClient:
    folder = vault.key_file.parent
    settings = Settings(app=App(data_dir=folder))
    app = make_app(settings=settings, database=any_database, clock=clock, vault=vault, store=Store(folder / "assets"))
    return TestClient(app, base_url=HOST, follow_redirects=False)


def test_every_page_reads_the_same_from_sqlite_and_postgresql(
    any_database: Database, clock: FrozenClock, browser: TestClient
) -> None:
    lay_out(any_database, clock)
    with any_database.writing() as session:
        add_user(session, "admin", Role.ADMIN, REGION, clock.now()).password_hash = hash_password(PASSWORD)
        for number in range(PAGE + 1):
            entry = {"post": str(number), "language": "es", "slug": f"m{number}", "title": f"Mensaje {number}", "text": "Sí."}
            told = {"campaign": "30-julio", "media": [], "published_at": clock.now()}
            session.add(SiteEntry(delivery_id=UUID(int=number + 1), **entry, **told))
    write_post(any_database, clock, approve_by="admin")
    make_machine_draft(any_database, write_post(any_database, clock, title="Borrador"))
    with any_database.writing() as session:
        admin = user_named(session, "admin")
        request_translation(session, "post:3", "Sí.", "quc", by=admin, now=clock.now())
    with browser:
        assert browser.post("/console/login", data={"name": "admin", "password": PASSWORD}).status_code == 303
        codes = {path: browser.get(path).status_code for path in PAGES}
        first = browser.get("/es").text
        older = browser.get(first.split('rel="next" href="')[1].split('"')[0]).text

    assert set(codes.values()) == {200}, codes
    assert "Mensaje 24" in first
    assert older.count("<h2><a ") == 1
