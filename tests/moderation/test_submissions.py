from dataclasses import replace

import pytest
from sqlalchemy import func, select

from foundation.db import Database
from foundation.errors import NotAllowed, NotFound
from foundation.people import Role, add_user
from moderation.models import Submission, SubmissionStatus
from moderation.submissions import (
    MOVES,
    CallForHelp,
    ConsentMissing,
    Identifies,
    NothingSent,
    PeopleMissing,
    ReasonWanted,
    Sent,
    WrongSubmissionMove,
    decide,
    receive,
    sent_in_by,
    shown,
    waiting,
    withdraw,
)
from tests.clock import FrozenClock

NOW = FrozenClock().now()
GOOD = Sent("member:12", "GT", "es", "Taller con funcionarias de migración en Petén", may_publish=True)


def test_what_a_member_sends_waits_for_its_own_country_and_the_region(database: Database) -> None:
    with database.writing() as session:
        row, findings = receive(session, GOOD, NOW)

        assert findings == []
        assert [one.id for one in waiting(session, "GT")] == [one.id for one in waiting(session)] == [row.id]
        assert waiting(session, "HN") == []
        assert shown(row)["status"] == "received"


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        (replace(GOOD, may_publish=False), ConsentMissing),
        (replace(GOOD, text="  "), NothingSent),
        (replace(GOOD, people_visible=True), PeopleMissing),
        (replace(GOOD, text="me tienen encerrada en una casa"), CallForHelp),
        (replace(GOOD, text="me tienen encerrada en una casa", may_publish=False), CallForHelp),
        (replace(GOOD, text="La víctima Juana Pérez López habló"), Identifies),
        (replace(GOOD, text="Una niña de 13 años, en la aldea El Paraíso"), Identifies),
        (replace(GOOD, text="El albergue está ubicado en la zona 10"), Identifies),
    ],
)
def test_what_could_harm_somebody_is_never_stored(database: Database, sent: Sent, refused: type[Exception]) -> None:
    with database.writing() as session:
        with pytest.raises(refused):
            receive(session, sent, NOW)

        assert session.scalar(select(func.count()).select_from(Submission)) == 0


def test_a_wrong_term_is_kept_with_the_rule_it_met(database: Database) -> None:
    with database.writing() as session:
        row, findings = receive(session, replace(GOOD, text="Charla sobre tráfico de personas"), NOW)

        assert row.findings == {"R22": "block"}
        assert findings[0].instead == "trata de personas"


def test_people_who_agreed_may_be_seen(database: Database) -> None:
    with database.writing() as session:
        assert receive(session, replace(GOOD, people_visible=True, people_agreed=True), NOW)[0].people_agreed


@pytest.mark.parametrize("old", list(SubmissionStatus))
@pytest.mark.parametrize("new", list(SubmissionStatus))
def test_only_the_allowed_decisions_are_made(database: Database, old: SubmissionStatus, new: SubmissionStatus) -> None:
    with database.writing() as session:
        ana = add_user(session, "ana", Role.COMMUNITY_MANAGER, "GT", NOW)
        row, _ = receive(session, GOOD, NOW)
        row.status = old
        session.flush()

        if new in MOVES[old]:
            assert decide(session, row.id, new, ana, NOW, "porque sí").status is new
        else:
            with pytest.raises(WrongSubmissionMove):
                decide(session, row.id, new, ana, NOW, "porque sí")


def test_a_rejection_is_explained_and_forgets_the_words(database: Database) -> None:
    with database.writing() as session:
        ana = add_user(session, "ana", Role.COMMUNITY_MANAGER, "GT", NOW)
        row, _ = receive(session, GOOD, NOW)

        with pytest.raises(ReasonWanted):
            decide(session, row.id, SubmissionStatus.REJECTED, ana, NOW)
        decide(session, row.id, SubmissionStatus.REJECTED, ana, NOW, "foto movida")
        assert (row.text, row.asset_id, row.reason, row.decided_by) == ("", None, "foto movida", "ana")


def test_whoever_sent_it_may_take_it_back_even_after_it_was_accepted(database: Database) -> None:
    with database.writing() as session:
        ana = add_user(session, "ana", Role.COMMUNITY_MANAGER, "GT", NOW)
        row, _ = receive(session, GOOD, NOW)
        decide(session, row.id, SubmissionStatus.IN_REVIEW, ana, NOW)
        decide(session, row.id, SubmissionStatus.ACCEPTED, ana, NOW)

        with pytest.raises(NotFound):
            withdraw(session, row.id, "member:13", NOW)
        withdraw(session, row.id, "member:12", NOW)
        assert (row.status, row.text) == (SubmissionStatus.WITHDRAWN, "")
        assert [one.id for one in sent_in_by(session, "member:12")] == [row.id]


def test_another_country_does_not_decide(database: Database) -> None:
    with database.writing() as session:
        row, _ = receive(session, GOOD, NOW)

        with pytest.raises(NotAllowed):
            decide(session, row.id, SubmissionStatus.IN_REVIEW, add_user(session, "eva", Role.COMMUNITY_MANAGER, "HN", NOW), NOW)
