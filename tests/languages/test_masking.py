import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.masking import MaskKind, complete, mask, mended, unmask
from tests.languages.conftest import starter_terms

PIECES = st.sampled_from(
    [
        *(
            "trata de personas",
            "del tráfico ilícito de migrantes",
            "La trata",
            "XT1X",
            "XT01X",
            "xt2x",
            "https://corett.org/a?b=1.",
        ),
        *("@CORETT_oficial", "#TrataDePersonas", "{{ campaign.hashtag }}", "{% if x %}", "10,000", "9 países", "+502 1555-1234"),
        *("🎗️", "👩🏽‍⚕️", "«", "”", "\n", " ", "de l", "al ", "CORETT", "ODS 5, 8, 10 y 16", "ana@corett.org", "*212", "%(name)s"),
        *("…", "\u00a0", "İ", "ñ", "é"),
    ]
)


@given(
    st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)),
    st.sampled_from(["es", "en", "fr", "pt", "quc"]),
)
def test_masking_and_restoring_any_text_gives_the_text_back(text: str, language: str) -> None:
    masked = mask(text, language, starter_terms("REG"))

    assert unmask(masked) == text
    assert complete(masked.text, masked.masks)


def kinds(text: str) -> list[tuple[MaskKind, str]]:
    return [(one.kind, one.source) for one in mask(text, "es", starter_terms("REG")).masks]


def test_each_thing_an_engine_must_not_touch_is_hidden_under_its_own_kind() -> None:
    text = "Escriba a ana@corett.org, vea https://corett.org/trata-de-personas?x=1."
    found = kinds(text + " #NoALaTrata @CORETT_oficial {{ country.name }} +502 2429 1555 🎗️ 9")

    assert found == [
        (MaskKind.MAIL, "ana@corett.org"),
        (MaskKind.LINK, "https://corett.org/trata-de-personas?x=1"),
        (MaskKind.HASHTAG, "#NoALaTrata"),
        (MaskKind.HANDLE, "@CORETT_oficial"),
        (MaskKind.PLACEHOLDER, "{{ country.name }}"),
        (MaskKind.PHONE, "+502 2429 1555"),
        (MaskKind.EMOJI, "🎗️"),
        (MaskKind.NUMBER, "9"),
    ]


def test_a_term_inside_a_hashtag_or_a_link_is_left_to_them() -> None:
    assert [kind for kind, _ in kinds("#TrataDePersonas https://x.org/trata-de-personas")] == [MaskKind.HASHTAG, MaskKind.LINK]


def test_the_longest_of_nested_terms_wins() -> None:
    assert [words for _, words in kinds("Coalición Regional contra la Trata de Personas y el Tráfico Ilícito de Migrantes")] == [
        "Coalición Regional contra la Trata de Personas y el Tráfico Ilícito de Migrantes"
    ]


@pytest.mark.parametrize(
    "verb",
    ["Se trata de personas que buscan empleo", "El informe trata de personas desplazadas", "Su jefe la trata mal"],
)
def test_the_verb_is_not_the_crime(verb: str) -> None:
    assert kinds(verb) == []


def test_an_article_goes_with_its_term_and_a_contraction_is_split() -> None:
    masked = mask("víctimas del tráfico ilícito de migrantes", "es", starter_terms("REG"))

    assert masked.text == "víctimas de XT1X"
    assert masked.masks[0].definite


@pytest.mark.parametrize("answer", ["of xt1x and XT 2 X", "of Xt1X and xT2x", "of XT1X and XT2X"])
def test_masks_that_came_back_misspelled_are_mended(answer: str) -> None:
    assert mended(answer) == "of XT1X and XT2X"


def test_a_mask_lost_or_doubled_is_seen() -> None:
    masks = mask("la trata de personas y el tráfico ilícito de migrantes", "es", starter_terms("REG")).masks

    assert complete("XT2X and XT1X", masks)
    assert not complete("XT1X", masks)
    assert not complete("XT1X XT1X XT2X", masks)
    assert not complete("XT1X XT2X XT3X", masks)
