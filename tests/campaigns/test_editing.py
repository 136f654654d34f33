"""An edit of the original: its translations are stale, nothing approved holds any more, and the difference can be seen."""

import pytest
from sqlalchemy import select

from campaigns.approving import approve_post
from campaigns.errors import StaleTranslation
from campaigns.finding import post_numbered
from campaigns.models import Delivery, Post
from campaigns.revising import edit_source, review_translation
from campaigns.scheduling import PostOrder, Words, create_post
from campaigns.timing import When
from campaigns.versions import accept_version, measure_of, request_version
from foundation.db import Database
from foundation.errors import NotAllowed
from foundation.people import Role, user_named
from languages.changes import changes
from languages.contract import TranslationState
from languages.errors import Blocked, SamePerson
from languages.glossary import load_starter
from languages.models import RequestStatus
from languages.requesting import deliver
from moderation.models import Review
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_profiles, plant_user, world_at

OLD = "La trata de personas es un delito."
NEW = "La trata de personas es un delito grave."
ENGLISH = "Trafficking in persons is a crime."


@pytest.fixture
def planted(database: Database, clock: FrozenClock) -> Database:
    with database.writing() as session:
        plant_campaign(session, clock.now())
        plant_user(session, clock.now())
        for name in ("maria", "luz"):
            plant_user(session, clock.now(), name, Role.TRANSLATOR)
        plant_profiles(session, clock.now())
        load_starter(session, clock.now())
    return database


def approved(database: Database, clock: FrozenClock) -> int:
    """A post in two languages, sealed."""
    with database.writing() as session:
        order = PostOrder(
            "prueba", ["toy-0"], languages=("es", "en"), text=OLD, when=When("2027-07-30 09:00", "UTC"),
            translations={"en": Words(ENGLISH, TranslationState.REVIEWED)},
        )  # fmt: skip
        post: Post = create_post(session, order, "admin", world_at(clock.now()))[0]
        approve_post(session, post.id, user_named(session, "admin"), clock.now())
        return post.id


def test_an_edit_breaks_every_approval_and_makes_the_translation_stale(planted: Database, clock: FrozenClock) -> None:
    number = approved(planted, clock)
    with planted.writing() as session:
        done = edit_source(session, number, NEW, user_named(session, "admin"), world_at(clock.now()))
        payloads = session.scalars(select(Delivery.payload).order_by(Delivery.payload)).all()
        seals = session.scalars(select(Delivery.seal)).all()

    assert (done.stale, done.unsealed) == (["en"], 2)
    assert set(seals) == {None}
    assert any("grave" in payload for payload in payloads)
    with pytest.raises(StaleTranslation, match="en"), planted.writing() as session:
        approve_post(session, number, user_named(session, "admin"), clock.now())
    with planted.writing() as session:
        review_translation(
            session,
            number,
            "en",
            user_named(session, "maria"),
            world_at(clock.now()),
            "Trafficking in persons is a serious crime.",
        )
        assert len(approve_post(session, number, user_named(session, "admin"), clock.now())) == 2


def test_white_space_alone_makes_nothing_stale(planted: Database, clock: FrozenClock) -> None:
    number = approved(planted, clock)
    with planted.writing() as session:
        done = edit_source(session, number, OLD.replace(" es", "\nes"), user_named(session, "admin"), world_at(clock.now()))

    assert (done.stale, done.unsealed) == ([], 1)  # the Spanish is composed anew and read again


def test_correcting_the_spanish_is_an_edit_of_the_original(planted: Database, clock: FrozenClock) -> None:
    number = approved(planted, clock)
    with pytest.raises(NotAllowed), planted.writing() as session:
        review_translation(session, number, "es", user_named(session, "maria"), world_at(clock.now()), NEW)
    with planted.writing() as session:
        review_translation(session, number, "es", user_named(session, "admin"), world_at(clock.now()), NEW)
        assert post_numbered(session, number).text == NEW
        assert "edited" in session.scalars(select(Review.decision)).all()


def test_a_translators_work_is_open_again_and_shows_what_changed(planted: Database, clock: FrozenClock) -> None:
    number = approved(planted, clock)
    with planted.writing() as session:
        admin, maria, luz = (user_named(session, name) for name in ("admin", "maria", "luz"))
        request = request_version(session, post_numbered(session, number), "quc", by=admin, now=clock.now(), assignee=maria)
        deliver(session, request, by=maria, now=clock.now(), text="Uk’ayixik winaq are jun nimalaj mak.")
        accept_version(session, request, luz, world_at(clock.now()))
        approve_post(session, number, admin, clock.now())
        done = edit_source(session, number, NEW, admin, world_at(clock.now()))

        assert [one.id for one in done.reopened] == [request.id]
        assert (request.status, request.assignee, request.stale_since) == (RequestStatus.ASSIGNED, "maria", clock.now())
        difference = [(one.kind, one.words.strip()) for one in changes(request.source_before or "", request.source)]
        assert difference == [("same", "La trata de personas es un delito"), ("new", "grave"), ("same", ".")]
        assert done.stale == ["en", "quc"]


def test_in_an_indigenous_language_a_correction_waits_for_a_second_person(planted: Database, clock: FrozenClock) -> None:
    with planted.writing() as session:
        order = PostOrder(
            "prueba", ["toy-0"], languages=("es", "quc"), text=OLD, when=When("2027-07-30 09:00", "UTC"),
            translations={"quc": Words("Jun mak.", TranslationState.MACHINE, "mymemory")},
        )  # fmt: skip
        number = create_post(session, order, "admin", world_at(clock.now()))[0].id
        maria, luz = user_named(session, "maria"), user_named(session, "luz")
        review_translation(session, number, "quc", maria, world_at(clock.now()), "Uk’ayixik winaq are jun mak.")
        with pytest.raises(SamePerson):
            review_translation(session, number, "quc", maria, world_at(clock.now()))
        review_translation(session, number, "quc", luz, world_at(clock.now()))

        assert len(approve_post(session, number, user_named(session, "admin"), clock.now())) == 2


def test_a_translation_too_long_for_its_network_is_told_before_it_is_accepted(planted: Database, clock: FrozenClock) -> None:
    number = approved(planted, clock)
    with planted.writing() as session:
        admin, maria, luz = (user_named(session, name) for name in ("admin", "maria", "luz"))
        request = request_version(session, post_numbered(session, number), "quc", by=admin, now=clock.now())
        measure = measure_of(session, request, world_at(clock.now()))
        found = deliver(session, request, by=maria, now=clock.now(), text="Uk’ayixik winaq are jun mak. " * 20, measure=measure)

        assert [(one.rule, one.words) for one in found] == [("length", "toy")]
        with pytest.raises(Blocked, match="280"):
            accept_version(session, request, luz, world_at(clock.now()))
