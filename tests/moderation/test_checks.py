from datetime import timedelta

import pytest

from moderation.checks import LONGEST, About, Finding, HelpLine, Scope, Severity, check_text, passes
from tests.clock import FrozenClock

NOW = FrozenClock().now()
VERIFIED = HelpLine("HN", "145", NOW - timedelta(days=10), "+504")
LONG = HelpLine("HN", "8990-5187", NOW - timedelta(days=10), "+504")


def found(
    text: str, territory: str = "HN", language: str = "es", about: About | None = None, **more: object
) -> dict[str, Finding]:
    lines = more.pop("lines", ())
    scope = more.pop("scope", Scope.TEXT)
    assert isinstance(lines, tuple)
    assert isinstance(scope, Scope)
    reader = str(more.pop("reader", "es"))
    findings = check_text(text, language, territory, NOW, lines=lines, scope=scope, about=about, reader=reader)
    return {finding.rule: finding for finding in findings}


def test_a_wrong_term_comes_with_its_reason_and_a_replacement() -> None:
    finding = found("Combatimos el tráfico de personas")["R22"]

    assert (finding.severity, finding.words, finding.instead) == (Severity.BLOCK, "tráfico de personas", "trata de personas")
    assert "dos delitos distintos" in finding.why
    assert finding.at == len("Combatimos el ")


def test_the_reason_is_told_in_the_readers_language() -> None:
    finding = found("Combatimos el tráfico de personas", reader="en")["R22"]

    assert "two different crimes" in finding.why
    assert finding.name == "Trafficking and smuggling confused"


def test_the_same_words_are_right_in_portuguese() -> None:
    assert "R22" not in found("Combatemos o tráfico de pessoas", language="pt")
    assert "R22" not in found("tráfico de personas", language="pt-BR")


@pytest.mark.parametrize(
    "text",
    [
        "tr4ta de bl4ncas",
        "t r a t a  d e  b l a n c a s",
        "tra\u200bta de blan\u00adcas",
        "trаtа de blаncаs",
        "𝘁𝗿𝗮𝘁𝗮 de blancas",
        "TRATA DE BLANCAS",
    ],
)
def test_a_disguised_term_is_still_seen_and_quoted_as_written(text: str) -> None:
    finding = found(f"No a la {text} aquí")["R21"]

    assert finding.words == text


def test_an_official_title_is_no_finding_and_a_quotation_needs_a_person() -> None:
    title = (
        "Protocolo facultativo relativo a la venta de niños, la prostitución infantil y la utilización de niños en la pornografía"
    )

    assert "R21" not in found(title)
    assert found("El diario tituló «prostitución infantil en la frontera»")["R21"].severity is Severity.HOLD


def test_a_piece_that_teaches_the_term_is_only_warned() -> None:
    assert found("No digas “trata de blancas”", about=About(educational=True))["R21"].severity is Severity.WARN


def test_a_national_offence_may_be_quoted_in_its_own_country() -> None:
    text = "El Código Penal lo llama «tráfico ilegal de personas»."

    assert found(text, territory="SV")["R22"].severity is Severity.WARN
    assert found(text, territory="CR")["R22"].severity is Severity.HOLD
    assert found(text.replace("«", "").replace("»", ""), territory="SV")["R22"].severity is Severity.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "Llame al 8990-5187",
        "Denuncia al WhatsApp 5512-3456",
        "Ayuda: 3399-4699",
        "Call 145",
        "marque 1-1-0",
        "Contacto +504 2222 3333",
        "9999-8888 atención las 24 horas",
        "línea gratuita 800 5533 000",
    ],
)
def test_a_number_that_is_not_registered_blocks(text: str) -> None:
    assert found(text)["R37"].severity is Severity.BLOCK


@pytest.mark.parametrize("text", ["Llame al 145", "Denuncia en la línea 145.", "Llama al (8990) 5187", "WhatsApp +504 8990-5187"])
def test_a_verified_line_of_the_country_passes(text: str) -> None:
    assert {"R37", "R38"} & set(found(text, lines=(VERIFIED, LONG))) == set()


def test_a_verified_line_of_another_country_blocks_but_not_in_a_regional_piece() -> None:
    assert found("Llame al 145", territory="GT", lines=(VERIFIED,))["R38"].severity is Severity.BLOCK
    assert "R38" not in found("Honduras: llame al 145", territory="REG", lines=(VERIFIED,))


def test_a_line_expires_after_180_days() -> None:
    fresh = HelpLine("HN", "145", NOW - timedelta(days=180))
    expired = HelpLine("HN", "145", NOW - timedelta(days=180, seconds=1))

    assert "R38" not in found("Llame al 145", lines=(fresh,))
    assert "R38" in found("Llame al 145", lines=(expired,))
    assert "R38" in found("Llame al 145", lines=(HelpLine("HN", "145", None),))


