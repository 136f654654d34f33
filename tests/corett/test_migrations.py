from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from corett.migrating import alembic_config, current, head, migrate, unmigrate
from corett.tables import Base
from foundation.db import Database, open_database


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(alembic_config())
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def climb_the_stairs(database: Database) -> None:
    unmigrate(database, "base")
    below = "base"
    for revision in revisions():
        migrate(database, revision)
        unmigrate(database, below)
        migrate(database, revision)
        below = revision


def test_every_revision_goes_up_down_and_up_on_both_engines(any_database: Database) -> None:
    climb_the_stairs(any_database)

    assert current(any_database) == head()


def test_the_migrations_make_exactly_the_tables_of_the_models(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    migrate(database)

    assert current(database) == head()
    database.engine.dispose()
