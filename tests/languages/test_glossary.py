from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foundation.errors import NotFound
from foundation.texts import Texts
from languages.contract import Severity
from languages.entries import FormEntry, TermEntry
from languages.errors import EmptySegment, NotATranslation
from languages.glossary import (
    add_form,
    describe,
    drop_exception,
    entries,
    exceptions,
    load_starter,
    remove_form,
    same,
    termbase,
    write_term,
)
from languages.guard import guard
from languages.models import FormKind, GlossaryException, GlossaryForm, GlossaryTerm
from languages.sheets import read_glossary, write_glossary
from languages.tbx import read_tbx, write_tbx
from languages.terms import Termbase
from tests.clock import FrozenClock


def counts(session: Session) -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(table)) or 0 for table in (GlossaryTerm, GlossaryForm, GlossaryException)
    ]


def test_the_starter_holds_the_83_terms_and_ours(session: Session) -> None:
    codes = {entry.code for entry in entries(session)}

    assert {f"G{n:03d}" for n in range(1, 84)} <= codes
    assert sum(entry.severity is Severity.BLOCK and entry.code.startswith("G") for entry in entries(session)) == 20


def test_loading_it_again_changes_nothing(session: Session, clock: FrozenClock) -> None:
    before = counts(session)
    clock.advance(days=1)

    assert load_starter(session, clock.now()) == 0
    assert counts(session) == before
    assert all(term.edited_at < clock.now() for term in session.scalars(select(GlossaryTerm)))


def test_what_a_person_changed_stays_hers_and_what_is_missing_comes_back(session: Session, clock: FrozenClock) -> None:
    add_form(session, "G001", FormEntry("quc", FormKind.PREFERRED, "uk’ayixik winaq"), "ana", clock.now())
    session.delete(session.scalars(select(GlossaryTerm).where(GlossaryTerm.code == "G010")).one())
    session.flush()

    assert load_starter(session, clock.now()) == 1
    assert "uk’ayixik winaq" in {form.form for form in entries(session, ["G001"])[0].forms}


def test_a_countrys_own_form_goes_before_the_regions_there_and_only_there(session: Session, clock: FrozenClock) -> None:
    own = FormEntry("en", FormKind.PREFERRED, "human trafficking", territory="BZ")
    add_form(session, "G001", own, "ana", clock.now())

    assert termbase(session, "BZ").by_code["G001"].right("en")[0].text == "human trafficking"
    assert termbase(session, "GT").by_code["G001"].right("en")[0].text == "trafficking in persons"


def test_a_new_preferred_form_leaves_the_old_one_allowed(session: Session, clock: FrozenClock) -> None:
    entry = add_form(session, "G025", FormEntry("en", FormKind.PREFERRED, "person who survived"), "ana", clock.now())

    kinds = {form.form: form.kind for form in entry.forms if form.language == "en"}
    assert kinds["person who survived"] is FormKind.PREFERRED
    assert kinds["survivor"] is FormKind.ALLOWED


def test_a_form_that_is_taken_out_no_longer_blocks(session: Session, clock: FrozenClock) -> None:
    text = ("Una persona sorda", "A deaf-mute person, a deaf person")
    assert [one for one in guard(*text, "es", "en", termbase(session)) if one.severity is Severity.BLOCK]

    remove_form(session, "G072", "en", "deaf-mute", "ana", clock.now())

    assert not [one for one in guard(*text, "es", "en", termbase(session)) if one.severity is Severity.BLOCK]
    with pytest.raises(NotFound):
        remove_form(session, "G072", "en", "deaf-mute", "ana", clock.now())


def test_an_unknown_term_is_named(session: Session) -> None:
    with pytest.raises(NotFound, match="G999"):
        entries(session, ["G999"])


@pytest.mark.parametrize(("name", "write", "read"), [("g.tbx", write_tbx, read_tbx), ("g.csv", write_glossary, read_glossary)])
def test_the_glossary_goes_out_and_comes_back_whole(
    session: Session, clock: FrozenClock, tmp_path: Path, name: str, write: object, read: object
) -> None:
    before = entries(session)
    write(tmp_path / name, before)  # type: ignore[operator]

    after = read(tmp_path / name)  # type: ignore[operator]

    assert len(after) == len(before)
    for one, other in zip(before, after, strict=True):
        assert same(one, other), (one, other)
        write_term(session, other, "ana", clock.now())


