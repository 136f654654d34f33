from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from translate.storage.xliff import xlifffile

from foundation.db import Database
from languages.contract import TranslationState
from languages.errors import EmptySegment, NotATranslation, SameLanguage
from languages.memory import Unit, recall, teach, teach_all, units
from languages.memory_xliff import read_memory, write_memory
from languages.models import Segment
from languages.segments import segments_of
from languages.similar import index_of, similar
from languages.tmx import read_tmx, write_tmx
from tests.clock import FrozenClock

APPROVED, REVIEWED, MACHINE = TranslationState.APPROVED, TranslationState.REVIEWED, TranslationState.MACHINE


def put(session: Session, clock: FrozenClock, source: str, target: str, state: TranslationState = APPROVED) -> Segment:
    return teach(session, source, target, "es", "en", state, "ana", clock.now())


def unit(clock: FrozenClock, source: str, target: str, state: TranslationState = REVIEWED) -> Unit:
    return Unit(source, target, "es", "en", state, "ana", clock.now())


def test_the_same_text_is_found_whatever_its_spaces_but_not_in_another_language(session: Session, clock: FrozenClock) -> None:
    put(session, clock, "Línea  gratuita\n24 horas", "Free line, 24 hours")

    found = recall(session, " Línea gratuita 24 horas", "es", "en")
    assert found is not None
    assert found.target == "Free line, 24 hours"
    assert recall(session, "Línea gratuita 24 horas", "es", "fr") is None
    assert recall(session, "línea gratuita 24 horas", "es", "en") is None


def test_what_a_person_approved_is_not_overwritten_by_a_machine(session: Session, clock: FrozenClock) -> None:
    put(session, clock, "Hola", "Hello")
    put(session, clock, "Hola", "Hi", MACHINE)

    found = recall(session, "Hola", "es", "en")
    assert found is not None
    assert (found.target, found.state) == ("Hello", APPROVED)


def test_a_later_approval_replaces_an_earlier_one_and_says_who(session: Session, clock: FrozenClock) -> None:
    put(session, clock, "Hola", "Hello")
    clock.advance(days=1)
    changed = teach(session, "Hola", "Good day", "es", "en", APPROVED, "luz", clock.now())

    assert (changed.target, changed.author, changed.edited_at) == ("Good day", "luz", clock.now())
    assert len(session.scalars(select(Segment)).all()) == 1


def test_half_a_translation_is_refused(session: Session, clock: FrozenClock) -> None:
    with pytest.raises(EmptySegment):
        put(session, clock, "Hola", " ")
    with pytest.raises(SameLanguage):
        teach(session, "Hola", "Hola", "es", "es", APPROVED, "ana", clock.now())


def test_an_import_counts_what_was_new_changed_and_kept(session: Session, clock: FrozenClock) -> None:
    put(session, clock, "uno", "one")
    put(session, clock, "dos", "to", MACHINE)
    heard: list[int] = []

    taught = teach_all(
        session, [unit(clock, "uno", "won"), unit(clock, "dos", "two"), unit(clock, "tres", "three")], heard.append
    )

    assert (taught.added, taught.changed, taught.kept) == (1, 1, 1)
    assert heard == [3]
    assert {row.source: row.target for row in session.scalars(select(Segment))} == {"uno": "one", "dos": "two", "tres": "three"}


def test_an_import_works_on_both_databases(any_database: Database, clock: FrozenClock) -> None:
    with any_database.writing() as session:
        teach_all(session, (unit(clock, f"texto {n}", f"text {n}") for n in range(1200)))
        taught = teach_all(session, (unit(clock, f"texto {n}", f"text {n}", APPROVED) for n in range(1200)))

        assert taught.changed == 1200
        assert len(list(units(session, "es", "en"))) == 1200


def test_the_index_is_made_anew_only_when_something_changed(session: Session, clock: FrozenClock) -> None:
    put(session, clock, "Hola", "Hello")
    held = index_of(session, "es", "en")

    assert index_of(session, "es", "en", held) is held
    clock.advance(seconds=1)
    put(session, clock, "Adiós", "Goodbye")
    assert index_of(session, "es", "en", held) is not held


def test_a_number_that_differs_is_told_apart_from_the_words_and_put_into_the_old_translation(
    session: Session, clock: FrozenClock
) -> None:
    put(session, clock, "Somos 9 países desde 2011.", "We are 9 countries since 2011.")

    match = similar(index_of(session, "es", "en"), "Somos 10 países desde 2012.")[0]

    assert not match.same_numbers
    assert match.score < 99
    assert match.text == "We are 10 countries since 2012."
    assert match.target == "We are 9 countries since 2011."


def test_a_name_that_differs_lowers_the_score_more_than_any_word_could(session: Session, clock: FrozenClock) -> None:
    put(session, clock, "La línea gratuita de Guatemala atiende las 24 horas", "Guatemala’s free line answers 24 hours a day")

    same = similar(index_of(session, "es", "en"), "La línea gratuita de Guatemala atiende las 24 horas.")[0]
    other = similar(index_of(session, "es", "en"), "La línea gratuita de Panamá atiende las 24 horas.")[0]

    assert same.same_names
    assert not other.same_names
    assert other.score <= same.score - 10


def test_only_the_very_same_text_scores_100(session: Session, clock: FrozenClock) -> None:
    put(session, clock, "Únase hoy", "Join today")
    index = index_of(session, "es", "en")

    assert similar(index, "Únase hoy")[0].score == 100
    assert similar(index, "únase hoy")[0].score == 99
    assert similar(index, "Nada que ver con eso, en absoluto") == []


