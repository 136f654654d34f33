import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.errors import NotALanguage
from languages.identifying import other_language
from languages.table import LanguageKind, engine_code, fallbacks, language_of, languages

COUNTRIES = {"GT", "BZ", "HN", "SV", "NI", "CR", "PA", "MX", "DO"}


def test_every_country_has_its_languages_and_its_sign_language() -> None:
    for country in COUNTRIES:
        spoken = [one for one in languages().values() if country in one.spoken]
        assert any(one.signed for one in spoken), country
        assert any(one.code in {"es", "en"} for one in spoken), country


@pytest.mark.parametrize(
    "code",
    [
        "es",
        "en",
        "fr",
        "pt",
        "ht",
        "bzj",
        "cab",
        "quc",
        "kek",
        "mam",
        "cak",
        "miq",
        "yua",
        "nhe",
        "gym",
        "cuk",
        "zap",
        "mix",
        "mig",
        "gsm",
        "mfs",
        "hds",
        "esn",
        "ncs",
        "csr",
        "lsp",
        "doq",
    ],
)
def test_each_language_has_its_own_name_and_both_of_ours(code: str) -> None:
    one = language_of(code)

    assert one.code == code
    assert one.endonym
    assert one.es
    assert one.en
    assert one.kind is not LanguageKind.UNKNOWN


def test_every_fallback_is_a_language_of_the_table_and_ends_in_spanish() -> None:
    for code, one in languages().items():
        assert one.fallback in {"", *languages()}
        assert code == "es" or fallbacks(code)[-1] == "es", code


@given(st.from_regex(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8}){0,3}", fullmatch=True))
def test_no_code_of_the_right_shape_makes_the_table_fail(code: str) -> None:
    assert language_of(code).endonym
    assert "es" in [*fallbacks(code), code.lower()[:2]]


@pytest.mark.parametrize("code", ["", "e", "español", "es_GT", "../es", "¿?"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(NotALanguage):
        language_of(code)


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("es-GT", ["es"]),
        ("bzj", ["en", "es"]),
        ("zai", ["zap", "es"]),
        ("es-x-lf", ["es"]),
        ("xyz", ["es"]),
        ("pt-BR", ["pt", "es"]),
        ("es", []),
    ],
)
def test_what_stands_in_for_a_language(code: str, chain: list[str]) -> None:
    assert fallbacks(code) == chain


def test_engines_call_languages_by_their_own_codes() -> None:
    assert engine_code("google", "kek") == "kek"
    assert engine_code("google", "quc") is None
    assert engine_code("mymemory", "quc") == "quc-GT"
    assert engine_code("deepl", "pt-BR") == "pt-br"
    assert engine_code("google", "es-HN") == "es"


def test_languages_of_the_region_are_made_by_people() -> None:
    assert language_of("quc").human
    assert language_of("ht").human
    assert language_of("gsm").signed
    assert not language_of("en").human


@pytest.mark.parametrize(
    ("text", "claimed", "really"),
    [
        ("La trata de personas es un delito contra la persona", "en", "es"),
        ("Trafficking in persons is a crime against the person", "en", None),
        ("La traite des personnes est un crime contre la personne", "pt", "fr"),
        ("O tráfico de pessoas é um crime contra a pessoa", "pt", None),
        ("Trafik moun se yon krim kont moun nan peyi a", "ht", None),
        ("La trata de personas es un delito contra la persona", "quc", "es"),
        ("Ri uk’ayixik winaq are jun nim mak chkij ri winaq", "quc", None),
        ("CORETT 2027", "en", None),
        ("Somos nueve países de la región y trabajamos juntos contra la trata", "es-GT", None),
    ],
)
def test_a_text_in_another_language_than_it_claims_is_seen(text: str, claimed: str, really: str | None) -> None:
    assert other_language(text, claimed) == really