def test_the_toolkit_reads_our_tbx(session: Session, tmp_path: Path) -> None:
    from translate.storage.tbx import tbxfile

    write_tbx(tmp_path / "g.tbx", entries(session, ["G001", "G002"]))

    store: Any = cast("Any", tbxfile).parsefile(str(tmp_path / "g.tbx"))

    assert [unit.source for unit in store.units] == ["trata de personas", "tráfico ilícito de migrantes"]
    assert "trafficking in persons" in (tmp_path / "g.tbx").read_text()


def test_a_tbx_the_toolkit_wrote_is_read(tmp_path: Path) -> None:
    from translate.storage.tbx import tbxfile

    store: Any = tbxfile()
    store.setsourcelanguage("es")
    unit = store.addsourceunit("refugio")
    unit.settarget("shelter", "en")
    store.savefile(str(tmp_path / "t.tbx"))

    entry = read_tbx(tmp_path / "t.tbx")[0]

    assert {(form.language, form.form) for form in entry.forms} == {("es", "refugio"), ("en", "shelter")}


def test_a_sheet_never_becomes_a_formula_and_a_semicolon_sheet_is_read(tmp_path: Path) -> None:
    entry = TermEntry("X1", "otro", Severity.WARN, "=HYPERLINK(1)", (), "", (FormEntry("es", FormKind.PREFERRED, "-1+2"),))
    write_glossary(tmp_path / "g.csv", [entry])

    assert "'=HYPERLINK" in (tmp_path / "g.csv").read_text()
    assert read_glossary(tmp_path / "g.csv") == [entry]
    (tmp_path / "s.csv").write_text("code;language;form\nX2;en;a, b\n")
    assert read_glossary(tmp_path / "s.csv")[0].forms[0].form == "a, b"


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "code,language,form,kind\nX,es,y,wrong\n"])
def test_a_sheet_that_is_none_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(content)

    with pytest.raises(NotATranslation, match=r"b[.]csv"):
        read_glossary(tmp_path / "b.csv")


def test_every_reason_of_the_starter_is_told_in_english_too(terms: Termbase) -> None:
    assert [term.code for term in terms.terms if term.why and not term.why_en] == []
    assert [form.text for term in terms.terms for form in term.forms if form.note and not form.note_en] == []
    finding = guard("La trata de personas", "Human smuggling", "es", "en", terms)[0]
    assert "A crime against the person" in finding.said(Texts("en"))["why"]
    assert "Delito contra la persona" in finding.said(Texts("es"))["why"]


def test_creole_forms_of_the_starter_say_that_they_are_drafts(session: Session) -> None:
    (entry,) = entries(session, ["G001"])
    creole = [form for form in entry.forms if form.language == "ht"]

    assert creole
    assert all("revisión nativa" in form.note and "native speaker" in form.note_en for form in creole)


def test_an_accepted_form_counts_in_a_translation_and_is_never_put_into_one(terms: Termbase) -> None:
    person = terms.by_code["G024"]

    assert terms.count(person, "Trafficked women have rights.", "en") == 1
    assert terms.right_in("Trafficked women have rights.", "en") == []
    assert "trafficked women" not in {form.text for form in person.right("en")}


def test_an_exception_that_people_take_out_stays_out(session: Session, clock: FrozenClock) -> None:
    one = exceptions(session)[0]
    drop_exception(session, one.language, one.form, one.territory)
    load_starter(session, clock.now())

    left = {(other.language, other.form, other.territory) for other in exceptions(session)}
    assert left
    assert (one.language, one.form, one.territory) not in left


def test_a_term_of_ones_own_is_described_and_keeps_its_forms(session: Session, clock: FrozenClock) -> None:
    own = TermEntry(
        "P1", "otro", Severity.WARN, "porque sí", forms=(FormEntry("es", FormKind.PREFERRED, "voz"),), why_en="because"
    )
    describe(session, own, "ana", clock.now())
    again = describe(session, replace(own, severity=Severity.BLOCK, forms=()), "ana", clock.now())

    assert (again.severity, again.why_en, [form.form for form in again.forms]) == (Severity.BLOCK, "because", ["voz"])
    with pytest.raises(EmptySegment):
        describe(session, TermEntry("P2", "otro", Severity.WARN), "ana", clock.now())
