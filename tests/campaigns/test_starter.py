import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns import starter
from campaigns.models import (
    Audience,
    Campaign,
    CommemorativeDate,
    Hotline,
    KeyMessage,
    KeyMessageText,
    PlanEntry,
    Territory,
)
from campaigns.starter import read, starter_campaign, starter_posts
from campaigns.starter.posts import StarterPost
from campaigns.status import CampaignStatus
from foundation.db import Base, Database
from languages.contract import TranslationState
from tests.needs import strategy_texts

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POSTS = [pytest.param(post, language, id=f"{post.key}-{language}") for post in starter_posts() for language in ("es", "en")]


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def normal(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>|\*\*", " ", text).split())


def test_loading_brings_the_whole_strategy(any_database: Database) -> None:
    with any_database.writing() as session:
        added = starter.load(session, NOW)

        assert added == {"territories": 10, "audiences": 5, "messages": 21, "dates": 36, "campaigns": 1}
        assert count(session, KeyMessageText) == 42
        assert count(session, PlanEntry) == 7 * 3 * 6 + 4 * 3 * 2 + 6 * 5 * 5 + 4 * 5 * 4


def test_loading_twice_adds_nothing(database: Database) -> None:
    with database.writing() as session:
        starter.load(session, NOW)
    with database.writing() as session:
        before = {table: count(session, table) for table in (Territory, Hotline, Audience, KeyMessage, KeyMessageText, PlanEntry)}

        assert set(starter.load(session, NOW).values()) == {0}
        assert before == {table: count(session, table) for table in before}


def test_loading_again_keeps_what_people_changed_or_removed(database: Database) -> None:
    with database.writing() as session:
        starter.load(session, NOW)
        session.get_one(Territory, "GT").name_en = "Edited"
        entry = session.scalars(select(PlanEntry).where(PlanEntry.key_message == "P1-M01")).first()
        assert entry is not None
        entry.period = "2027"
        session.delete(session.scalars(select(Hotline).where(Hotline.territory == "HN")).first())
        plan, lines = count(session, PlanEntry), count(session, Hotline)
    with database.writing() as session:
        starter.load(session, NOW)

        assert session.get_one(Territory, "GT").name_en == "Edited"
        assert (count(session, PlanEntry), count(session, Hotline)) == (plan, lines)


def test_no_help_line_comes_verified(database: Database) -> None:
    with database.writing() as session:
        starter.load(session, NOW)

        assert count(session, Hotline) >= 18
        assert all(line.verified_at is None and line.verified_by is None for line in session.scalars(select(Hotline)))


def test_spanish_messages_are_approved_and_english_ones_reviewed(database: Database) -> None:
    with database.writing() as session:
        starter.load(session, NOW)
        states = {(row.language, row.state) for row in session.scalars(select(KeyMessageText))}

    assert states == {("es", TranslationState.APPROVED), ("en", TranslationState.REVIEWED)}


def test_variants_of_one_message_share_their_root(database: Database) -> None:
    with database.writing() as session:
        starter.load(session, NOW)
        variants = session.scalars(select(KeyMessage.code).where(KeyMessage.root == "P1-M07")).all()

    assert set(variants) == {"P2-M04", "P3-M06", "P4-M04"}


def test_the_truncated_message_stays_literal_with_its_note(database: Database) -> None:
    with database.writing() as session:
        starter.load(session, NOW)
        message = session.get_one(KeyMessage, "P3-M02")
        text = session.scalar(select(KeyMessageText.text).filter_by(key_message="P3-M02", language="es"))

    assert text == "Los Objetivos de Desarrollo Sostenible 5, 8, 10 y 16."
    assert message.note
    assert "truncado" in message.note.lower()


def test_the_campaign_waits_as_a_draft_for_the_next_world_day(database: Database) -> None:
    with database.writing() as session:
        starter.load(session, NOW)
        campaign = session.scalars(select(Campaign)).one()

        assert (campaign.slug, campaign.status, campaign.starts_on) == (
            "dia-mundial-trata",
            CampaignStatus.DRAFT,
            date(2027, 7, 30),
        )
        assert session.get_one(CommemorativeDate, campaign.commemorative_date).priority == 0


def strategy() -> str:
    return normal("\n".join(file.read_text(encoding="utf-8") for file in strategy_texts()))


def test_audiences_messages_and_plan_are_literal() -> None:
    source = strategy()
    texts = [row["name_es"] for row in read("audiences")["audiences"]]
    texts += [row["es"] for row in read("messages")["messages"]]
    for block in read("plan")["blocks"]:
        texts += [*block["audience_es"], *block["products"], *block["media"], block["period"]]

    assert [text for text in texts if normal(text) not in source] == []


def test_objectives_axes_and_lessons_are_literal() -> None:
    source, content = normal(strategy()), read("strategy")
    texts = [content["objective"]["es"], *(one["es"] for one in content["objectives"])]
    texts += [one for group in (content["swot"], content["lessons"]) for listed in group.values() for one in listed]
    for axis in content["axes"]:
        texts += [axis["name"], axis["about"], *axis["tactics"]]
        texts += [one for block in axis.get("blocks", ()) for listed in block.values() for one in listed]

    assert len(content["axes"]) == 9
    assert [text for text in texts if normal(text) not in source] == []


def test_the_ten_inconsistencies_are_told_in_both_languages() -> None:
    rows = read("strategy")["inconsistencies"]

    assert [row["code"] for row in rows] == [f"X{n}" for n in range(1, 11)]
    assert all(row["es"] and row["en"] and set(row["done"]) == {"es", "en"} for row in rows)


def test_there_is_a_publication_for_every_audience_that_has_messages() -> None:
    with_messages = {row["audience"] for row in read("messages")["messages"]}

    assert {post.audience for post in starter_posts()} == with_messages == {"P1", "P2", "P3", "P4"}
    assert starter_campaign().territory == "REG"


@pytest.mark.parametrize(("post", "language"), POSTS)
def test_a_publication_fits_everywhere_and_says_its_card_in_the_alt_text(post: StarterPost, language: str) -> None:
    text = post.text[language].replace("{{ link }}", "x" * 23).replace("{{ campaign.hashtag }}", starter_campaign().hashtag)

    assert len(text) <= 280
    assert "{{" not in text
    assert 15 <= len(post.alt[language]) <= 250
    assert post.card[language].body[1:40] in post.alt[language]


@pytest.mark.parametrize(("post", "language"), POSTS)
def test_a_card_carries_its_key_message_literally(post: StarterPost, language: str) -> None:
    messages = {row["code"]: row for row in read("messages")["messages"]}
    if post.key == "p4-dos-delitos":  # explains the two crimes in its own words
        assert messages[post.key_message]["audience"] == post.audience
        return

    assert post.card[language].body == messages[post.key_message][language]
    assert messages[post.key_message][language] in post.text[language]


def test_english_uses_the_terms_of_the_protocols() -> None:
    english = " ".join(
        [row["en"] for row in read("messages")["messages"]] + [text for post in starter_posts() for text in post.text.values()]
    )

    for wrong in (
        "human trafficking",
        "migrant trafficking",
        "trafficked migrant",
        "human smuggling",
        "illegal",
        "victims of smuggling",
    ):
        assert wrong not in english.lower()
