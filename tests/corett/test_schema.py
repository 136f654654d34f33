from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from corett.migrating import SchemaBusy, migrate, unmigrate
from corett.schema import is_older, revisions, standing
from foundation.db import Database
from tests.corett.test_migrations import revisions as of_alembic
from tests.corett.test_profile_command import corett, corett_home

__all__ = ["corett_home"]
BEFORE_THE_FIRST_RELEASE = "0012"
"""Up to here nobody had rows; from the next revision on, an older worker must be able to go on beside a newer one."""


def test_the_revisions_that_file_names_tell_are_those_alembic_knows() -> None:
    assert list(revisions()) == of_alembic()


@pytest.mark.parametrize(("language", "sentence"), [("es", "Ejecute «corett db migrate»"), ("en", "Run «corett db migrate»")])
def test_a_worker_refuses_an_older_schema_in_a_sentence_and_serves_a_newer_one(
    corett_home: Path, database: Database, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    monkeypatch.setenv("CORETT_APP__LANGUAGE", language)
    unmigrate(database, revisions()[-2])
    refused = corett("worker", "--until-idle")
    migrate(database)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    served = corett("worker", "--until-idle")

    assert refused.returncode != 0
    assert sentence in refused.stderr
    assert revisions()[-2] in refused.stderr
    assert revisions()[-1] in refused.stderr
    assert served.returncode == 0, served.stderr


def test_a_schema_of_a_newer_version_is_not_older_and_an_empty_one_is(database: Database) -> None:
    assert standing(database) == revisions()[-1]
    assert not is_older(revisions()[-1])
    assert not is_older("9999")
    assert is_older(revisions()[0])
    assert is_older("")


def shape(database: Database) -> dict[str, Mapping[str, Any]]:
    """Each table's columns."""
    looker = inspect(database.engine)
    return {table: {one["name"]: one for one in looker.get_columns(table)} for table in looker.get_table_names()}


def what_an_older_worker_would_miss(before: dict[str, Mapping[str, Any]], after: dict[str, Mapping[str, Any]]) -> list[str]:
    """What a step takes away, narrows, or demands of whoever does not know it."""
    missing = [table for table in before if table not in after]
    for table, columns in before.items():
        new = after.get(table, columns)
        missing += [f"{table}.{name}" for name, one in columns.items() if str(new.get(name, {}).get("type")) != str(one["type"])]
        for name, one in new.items():
            demanded = not one["nullable"] and one["default"] is None
            if demanded and (name not in columns or columns[name]["nullable"]):
                missing.append(f"{table}.{name} is demanded")
    return missing


def steps_that_are_not_additive(database: Database) -> list[str]:
    """Every step from the first release to the newest, gone down and up again."""
    known = list(revisions())
    later = [one for one in known if one > BEFORE_THE_FIRST_RELEASE]
    if later:
        unmigrate(database, BEFORE_THE_FIRST_RELEASE)
    found = []
    for one in later:
        before = shape(database)
        migrate(database, one)
        found += [f"{one}: {what}" for what in what_an_older_worker_would_miss(before, shape(database))]
    return found


def test_every_migration_after_the_first_release_only_adds(database: Database) -> None:
    assert steps_that_are_not_additive(database) == []


@pytest.mark.parametrize(
    ("statement", "missed"),
    [
        ("ALTER TABLE campaigns ADD COLUMN weight integer", []),
        ("ALTER TABLE campaigns ADD COLUMN weight integer DEFAULT 0 NOT NULL", []),
        ("ALTER TABLE campaigns ADD COLUMN weight integer NOT NULL", ["campaigns.weight is demanded"]),
        ("ALTER TABLE campaigns DROP COLUMN link", ["campaigns.link"]),
        ("ALTER TABLE campaigns ALTER COLUMN link SET NOT NULL, ALTER COLUMN link DROP DEFAULT", []),
        ("ALTER TABLE campaigns ALTER COLUMN materials_wanted_at SET NOT NULL", ["campaigns.materials_wanted_at is demanded"]),
        ("ALTER TABLE campaigns ALTER COLUMN link TYPE varchar(10)", ["campaigns.link"]),
        ("DROP TABLE campaign_assets", ["campaign_assets"]),
    ],
)
def test_a_step_that_takes_away_narrows_or_demands_is_noticed(postgres: Database, statement: str, missed: list[str]) -> None:
    before = shape(postgres)
    with postgres.writing() as session:
        session.execute(text(statement))

    assert what_an_older_worker_would_miss(before, shape(postgres)) == missed


def test_a_table_that_a_long_transaction_keeps_is_not_waited_for_without_end(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corett.migrating.TRIES", 2)
    monkeypatch.setattr("corett.migrating.PATIENCE_S", 0.1)
    unmigrate(postgres, revisions()[-2])
    with postgres.engine.connect() as dump:
        dump.execute(text("LOCK TABLE campaigns IN ACCESS SHARE MODE"))
        with pytest.raises(SchemaBusy):
            migrate(postgres)
    migrate(postgres)

    assert standing(postgres) == revisions()[-1]
