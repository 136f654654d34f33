import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.braille import NoSign, NoTable, Page, brf, lines_of, paginate, unicode_braille
from assets.errors import MissingProgram
from tests import needs

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True, scope="module")
def liblouis() -> None:
    needs.program("lou_translate", "liblouis-bin")


def lines(text: str, language: str = "es") -> list[str]:
    return brf(text, language).decode("ascii").removesuffix("\f").splitlines()


# Written by hand from the table of Spanish unified Braille (CBE): capital sign dots 4-6 `.`, number sign `#`,
# full stop dot 3 `'`, comma dot 2 `1`, colon dots 2-5 `3`, á `(`, é `!`, í `/`, ó `+`, ú `)`, ñ `]`,
# ¡ and ! dots 2-3-5 `6`, ¿ and ? dots 2-6 `5`.
BY_HAND = [
    ("La trata es un delito.", ["  .LA TRATA ES UN DELITO'"]),
    ("¡Denuncia! ¿No?", ["  6.DENUNCIA6 5.NO5"]),
    ("El 30 de julio de 2026", ["  .EL #CJ DE JULIO DE #BJBF"]),
    ("niñez, migración, aquí, público, más, café", ["  NI]EZ1 MIGRACI+N1 AQU/1 P)BLICO1 M(S1", "CAF!"]),
    ("Llame al 110.", ["  .LLAME AL #AAJ <UNO UNO CERO>'"]),
    ("Uno.\n\nDos:", ["  .UNO'", "  .DOS3"]),
]


@pytest.mark.parametrize(("text", "expected"), BY_HAND)
def test_spanish_is_written_as_a_braille_reader_writes_it(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_the_file_is_what_an_embosser_takes() -> None:
    made = brf("\n".join(f"Párrafo número {number} sobre la trata de personas en la región." for number in range(40)), "es")

    pages = made.decode("ascii").split("\f")
    assert pages.pop() == ""
    assert len(pages) == 4
    for number, page in enumerate(pages, 1):
        assert page.endswith("\r\n")
        assert page.count("\r\n") == page.count("\n") == 25
        assert all(len(line) <= 40 for line in page.split("\r\n"))
        assert page.split("\r\n")[24] == f"{'#' + 'JABCDEFGHI'[number]:>40}"


def test_what_fingers_cannot_use_is_left_out() -> None:
    text = "Infórmate en https://corett.example/x?utm=1 💙 con @CORETT_oficial. #NoALaTrata #DíaMundial"

    assert lines(text) == ["  .INF+RMATE CON ..CORETT OFICIAL'"]


def test_the_download_shows_the_same_cells() -> None:
    assert unicode_braille("La trata.", "es") == "⠀⠀⠨⠇⠁⠀⠞⠗⠁⠞⠁⠄\n"


@given(st.lists(st.text("abcdefghijlmnopqrstuvz", min_size=1, max_size=9), min_size=1, max_size=30))
def test_small_letters_come_back_from_liblouis_unchanged(words: list[str]) -> None:
    back = subprocess.run(
        ["lou_translate", "--backward", "en-us-brf.dis,es-g1.ctb"],
        input=" ".join(line.strip() for line in lines(" ".join(words))),
        capture_output=True,
        text=True,
        check=True,
    )

    assert back.stdout.split() == words


def test_english_french_and_portuguese_have_their_own_tables() -> None:
    assert lines("The café", "en") == ["  ,THE CAF^/E"]
    assert lines("été", "fr") == ["  =T="]
    assert lines("ação", "pt") == ["  A&>O"]


def test_a_language_without_table_is_refused_and_sent_to_a_person() -> None:
    with pytest.raises(NoTable, match="quc"):
        brf("K'iche'", "quc")


def test_a_character_without_sign_is_named_and_nothing_is_written() -> None:
    with pytest.raises(NoSign, match="Ω"):
        brf("resistencia de 3 Ω", "es")


def test_without_liblouis_the_person_reads_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(MissingProgram, match="liblouis-bin"):
        brf("Hola", "es")


@given(st.lists(st.text("ab ", max_size=120), max_size=12), st.integers(20, 60))
def test_no_line_is_wider_than_the_page_and_no_cell_is_lost(paragraphs: list[str], width: int) -> None:
    broken = lines_of(paragraphs, width)

    assert all(len(line) <= width for line in broken)
    assert "".join(broken).replace(" ", "").replace("-", "") == "".join(paragraphs).replace(" ", "")


@given(st.integers(0, 120), st.integers(5, 30))
def test_pages_hold_every_line_once(count: int, room: int) -> None:
    sheet = Page(40, room)
    pages = paginate([str(number) for number in range(count)], sheet)

    assert all(len(page) <= room for page in pages)
    kept = [line for page in pages for line in (page[:-1] if len(pages) > 1 else page) if line]
    assert kept == [str(number) for number in range(count)]


def test_the_command_writes_both_files(tmp_path: Path) -> None:
    (tmp_path / "texto.txt").write_text("La trata es un delito.", "utf-8")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "corett",
            "braille",
            "texto.txt",
            "--language",
            "es",
            "--out",
            "t.brf",
            "--dots",
            "t.txt",
            "--json",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )

    assert json.loads(done.stdout)["pages"] == 1
    assert (tmp_path / "t.brf").read_bytes() == b"  .LA TRATA ES UN DELITO'\r\n\f"
    assert (tmp_path / "t.txt").read_text("utf-8").startswith("⠀⠀⠨⠇⠁")
