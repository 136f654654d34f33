from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.captions.checking import check
from assets.captions.cue import Cue
from assets.captions.rules import UnknownShape, rules_for, shapes
from assets.captions.splitting import parted, sentences, split
from foundation.texts import Texts

ES = rules_for("es")
WORDS = st.lists(st.text("abcdeñáí¿?.,:1", min_size=1, max_size=14).filter(str.strip), min_size=1, max_size=60)


def found(*cues: Cue) -> list[str]:
    return [finding.rule for finding in check(cues, ES)]


def test_good_captions_have_no_finding() -> None:
    first = Cue(0, 3000, ("La trata de personas", "es un delito que ocurre"))
    second = Cue(3100, 5600, ("en los nueve países de la región.",))

    assert found(first, second) == []


@pytest.mark.parametrize(
    ("cue", "rule"),
    [
        (Cue(0, 6000, ("Esta línea tiene bastantes más de cuarenta y dos letras",)), "line_length"),
        (Cue(0, 6000, ("Una línea,", "otra línea", "y una más")), "line_count"),
        (Cue(0, 3000, ("Nadie puede comprar a la", "persona que trabaja")), "split_phrase"),
        (Cue(0, 3000, ("Llame al número de", "ayuda de su país")), "split_phrase"),
        (Cue(0, 3000, ("En la región somos 9", "países")), "split_phrase"),
        (Cue(0, 700, ("¡Denuncie!",)), "too_short"),
        (Cue(0, 9000, ("Nadie puede ser comprado.",)), "too_long"),
        (Cue(0, 1000, ("Nadie puede ser comprado ni vendido.",)), "reading_speed"),
        (Cue(2000, 1000, ("Nadie.",)), "backwards"),
        (Cue(0, 2000, ()), "empty"),
    ],
)
def test_each_broken_rule_is_named(cue: Cue, rule: str) -> None:
    assert found(cue) == [rule]


@pytest.mark.parametrize(("start", "rule"), [(1500, "overlap"), (2010, "gap"), (-100, "order")])
def test_neighbours_are_judged_together(start: int, rule: str) -> None:
    assert rule in found(Cue(0, 2000, ("Pregunte primero.",)), Cue(start, 4000, ("Verifique después.",)))


def test_a_phrase_torn_between_two_blocks_is_found() -> None:
    assert found(Cue(0, 2000, ("Avise a la",)), Cue(2100, 4000, ("policía de su país.",))) == ["split_phrase"]


def test_a_finding_says_when_why_and_how_to_mend_it_in_both_languages() -> None:
    finding = check([Cue(61_000, 61_400, ("¡Denuncie!",))], ES)[0]

    spanish, english = finding.say(Texts("es")), finding.say(Texts("en"))

    assert spanish["at"] == "00:01:01.000"
    assert "0.40 s" in spanish["why"]
    assert spanish["fix"].startswith("Alárguelo")
    assert english["why"] != spanish["why"]
    assert "{" not in english["why"] + english["fix"]


def test_upright_pictures_get_shorter_lines() -> None:
    line = "Nadie puede ser comprado ni vendido."

    assert check([Cue(0, 4000, (line,))], rules_for("es")) == []
    assert [finding.rule for finding in check([Cue(0, 4000, (line,))], rules_for("es", "9:16"))] == ["line_length"]


def test_children_get_more_time() -> None:
    cue = Cue(0, 2000, ("Nadie puede ser comprado nunca.",))

    assert check([cue], rules_for("es")) == []
    assert [finding.rule for finding in check([cue], rules_for("es", children=True))] == ["reading_speed"]


def test_an_unknown_shape_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownShape, match="9:16"):
        rules_for("es", "3:2")


def test_a_language_without_word_lists_still_has_numbers() -> None:
    assert rules_for("mam").line_target == 37
    assert rules_for("es-GT").binds == ES.binds


def test_sentences_end_where_a_reader_stops() -> None:
    text = "La Dra. Paz habló. «¿Quién llama?» Nadie… ¡Denuncie! Llame al 110.\nOtra línea sin punto"

    assert sentences(text) == [
        "La Dra. Paz habló.",
        "«¿Quién llama?»",
        "Nadie…",
        "¡Denuncie!",
        "Llame al 110.",
        "Otra línea sin punto",
    ]


def test_lines_break_where_the_voice_would() -> None:
    blocks = split("La trata de personas es un delito que ocurre en los nueve países de la región.", ES)

    assert blocks == [("La trata de personas", "es un delito que ocurre"), ("en los nueve países de la región.",)]


@pytest.mark.parametrize("shape", shapes())
@given(words=WORDS)
def test_splitting_keeps_every_word_and_every_limit(words: list[str], shape: str) -> None:
    text, rules = " ".join(words), rules_for("es", shape)

    blocks = split(text, rules)

    assert " ".join(line for block in blocks for line in block).split() == text.split()
    assert all(len(block) <= rules.lines for block in blocks)
    assert all(len(line) <= rules.line_target or " " not in line for block in blocks for line in block)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "es",
            "Si alguien le ofrece un trabajo en otro país y le pide los documentos de la familia, pregunte a alguien",
        ),
        (
            "en",
            "If somebody offers you a job in another country and asks for the papers of your family, ask a person you trust",
        ),
        (
            "fr",
            "Si quelqu'un vous propose un travail dans un autre pays et demande les papiers de la famille",
        ),
        (
            "pt",
            "Se alguém lhe oferece um trabalho em outro país e pede os documentos da família, fale com uma pessoa de confiança",
        ),
    ],
)
@pytest.mark.parametrize("shape", shapes())
def test_no_line_parts_an_article_from_its_noun(language: str, text: str, shape: str) -> None:
    rules = rules_for(language, shape)
    lines = [line for block in split(text, rules) for line in block]

    assert not [line for line, following in pairwise(lines) if parted(line, following, rules)]
