from datetime import timedelta

import pytest

from foundation.db import Database
from foundation.errors import Conflict, NotAllowed, NotFound
from foundation.people import REGION, Role, add_user
from moderation.holds import ExpiryOver, ReasonMissing, active_holds, covering, every_hold, lift_hold, place_hold
from moderation.models import Hold
from tests.clock import FrozenClock

NOW = FrozenClock().now()
SOON = NOW + timedelta(hours=1)


def hold(**scope: object) -> Hold:
    return Hold(**{"reason": "crisis", "placed_by": "ana", "placed_at": NOW, **scope})


def covers(one: Hold, **other: object) -> bool:
    delivery: dict[str, object] = {"territory": "GT", "network": "x", "campaign_id": 7, "profile_id": 3, "now": NOW, **other}
    return covering([one], **delivery) is one  # type: ignore[arg-type]


def test_a_pause_without_scope_stops_everything() -> None:
    assert covers(hold())


@pytest.mark.parametrize("scope", [{"territory": "GT"}, {"network": "x"}, {"campaign_id": 7}, {"profile_id": 3}])
def test_each_part_of_the_scope_narrows_the_pause(scope: dict[str, object]) -> None:
    other = {"territory": "HN", "network": "site", "campaign_id": 8, "profile_id": 4}

    assert covers(hold(**scope))
    assert not covers(hold(**scope), **{name: other[name] for name in scope})


def test_every_named_part_must_fit() -> None:
    assert covers(hold(territory="GT", network="x"))
    assert not covers(hold(territory="GT", network="site"))


def test_an_expired_or_lifted_pause_stops_nothing() -> None:
    assert covers(hold(expires_at=SOON))
    assert not covers(hold(expires_at=NOW))
    assert not covers(hold(lifted_at=NOW))


def test_a_pause_is_placed_listed_and_lifted(database: Database) -> None:
    with database.writing() as session:
        ana = add_user(session, "ana", Role.REVIEWER, "GT", NOW)
        placed = place_hold(session, ana, " Luto nacional ", NOW, territory="GT")

        assert [(one.reason, one.placed_by) for one in active_holds(session, NOW)] == [("Luto nacional", "ana")]
        lift_hold(session, placed.id, ana, SOON)
        assert active_holds(session, SOON) == []
        assert [one.lifted_by for one in every_hold(session)] == ["ana"]
        with pytest.raises(Conflict):
            lift_hold(session, placed.id, ana, SOON)


def test_a_country_may_pause_itself_but_not_the_region(database: Database) -> None:
    with database.writing() as session:
        ana = add_user(session, "ana", Role.REVIEWER, "GT", NOW)

        with pytest.raises(NotAllowed):
            place_hold(session, ana, "crisis", NOW)
        with pytest.raises(NotAllowed):
            place_hold(session, ana, "crisis", NOW, territory="HN")
        assert place_hold(session, ana, "crisis", NOW, profile_id=3, owner="GT").territory is None


def test_the_region_in_the_scope_means_everywhere(database: Database) -> None:
    with database.writing() as session:
        admin = add_user(session, "admin", Role.ADMIN, REGION, NOW)

        assert place_hold(session, admin, "crisis", NOW, territory=REGION).territory is None


def test_a_pause_needs_a_reason_and_an_end_to_come(database: Database) -> None:
    with database.writing() as session:
        admin = add_user(session, "admin", Role.ADMIN, REGION, NOW)

        with pytest.raises(ReasonMissing):
            place_hold(session, admin, "  ", NOW)
        with pytest.raises(ExpiryOver):
            place_hold(session, admin, "crisis", NOW, expires_at=NOW)
        with pytest.raises(NotFound):
            lift_hold(session, 99, admin, NOW)
