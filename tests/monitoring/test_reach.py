import csv
import io
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Post
from corett.output import plain
from foundation.db import Database
from foundation.errors import NotFound
from foundation.texts import Texts
from monitoring.counting import Counter
from monitoring.export import reach_csv, safe
from monitoring.figures import Clicks, Line, Reach, Rule
from monitoring.links import share_link
from monitoring.models import Kind, LinkUse, Sample
from monitoring.pages import number, reach_html
from monitoring.reach import reach_of
from monitoring.requests import count_request
from monitoring.visits import Guest, Visit
from tests.clock import FrozenClock
from tests.monitoring.strategy import Plan, start_plan

REGION = ZoneInfo("America/Guatemala")
ANA = Visit(Guest.PERSON, "192.0.2.7", "Firefox")
LINK = "https://corett.example/campana"


def sample(session: Session, delivery: Delivery, metric: str, kind: Kind, value: float | None, *, hours: int = 0) -> None:
    at = delivery.created_at + timedelta(hours=hours)
    session.add(
        Sample(delivery_id=delivery.id, metric=metric, kind=kind, value=value, unit="n", source="test", taken_at=at, seen_at=at)
    )


def report(session: Session, plan: Plan) -> Reach:
    session.flush()
    return reach_of(session, plan.campaign.slug, plan.at)


def line(reach: Reach, metric: str, network: str = "facebook") -> Line:
    (group,) = [group for group in reach.by_network if group.name == network]
    (found,) = [one for one in group.lines if one.metric == metric]
    return found


def test_views_and_interactions_add_up_within_a_network_and_reach_shows_its_highest(
    any_database: Database, clock: FrozenClock
) -> None:
    with any_database.writing() as session:
        plan = start_plan(session, clock.now())
        for people, views, likes in ((100, 250, 4), (70, 90, 6)):
            delivery = plan.sent("facebook")
            sample(session, delivery, "reach", Kind.REACH, people)
            sample(session, delivery, "views", Kind.VIEWS, views)
            sample(session, delivery, "likes", Kind.INTERACTION, likes)
        reach = report(session, plan)

    assert (line(reach, "reach").value, line(reach, "reach").rule) == (100, Rule.HIGHEST)
    assert (line(reach, "views").value, line(reach, "views").rule) == (340, Rule.SUM)
    assert line(reach, "likes").value == 10


