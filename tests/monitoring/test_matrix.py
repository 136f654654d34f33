import csv
import io
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from campaigns.models import KeyMessage, Post
from campaigns.status import DeliveryStatus
from foundation.db import Database
from foundation.errors import Conflict
from foundation.people import Role, add_user
from monitoring.by_hand import UnknownMetric, enter_sample
from monitoring.export import matrix_csv
from monitoring.indicators import WrongPeriod, enter_reading, load_starter
from monitoring.matrix import Line, matrix_of, span_of
from monitoring.models import Kind, Place, Quality, Sample, VisitDay
from monitoring.reach import reach_of
from monitoring.requests import count_request
from tests.clock import FrozenClock
from tests.monitoring.strategy import Plan, start_plan

REGION = ZoneInfo("America/Guatemala")


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2027", "2027-01-01", "2027-12-31"),
        ("2027-H2", "2027-07-01", "2027-12-31"),
        ("2027-Q3", "2027-07-01", "2027-09-30"),
        ("2028-02", "2028-02-01", "2028-02-29"),
    ],
)
def test_a_period_is_days_of_the_region(period: str, first: str, last: str) -> None:
    span = span_of(period, REGION)

    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)
    assert span.since.isoformat() == f"{first}T00:00:00-06:00"


@pytest.mark.parametrize("period", ["2027-13", "julio", "2027-Q5", ""])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(WrongPeriod):
        span_of(period, REGION)


def started(session: Session, clock: FrozenClock) -> Plan:
    plan = start_plan(session, clock.now(), link="https://corett.example")
    load_starter(session, clock.now())
    return plan


def matrix(session: Session, clock: FrozenClock, period: str = "2027-07") -> dict[str, Line]:
    session.flush()
    return {line.code: line for line in matrix_of(session, period, REGION, clock.now())}


def test_what_the_platform_can_count_is_counted(any_database: Database, clock: FrozenClock) -> None:
    with any_database.writing() as session:
        plan = started(session, clock)
        session.add_all([KeyMessage(code="P4-M01", audience="P4"), KeyMessage(code="P4-M02", audience="P4")])
        session.flush()
        first = plan.sent("x", "GT")
        session.get_one(Post, first.post_id).key_message = "P4-M01"
        plan.sent("facebook", "BZ", language="en")
        missed = plan.sent("x", "GT")
        missed.status, missed.finished_at = DeliveryStatus.MISSED, None
        session.add(VisitDay(place=Place.PAGE, key="/es/", day=date(2027, 7, 1), visits=7))
        session.add(VisitDay(place=Place.LINK, key=first.link_code, day=date(2027, 7, 1), visits=5, bots=90))
        session.add(VisitDay(place=Place.LINK, key=first.link_code, day=date(2027, 6, 30), visits=100))
        count_request(session, "share", day=date(2027, 7, 1), territory="GT", language="es", campaign_id=plan.campaign.id)
        clock.advance(minutes=1)
        found = matrix(session, clock)

    values = {code: found[code].value for code in ("IND-E6-01", "IND-E3-01", "IND-E2-02", "IND-E6-14", "IND-E5-06")}
    assert values == {"IND-E6-01": 2, "IND-E3-01": 66.7, "IND-E2-02": 50.0, "IND-E6-14": 50.0, "IND-E5-06": 22.2}
    assert (found["IND-E6-07"].value, found["IND-E6-10"].value, found["IND-E6-09"].value) == (5, 7, 1)
    assert found["IND-E9-03"].value == 58.3  # 18 queue + 7 network + 6 bot + 2 link + 2 web of 60
    assert found["IND-E6-01"].counted
    assert len(found) == 60


def test_what_nobody_counted_or_entered_is_unknown_and_not_zero(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        started(session, clock)
        found = matrix(session, clock)

    assert found["IND-E4-01"].value is None
    assert found["IND-E4-01"].quality is None
    assert found["IND-E3-01"].value is None  # nothing was due: there is no share of nothing
    assert found["IND-E6-01"].value == 0


def test_what_a_person_entered_outranks_what_was_counted(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        started(session, clock)
        enter_reading(
            session,
            "IND-E6-01",
            period="2027-07",
            territory="REG",
            value=41,
            quality=Quality.CORRECTED,
            entered_by="ana",
            now=clock.now(),
        )
        line = matrix(session, clock)["IND-E6-01"]

        assert (line.value, line.quality, line.counted) == (41, Quality.CORRECTED, False)
        assert matrix(session, clock, "2027-08")["IND-E6-01"].value == 0


def test_the_matrix_is_a_safe_spreadsheet(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        started(session, clock)
        rows = list(csv.DictReader(io.StringIO(matrix_csv(matrix_of(session, "2027-07", REGION, clock.now())), newline="")))

    assert len(rows) == 60
    assert {row["code"]: row["value"] for row in rows}["IND-E4-01"] == ""
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_views_read_by_a_person_are_kept_and_a_silent_network_does_not_take_them_back(
    database: Database, clock: FrozenClock
) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        ana = add_user(session, "ana", Role.COMMUNITY_MANAGER, "GT", clock.now())
        delivery = plan.sent("telegram")
        enter_sample(session, delivery, "views", 320, ana, clock.now())
        later = clock.now() + timedelta(hours=1)
        session.add(
            Sample(
                delivery_id=delivery.id,
                metric="views",
                kind=Kind.VIEWS,
                value=None,
                unit="views",
                source="Telegram app",
                taken_at=later,
                seen_at=later,
            )
        )
        session.flush()
        (post,) = reach_of(session, "dia-mundial", later).posts

        assert [(figure.metric, figure.value, figure.source) for figure in post.figures] == [("views", 320, "ana (a mano)")]


def test_only_a_metric_of_the_network_and_a_post_that_is_out_can_be_entered(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        ana = add_user(session, "ana", Role.COMMUNITY_MANAGER, "GT", clock.now())
        delivery = plan.sent("telegram")
        with pytest.raises(UnknownMetric, match="members, views"):
            enter_sample(session, delivery, "visatas", 1, ana, clock.now())
        delivery.status = DeliveryStatus.FAILED
        with pytest.raises(Conflict):
            enter_sample(session, delivery, "views", 1, ana, clock.now())
