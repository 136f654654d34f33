import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.heard import bare, spell_lines


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("Nadie está solo. #NoALaTrata #DíaMundial", "Nadie está solo."),
        ("Súmate a #AquíEstoy hoy", "Súmate a Aquí Estoy hoy"),
        ("Más información en https://corett.example/x?utm=1.", "Más información."),
        ("Ve www.corett.example y avisa", "Ve y avisa"),
        ("Con @CORETT_oficial 💙👩‍👧 siempre", "Con CORETT oficial siempre"),
        ("ana@corett.example", "ana@corett.example"),
        ("Opción 3️⃣", "Opción 3"),
        ("Uno.\n#Trata\nDos.", "Uno.\nDos."),
    ],
)
def test_a_post_keeps_only_its_words(post: str, words: str) -> None:
    assert bare(post) == words


@pytest.mark.parametrize(
    ("text", "language", "spelled"),
    [
        ("Llama al 110.", "es", "Llama al 110 (uno uno cero)."),
        ("Tel: +502 2411 2000", "es", "Tel: +502-2411-2000 (cinco cero dos, dos cuatro uno uno, dos cero cero cero)"),
        ("Marque 9-1-1 ya", "es-CR", "Marque 9-1-1 (nueve uno uno) ya"),
        ("Call 911 now", "en", "Call 911 (nine one one) now"),
        ("En 2026 hubo 300 casos del 1-2 de mayo", "es", "En 2026 hubo 300 casos del 1-2 de mayo"),
        ("La línea cambió en 2024-2025", "es", "La línea cambió en 2024-2025"),
        ("Denuncia en 2026", "es", "Denuncia en 2026"),
        ("Llama al 110", "quc", "Llama al 110"),
    ],
)
def test_help_lines_are_spelled_and_other_numbers_are_not(text: str, language: str, spelled: str) -> None:
    assert spell_lines(text, language) == spelled


@given(st.text("llama al 0123456789-+ .,(#@línea\n", max_size=200))
def test_no_digit_of_a_number_is_lost(text: str) -> None:
    assert [digit for digit in spell_lines(text, "es") if digit.isdigit()] == [digit for digit in text if digit.isdigit()]
