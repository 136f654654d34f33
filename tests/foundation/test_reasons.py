"""Refused values are explained in the reader's language, whichever kind of value it is."""

from pathlib import Path

import pytest

from foundation.errors import WrongSetting
from foundation.settings import load_settings, parse_section
from foundation.texts import Texts
from monitoring.settings import MonitoringSettings

ES, EN = Texts("es"), Texts("en")


def refused(tmp_path: Path, toml: str) -> WrongSetting:
    file = tmp_path / "config.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(WrongSetting) as error:
        load_settings(file)
    return error.value


@pytest.mark.parametrize(
    ("toml", "field", "spanish", "english"),
    [
        ("[web]\nport = 0", "web.port", "debe ser 1 o más", "must be 1 or more"),
        ("[web]\nport = 'x'", "web.port", "debe ser un número entero", "must be a whole number"),
        ("[web]\nprot = 1", "web.prot", "esta clave no existe", "there is no such key"),
        ("[delivery]\ngrace_s = 0", "delivery.grace_s", "debe ser mayor que 0", "must be greater than 0"),
        ("[delivery]\ngrace_s = 5", "delivery", "grace_s debe ser mayor que timeout_s", "grace_s must be greater than timeout_s"),
        ("[delivery]\nlease_s = 20", "delivery", "al menos timeout_s + 2", "at least timeout_s + 2"),
        ("delivery = 3", "delivery", "debe ser una tabla", "must be a table"),
    ],
)
def test_a_wrong_setting_says_why_in_both_languages(tmp_path: Path, toml: str, field: str, spanish: str, english: str) -> None:
    error = refused(tmp_path, toml)

    assert error.field == field
    assert spanish in error.say(ES)
    assert english in error.say(EN)
    assert "Value error" not in error.say(EN)


def test_a_validator_of_ours_speaks_both_languages_too() -> None:
    with pytest.raises(WrongSetting) as error:
        parse_section(MonitoringSettings, {"zone": "Marte/Olimpo"}, "monitoring")

    assert "no es una zona horaria" in error.value.say(ES)
    assert "is no IANA time zone" in error.value.say(EN)


def test_the_value_is_never_repeated_it_may_be_a_secret(tmp_path: Path) -> None:
    assert "s3cret" not in refused(tmp_path, "[web]\nport = 's3cret'").say(EN)
