"""The glossary: loads the starter once and again without doubling, builds the term base of a territory, edits terms."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.errors import NotFound
from foundation.people import REGION
from foundation.texts import N_
from languages.entries import FormEntry, TermEntry, entry_of, form_row, starter_entry
from languages.errors import EmptySegment
from languages.models import ExceptionKind, FormKind, GlossaryException, GlossaryForm, GlossaryTerm
from languages.terms import Exempt, Form, Term, Termbase

STARTER: Final = Path(__file__).parent / "starter" / "glossary.toml"
STARTER_AUTHOR: Final = "starter"


def load_starter(session: Session, now: datetime) -> int:
    """Puts the starter glossary in; how many terms are new.

    Called again it adds what a newer starter brings and refreshes terms nobody edited; what people changed stays theirs.
    """
    content = tomllib.loads(STARTER.read_text(encoding="utf-8"))
    known = {entry.code: entry for entry in entries(session)}
    authors = {term.code: term.edited_by for term in session.scalars(select(GlossaryTerm))}
    added = 0
    for said in content["term"]:
        entry = starter_entry(said, content["notes"])
        added += entry.code not in known
        if authors.get(entry.code, STARTER_AUTHOR) == STARTER_AUTHOR and not same(known.get(entry.code), entry):
            write_term(session, entry, STARTER_AUTHOR, now)
    if added or not exceptions(session):  # one that people took out stays out
        for said in content["exception"]:
            write_exception(session, said)
    session.flush()
    return added


def same(one: TermEntry | None, other: TermEntry) -> bool:
    """Whether two entries say the same, in whatever order of forms."""
    if one is None or replace(one, forms=()) != replace(other, forms=()):
        return False
    return sorted(one.forms) == sorted(other.forms)


def write_term(session: Session, entry: TermEntry, author: str, now: datetime) -> GlossaryTerm:
    """Writes a term with all its forms, in place of the one with that code."""
    term = session.scalar(select(GlossaryTerm).where(GlossaryTerm.code == entry.code))
    if term is None:
        term = GlossaryTerm(code=entry.code)
        session.add(term)
    term.category, term.severity, term.why, term.why_en = entry.category, entry.severity, entry.why, entry.why_en
    term.sources, term.confidence = list(entry.sources), entry.confidence
    term.edited_by, term.edited_at = author, now
    session.flush()
    for old in session.scalars(select(GlossaryForm).where(GlossaryForm.term_id == term.id)):
        session.delete(old)
    session.flush()
    session.add_all(form_row(form, term.id) for form in dict.fromkeys(entry.forms))
    session.flush()
    return term


def write_exception(session: Session, said: Mapping[str, Any]) -> None:
    """Writes an exception if it is not there."""
    language, territory, form = said["language"], said.get("territory", REGION), said["form"]
    there = session.scalar(
        select(GlossaryException).where(
            GlossaryException.language == language, GlossaryException.territory == territory, GlossaryException.form == form
        )
    )
    if there is None:
        kind = ExceptionKind(said["kind"])
        session.add(GlossaryException(kind=kind, language=language, territory=territory, form=form, note=said.get("note", "")))
        session.flush()


def entries(session: Session, codes: Sequence[str] = ()) -> list[TermEntry]:
    """The terms with every form, of every territory; all of them, or those of these codes.

    Raises:
        NotFound: one of the codes does not exist.
    """
    query = select(GlossaryTerm).order_by(GlossaryTerm.code)
    terms = list(session.scalars(query.where(GlossaryTerm.code.in_(codes)) if codes else query))
    unknown = set(codes) - {term.code for term in terms}
    if unknown:
        raise NotFound(kind=N_("término"), name=min(unknown))
    forms: dict[int, list[GlossaryForm]] = {}
    order = (GlossaryForm.term_id, GlossaryForm.language, GlossaryForm.position, GlossaryForm.id)
    for form in session.scalars(select(GlossaryForm).order_by(*order)):
        forms.setdefault(form.term_id, []).append(form)
    return [entry_of(term, forms.get(term.id, [])) for term in terms]


def termbase(session: Session, territory: str = REGION) -> Termbase:
    """Every term with the forms and exceptions that hold in that territory; its own preferred form goes before the region's."""
    where = (REGION, territory)
    exceptions = session.scalars(select(GlossaryException).where(GlossaryException.territory.in_(where)))
    exempt = tuple(Exempt(one.kind, one.language, one.form) for one in exceptions)
    return Termbase(tuple(in_territory(entry, territory) for entry in entries(session)), exempt)


