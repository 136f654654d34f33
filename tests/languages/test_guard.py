import pytest

from foundation.texts import Texts
from languages.contract import Finding, Severity
from languages.guard import guard, one_way, words_to_avoid
from languages.terms import Termbase
from tests.languages.adversarial import QUOTED, RIGHT, WRONG, Case
from tests.languages.conftest import starter_terms


def judged(case: Case, *, teaching: bool = False) -> tuple[Finding, ...]:
    return guard(case.source, case.target, case.language, case.to, starter_terms(case.territory), teaching=teaching)


def rules(findings: tuple[Finding, ...], severity: Severity) -> set[str]:
    return {finding.rule for finding in findings if finding.severity is severity}


def test_the_adversarial_set_is_large_enough() -> None:
    assert len(WRONG) + len(RIGHT) + len(QUOTED) >= 130


@pytest.mark.parametrize("case", WRONG, ids=lambda case: f"{case.to}: {case.target[:40]}")
def test_a_wrong_translation_is_blocked_by_the_rules_that_see_it(case: Case) -> None:
    findings = judged(case)

    assert rules(findings, Severity.BLOCK) >= case.blocks
    assert rules(findings, Severity.BLOCK) | rules(findings, Severity.WARN) >= case.warns


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: f"{case.to}: {case.target[:40]}")
def test_a_right_translation_passes(case: Case) -> None:
    assert rules(judged(case), Severity.BLOCK) == set()


@pytest.mark.parametrize("case", QUOTED, ids=lambda case: case.target)
def test_words_somebody_else_said_only_warn(case: Case) -> None:
    findings = judged(case)

    assert "forbidden_term" not in rules(findings, Severity.BLOCK)
    assert rules(findings, Severity.WARN) >= case.warns


def test_a_text_that_teaches_the_term_may_name_the_wrong_one() -> None:
    case = Case("Es trata de personas.", "It is trafficking in persons, not white slavery.")

    assert rules(judged(case), Severity.BLOCK) == {"forbidden_term"}
    assert rules(judged(case, teaching=True), Severity.BLOCK) == set()


def test_a_national_label_holds_only_in_its_country_and_only_in_quotation_marks() -> None:
    said = "La ley dice «tráfico ilícito de personas»."

    assert all(
        finding.severity is Severity.INFO
        for finding in words_to_avoid("Lo llama «tráfico ilegal de personas»", "es", starter_terms("SV"))
    )
    assert words_to_avoid("La policía habló de tráfico de personas", "es", starter_terms("MX"))[0].severity is Severity.BLOCK
    assert words_to_avoid("La ley dice «tráfico de personas».", "es", starter_terms("MX"))[0].severity is Severity.INFO
    assert words_to_avoid("La ley dice «tráfico de personas».", "es", starter_terms("CR"))[0].severity is Severity.WARN
    assert said


def test_a_finding_names_the_words_the_reason_its_source_and_the_fix(terms: Termbase) -> None:
    finding = guard("La trata de personas", "Human smuggling", "es", "en", terms)[0]
    told = finding.said(Texts("es"))

    assert told["rule"] == "required_term"
    assert told["words"] == "trafficking in persons"
    assert "PAL-T" in told["why"]
    assert told["fix"] == "Escriba «trafficking in persons»."


def test_a_language_without_terms_in_the_glossary_is_not_blocked_by_them(terms: Termbase) -> None:
    assert guard("La trata de personas", "K’ayb’äl winäq", "es", "quc", terms) == ()


def test_a_text_too_long_for_a_network_is_blocked_by_that_networks_own_count(terms: Termbase) -> None:
    findings = guard(
        "Hola", "Hello there", "es", "en", terms, measure=lambda text: {"x": (len(text), 5), "site": (len(text), 500)}
    )

    assert [(finding.rule, finding.words) for finding in findings] == [("length", "x")]
    assert findings[0].facts["over"] == 6


@pytest.mark.parametrize(
    ("number", "same"),
    [
        ("10.000", "10000"),
        ("10,000", "10000"),
        ("10 000", "10000"),
        ("3,5", "3.5"),
        ("09", "9"),
        ("1.234.567", "1234567"),
        ("0", "0"),
    ],
)
def test_a_number_is_the_same_however_a_language_writes_it(number: str, same: str) -> None:
    assert one_way(number) == same


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La explotación ilegal de la tierra", set()),
        ("Una actividad ilegal de las redes", set()),
        ("Los ilegales", {"ilegales"}),
        ("Una persona ilegal", {"ilegal"}),
        ("Las mujeres ilegales", {"ilegales"}),
    ],
)
def test_illegal_offends_only_where_it_is_said_of_a_person(terms: Termbase, text: str, found: set[str]) -> None:
    assert {one.words for one in words_to_avoid(text, "es", terms) if one.severity is Severity.BLOCK} == found


def test_an_exchanged_crime_names_both_and_why_in_the_readers_language(terms: Termbase) -> None:
    (swapped,) = [one for one in guard("Los tratantes", "The smugglers", "es", "en", terms) if one.rule == "other_crime"]

    assert swapped.said(Texts("en"))["why"].startswith(
        "it says “migrant smuggler” where the original speaks of “trafficker”: Legal"
    )
    assert swapped.said(Texts("es"))["fix"] == "Escriba «trafficker»."


@pytest.mark.parametrize(
    ("source", "target", "to"),
    [
        ("El 30 de julio", "On July 30", "en"),
        ("El 30 de julio de 2027", "Le 30 juillet 2027", "fr"),
        ("El 1.º de mayo", "1 de maio", "pt"),
        ("Marchamos 30 personas", "30 of us march", "en"),
        ("Julio vino", "Julio came", "en"),
    ],
)
def test_the_same_date_passes_however_a_language_writes_it(terms: Termbase, source: str, target: str, to: str) -> None:
    assert "dates" not in {one.rule for one in guard(source, target, "es", to, terms)}
