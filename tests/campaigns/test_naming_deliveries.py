"""A delivery is named by its id, or by the part of it that listings show, on both engines."""

import pytest

from campaigns.deciding import delivery_identified
from foundation.db import Database
from foundation.errors import NotFound
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_post, plant_profiles

NOW = FrozenClock().now()


def test_the_whole_id_or_its_last_group_name_it_and_nothing_shorter_does(any_database: Database) -> None:
    with any_database.writing() as session:
        plant_campaign(session, NOW)
        plant_profiles(session, NOW, 2)
        wanted, _ = plant_post(session, NOW, ["toy-0", "toy-1"], "Hola", in_s=60)[1]
        ident = str(wanted.id)

        for name in (ident, ident.replace("-", ""), ident.upper(), ident.rpartition("-")[2]):
            assert delivery_identified(session, name).id == wanted.id
        for name in (ident[:8], ident[-6:], "%", "", "0" * 12, ident + "0"):
            with pytest.raises(NotFound):
                delivery_identified(session, name)
