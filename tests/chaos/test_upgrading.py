"""An upgrade while workers send: the schema grows under them, and a newer version writes what they do not know."""

import threading
import time

from sqlalchemy import text

from corett.migrating import current, head, migrate, unmigrate
from corett.schema import revisions
from foundation.db import Database
from tests.chaos.conftest import Arena
from tests.chaos.server import Remote

WHAT_A_NEWER_VERSION_ADDS = (
    "ALTER TABLE deliveries ADD COLUMN weight integer",
    "ALTER TABLE profiles ADD COLUMN weight integer",
    "ALTER TABLE attempts ADD COLUMN weight integer DEFAULT 0 NOT NULL",
    "CREATE TABLE novelties (id integer PRIMARY KEY, delivery_id uuid REFERENCES deliveries)",
    "UPDATE alembic_version SET version_num = '9999'",
)


def burst(database: Database, remotes: list[Remote]) -> Arena:
    remotes.append(Remote())
    arena = Arena(database, remotes[0], looks=True)
    arena.remote.delay_s = 0.3  # so that the burst outlasts the change
    arena.plant(profiles=12, each=4)
    return arena


def accepted(arena: Arena, count: int, within_s: float = 15) -> int:
    """Waits until so many are out."""
    end = time.monotonic() + within_s
    while len(arena.remote.accepted) < count and time.monotonic() < end:
        time.sleep(0.01)
    return len(arena.remote.accepted)


def migrate_from_two_places(database: Database) -> list[BaseException]:
    """Two people run `corett db migrate` at the same moment; what went wrong for them."""
    failures: list[BaseException] = []

    def upgrade() -> None:
        try:
            migrate(database)
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            failures.append(error)

    both = [threading.Thread(target=upgrade) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    return failures


def test_workers_go_on_while_the_schema_grows_and_a_newer_version_writes_words_they_do_not_know(
    postgres: Database, remotes: list[Remote]
) -> None:
    arena = burst(postgres, remotes)
    strange = arena.deliveries[-1].id
    unmigrate(postgres, revisions()[-2])
    workers = [arena.start(seconds=30) for _ in range(2)]
    assert accepted(arena, 5) >= 5
    assert migrate_from_two_places(postgres) == []
    assert current(postgres) == head()
    with postgres.writing() as session:
        for statement in WHAT_A_NEWER_VERSION_ADDS:
            session.execute(text(statement))
        session.execute(text("UPDATE deliveries SET status = 'weighing' WHERE id = :id"), {"id": strange})

    assert accepted(arena, 47) == 47
    assert all(one.is_alive() for one in workers)
    for one in workers:
        one.terminate()
        one.join(10)
    left = {str(one.id): one.status.value for one in arena.deliveries if str(one.id) not in arena.remote.accepted}
    assert left == {str(strange): "weighing"}
    assert set(arena.remote.accepted.values()) == {1}