def test_tmx_goes_out_and_comes_back_whole(session: Session, clock: FrozenClock, tmp_path: Path) -> None:
    put(session, clock, "Trata & tráfico <ilícito>", "Trafficking & “smuggling”", APPROVED)
    put(session, clock, "Hola\tmundo", "Hello\nworld", MACHINE)
    before = list(units(session))

    assert write_tmx(tmp_path / "m.tmx", before, "1.0") == 2

    assert list(read_tmx(tmp_path / "m.tmx", "es", "en", state=APPROVED, author="x", now=clock.now())) == before


def test_the_toolkit_reads_our_tmx(session: Session, clock: FrozenClock, tmp_path: Path) -> None:
    from translate.storage.tmx import tmxfile

    put(session, clock, "La trata de personas", "Trafficking in persons")
    write_tmx(tmp_path / "m.tmx", units(session), "1.0")

    with (tmp_path / "m.tmx").open("rb") as file:
        store = tmxfile(file, "es", "en")

    assert [(one.source, one.target) for one in store.units] == [("La trata de personas", "Trafficking in persons")]


def test_a_file_is_believed_no_more_than_the_person_who_imports_it_says(clock: FrozenClock, tmp_path: Path) -> None:
    write_tmx(tmp_path / "m.tmx", [unit(clock, "uno", "one", APPROVED), unit(clock, "dos", "two", MACHINE)], "1")

    found = read_tmx(tmp_path / "m.tmx", "es", "en", state=REVIEWED, author="x", now=clock.now())

    assert [one.state for one in found] == [REVIEWED, MACHINE]


FOREIGN = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<tmx version="1.4"><header srclang="es-ES"/><body>
<tu changedate="20991231T000000Z"><tuv xml:lang="ES-es">
<seg>Llame <bpt i="1">&lt;b&gt;</bpt>hoy<ept i="1">&lt;/b&gt;</ept>&secret;</seg></tuv>
<tuv xml:lang="en-US"><seg>Call <hi>today</hi></seg></tuv></tu>
<tu><tuv xml:lang="es"><seg>solo</seg></tuv></tu></body></tmx>"""


def test_another_tools_tmx_is_read_without_its_codes_and_without_foreign_entities(clock: FrozenClock, tmp_path: Path) -> None:
    (tmp_path / "f.tmx").write_text(FOREIGN)

    found = list(read_tmx(tmp_path / "f.tmx", "es", "en", state=REVIEWED, author="ana", now=clock.now()))

    assert [(one.source, one.target, one.author) for one in found] == [("Llame hoy", "Call today", "ana")]
    assert found[0].edited_at == clock.now()


@pytest.mark.parametrize("broken", ["", "no xml", "<tmx><body><tu>", "<other/>"])
def test_what_is_no_tmx_is_refused_by_its_name(broken: str, clock: FrozenClock, tmp_path: Path) -> None:
    (tmp_path / "b.tmx").write_text(broken)

    with pytest.raises(NotATranslation, match=r"b[.]tmx"):
        list(read_tmx(tmp_path / "b.tmx", "es", "en", state=REVIEWED, author="ana", now=clock.now()))


@given(st.text())
def test_segments_joined_are_the_text(text: str) -> None:
    assert "".join(segments_of(text)) == text


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Hola. Adiós.", ["Hola.", "Adiós."]),
        ("¿Sabe? ¡Llame! Es gratis…", ["¿Sabe?", "¡Llame!", "Es gratis…"]),
        ("El art. 3 y la Sra. Pérez", ["El art. 3 y la Sra. Pérez"]),
        ("Uno\n\nDos", ["Uno", "Dos"]),
        ("El 5.2 y el 8.7", ["El 5.2 y el 8.7"]),
        ("Dijo «no». Después calló.", ["Dijo «no».", "Después calló."]),
        ("{{ a. B }} c", ["{{ a. B }} c"]),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, cut: list[str]) -> None:
    assert segments_of(text)[::2] == cut


def test_a_moment_ahead_of_us_is_not_believed(clock: FrozenClock, tmp_path: Path) -> None:
    late = Unit("uno", "one", "es", "en", REVIEWED, "ana", clock.now() + timedelta(days=9))
    write_tmx(tmp_path / "m.tmx", [late], "1")

    assert (
        next(iter(read_tmx(tmp_path / "m.tmx", "es", "en", state=REVIEWED, author="x", now=clock.now()))).edited_at == clock.now()
    )


def test_the_memory_goes_out_and_comes_back_as_xliff(session: Session, clock: FrozenClock, tmp_path: Path) -> None:
    told = [
        Unit("La trata de personas", "Trafficking in persons", "es", "en", TranslationState.APPROVED, "ana", clock.now()),
        Unit("Únase <hoy> & siempre", "Join <today> & always", "es", "en", TranslationState.MACHINE, "eva", clock.now()),
        Unit("Hola", "Bonjour", "es", "fr", TranslationState.REVIEWED, "ana", clock.now()),
    ]
    write_memory(tmp_path / "m.xlf", told)
    store: Any = cast("Any", xlifffile).parsefile(str(tmp_path / "m.xlf"))
    assert [unit.source for unit in store.units] == [one.source for one in told]

    back = list(read_memory(tmp_path / "m.xlf", "es", "en", state=TranslationState.APPROVED, author="yo", now=clock.now()))
    assert back == told[:2]
    less = read_memory(tmp_path / "m.xlf", "es", "en", state=TranslationState.REVIEWED, author="yo", now=clock.now())
    assert [one.state for one in less] == [TranslationState.REVIEWED, TranslationState.MACHINE]
    (tmp_path / "b.xlf").write_text("<tmx/>")
    with pytest.raises(NotATranslation, match=r"b\.xlf"):
        list(read_memory(tmp_path / "b.xlf", "es", "en", state=TranslationState.APPROVED, author="yo", now=clock.now()))
