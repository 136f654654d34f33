from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from foundation.clock import aware, instant, wall_time, zone_named
from foundation.errors import AmbiguousTime, NaiveTime, UnknownZone, WrongTime


def test_nine_in_the_morning_is_three_instants_in_the_region() -> None:
    nine = wall_time("2027-07-30 09:00")

    hours = [instant(nine, ZoneInfo(zone)).hour for zone in ("America/Santo_Domingo", "America/Panama", "America/Guatemala")]

    assert hours == [13, 14, 15]


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(NaiveTime):
        aware(datetime(2027, 7, 30, 9, 0))


def test_an_unknown_zone_is_named_in_the_sentence() -> None:
    with pytest.raises(UnknownZone, match="America/Nowhere"):
        zone_named("America/Nowhere")


@pytest.mark.parametrize("text", ["mañana", "2027-07-30T09:00-06:00", "2027-13-01 09:00"])
def test_what_is_no_wall_time_is_refused(text: str) -> None:
    with pytest.raises(WrongTime):
        wall_time(text)


def test_an_hour_that_the_zone_skips_or_repeats_is_refused() -> None:
    tijuana = ZoneInfo("America/Tijuana")

    with pytest.raises(AmbiguousTime):
        instant(datetime(2027, 3, 14, 2, 30), tijuana)
    with pytest.raises(AmbiguousTime):
        instant(datetime(2027, 11, 7, 1, 30), tijuana)


def test_an_aware_moment_comes_back_in_utc() -> None:
    assert aware(datetime(2027, 7, 30, 9, 0, tzinfo=ZoneInfo("America/Guatemala"))) == datetime(2027, 7, 30, 15, 0, tzinfo=UTC)
