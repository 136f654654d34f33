import pytest

from assets.easyread.checking import Level, check
from assets.easyread.labelling import DRAFT, EASY_READ, NotYetEasy, TooFewReaders, label, validate
from assets.easyread.words import NoEasyRead, ease, syllables
from assets.inclusive_models import Format, Rendition
from foundation.db import Database
from foundation.texts import Texts
from tests.clock import FrozenClock

GOOD = """La trata de personas es un delito.
Una persona engaña a otra persona.
La lleva a otro lugar.
La obliga a trabajar.

¿Ves algo raro?
Llama a la policía.
La policía te ayuda."""


def rules(text: str, language: str = "es", pictures: int = 1) -> set[str]:
    return {finding.rule for finding in check(text, language, pictures=pictures)}


def test_a_plain_text_has_no_finding() -> None:
    assert check(GOOD, "es", pictures=1) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("La policía ayuda a la persona que pide ayuda en la casa de su prima del pueblo grande.", "LF01"),
        ("Cuando llegas, si tienes miedo, puedes llamar.", "LF02"),
        ("La persona fue llevada lejos.", "LF03"),
        ("Se debe llamar a la policía.", "LF03"),
        ("Hay diez casas.", "LF04"),
        ("Es el siglo XXI.", "LF04"),
        ("El 20 % ayuda.", "LF04"),
        ("Es el 30/07/2026.", "LF04"),
        ("La OIM te ayuda.", "LF05"),
        ("La captación pasa cada día.", "LF06"),
        ("Puedes caer en las redes.", "LF07"),
        ("Nunca vayas sola.", "LF08"),
        ("Llama. La policía te ayuda.", "LF09"),
        ("Una casa.\nUna mesa.\nUna silla.\nUna cama.\nUna luz.\nUna llave.", "LF09"),
        ("Ayuda a los niños y niñas.\nLos menores van a casa.", "LF10"),
        ("LLAMA YA a la policía.", "LF11"),
        ("Llama *ya* a la policía.", "LF11"),
        ("Llama ya 😀 a la policía.", "LF11"),
        ("Responsabilidades institucionales extraordinariamente internacionalizadas.", "LF12"),
    ],
)
def test_each_check_finds_what_it_is_for(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "La Organización para las Migraciones (OIM) te ayuda.\nLa OIM es buena.",
        "La captación: la forma en que alguien engaña a una persona.",
        "El 30 de julio de 2026 hay una fiesta.",
        "La niña se llama Ana.",
    ],
)
def test_the_right_way_is_not_blamed(text: str) -> None:
    assert not rules(text) & {"LF03", "LF04", "LF05", "LF06"}


def test_a_text_without_picture_is_told_so() -> None:
    assert rules(GOOD, pictures=0) == {"LF13"}


def test_two_negations_are_worse_than_one() -> None:
    once, twice = check("Nunca vayas sola.", "es", pictures=1), check("Nadie puede no ir.", "es", pictures=1)

    assert [finding.level for finding in once] == [Level.WARNING]
    assert [finding.level for finding in twice] == [Level.ERROR]


def test_english_has_its_own_words() -> None:
    assert rules("The person was taken away.", "en") == {"LF03"}
    assert rules("Smuggling of migrants happens here.", "en") == {"LF06"}
    assert rules("Call the police.\nThe police help you.", "en") == set()


def test_findings_are_said_in_the_readers_language() -> None:
    finding = check("Nunca vayas sola.", "es", pictures=1)[0]

    assert finding.say(Texts("es"))["why"] == "La frase está en negativo"
    assert finding.say(Texts("en"))["why"] == "The sentence is negative"
    assert finding.say(Texts("es"))["at"] == 1


def test_a_language_without_rules_is_left_to_people() -> None:
    with pytest.raises(NoEasyRead, match="quc"):
        check("Utz", "quc")


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("país", 2),
        ("región", 2),
        ("aéreo", 4),
        ("guitarra", 3),
        ("día", 2),
        ("queso", 2),
        ("pingüino", 3),
        ("poeta", 3),
        ("rey", 1),
    ],
)
def test_spanish_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word, "es") == count


def test_short_words_are_easier_than_long_ones() -> None:
    easy, hard = ease("La casa es azul.", 1, "es"), ease("Institucionalizaciones extraordinarias internacionales.", 1, "es")

    assert easy is not None
    assert hard is not None
    assert easy > 65 > hard
    assert ease("12 34", 1, "es") is None


def rendition(clock: FrozenClock, text: str = GOOD) -> Rendition:
    return Rendition(
        subject="post:1",
        format=Format.EASY_READ,
        language="es",
        state="draft",
        seal="0" * 64,
        text=text,
        facts={},
        made_by="ana",
        made_at=clock.now(),
    )


def test_only_a_record_of_readers_gives_the_label_and_a_changed_word_takes_it_away(
    database: Database, clock: FrozenClock
) -> None:
    with database.writing() as session:
        text = rendition(clock)
        session.add(text)
        session.flush()
        before = label(session, text)

        validate(session, text, [], group="Asociación", readers=3, note="", by="ana", now=clock.now())
        validated = label(session, text)
        text.text = GOOD.replace("policía", "autoridad")

        assert (before, validated, label(session, text)) == (DRAFT, EASY_READ, DRAFT)


def test_a_text_with_errors_or_a_single_reader_cannot_be_validated(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        text = rendition(clock, "La OIM te ayuda.")
        session.add(text)
        session.flush()

        with pytest.raises(NotYetEasy):
            validate(session, text, check("La OIM te ayuda.", "es"), group="g", readers=5, note="", by="ana", now=clock.now())
        with pytest.raises(TooFewReaders):
            validate(session, text, [], group="g", readers=1, note="", by="ana", now=clock.now())
        assert label(session, text) == DRAFT
