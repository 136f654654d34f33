import pytest
from sqlalchemy.orm import Session

from languages.contract import Severity, TranslationState
from languages.errors import EmptySegment, EngineLacksLanguage, KeptInside, NotInMemory, SameLanguage
from languages.memory import teach
from languages.translating import look_up, translate_known, translate_text
from tests.clock import FrozenClock
from tests.languages.conftest import FakeTranslator

BOTH = "Prevención de la trata de personas y del tráfico ilícito de migrantes."


def test_an_approved_text_of_the_memory_needs_no_engine(session: Session, clock: FrozenClock) -> None:
    teach(session, BOTH, "Prevention of X.", "es", "en", TranslationState.APPROVED, "ana", clock.now())

    draft = translate_text(session, BOTH, "es", "en")

    assert (draft.text, draft.state, draft.engine) == ("Prevention of X.", TranslationState.APPROVED, "memory")


def test_the_engine_never_sees_a_legal_term_and_the_right_one_comes_back(session: Session) -> None:
    engine = FakeTranslator(lambda text: text.replace("Prevención de", "Prevention of").replace(" y de ", " and of "))

    draft = translate_text(session, BOTH, "es", "en", translator=engine)

    assert engine.saw == ["Prevención de XT1X y de XT2X."]
    assert draft.text == "Prevention of trafficking in persons and of smuggling of migrants."
    assert (draft.state, draft.engine, draft.findings) == (TranslationState.MACHINE, "fake", ())


def test_when_masks_are_lost_only_what_lies_between_them_is_translated(session: Session) -> None:
    def forgetful(text: str) -> str:
        return "nothing left" if "XT" in text else text.replace("Prevención de", "Prevention of").replace("y de", "and of")

    draft = translate_text(session, BOTH, "es", "en", translator=FakeTranslator(forgetful))

    assert draft.text == "Prevention of trafficking in persons and of smuggling of migrants."


def test_sentences_of_the_memory_are_not_asked_again_and_the_draft_is_worth_its_weakest_sentence(
    session: Session, clock: FrozenClock
) -> None:
    teach(session, "Llame hoy.", "Call today.", "es", "en", TranslationState.APPROVED, "ana", clock.now())
    engine = FakeTranslator(lambda _text: "It is free.")

    draft = translate_text(session, "Llame hoy. Es gratis.\n\nLlame hoy.", "es", "en", translator=engine)

    assert engine.saw == ["Es gratis."]
    assert draft.text == "Call today. It is free.\n\nCall today."
    assert draft.state is TranslationState.MACHINE


def test_many_texts_take_one_turn_of_the_engine(session: Session) -> None:
    engine = FakeTranslator(lambda text: f"in English: {text}")
    known = look_up(session, ["Uno.", "Dos.", "Uno."], "es", "en")

    drafts = translate_known(known, engine)

    assert engine.calls == 1
    assert [draft.text for draft in drafts] == ["in English: Uno.", "in English: Dos.", "in English: Uno."]


def test_a_wrong_legal_term_in_the_memory_blocks(session: Session, clock: FrozenClock) -> None:
    teach(session, BOTH, "Prevention of human smuggling.", "es", "en", TranslationState.APPROVED, "ana", clock.now())

    draft = translate_text(session, BOTH, "es", "en")

    assert draft.blocked
    assert {finding.rule for finding in draft.findings if finding.severity is Severity.BLOCK} == {
        "required_term",
        "forbidden_term",
    }


def test_without_an_engine_the_sentence_says_what_to_do(session: Session) -> None:
    with pytest.raises(NotInMemory, match="corett translate request"):
        translate_text(session, BOTH, "es", "en")


@pytest.mark.parametrize("private", [True, lambda text: "1234" in text])
def test_personal_data_never_goes_to_an_outside_engine(session: Session, private: bool) -> None:
    outside = FakeTranslator(lambda text: text)

    with pytest.raises(KeptInside):
        translate_text(session, "Ana, DPI 1234", "es", "en", translator=outside, private=private)
    assert outside.saw == []


def test_personal_data_may_go_to_an_engine_of_our_own(session: Session) -> None:
    inside = FakeTranslator(lambda _text: "Ana is well", outside=False)

    assert translate_text(session, "Ana está bien", "es", "en", translator=inside, private=True).text == "Ana is well"


def test_a_language_the_engine_lacks_is_named(session: Session) -> None:
    with pytest.raises(EngineLacksLanguage, match="xx"):
        translate_text(session, "Hola", "es", "xx", translator=FakeTranslator(str.upper))


def test_a_machines_text_in_a_language_of_the_region_is_blocked_until_a_speaker_reviews_it(
    session: Session, clock: FrozenClock
) -> None:
    draft = translate_text(session, "Hola", "es", "kek", translator=FakeTranslator(lambda _text: "Mas sa"))
    assert [finding.rule for finding in draft.findings if finding.severity is Severity.BLOCK] == ["native_review"]

    teach(session, "Hola", "Mas sa", "es", "kek", TranslationState.REVIEWED, "luz", clock.now())

    assert translate_text(session, "Hola", "es", "kek").findings == ()


def test_nothing_and_the_same_language_are_refused(session: Session) -> None:
    with pytest.raises(EmptySegment):
        translate_text(session, " \n", "es", "en", translator=FakeTranslator(str.upper))
    with pytest.raises(SameLanguage):
        translate_text(session, "Hola", "es", "es", translator=FakeTranslator(str.upper))
