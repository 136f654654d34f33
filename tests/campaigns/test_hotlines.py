from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from campaigns import starter
from campaigns.hotlines import (
    NotANumber,
    ProofMissing,
    add_line,
    known_lines,
    lines_to_answer,
    lines_to_verify,
    verify_line,
    withdraw_line,
)
from foundation.db import Database
from foundation.errors import NotAllowed, NotFound
from foundation.people import REGION, Role, User, add_user
from tests.clock import FrozenClock

NOW = FrozenClock().now()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        starter.load(session, NOW)
        yield session


@pytest.fixture
def lead(session: Session) -> User:
    return add_user(session, "lead", Role.CAMPAIGN_LEAD, REGION, NOW)


def test_no_starter_line_is_ever_answered(session: Session) -> None:
    assert all(lines_to_answer(session, code, NOW) == [] for code in ("GT", "BZ", "HN", "SV", "NI", "CR", "PA", "MX", "DO"))
    assert len(lines_to_verify(session, NOW)) == len(known_lines(session)) > 0


def test_a_verified_line_is_answered_for_180_days(session: Session, lead: User) -> None:
    verify_line(session, "hn", "145", "oficio CICESCT 12-2027", lead, NOW)

    assert [line.number for line in lines_to_answer(session, "HN", NOW + timedelta(days=180))] == ["145"]
    assert lines_to_answer(session, "HN", NOW + timedelta(days=181)) == []
    assert lines_to_answer(session, "GT", NOW) == []


def test_a_line_is_found_however_its_number_is_written(session: Session, lead: User) -> None:
    assert verify_line(session, "HN", "89905187", "oficio", lead, NOW).number == "8990-5187"
    with pytest.raises(NotFound):
        verify_line(session, "GT", "145", "oficio", lead, NOW)


def test_verifying_needs_proof_and_a_lead_of_that_country(session: Session, lead: User) -> None:
    with pytest.raises(ProofMissing):
        verify_line(session, "HN", "145", " ", lead, NOW)
    with pytest.raises(NotAllowed):
        verify_line(session, "HN", "145", "oficio", add_user(session, "ana", Role.CAMPAIGN_LEAD, "GT", NOW), NOW)


def test_a_withdrawn_line_is_not_answered(session: Session, lead: User) -> None:
    verify_line(session, "HN", "145", "oficio", lead, NOW)
    withdraw_line(session, "HN", "145", lead)

    assert lines_to_answer(session, "HN", NOW) == []


def test_lines_are_due_a_month_before_they_expire(session: Session, lead: User) -> None:
    verify_line(session, "HN", "145", "oficio", lead, NOW)

    assert "145" not in {line.number for line in lines_to_verify(session, NOW + timedelta(days=149))}
    assert "145" in {line.number for line in lines_to_verify(session, NOW + timedelta(days=150))}


def test_a_new_line_comes_unverified_and_once(session: Session, lead: User) -> None:
    add_line(session, "BZ", "0-800-1234", "A-TIPS", "llamada", lead)
    add_line(session, "BZ", "0-800-1234", "A-TIPS Council", "oficio", lead)

    assert [line.verified_at for line in known_lines(session) if line.number == "0-800-1234"] == [None]
    with pytest.raises(NotANumber):
        add_line(session, "BZ", "llame ya", "A-TIPS", "?", lead)
