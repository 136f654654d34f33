"""What the readers of a profile get while their language is not ready, and what an approval changes about it."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from campaigns.approving import approve_post, stand_down
from campaigns.errors import LanguageAwaited, MachineTranslation
from campaigns.finding import post_numbered
from campaigns.models import Audience, Delivery, Profile, Territory, Variant
from campaigns.scheduling import PostOrder, Words, create_post
from campaigns.standing import awaited
from campaigns.status import DeliveryStatus
from campaigns.timing import When
from campaigns.versions import accept_version, request_version
from foundation.db import Database, table_of
from foundation.people import Role, user_named
from foundation.texts import Texts
from languages.contract import TranslationState
from languages.errors import Blocked
from languages.fallback import set_fallback
from languages.glossary import load_starter
from languages.models import Fallback, TranslationRequest
from languages.requesting import deliver, request_numbered
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_user, world_at

SPANISH = "La trata de personas es un delito."
KICHE = "Uk’ayixik winaq are jun nimalaj mak."
ENGLISH = "Trafficking in persons is a crime."
PROFILES = (("gt", "GT", "es"), ("gt-quc", "GT", "quc"), ("do", "DO", "es"), ("bz-kriol", "BZ", "bzj"))


@pytest.fixture
def planted(database: Database, clock: FrozenClock) -> Database:
    with database.writing() as session:
        plant_campaign(session, clock.now())
        for code in ("DO", "BZ"):
            session.add(Territory(code=code, name_es=code, name_en=code, zone="UTC", zones=["UTC"], languages=["es"], facts={}))
        session.add(Audience(code="P5", slug="comunidades", name_es="Comunidades", name_en="Communities"))
        for name, role in (("admin", Role.ADMIN), ("maria", Role.TRANSLATOR), ("luz", Role.TRANSLATOR)):
            plant_user(session, clock.now(), name, role)
        session.flush()
        for name, territory, language in PROFILES:
            session.add(Profile(name=name, network="toy", territory=territory, language=language, created_at=clock.now()))
        load_starter(session, clock.now())
    return database


class Desk:
    """A post of Spanish words, and the people who work on it."""

    def __init__(
        self, database: Database, clock: FrozenClock, rule: Fallback, profiles: tuple[str, ...] = ("gt", "gt-quc")
    ) -> None:
        self.database, self.clock = database, clock
        with database.writing() as session:
            set_fallback(session, "P5", rule, "admin", clock.now())
            order = PostOrder(
                "prueba",
                profiles,
                text=SPANISH,
                audience="P5",
                when=When(f"{clock.now() + timedelta(hours=2):%Y-%m-%d %H:%M}", "UTC"),
            )
            self.number = create_post(session, order, "admin", world_at(clock.now()))[0].id
            request = request_version(
                session, post_numbered(session, self.number), "quc", by=user_named(session, "admin"), now=clock.now()
            )
            self.request = request.id

    def translate(self) -> None:
        """One person translates, another one who speaks the language accepts."""
        with self.database.writing() as session:
            request: TranslationRequest = request_numbered(session, self.request)
            deliver(session, request, by=user_named(session, "maria"), now=self.clock.now(), text=KICHE)
            accept_version(session, request, user_named(session, "luz"), world_at(self.clock.now()))

    def approve(self, *, only_ready: bool = False) -> int:
        with self.database.writing() as session:
            return len(approve_post(session, self.number, user_named(session, "admin"), self.clock.now(), only_ready=only_ready))

    def sealed(self) -> list[tuple[str, str]]:
        """What may leave: profile and language."""
        with self.database.reading() as session:
            rows = (
                session.query(Profile.name, Variant.language)
                .join(Delivery, Delivery.profile_id == Profile.id)
                .join(Variant, Variant.id == Delivery.variant_id)
                .filter(Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_not(None))
            )
            return sorted((name, language) for name, language in rows)

    def statuses(self) -> Counter[str]:
        with self.database.reading() as session:
            return Counter(one.status.value for one in session.query(Delivery).all())

    def told(self) -> list[str]:
        with self.database.reading() as session:
            return [one.said(Texts("es")) for one in awaited(session, post_numbered(session, self.number))]


def test_spanish_stands_in_until_the_version_is_approved_and_then_makes_way(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.SPANISH)
    assert desk.told() == [
        "Hasta que se apruebe la versión en k’iche’, en gt-quc se muestra en español; después, en k’iche’.",
        "Hasta que se apruebe la versión en k’iche’, en gt se muestra en español.",
    ]
    assert desk.approve() == 2
    assert desk.sealed() == [("gt", "es"), ("gt-quc", "es")]

    desk.translate()
    assert desk.sealed() == [("gt", "es"), ("gt-quc", "es")]  # nobody approved it: nothing changes
    assert desk.approve() == 2
    assert desk.sealed() == [("gt", "es"), ("gt", "quc"), ("gt-quc", "quc")]
    assert desk.statuses() == {"planned": 3, "cancelled": 1}
    assert desk.told() == []


def test_a_version_that_is_ready_first_leaves_no_spanish_on_its_own_profile(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.SPANISH)
    desk.translate()

    desk.approve()
    assert desk.sealed() == [("gt", "es"), ("gt", "quc"), ("gt-quc", "quc")]


def test_what_is_already_out_stays_out_and_the_version_follows(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.SPANISH)
    desk.approve()
    with planted.writing() as session:
        for delivery in session.query(Delivery).all():
            delivery.status = DeliveryStatus.SENT
    clock.advance(hours=5)
    desk.translate()
    desk.approve()

    assert desk.sealed() == [("gt", "quc"), ("gt-quc", "quc")]
    assert desk.statuses() == {"sent": 2, "planned": 2}


def test_a_delivery_on_its_way_is_not_called_back(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.SPANISH)
    desk.approve()
    desk.translate()
    with planted.writing() as session:
        for delivery in session.query(Delivery).filter(Delivery.seal.is_not(None)).all():
            delivery.status = DeliveryStatus.SENDING
    desk.approve()

    assert desk.statuses() == {"sending": 2, "planned": 2}


def test_a_delivery_that_leaves_while_the_approval_is_written_is_not_called_back(planted: Database, clock: FrozenClock) -> None:
    Desk(planted, clock, Fallback.SPANISH).approve()
    with planted.writing() as session:
        found = select(Delivery, Variant, Profile).join(Variant, Variant.id == Delivery.variant_id)
        rows = session.execute(found.join(Profile, Profile.id == Delivery.profile_id).where(Delivery.seal.is_not(None))).all()
        session.connection().execute(update(table_of(Delivery)).values(status=DeliveryStatus.SENDING))  # a worker took them
        stand_down(
            session, [(one, variant, profile) for one, variant, profile in rows], user_named(session, "admin"), clock.now()
        )

        assert {one.status for one, _, _ in rows} == {DeliveryStatus.SENDING}


def test_waiting_holds_everything_that_community_reads_until_its_version_is_there(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.WAIT, ("gt", "gt-quc", "do"))
    assert desk.approve() == 1
    assert desk.sealed() == [("do", "es")]  # nobody there reads K’iche’: nothing to wait for
    with pytest.raises(LanguageAwaited, match="quc"):
        desk.approve()

    desk.translate()
    clock.advance(hours=3)
    desk.approve()
    assert desk.sealed() == [("do", "es"), ("gt", "es"), ("gt", "quc"), ("gt-quc", "quc")]
    with planted.reading() as session:  # they waited past their hour: they leave now, none is late
        waited = session.query(Delivery).join(Profile, Profile.id == Delivery.profile_id).filter(Profile.name.startswith("gt"))
        assert {one.due_at for one in waited if one.seal} == {clock.now()}


def test_both_shows_the_spanish_at_its_hour_and_the_version_as_well(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.BOTH)
    assert desk.approve() == 2
    desk.translate()
    desk.approve()

    assert desk.sealed() == [("gt", "es"), ("gt", "quc"), ("gt-quc", "es"), ("gt-quc", "quc")]
    assert desk.statuses() == {"planned": 4}


def test_a_version_goes_only_where_its_language_is_spoken(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.BOTH, ("gt", "do"))
    desk.approve()
    desk.translate()
    desk.approve()

    assert desk.sealed() == [("do", "es"), ("gt", "es"), ("gt", "quc")]


def test_kriol_readers_get_english_until_kriol_is_ready(planted: Database, clock: FrozenClock) -> None:
    with planted.writing() as session:
        words = {"en": Words(ENGLISH, TranslationState.REVIEWED), "bzj": Words("Yu noh fi sel peepl.", TranslationState.MACHINE)}
        order = PostOrder(
            "prueba", ["bz-kriol"], languages=("es", "en", "bzj"), text=SPANISH, audience="P5", translations=words,
            when=When("2027-07-30 09:00", "UTC"),
        )  # fmt: skip
        number = create_post(session, order, "admin", world_at(clock.now()))[0].id
        assert len(approve_post(session, number, user_named(session, "admin"), clock.now(), only_ready=True)) == 1
        rows = session.query(Variant.language, Delivery.seal, Delivery.status).join(Delivery).all()

    assert {(language, seal is not None, status.value) for language, seal, status in rows} == {
        ("en", True, "planned"),
        ("es", False, "cancelled"),
        ("bzj", False, "planned"),
    }


def test_an_unread_draft_stops_an_approval_unless_it_is_left_for_later(planted: Database, clock: FrozenClock) -> None:
    with planted.writing() as session:
        order = PostOrder(
            "prueba", ["gt"], languages=("es", "en"), text=SPANISH, translations={"en": Words(ENGLISH, TranslationState.MACHINE)},
            when=When("2027-07-30 09:00", "UTC"),
        )  # fmt: skip
        number = create_post(session, order, "admin", world_at(clock.now()))[0].id
    with pytest.raises(MachineTranslation), planted.writing() as session:
        approve_post(session, number, user_named(session, "admin"), clock.now())
    with planted.writing() as session:
        assert len(approve_post(session, number, user_named(session, "admin"), clock.now(), only_ready=True)) == 1
    with pytest.raises(MachineTranslation), planted.writing() as session:
        approve_post(session, number, user_named(session, "admin"), clock.now(), only_ready=True)


def test_the_guard_still_reads_what_a_rule_lets_out(planted: Database, clock: FrozenClock) -> None:
    desk = Desk(planted, clock, Fallback.SPANISH)
    with planted.writing() as session:
        for variant in session.query(Variant).all():
            variant.text = "La trata de blancas es un delito."
    with pytest.raises(Blocked):
        desk.approve()
