from datetime import timedelta

import pytest

from campaigns.balance import Balance, balance
from campaigns.models import Post
from foundation.db import Database
from tests.clock import FrozenClock
from tests.planting import plant_campaign

NOW = FrozenClock().now()
ONE, OTHER = "La trata de personas es un delito", "El tráfico ilícito de migrantes es otro"


def test_posts_are_told_apart_by_the_crime_they_name(database: Database) -> None:
    with database.writing() as session:
        campaign = plant_campaign(session, NOW)
        for text in (ONE, ONE, OTHER, f"{ONE}. {OTHER}", "Hola", "Trafficking in persons"):
            session.add(Post(campaign_id=campaign.id, title="", text=text, created_by="ana", created_at=NOW - timedelta(days=1)))
        session.add(Post(campaign_id=campaign.id, title="", text=ONE, created_by="ana", created_at=NOW - timedelta(days=91)))
        session.flush()

        assert balance(session, NOW) == Balance(posts=6, only_trafficking=3, only_smuggling=1, both=1)
        assert balance(session, NOW, territory="GT").posts == 0


@pytest.mark.parametrize(("counted", "told"), [((10, 9), True), ((20, 17), False), ((4, 4), False), ((10, 0), False)])
def test_silence_about_smuggling_is_told_when_there_is_enough_to_judge(counted: tuple[int, int], *, told: bool) -> None:
    posts, only = counted

    assert (Balance(posts, only, 0, posts - only).found() is not None) is told
