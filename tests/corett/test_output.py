"""Listings fit the terminal: nothing is cut, and a delivery can be named by what the listing shows of it."""

from uuid import UUID

import pytest

from corett.output import print_table, shown

ROW = [UUID("01a20cba-4cd0-7367-9a37-3768f5aafe2d"), "sala-de-prensa-de-guatemala", "2027-07-30 09:00", None]
HEADINGS = ["Entrega", "Perfil", "Hora", "Motivo"]


def printed(columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    monkeypatch.setenv("COLUMNS", columns)
    print_table(HEADINGS, [ROW])
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_a_wide_terminal_gets_a_row_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed("100", monkeypatch, capsys)[1].split("  ") == [
        "3768f5aafe2d",
        "sala-de-prensa-de-guatemala",
        "2027-07-30 09:00",
    ]


def test_a_narrow_one_gets_a_block_a_row_and_nothing_is_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed("40", monkeypatch, capsys) == [
        "Entrega  3768f5aafe2d",
        "Perfil   sala-de-prensa-de-guatemala",
        "Hora     2027-07-30 09:00",
        "",
    ]


def test_what_is_unknown_is_empty_and_zero_is_zero() -> None:
    assert (shown(None), shown(0)) == ("", "0")


def test_words_are_wrapped_and_identifiers_are_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    print_table(HEADINGS, [[ROW[0], "sala", "2027-07-30 09:00", "la red rechazó el contenido porque el archivo es muy grande"]])
    out = capsys.readouterr().out

    assert "3768f5aafe2d" in out
    assert all(len(line) <= 60 for line in out.splitlines())
    assert len(out.splitlines()) > 2