def in_territory(entry: TermEntry, territory: str) -> Term:
    """A term as rules read it, with the forms that hold there."""
    held = [form for form in entry.forms if form.territory in (REGION, territory)]
    held.sort(key=lambda form: (form.territory == REGION, form.position))
    forms = tuple(built(form) for form in held)
    return Term(entry.code, entry.category, entry.severity, entry.why, entry.sources, forms, entry.why_en)


def built(form: FormEntry) -> Form:
    """A form as rules read it."""
    context = dict(form.context)
    beside = (context.get("after", ()), context.get("not_after", ()), context.get("not_before", ()))
    return Form(form.form, form.language, form.kind, form.gender, form.note, *beside, note_en=form.note_en)


def add_form(session: Session, code: str, form: FormEntry, author: str, now: datetime) -> TermEntry:
    """A term with one more form. A new preferred form of a language and territory leaves the one before it allowed.

    Raises:
        NotFound: there is no such term.
    """
    entry = entries(session, [code])[0]
    kept = [one for one in entry.forms if (one.language, one.territory, one.form) != (form.language, form.territory, form.form)]
    if form.kind is FormKind.PREFERRED:
        kept = [demoted(one) if rivals(one, form) else one for one in kept]
    return rewrite(session, entry, [*kept, form], author, now)


def remove_form(
    session: Session, code: str, language: str, form: str, author: str, now: datetime, territory: str | None = None
) -> TermEntry:
    """A term without one of its forms; of one territory only where that is given.

    Raises:
        NotFound: there is no such term, or it has no such form.
    """
    entry = entries(session, [code])[0]
    gone = [one for one in entry.forms if (one.language, one.form) == (language, form) and territory in (None, one.territory)]
    kept = [one for one in entry.forms if one not in gone]
    if len(kept) == len(entry.forms):
        raise NotFound(kind=N_("forma"), name=form)
    return rewrite(session, entry, kept, author, now)


def describe(session: Session, entry: TermEntry, author: str, now: datetime) -> TermEntry:
    """A new term, or what is said of one (category, weight, reasons, sources); the forms of a known one stay.

    Raises:
        EmptySegment: it has no code, or a new one no form.
    """
    known = {one.code: one for one in entries(session)}.get(entry.code)
    if not entry.code.strip() or (known is None and not entry.forms):
        raise EmptySegment(field="form" if entry.code.strip() else "code")
    write_term(session, replace(entry, forms=entry.forms or (known.forms if known else ())), author, now)
    return entries(session, [entry.code])[0]


def exceptions(session: Session) -> list[GlossaryException]:
    """Every place in which an avoided form may stand."""
    order = (GlossaryException.kind, GlossaryException.language, GlossaryException.territory, GlossaryException.form)
    return list(session.scalars(select(GlossaryException).order_by(*order)))


def drop_exception(session: Session, language: str, form: str, territory: str = REGION) -> None:
    """Takes an exception out.

    Raises:
        NotFound: there is none of those words.
    """
    found = session.scalar(
        select(GlossaryException).where(
            GlossaryException.language == language, GlossaryException.territory == territory, GlossaryException.form == form
        )
    )
    if found is None:
        raise NotFound(kind=N_("excepción"), name=form)
    session.delete(found)
    session.flush()


def rivals(one: FormEntry, other: FormEntry) -> bool:
    """Whether both are what a language writes first in one territory."""
    return one.kind is FormKind.PREFERRED and (one.language, one.territory) == (other.language, other.territory)


def demoted(form: FormEntry) -> FormEntry:
    """The form, still right, no longer the first."""
    return replace(form, kind=FormKind.ALLOWED, position=form.position + 1)


def rewrite(session: Session, entry: TermEntry, forms: Sequence[FormEntry], author: str, now: datetime) -> TermEntry:
    """The term with these forms instead."""
    fresh = replace(entry, forms=tuple(forms))
    write_term(session, fresh, author, now)
    return fresh
