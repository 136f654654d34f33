import pytest

from campaigns.approving import approve_post
from campaigns.models import Post
from campaigns.revising import review_translation
from campaigns.scheduling import PostOrder, Words, create_post
from campaigns.timing import When
from foundation.db import Database
from foundation.errors import NotAllowed
from foundation.people import Role, user_named
from languages.contract import TranslationState
from languages.errors import Blocked
from languages.glossary import load_starter
from languages.memory import recall
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_profiles, plant_user, world_at

SPANISH = "Prevenimos la trata de personas y el tráfico ilícito de migrantes."
RIGHT = "We prevent trafficking in persons and smuggling of migrants."
SHORTENED = "We prevent trafficking in persons."
WRONG = "We prevent trafficking in persons and illicit trafficking of migrants."


@pytest.fixture
def planted(database: Database, clock: FrozenClock) -> Database:
    with database.writing() as session:
        plant_campaign(session, clock.now())
        plant_user(session, clock.now())
        plant_user(session, clock.now(), "lucía", Role.TRANSLATOR)
        plant_profiles(session, clock.now())
        load_starter(session, clock.now())
    return database


def post(database: Database, clock: FrozenClock, spanish: str, english: str = "") -> int:
    languages = ("es", "en") if english else ("es",)
    words = {"en": Words(english, TranslationState.REVIEWED)} if english else {}
    order = PostOrder(
        "prueba", ["toy-0"], languages=languages, text=spanish, translations=words, when=When("2027-07-30 09:00", "UTC")
    )
    with database.writing() as session:
        made: Post = create_post(session, order, "admin", world_at(clock.now()))[0]
        return made.id


def approve(database: Database, clock: FrozenClock, number: int) -> int:
    with database.writing() as session:
        return len(approve_post(session, number, user_named(session, "admin"), clock.now()))


def test_the_right_terms_pass(planted: Database, clock: FrozenClock) -> None:
    assert approve(planted, clock, post(planted, clock, SPANISH, RIGHT)) == 2


def test_the_wrong_crime_in_a_translation_is_not_approved(planted: Database, clock: FrozenClock) -> None:
    number = post(planted, clock, SPANISH, WRONG)

    with pytest.raises(Blocked, match="migrants"):
        approve(planted, clock, number)


def test_a_wrong_term_in_the_spanish_is_not_approved_either(planted: Database, clock: FrozenClock) -> None:
    with pytest.raises(Blocked):
        approve(planted, clock, post(planted, clock, "Luchamos contra la trata de blancas."))


def test_corrected_and_reviewed_it_passes_and_the_memory_learns(planted: Database, clock: FrozenClock) -> None:
    number = post(planted, clock, SPANISH, WRONG)
    with planted.writing() as session:
        review_translation(session, number, "en", user_named(session, "lucía"), world_at(clock.now()), RIGHT)
        remembered = recall(session, SPANISH, "es", "en")

    assert approve(planted, clock, number) == 2
    assert remembered is not None
    assert remembered.target == RIGHT


def test_only_a_reviewer_with_a_reason_overrules_the_guard(planted: Database, clock: FrozenClock) -> None:
    number = post(planted, clock, SPANISH, SHORTENED)
    with pytest.raises(NotAllowed), planted.writing() as session:
        review_translation(session, number, "en", user_named(session, "lucía"), world_at(clock.now()), reason="cita de una ley")
    with planted.writing() as session:
        review_translation(session, number, "en", user_named(session, "admin"), world_at(clock.now()), reason="cita de una ley")

    assert approve(planted, clock, number) == 2
