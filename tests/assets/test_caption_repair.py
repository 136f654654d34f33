from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assets.captions.checking import check
from assets.captions.cue import Cue
from assets.captions.repairing import repair
from assets.captions.rules import rules_for

ES = rules_for("es")
TEXT = st.lists(
    st.sampled_from(["la", "de", "que", "trata", "personas", "Denuncie.", "región,", "y", "9", "países", "el"]),
    min_size=1,
    max_size=25,
)
CUES = st.lists(st.tuples(st.integers(0, 60_000), st.integers(-500, 9000), TEXT), min_size=1, max_size=12)


def words(cues: list[Cue]) -> list[str]:
    return " ".join(cue.text for cue in cues).split()


def test_what_is_right_is_left_alone() -> None:
    cues = [
        Cue(0, 3000, ("La trata de personas", "es un delito que ocurre")),
        Cue(3100, 5600, ("en los nueve países de la región.",)),
    ]

    assert repair(cues, ES) == cues


def test_every_common_fault_is_mended_without_touching_a_word() -> None:
    broken = [
        Cue(0, 4000, ("La trata de personas es un delito que ocurre en los nueve países",)),
        Cue(4000, 4500, ("de la",)),
        Cue(4500, 5000, ("región.",)),
        Cue(6000, 6300, ("¡Denuncie!",)),
        Cue(9000, 20_000, ("Nadie puede ser comprado ni vendido.",)),
        Cue(19_000, 23_000, ("Pregunte,", "verifique", "y avise.")),
    ]

    mended = repair(broken, ES)

    assert check(broken, ES)
    assert check(mended, ES) == []
    assert words(mended) == words(broken)


def test_too_much_text_in_too_little_time_stays_a_finding_because_words_are_never_cut() -> None:
    crowded = [
        Cue(0, 2000, ("Si alguien le ofrece un trabajo en otro país", "pregunte, verifique y avise a alguien")),
        Cue(2100, 4000, ("Fin.",)),
    ]

    mended = repair(crowded, ES)

    assert words(mended) == words(crowded)
    assert {finding.rule for finding in check(mended, ES)} == {"reading_speed"}


def test_a_sound_never_joins_speech() -> None:
    mended = repair([Cue(0, 700, ("(Timbre)",), sound=True), Cue(800, 3000, ("¿Quién llama?",))], ES)

    assert [cue.text for cue in mended] == ["(Timbre)", "¿Quién llama?"]


@given(CUES)
def test_repairing_keeps_the_words_and_leaves_only_what_time_forbids(raw: list[tuple[int, int, list[str]]]) -> None:
    cues = [Cue(start, start + length, (" ".join(text),)) for start, length, text in raw]
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.end))

    mended = repair(cues, ES)

    assert sorted(words(mended)) == sorted(words(ordered))
    left = {finding.rule for finding in check(mended, ES)}
    assert left <= {"reading_speed", "too_short", "split_phrase", "gap"}
    assert all(first.end <= second.start for first, second in pairwise(mended))
