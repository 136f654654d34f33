import threading
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from foundation.db import Database
from monitoring.counting import Counter, counting
from monitoring.models import DailySalt, DailyVisitor, Place, VisitDay
from monitoring.visits import Guest, Visit
from tests.clock import FrozenClock

REGION = ZoneInfo("America/Guatemala")
ANA = Visit(Guest.PERSON, "192.0.2.7", "Firefox")
LUIS = Visit(Guest.PERSON, "192.0.2.8", "Firefox")
ROBOT = Visit(Guest.ROBOT, "192.0.2.9", "TelegramBot")
PRIVATE = Visit(Guest.PRIVATE, "192.0.2.10", "Firefox")


def counted(database: Database, key: str = "abc") -> list[tuple[int, int, int, int]]:
    with database.reading() as session:
        rows = session.scalars(select(VisitDay).where(VisitDay.key == key).order_by(VisitDay.day))
        return [(row.visits, row.uniques, row.private, row.bots) for row in rows]


def test_people_robots_and_the_private_each_have_their_column(any_database: Database, clock: FrozenClock) -> None:
    counter = Counter(any_database, clock, REGION)
    for visit in (ANA, ANA, LUIS, ROBOT, ROBOT, PRIVATE):
        counter.count_click("abc", visit)
    counter.flush()

    assert counted(any_database) == [(3, 2, 1, 2)]


def test_a_person_is_unique_once_a_day_over_flushes_restarts_and_processes(any_database: Database, clock: FrozenClock) -> None:
    first, second = Counter(any_database, clock, REGION), Counter(any_database, clock, REGION)
    for counter in (first, second, Counter(any_database, clock, REGION)):
        counter.count_click("abc", ANA)
        counter.flush()

    assert counted(any_database) == [(3, 1, 0, 0)]


def test_the_day_ends_at_the_regions_midnight_and_takes_salt_and_visitors_with_it(
    any_database: Database, clock: FrozenClock
) -> None:
    counter = Counter(any_database, clock, REGION)
    counter.count_click("abc", ANA)
    counter.flush()
    clock.advance(hours=15)  # 00:00 of the next day in Guatemala
    counter.flush()

    with any_database.reading() as session:
        assert session.scalars(select(DailySalt)).all() == []
        assert session.scalars(select(DailyVisitor)).all() == []
    counter.count_click("abc", ANA)
    counter.flush()
    assert counted(any_database) == [(1, 1, 0, 0), (1, 1, 0, 0)]
    with any_database.reading() as session:
        assert session.scalars(select(DailySalt.day)).all() == [date(2027, 7, 2)]


def test_neither_address_nor_agent_reaches_the_disk(database: Database, clock: FrozenClock) -> None:
    counter = Counter(database, clock, REGION)
    counter.count_page("/es/", Visit(Guest.PERSON, "203.0.113.77", "PeculiarBrowser/9"))
    counter.flush()

    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    written = b"".join(path.read_bytes() for path in sorted(database_files(database)))
    assert b"/es/" in written
    assert b"203.0.113.77" not in written
    assert b"PeculiarBrowser" not in written


def database_files(database: Database) -> list:  # type: ignore[type-arg]
    from pathlib import Path

    path = Path(str(database.engine.url.database))
    return [file for file in path.parent.iterdir() if file.name.startswith(path.name)]


def test_links_and_pages_of_one_name_are_counted_apart(database: Database, clock: FrozenClock) -> None:
    counter = Counter(database, clock, REGION)
    counter.count_click("abc", ANA)
    counter.count_page("abc", ANA)
    counter.flush()

    with database.reading() as session:
        assert set(session.scalars(select(VisitDay.place))) == {Place.LINK, Place.PAGE}


def test_a_failed_write_loses_nothing(database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(database, clock, REGION)
    counter.count_click("abc", ANA)

    def locked(*_: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr("monitoring.counting.write_tallies", locked)
        with pytest.raises(OperationalError):
            counter.flush()
    counter.count_click("abc", LUIS)
    counter.flush()

    assert counted(database) == [(2, 2, 0, 0)]


def test_what_was_counted_is_written_when_the_block_ends(database: Database, clock: FrozenClock) -> None:
    with counting(database, clock, REGION, every_s=3600) as counter:
        threads = [threading.Thread(target=counter.count_click, args=("abc", ANA)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert counted(database) == []

    assert counted(database) == [(8, 1, 0, 0)]


def test_a_link_still_leads_on_while_the_database_is_away(
    database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter(database, clock, REGION)

    def locked(*_: object) -> bytes:
        raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr("monitoring.counting.shared_salt", locked)
        counter.count_click("abc", ANA)
    counter.flush()

    assert counted(database) == [(1, 0, 0, 0)]
