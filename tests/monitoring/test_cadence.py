from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.cadence import next_due

SENT = datetime(2027, 7, 30, 15, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "step"),
    [
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(hours=23, minutes=59), timedelta(hours=1)),
        (timedelta(hours=24), timedelta(hours=6)),
        (timedelta(days=6, hours=23), timedelta(hours=6)),
        (timedelta(days=7), timedelta(days=1)),
        (timedelta(days=29), timedelta(days=1)),
        (timedelta(days=30), timedelta(days=7)),
        (timedelta(days=89), timedelta(days=7)),
    ],
)
def test_the_older_the_post_the_rarer_the_look(age: timedelta, step: timedelta) -> None:
    assert next_due("facebook", SENT, SENT + age) == SENT + age + step


def test_the_first_look_comes_after_an_hour() -> None:
    assert next_due("facebook", SENT, None) == SENT + timedelta(hours=1)


def test_after_ninety_days_nobody_looks_again() -> None:
    assert next_due("facebook", SENT, SENT + timedelta(days=90)) is None


@given(age=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=120)))
def test_x_is_read_at_most_once_per_utc_day(age: timedelta) -> None:
    last = SENT + age
    due = next_due("x", SENT, last)

    assert due is None or due.date() > last.date()


@given(network=st.sampled_from(["x", "facebook", "site"]))
def test_the_looks_go_forward_and_come_to_an_end(network: str) -> None:
    looks, due = [SENT], next_due(network, SENT, None)
    while due is not None:
        assert due > looks[-1]
        looks.append(due)
        due = next_due(network, SENT, due)

    assert timedelta(days=89) < looks[-1] - SENT < timedelta(days=98)
    assert len(looks) < 100
