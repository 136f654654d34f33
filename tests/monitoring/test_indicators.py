from collections import Counter

import pytest

from foundation.db import Database
from foundation.errors import NotFound
from monitoring.indicators import UnexplainedGap, WrongPeriod, enter_reading, load_starter, newest_readings, starter_rows
from monitoring.models import Indicator, Quality
from tests.clock import FrozenClock
from tests.monitoring.strategy import add_ground


def test_the_matrix_starts_with_sixty_indicators_once(any_database: Database, clock: FrozenClock) -> None:
    with any_database.writing() as session:
        assert load_starter(session, clock.now()) == 60
    with any_database.writing() as session:
        assert load_starter(session, clock.now()) == 0


def test_what_a_person_changed_stays(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        load_starter(session, clock.now())
        session.get_one(Indicator, "IND-E6-01").target = "400 al año"
    with database.writing() as session:
        load_starter(session, clock.now())

        assert session.get_one(Indicator, "IND-E6-01").target == "400 al año"


def test_every_indicator_is_whole_and_in_both_languages() -> None:
    for row in starter_rows():
        for key in ("name_es", "name_en", "unit", "formula", "source", "frequency", "responsible", "verification", "baseline"):
            assert row[key], (row["code"], key)
        assert row["name_es"] != row["name_en"]
    assert len({row["code"] for row in starter_rows()}) == 60
    assert sum(row.get("on_dashboard", False) for row in starter_rows()) == 12
    assert Counter(row["source"] for row in starter_rows())["queue"] == 18


def test_no_indicator_says_a_word_the_coalition_does_not_use() -> None:
    said = " ".join(str(value).lower() for row in starter_rows() for value in row.values())

    assert "tráfico de personas" not in said
    assert "illegal migra" not in said
    assert "ilegal" not in said


def test_the_newest_reading_counts_and_the_older_stays(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        add_ground(session)
        load_starter(session, clock.now())
        for value, quality in ((7.0, Quality.PARTIAL), (8.0, Quality.CORRECTED)):
            enter_reading(
                session,
                "IND-E1-04",
                period="2027-07",
                territory="REG",
                value=value,
                quality=quality,
                entered_by="ana",
                now=clock.now(),
            )
            clock.advance(hours=1)

        (newest,) = newest_readings(session, "2027-07").values()
        assert (newest.value, newest.quality) == (8.0, Quality.CORRECTED)


def test_a_missing_value_needs_its_reason(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        add_ground(session)
        load_starter(session, clock.now())

        def enter(code: str = "IND-E1-04", period: str = "2027-Q3", note: str = "") -> None:
            enter_reading(
                session,
                code,
                period=period,
                territory="REG",
                value=None,
                quality=Quality.COMPLETE,
                entered_by="a",
                now=clock.now(),
                note=note,
            )

        with pytest.raises(UnexplainedGap):
            enter()
        enter(note="la red no lo da")
        assert newest_readings(session, "2027-Q3")["IND-E1-04", "REG"].quality is Quality.UNAVAILABLE
        with pytest.raises(NotFound):
            enter("IND-E99-01", note="x")
        for wrong in ("2027-13", "julio", "27", "2027-Q5"):
            with pytest.raises(WrongPeriod):
                enter(period=wrong, note="x")
