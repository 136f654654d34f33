"""The strategy's 21 messages, and every tempting sentence, through a real engine: legally right, or blocked."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from campaigns.starter import read
from languages.apertium import Apertium
from languages.contract import Severity, Translator
from languages.deep import libretranslate
from languages.masking import MASK
from languages.settings import LibreTranslateSection
from languages.translating import look_up, translate_known
from tests import needs
from tests.languages.adversarial import RIGHT, WRONG
from tests.servers.libretranslate import LibreTranslateServer

MESSAGES = [str(row["es"]) for row in read("messages")["messages"]]
TRAFFICKING, SMUGGLING = "trata de personas", "tráfico ilícito de migrantes"
SAID = {
    "en": (("trafficking in persons",), ("smuggling of migrants", "smuggled migrants")),
    "fr": (("traite des personnes",), ("trafic illicite de migrants", "migrants objets d’un trafic illicite")),
    "pt": (("tráfico de pessoas",), ("tráfico ilícito de migrantes", "migrantes objeto de tráfico ilícito")),
}


def check_all(session: Session, texts: Sequence[str], to: str, engine: Translator) -> list[str]:
    """The drafts; each says both crimes by their right names as often as the original, or cannot be approved."""
    drafts = translate_known(look_up(session, texts, "es", to), engine, deadline_s=120)
    for text, draft in zip(texts, drafts, strict=True):
        assert not MASK.search(draft.text)
        nouns = text.lower() if not text.startswith(("Se trata", "El informe trata")) else ""
        for crime, names in zip((TRAFFICKING, SMUGGLING), SAID[to], strict=True):
            said = sum(draft.text.lower().count(name) for name in names)
            assert said >= nouns.count(crime) or draft.blocked, (text, draft.text)
    return [draft.text for draft in drafts if draft.blocked]


@pytest.mark.parametrize("to", ["en", "fr", "pt"])
def test_the_21_messages_come_out_with_the_right_crimes(session: Session, to: str) -> None:
    needs.program("apertium", "apertium-fra-cat")
    assert len(MESSAGES) == 21

    assert check_all(session, MESSAGES, to, Apertium()) == []


def test_the_same_through_the_packages_client_and_a_libretranslate_server(session: Session) -> None:
    needs.program("apertium", "apertium-eng-spa")
    with LibreTranslateServer() as server:
        blocked = check_all(session, MESSAGES, "en", libretranslate(LibreTranslateSection(api_url=server.url)))

        assert blocked == []
        assert server.complaints == []
        assert not any(TRAFFICKING in asked["q"] or SMUGGLING in asked["q"] for asked in server.asked)


def test_every_tempting_sentence_is_right_or_blocked(session: Session) -> None:
    needs.program("apertium", "apertium-eng-spa")
    texts = list(dict.fromkeys(case.source for case in (*WRONG, *RIGHT) if case.language == "es"))

    check_all(session, texts, "en", Apertium())


def test_what_no_engine_may_touch_comes_back_untouched(session: Session) -> None:
    needs.program("apertium", "apertium-eng-spa")
    text = "Siga a @CORETT_oficial 🎗️ y escriba a {{ country.name }}: https://corett.org/es?x=1 #BastaDeTrata"
    text += " +502 2429 1555, 9 países."

    draft = translate_known(look_up(session, [text], "es", "en"), Apertium())[0]

    for kept in (
        "@CORETT_oficial",
        "🎗️",
        "{{ country.name }}",
        "https://corett.org/es?x=1",
        "#BastaDeTrata",
        "+502 2429 1555",
        "9",
    ):
        assert kept in draft.text
    assert not [finding for finding in draft.findings if finding.severity is Severity.BLOCK]


@pytest.mark.parametrize(
    ("to", "text", "expected"),
    [
        (
            "pt",
            "El tráfico ilícito de migrantes y la trata de personas.",
            "O tráfico ilícito de migrantes e o tráfico de pessoas.",
        ),
        ("pt", "Prevención de la trata de personas.", "Prevenção do tráfico de pessoas."),
        ("fr", "Prevención del tráfico ilícito de migrantes.", "Prévention du trafic illicite de migrants."),
        ("fr", "Lucha contra la trata de personas.", "Lutte contre la traite des personnes."),
        ("en", "La trata de personas es un delito.", "Trafficking in persons is a crime."),
    ],
)
def test_articles_and_contractions_agree_with_the_restored_term(session: Session, to: str, text: str, expected: str) -> None:
    needs.program("apertium", "apertium-fra-cat")

    assert translate_known(look_up(session, [text], "es", to), Apertium(), deadline_s=60)[0].text == expected
