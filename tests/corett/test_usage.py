"""A command written wrongly is explained in the reader's language, with exit code 2, and nothing is done."""

from pathlib import Path

import pytest

from tests.commandline import corett


@pytest.mark.parametrize(
    ("words", "spanish", "english"),
    [
        ("nada", "No existe la orden «nada».", "There is no command “nada”."),
        ("post creat", "¿Quiso decir «create»?", "Did you mean “create”?"),
        ("queue list --stats x", "No existe la opción «--stats». ¿Quiso decir «--status»?", "There is no option “--stats”."),
        (
            "queue list --status x",
            "«--status»: debe ser uno de estos: planned, sending",
            "“--status”: must be one of these: planned",
        ),
        ("queue list --limit x", "«--limit»: debe ser un número entero.", "“--limit”: must be a whole number."),
        ("queue list --limit -3", "«--limit»: debe ser 0 o más.", "“--limit”: must be 0 or more."),
        ("queue list --limit", "A «--limit» le falta su valor.", "“--limit” lacks its value."),
        ("queue show", "Falta «DELIVERY».", "“DELIVERY” is missing."),
        ("queue show a b", "Sobra «b».", "“b” is too much."),
        ("post create", "Falta «--campaign».", "“--campaign” is missing."),
        ("caption check /no-hay.srt", "no existe «/no-hay.srt»", "“/no-hay.srt” does not exist"),
    ],
)
def test_a_wrong_command_is_explained_in_both_languages(words: str, spanish: str, english: str) -> None:
    for language, sentence in (("es", spanish), ("en", english)):
        done = corett(*words.split(), CORETT_APP__LANGUAGE=language)

        assert done.returncode == 2
        assert sentence in done.stderr
        assert "--help" in done.stderr
        assert done.stdout == ""


def test_the_language_of_the_configuration_file_counts_before_the_settings_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CORETT_APP__LANGUAGE", raising=False)
    file = tmp_path / "corett.toml"
    file.write_text('[app]\nlanguage = "en"\n', encoding="utf-8")

    assert "There is no command" in corett("nada", CORETT_CONFIG=str(file)).stderr

    file.write_text("[app\n", encoding="utf-8")
    assert "No existe la orden" in corett("nada", CORETT_CONFIG=str(file)).stderr


def test_a_group_named_alone_shows_its_help() -> None:
    done = corett("post")

    assert done.returncode == 2
    assert "approve" in done.stderr


@pytest.mark.parametrize("words", ["--help", "queue --help", "queue show --help", "translate fallback --help"])
def test_a_help_page_is_in_one_language(words: str) -> None:
    spanish = corett(*words.split(), CORETT_APP__LANGUAGE="es").stdout
    english = corett(*words.split(), CORETT_APP__LANGUAGE="en").stdout

    assert "Uso: corett" in spanish
    assert "Muestra esta ayuda." in spanish
    assert not any(word in spanish for word in ("Usage:", "Options:", "Commands:", "required]", "Show this"))
    assert "Usage: corett" in english
    assert "Show this message and exit." in english
