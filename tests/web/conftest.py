"""The browser door over a fresh database, with a person who may do everything and a few published messages."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assets.store import Store
from campaigns.models import Territory
from foundation.db import Database
from foundation.ids import new_id
from foundation.people import REGION, Role, add_user
from foundation.settings import App, Settings, WebSection
from foundation.vault import Vault
from networks.models import SiteEntry
from tests.clock import FrozenClock
from web.app import make_app
from web.passwords import hash_password

HOST = "http://127.0.0.1:8000"
PASSWORD = "cuatro palabras bien largas"

Publish = Callable[..., SiteEntry]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "assets")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(app=App(data_dir=tmp_path), web=WebSection())


@pytest.fixture
def app(settings: Settings, database: Database, clock: FrozenClock, vault: Vault, store: Store) -> FastAPI:
    return make_app(settings=settings, database=database, clock=clock, vault=vault, store=store)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HOST, follow_redirects=False) as client:
        yield client


@pytest.fixture
def admin(database: Database, clock: FrozenClock) -> str:
    with database.writing() as session:
        add_user(session, "admin", Role.ADMIN, REGION, clock.now()).password_hash = hash_password(PASSWORD)
    return "admin"


@pytest.fixture
def inside(client: TestClient, admin: str) -> TestClient:
    """The browser of the signed-in admin."""
    answer = client.post("/console/login", data={"name": admin, "password": PASSWORD})
    assert answer.status_code == 303
    return client


@pytest.fixture
def territories(database: Database) -> None:
    with database.writing() as session:
        for code, name_es, name_en, zone in (
            ("REG", "Región", "Region", "America/Guatemala"),
            ("GT", "Guatemala", "Guatemala", "America/Guatemala"),
            ("DO", "República Dominicana", "Dominican Republic", "America/Santo_Domingo"),
        ):
            session.add(
                Territory(code=code, name_es=name_es, name_en=name_en, zone=zone, zones=[zone], languages=["es"], facts={})
            )


@pytest.fixture
def publish(database: Database) -> Publish:
    """Puts a message on the newsroom."""

    def published(title: str = "Nadie está en venta", language: str = "es", **facts: object) -> SiteEntry:
        ident: UUID = new_id()
        entry = SiteEntry(
            delivery_id=ident,
            language=language,
            title=title,
            slug=str(facts.pop("slug", f"mensaje-{ident.hex[-10:]}")),
            post=str(facts.pop("post", ident.hex)),
            text=str(facts.pop("text", "La trata de personas es un delito.\n\nDenuncie.")),
            media=facts.pop("media", []),
            published_at=facts.pop("published_at", datetime(2027, 7, 30, 15, 0, tzinfo=UTC) - timedelta(minutes=1)),
            **facts,
        )
        with database.writing() as session:
            session.add(entry)
        return entry

    return published
