from datetime import datetime, timedelta

import pytest

from campaigns.models import Profile, Territory
from campaigns.status import ProfileStatus
from campaigns.tokens import due_for_renewal, take_renewal, token_warnings
from foundation.db import Database
from tests.clock import FrozenClock

NOW = FrozenClock().now()


def profile(database: Database, name: str, *, days: float | None = None, status: ProfileStatus = ProfileStatus.ACTIVE) -> int:
    expires_at: datetime | None = None if days is None else NOW + timedelta(days=days)
    with database.writing() as session:
        if session.get(Territory, "GT") is None:
            session.add(
                Territory(code="GT", name_es="G", name_en="G", zone="America/Guatemala", zones=[], languages=["es"], facts={})
            )
            session.flush()
        row = Profile(name=name, network="threads", territory="GT", created_at=NOW, status=status, expires_at=expires_at)
        session.add(row)
        session.flush()
        return row.id


@pytest.mark.parametrize(
    ("days", "step"), [(None, None), (15, None), (14, 14), (8, 14), (7, 7), (3, 7), (2, 2), (1.5, 2), (1, 1), (0.1, 1), (-1, 0)]
)
def test_a_profile_is_warned_of_at_fourteen_seven_two_and_one_days(
    database: Database, days: float | None, step: int | None
) -> None:
    profile(database, "uno", days=days)

    with database.reading() as session:
        assert [one.days for one in token_warnings(session, NOW)] == ([] if step is None else [step])


def test_a_signed_out_profile_is_the_most_urgent_and_a_disabled_one_is_nobodys_business(database: Database) -> None:
    profile(database, "pronto", days=5)
    profile(database, "fuera", status=ProfileStatus.SIGNED_OUT)
    profile(database, "callado", days=-3, status=ProfileStatus.DISABLED)

    with database.reading() as session:
        assert [(one.profile, one.days) for one in token_warnings(session, NOW)] == [("fuera", 0), ("pronto", 7)]


def test_a_renewal_belongs_to_one_process_for_five_minutes(any_database: Database) -> None:
    one = profile(any_database, "uno", days=10)
    profile(any_database, "lejos", days=40)

    with any_database.writing() as session:
        assert due_for_renewal(session, NOW) == [one]
        assert take_renewal(session, one, NOW)
    with any_database.writing() as session:
        assert not take_renewal(session, one, NOW)
        assert due_for_renewal(session, NOW) == []
        assert take_renewal(session, one, NOW + timedelta(minutes=6))
