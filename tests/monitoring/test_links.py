import pytest

from campaigns.models import Post
from foundation.db import Database
from monitoring.links import REDIRECT_HEADERS, resolve, share_link, short_url
from monitoring.models import LinkUse, ShareLink
from tests.clock import FrozenClock
from tests.monitoring.strategy import start_plan


def test_a_deliverys_code_leads_to_its_posts_link(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        delivery = start_plan(session, clock.now(), link="https://corett.example/campana").sent(
            "x", link="https://corett.example/post"
        )

        assert resolve(session, delivery.link_code) == "https://corett.example/post"


def test_a_post_without_link_leads_to_its_campaign(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        delivery = start_plan(session, clock.now(), link="https://corett.example/campana").sent("x")

        assert resolve(session, delivery.link_code) == "https://corett.example/campana"


@pytest.mark.parametrize("code", ["", "zzzzzzzz", "zzzzzzzzz", "' OR 1=1 --", "é" * 300])
def test_a_code_nobody_made_leads_nowhere(database: Database, code: str) -> None:
    with database.reading() as session:
        assert resolve(session, code) is None


def test_a_delivery_without_any_link_leads_nowhere(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        delivery = start_plan(session, clock.now()).sent("x")

        assert resolve(session, delivery.link_code) is None


def test_a_member_has_one_link_per_channel_that_leads_to_the_newest_target(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        post = session.get_one(Post, start_plan(session, clock.now()).sent("x").post_id)

        def link(target: str, channel: str = "whatsapp", use: LinkUse = LinkUse.VISIT) -> ShareLink:
            return share_link(
                session,
                post,
                use=use,
                channel=channel,
                language="es",
                territory="GT",
                member="f00",
                target=target,
                now=clock.now(),
            )

        first, again = link("https://corett.example/1").code, link("https://corett.example/2").code
        assert first == again
        assert resolve(session, first) == "https://corett.example/2"
        assert (
            len({first, link("https://corett.example/1", "x").code, link("https://corett.example/1", use=LinkUse.SHARE).code})
            == 3
        )


def test_a_redirect_is_neither_stored_nor_indexed_and_says_nothing_about_where_it_came_from() -> None:
    assert REDIRECT_HEADERS["Cache-Control"] == "no-store"
    assert REDIRECT_HEADERS["Referrer-Policy"] == "no-referrer"
    assert "noindex" in REDIRECT_HEADERS["X-Robots-Tag"]
    assert short_url("https://prensa.example/", "abc") == "https://prensa.example/r/abc"