def test_metrics_of_two_networks_are_never_added_even_in_one_territory(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        sample(session, plan.sent("facebook"), "views", Kind.VIEWS, 10)
        sample(session, plan.sent("x"), "views", Kind.VIEWS, 5)
        (guatemala,) = report(session, plan).by_territory

    assert guatemala.posts == 2
    assert [(one.network, one.value) for one in guatemala.lines] == [("facebook", 10), ("x", 5)]


def test_a_missing_value_is_never_zero(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        sample(session, plan.sent("facebook"), "reach", Kind.REACH, None)
        sample(session, plan.sent("facebook"), "likes", Kind.INTERACTION, None)
        known = plan.sent("facebook")
        sample(session, known, "likes", Kind.INTERACTION, 0)
        reach = report(session, plan)

    assert (line(reach, "reach").value, line(reach, "reach").known) == (None, 0)
    assert (line(reach, "likes").value, line(reach, "likes").known, line(reach, "likes").posts) == (0, 1, 3)


def test_only_the_newest_sample_counts(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        delivery = plan.sent("facebook")
        for hours, value in ((1, 10), (3, 12), (2, 30)):
            sample(session, delivery, "likes", Kind.INTERACTION, value, hours=hours)

        assert line(report(session, plan), "likes").value == 12


def test_posts_are_told_by_territory_audience_and_language(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        plan.sent("x", "GT", audience="P1")
        plan.sent("x", "BZ", audience="P4", language="en")
        plan.sent("x", "BZ", audience=None, language="en")
        reach = report(session, plan)

    assert [(group.name, group.posts) for group in reach.by_territory] == [("BZ", 2), ("GT", 1)]
    assert [(group.name, group.posts) for group in reach.by_audience] == [("", 1), ("P1", 1), ("P4", 1)]
    assert [(group.name, group.posts) for group in reach.by_language] == [("en", 2), ("es", 1)]


def test_clicks_are_known_only_where_there_is_a_link_to_click(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        clicked, unclicked, linkless = plan.sent("x", link=LINK), plan.sent("x", link=LINK), plan.sent("x")
        codes = clicked.link_code
    counter = Counter(database, clock, REGION)
    counter.count_click(codes, ANA)
    counter.count_click(codes, Visit(Guest.ROBOT, "", "TelegramBot"))
    counter.flush()
    with database.reading() as session:
        reach = reach_of(session, "dia-mundial", clock.now())

    by_delivery = {post.delivery: post.clicks for post in reach.posts}
    assert by_delivery == {clicked.id: Clicks(1, 1, 0, 1), unclicked.id: Clicks(), linkless.id: None}
    assert reach.by_network[0].clicks == Clicks(1, 1, 0, 1)


def test_the_newsroom_counts_its_own_readers(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        plan.sent("site").url = "http://127.0.0.1:8000/es/noticias/7"
        plan.sent("site").url = "http://127.0.0.1:8000/es/noticias/8"
    counter = Counter(database, clock, REGION)
    counter.count_page("/es/noticias/7", ANA)
    counter.flush()
    with database.reading() as session:
        reach = reach_of(session, "dia-mundial", clock.now())

    assert [post.figures[0].value for post in reach.posts] == [1, 0]
    assert line(reach, "page_views", "site").value == 1


def test_what_members_asked_shared_and_brought_is_told(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_plan(session, clock.now())
        post = session.get_one(Post, plan.sent("x").post_id)
        day, campaign = clock.now().date(), plan.campaign.id
        for act in ("kit", "kit", "share"):
            count_request(session, act, day=day, territory="GT", language="es", campaign_id=campaign)
        share, visit = (
            share_link(
                session,
                post,
                use=use,
                channel="whatsapp",
                language="es",
                territory="GT",
                member="f",
                target=LINK,
                now=clock.now(),
            ).code
            for use in LinkUse
        )
    counter = Counter(database, clock, REGION)
    counter.count_click(share, ANA)
    counter.count_click(visit, ANA)
    counter.count_click(visit, ANA)
    counter.flush()
    with database.reading() as session:
        sharing = reach_of(session, "dia-mundial", clock.now()).sharing

    assert sharing.requests == {"kit": 2, "share": 1}
    assert sharing.shares == {"whatsapp": 1}
    assert sharing.clicks == {"whatsapp": Clicks(2, 1)}


def test_an_unknown_campaign_is_named(database: Database, clock: FrozenClock) -> None:
    with database.reading() as session, pytest.raises(NotFound, match="no-existe"):
        reach_of(session, "no-existe", clock.now())


@pytest.fixture
def reach(database: Database, clock: FrozenClock) -> Reach:
    with database.writing() as session:
        plan = start_plan(session, clock.now(), link=LINK)
        delivery = plan.sent("facebook")
        session.get_one(Post, delivery.post_id).title = '=HYPERLINK("https://evil.example")<script>alert(1)</script>'
        sample(session, delivery, "reach", Kind.REACH, 1234)
        sample(session, delivery, "views", Kind.VIEWS, None)
        return report(session, plan)


def test_the_report_is_one_json_document(reach: Reach) -> None:
    document = json.loads(json.dumps(reach, default=plain))

    assert document["campaign"] == "dia-mundial"
    assert document["posts"][0]["figures"][1]["value"] is None
    assert document["taken_at"].endswith("+00:00")


def test_no_cell_of_the_spreadsheet_is_a_formula_and_an_unknown_value_is_empty(reach: Reach) -> None:
    rows = list(csv.DictReader(io.StringIO(reach_csv(reach), newline="")))

    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    by_metric = {row["metric"]: row for row in rows if row["dimension"] == "post"}
    assert by_metric["reach"]["value"] == "1234"
    assert by_metric["views"]["value"] == ""
    assert by_metric["link_clicks"]["value"] == "0"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_quoted(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_numbers_stay_numbers() -> None:
    assert safe(-3.0) == -3
    assert safe(2.5) == 2.5


@pytest.mark.parametrize(("language", "words"), [("es", "Alcance de «Día Mundial"), ("en", "Reach of “World Day")])
def test_the_page_speaks_the_readers_language_and_runs_nothing(reach: Reach, language: str, words: str) -> None:
    page = reach_html(reach, Texts(language), REGION, {"GT": "Guatemala", "P4": "Público en general"})

    assert words in page
    assert "<script" not in page
    assert "1234" not in page  # numbers are written as people write them
    assert f'lang="{language}"' in page
    assert "Guatemala" in page


def test_the_chart_says_its_numbers_in_words_too(reach: Reach) -> None:
    page = reach_html(reach, Texts("es"), REGION)

    assert 'role="img" aria-labelledby="chart-title chart-text"' in page
    assert '<desc id="chart-text">Facebook: 0. ' in page


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [(None, "es", "—"), (0, "es", "0"), (12345, "es", "12\u202f345"), (12345, "en", "12,345"), (2.5, "es", "2,5")],
)
def test_numbers_are_written_as_people_write_them(value: float | None, language: str, written: str) -> None:
    assert number(value, language) == written
