from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from foundation.db import Database
from foundation.errors import NotAllowed
from foundation.people import REGION, Role, add_user
from moderation.checks import Finding, check_text
from moderation.findings import in_language
from moderation.reviewing import Demand, NeverAccepted, OwnWords, WhyMissing, accept, demand, missing
from tests.clock import FrozenClock

NOW = FrozenClock().now()
HELD = check_text("474 víctimas identificadas", "es", "GT", NOW)
BLOCKED = check_text("Cayó por ingenua", "es", "GT", NOW)
CASE = check_text("Fue capturado Pedro Gómez", "es", "GT", NOW)
NEVER = check_text("El albergue está ubicado en la zona 10", "es", "GT", NOW)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        for name, role in (
            ("ana", Role.REVIEWER),
            ("eva", Role.REVIEWER),
            ("leo", Role.CAMPAIGN_LEAD),
            ("mar", Role.CAMPAIGN_LEAD),
        ):
            add_user(session, name, role, REGION, NOW)
        yield session


def accepting(
    session: Session, who: str, findings: list[Finding], seal: str = "s1", author: str = "otra", reason: str = "Fuente: OIM"
) -> int:
    from foundation.people import user_named

    return accept(
        session, "post:1", seal, findings, author=author, territory="GT", by=user_named(session, who), reason=reason, now=NOW
    )


@pytest.mark.parametrize(
    ("findings", "wanted"),
    [
        ([], None),
        (check_text("Rescatamos", "es", "GT", NOW), None),
        (HELD, Demand(1, Role.REVIEWER)),
        (CASE, Demand(2, Role.REVIEWER)),
        (BLOCKED, Demand(2, Role.CAMPAIGN_LEAD)),
    ],
)
def test_what_is_found_decides_who_must_accept(findings: list[Finding], wanted: Demand | None) -> None:
    assert demand(findings) == wanted


def test_one_reviewer_lets_a_held_text_pass_for_these_words_only(session: Session) -> None:
    assert accepting(session, "ana", HELD) == 0
    assert missing(session, "post:1", "s1", HELD) == 0
    assert missing(session, "post:1", "other words", HELD) == 1
    assert missing(session, "post:2", "s1", HELD) == 1


def test_a_case_needs_two_different_people(session: Session) -> None:
    assert accepting(session, "ana", CASE) == 1
    assert accepting(session, "ana", CASE) == 1
    assert accepting(session, "eva", CASE) == 0


def test_a_block_needs_two_who_lead_campaigns(session: Session) -> None:
    with pytest.raises(NotAllowed):
        accepting(session, "ana", BLOCKED)
    assert accepting(session, "leo", BLOCKED) == 1
    assert accepting(session, "mar", BLOCKED) == 0


def test_nobody_accepts_the_place_of_a_shelter(session: Session) -> None:
    with pytest.raises(NeverAccepted):
        accepting(session, "leo", NEVER)


def test_whoever_wrote_it_does_not_accept_it_and_the_reason_is_kept(session: Session) -> None:
    with pytest.raises(OwnWords):
        accepting(session, "ana", HELD, author="ana")
    with pytest.raises(WhyMissing):
        accepting(session, "ana", HELD, reason=" ")


def test_a_finding_is_told_in_the_readers_language() -> None:
    told = in_language(HELD[0], "en")

    assert (told.rule, told.words) == (HELD[0].rule, HELD[0].words)
    assert "without source" in told.why
    assert in_language(told, "es").why == HELD[0].why