@pytest.mark.parametrize(
    "text",
    [
        "Línea base de 2025 y meta 2027",
        "Plan Estratégico 2019-2027",
        "Reporte anual de 2026",
        "Ley 9095, Decreto 9-2009",
        "Resolución A/RES/68/192",
        "30 de julio de 2027",
        "Se atendió a 200 000 personas. Fuente: OIM 2026",
        "Contribuimos a los Objetivos de Desarrollo Sostenible 5, 8, 10 y 16",
    ],
)
def test_years_laws_and_figures_are_no_telephone_numbers(text: str) -> None:
    assert "R37" not in found(text)


def test_a_press_contact_is_allowed() -> None:
    text = "Prensa: teléfono 2222-3333"

    assert "R37" in found(text)
    assert "R37" not in found(text, about=About(press_contacts=frozenset({"2222-3333"})))


def test_institutions_and_places_are_no_names_of_victims() -> None:
    for text in (
        "Atención a víctimas de la Coalición Regional Contra la Trata de Personas",
        "víctimas en El Salvador y Costa Rica",
        "Las víctimas fueron atendidas por la Secretaría Contra la Violencia Sexual",
        "Victims were assisted by the National Commission in Panama City",
    ):
        assert "R01" not in found(text), text


def test_a_name_beside_an_institution_is_still_seen() -> None:
    assert "R01" in found("La víctima Juana Pérez de la Comisión Nacional")
    assert "R01" in found("The survivor Mary Jones spoke")


def test_a_declared_fictitious_name_only_warns() -> None:
    assert found("La víctima Juana Pérez (nombre ficticio) habló")["R01"].severity is Severity.WARN


def test_chains_block_in_alt_text_and_warn_in_prose_but_custody_is_free() -> None:
    assert found("Manos con cadenas", scope=Scope.ALT)["R15"].severity is Severity.BLOCK
    assert found("Rompamos las cadenas")["R15"].severity is Severity.WARN
    assert "R15" not in found("la cadena de custodia y la cadena de suministro", scope=Scope.ALT)


def test_a_figure_needs_a_source_in_the_text_or_in_the_catalogue() -> None:
    assert found("474 víctimas identificadas")["R32"].severity is Severity.HOLD
    assert "R32" not in found("474 víctimas identificadas", about=About(source=True))
    assert (
        found("El 30 % de las víctimas. Fuente: OIM", about=About(source=True, source_year=2020))["R34"].severity is Severity.WARN
    )


def test_shouting_is_seen_but_acronyms_are_not() -> None:
    assert "R27" in found("LA TRATA DE PERSONAS EXISTE Y ESTÁ CERCA DE TI")
    assert "R27" not in found("CORETT, SVET, CICESCT, CONATT y CITIM se reúnen en la plenaria")


def test_an_unreviewed_machine_translation_about_victims_blocks() -> None:
    machine = About(machine_translated=True)

    assert found("Assistance for victims", language="en", about=machine)["R51"].severity is Severity.BLOCK
    assert "R51" in found("Bonjou", language="ht", about=machine)
    assert "R51" not in found("See you on Friday", language="en", about=machine)


def test_a_map_is_allowed_only_for_a_public_event() -> None:
    assert "R10" in found("https://maps.app.goo.gl/abc")
    assert "R10" not in found("https://maps.app.goo.gl/abc", about=About(event=True))


def test_rules_about_incoming_messages_do_not_judge_our_own_texts() -> None:
    assert "R40" not in found("Me tienen encerrada: así empieza el testimonio")
    assert found("no me dejan salir", scope=Scope.BOT)["R40"].words == ""


def test_hashtags_are_counted_and_the_risky_ones_named() -> None:
    assert "R52" in found("#Uno #Dos #Tres #Cuatro #Cinco #Seis")
    assert "R52" in found("Súmate #SaveTheChildren")
    assert "R52" not in found("#DíaMundialContraLaTrata")


def test_the_gravest_finding_comes_first() -> None:
    severities = [one.severity for one in check_text("Rescatamos a 20 menores de la trata de blancas", "es", "GT", NOW)]

    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.BLOCK


def test_only_a_text_without_blocks_and_holds_passes_by_itself() -> None:
    assert passes(check_text("Rescatamos a jóvenes", "es", "GT", NOW))
    assert not passes(check_text("474 víctimas", "es", "GT", NOW))


def test_a_text_beyond_the_limit_is_held() -> None:
    assert found("a" * (LONGEST + 1))["too_long"].severity is Severity.HOLD


@pytest.mark.parametrize("hostile", ["1 víctimas ", "niña de 13 años ", "Ana ", "albergue ", "La Ley ", "operativo ", "a b "])
def test_a_hostile_text_is_never_passed_unread(hostile: str) -> None:
    text = (hostile * LONGEST)[: LONGEST - 30] + " trata de blancas"

    assert {"R21"} <= set(found(text)) or any(one.rule == "R21" for one in check_text(text, "es", "GT", NOW))


def test_a_rule_that_takes_too_long_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderation.checks.PATIENCE_S", 1e-9)

    findings = check_text("12 víctimas " * 1500, "es", "GT", NOW)

    assert not passes(findings)
    assert any("no terminó a tiempo" in one.why for one in findings)
