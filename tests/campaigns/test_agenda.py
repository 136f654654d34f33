from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from campaigns import starter
from campaigns.agenda import NoSuchOccurrence, coming, duties, mark_done, move_occurrence
from campaigns.finding import campaign_named
from campaigns.tasks import chain
from foundation.db import Database
from foundation.errors import NotAllowed, NotFound
from foundation.people import REGION, Role, User, add_user

NOW = datetime(2027, 7, 1, 15, tzinfo=UTC)
END = date(2027, 8, 1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        starter.load(session, NOW)
        yield session


@pytest.fixture
def lead(session: Session) -> User:
    return add_user(session, "lead", Role.CAMPAIGN_LEAD, REGION, NOW)


def days(session: Session, territory: str, until: date = END) -> dict[str, date]:
    return {one.occasion.code: one.day for one in coming(session, NOW, until, [territory])}


def test_the_world_day_is_at_nine_in_each_countrys_morning(session: Session) -> None:
    hours = {one.territory: one.at for one in coming(session, NOW, END, ["GT", "PA", "DO"])}

    assert hours == {code: datetime(2027, 7, 30, hour, tzinfo=UTC) for code, hour in (("GT", 15), ("PA", 14), ("DO", 13))}


def test_today_is_the_territorys_today(session: Session) -> None:
    past_midnight_in_utc = datetime(2027, 7, 31, 2, tzinfo=UTC)  # still the 30th in Guatemala

    assert [one.day for one in coming(session, past_midnight_in_utc, END, ["GT"])] == [date(2027, 7, 30)]


def test_a_country_moves_a_date_for_itself(session: Session) -> None:
    ana = add_user(session, "ana", Role.CAMPAIGN_LEAD, "GT", NOW)
    move_occurrence(session, "trata", date(2027, 7, 30), date(2027, 7, 29), "GT", "acto oficial", ana, NOW)

    assert days(session, "GT")["trata"] == date(2027, 7, 29)
    assert days(session, "HN")["trata"] == date(2027, 7, 30)


def test_the_countrys_word_goes_before_the_regions(session: Session, lead: User) -> None:
    move_occurrence(session, "trata", date(2027, 7, 30), None, "REG", "elecciones", lead, NOW)
    move_occurrence(session, "trata", date(2027, 7, 30), date(2027, 7, 28), "GT", "acto", lead, NOW)

    assert "trata" not in days(session, "HN")
    assert days(session, "GT")["trata"] == date(2027, 7, 28)


def test_the_last_word_on_an_occurrence_holds(session: Session, lead: User) -> None:
    for day in (29, 28):
        move_occurrence(session, "trata", date(2027, 7, 30), date(2027, 7, day), "REG", "acto", lead, NOW)

    assert days(session, "REG")["trata"] == date(2027, 7, 28)


def test_a_date_that_does_not_fall_on_that_day_cannot_be_moved(session: Session, lead: User) -> None:
    with pytest.raises(NoSuchOccurrence):
        move_occurrence(session, "trata", date(2027, 7, 31), None, "REG", "", lead, NOW)
    with pytest.raises(NotFound):
        move_occurrence(session, "nada", date(2027, 7, 30), None, "REG", "", lead, NOW)
    with pytest.raises(NotAllowed):
        move_occurrence(
            session, "trata", date(2027, 7, 30), None, "REG", "", add_user(session, "m", Role.REVIEWER, "GT", NOW), NOW
        )


def test_a_core_date_asks_for_the_whole_chain() -> None:
    due = {task.step.code: task.due_on for task in chain(date(2027, 7, 30), 0)}

    assert due == {
        "brief": date(2027, 5, 31),
        "script": date(2027, 6, 30),
        "translations": date(2027, 7, 9),
        "adaptation": date(2027, 7, 16),
        "accessibility": date(2027, 7, 23),
        "approval": date(2027, 7, 28),
        "report": date(2027, 8, 6),
        "final_report": date(2027, 8, 27),
    }


def test_a_step_before_the_date_is_due_on_a_working_day() -> None:
    due = {task.step.code: task.due_on for task in chain(date(2027, 12, 20), 0)}  # a Monday: two days before is a Saturday

    assert due["approval"] == date(2027, 12, 17)
    assert all(day.weekday() < 5 for code, day in due.items() if "report" not in code)


@pytest.mark.parametrize(("priority", "first", "steps"), [(1, "script", 7), (2, "adaptation", 5), (3, "approval", 3)])
def test_lesser_dates_ask_for_less(priority: int, first: str, steps: int) -> None:
    tasks = chain(date(2027, 7, 30), priority)

    assert (tasks[0].step.code, len(tasks)) == (first, steps)


def test_a_reminder_asks_for_nothing() -> None:
    assert chain(date(2027, 7, 30), 4) == []


def test_a_step_is_late_until_somebody_has_done_it_and_the_first_to_say_so_stays(session: Session, lead: User) -> None:
    campaign = campaign_named(session, "dia-mundial-trata")
    today = date(2027, 7, 1)

    assert [duty.task.step.code for duty in duties(session, campaign) if duty.is_late(today)] == ["brief", "script"]
    mark_done(session, campaign, "brief", lead, NOW)
    mark_done(session, campaign, "brief", add_user(session, "otra", Role.ADMIN, REGION, NOW), NOW)
    late = {duty.task.step.code: duty.done_by for duty in duties(session, campaign) if not duty.is_late(today)}
    assert late["brief"] == "lead"
    with pytest.raises(NotFound):
        mark_done(session, campaign, "siesta", lead, NOW)
