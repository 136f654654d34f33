from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from campaigns.dates import NeverAgain, WrongRecurrence, instants, next_occurrence, occurrences
from campaigns.starter import read

WORLD_DAY = "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=30"


def test_the_world_day_comes_on_its_own_day_too() -> None:
    assert next_occurrence(WORLD_DAY, date(2027, 7, 30)) == date(2027, 7, 30)
    assert next_occurrence(WORLD_DAY, date(2027, 7, 31)) == date(2028, 7, 30)


def test_an_occurrence_can_be_moved_or_left_out_once() -> None:
    moved = {date(2027, 7, 30): date(2027, 7, 28), date(2028, 7, 30): None}

    days = list(islice(occurrences(WORLD_DAY, date(2027, 1, 1), moved), 2))

    assert days == [date(2027, 7, 28), date(2029, 7, 30)]


def test_an_override_of_a_day_the_rule_does_not_give_is_ignored() -> None:
    assert next_occurrence(WORLD_DAY, date(2027, 1, 1), {date(2027, 3, 1): date(2027, 3, 2)}) == date(2027, 7, 30)


def test_a_moved_occurrence_keeps_the_order() -> None:
    moved = {date(2027, 7, 30): date(2028, 12, 1)}

    assert list(islice(occurrences(WORLD_DAY, date(2027, 1, 1), moved), 3)) == [
        date(2028, 7, 30),
        date(2028, 12, 1),
        date(2029, 7, 30),
    ]


def test_a_quarterly_rule_does_not_depend_on_when_it_is_asked() -> None:
    quarterly = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"

    assert next_occurrence(quarterly, date(2027, 2, 20)) == date(2027, 4, 15)
    assert next_occurrence(quarterly, date(2027, 3, 1)) == date(2027, 4, 15)


def test_nine_in_the_morning_is_three_waves_over_the_region() -> None:
    zones = {row["code"]: ZoneInfo(row["zone"]) for row in read("territories")["territories"] if row["code"] != "REG"}

    waves = instants(date(2027, 7, 30), time(9), zones)

    assert set(waves.values()) == {datetime(2027, 7, 30, hour, tzinfo=UTC) for hour in (13, 14, 15)}
    assert waves["DO"] < waves["PA"] < waves["GT"] == waves["BZ"] == waves["MX"]


@pytest.mark.parametrize("rule", ["every July", "", "DTSTART:20270101T000000Z\nRRULE:FREQ=YEARLY", "FREQ=SOMETIMES"])
def test_what_is_no_floating_rule_is_refused(rule: str) -> None:
    with pytest.raises(WrongRecurrence):
        next_occurrence(rule, date(2027, 1, 1))


def test_a_rule_that_ended_says_so() -> None:
    with pytest.raises(NeverAgain):
        next_occurrence("FREQ=YEARLY;UNTIL=20200101T000000", date(2027, 1, 1))


def test_every_starter_date_comes_again_within_a_year() -> None:
    rows = read("dates")["dates"]

    assert len(rows) == 36
    assert all(date(2027, 1, 1) <= next_occurrence(row["rrule"], date(2027, 1, 1)) <= date(2027, 12, 31) for row in rows)
