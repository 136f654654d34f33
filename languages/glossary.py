"""The glossary: loads the starter once and again without doubling, builds the term base of a territory, edits terms."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from foundation.errors import NotFound
from foundation.people import REGION
from languages.contract import Severity
from languages.models import ExceptionKind, FormKind, GlossaryException, GlossaryForm, GlossaryTerm
from languages.terms import EVERY_LANGUAGE, Exempt, Form, Term, Termbase

STARTER: Final = Path(__file__).parent / "starter" / "glossary.toml"
STARTER_AUTHOR: Final = "starter"
KINDS: Final = {"preferred": FormKind.PREFERRED, "allowed": FormKind.ALLOWED, "plural": FormKind.PLURAL, "avoid": FormKind.AVOID}


def load_starter(session: Session, now: datetime) -> int:
    """Puts the starter glossary in; how many terms are new.

    Called again it adds what a newer starter brings and refreshes terms nobody edited; what people changed stays theirs.
    """
    content = tomllib.loads(STARTER.read_text(encoding="utf-8"))
    known = {term.code: term for term in session.scalars(select(GlossaryTerm))}
    added = 0
    for entry in content["term"]:
        term = known.get(entry["code"])
        if term is None:
            added += 1
        elif term.edited_by != STARTER_AUTHOR or unchanged(session, term, entry):
            continue
        put_term(session, entry, STARTER_AUTHOR, now)
    for entry in content.get("exception", []):
        put_exception(session, entry)
    session.flush()
    return added


def unchanged(session: Session, term: GlossaryTerm, entry: Mapping[str, Any]) -> bool:
    """Whether a stored term already says what the entry says."""
    facts = (term.category, term.severity.value, term.why, list(term.sources), term.confidence)
    wanted = (entry["category"], entry["severity"], entry["why"], list(entry["sources"]), entry["confidence"])
    stored = [identity(form) for form in session.scalars(select(GlossaryForm).where(GlossaryForm.term_id == term.id))]
    return facts == wanted and sorted(stored) == sorted(identity(form) for form in forms_in(entry))


def identity(form: GlossaryForm) -> tuple[str, ...]:
    """What makes a form what it is, without its row."""
    context = repr(sorted(form.context.items()))
    return form.language, form.territory, form.kind.value, form.form, form.gender, form.note, context, str(form.position)


def put_term(session: Session, entry: Mapping[str, Any], author: str, now: datetime) -> GlossaryTerm:
    """Writes a term with its forms, in place of the one with that code."""
    term = session.scalar(select(GlossaryTerm).where(GlossaryTerm.code == entry["code"]))
    if term is None:
        term = GlossaryTerm(code=entry["code"])
        session.add(term)
    term.category, term.severity = entry["category"], Severity(entry["severity"])
    term.why, term.sources, term.confidence = entry["why"], list(entry["sources"]), entry["confidence"]
    term.edited_by, term.edited_at = author, now
    session.flush()
    for old in session.scalars(select(GlossaryForm).where(GlossaryForm.term_id == term.id)):
        session.delete(old)
    session.flush()
    for form in forms_in(entry):
        form.term_id = term.id
        session.add(form)
    session.flush()
    return term


def forms_in(entry: Mapping[str, Any]) -> list[GlossaryForm]:
    """The forms of a starter entry: per language `preferred`, `allowed`, `plural`, `avoid`, and `depends` (form = sense)."""
    forms: dict[tuple[str, ...], GlossaryForm] = {}
    for language, said in entry.get("in", {}).items():
        for kind, of_kind in KINDS.items():
            for position, words in enumerate(said.get(kind, ())):
                forms.setdefault((language, of_kind, words), new_form(language, of_kind, words, said, position))
        for words, sense in said.get("depends", {}).items():
            forms.setdefault((language, FormKind.DEPENDS, words), new_form(language, FormKind.DEPENDS, words, said, 0, sense))
        for words, context in said.get("short", {}).items():
            form = new_form(language, FormKind.ALLOWED, words, said, 90)
            form.context = dict(context)
            forms[language, FormKind.ALLOWED, words] = form
    return list(forms.values())


def new_form(language: str, kind: FormKind, words: str, said: Mapping[str, Any], position: int, note: str = "") -> GlossaryForm:
    """A form of the region; only right forms have a gender."""
    gender = said.get("gender", "") if kind in {FormKind.PREFERRED, FormKind.PLURAL, FormKind.ALLOWED} else ""
    context = dict(said.get("context", {})) if kind is FormKind.PREFERRED else {}
    return GlossaryForm(
        language=language, territory=REGION, kind=kind, form=words, gender=gender, note=note, context=context, position=position
    )


def put_exception(session: Session, entry: Mapping[str, Any]) -> None:
    """Writes an exception if it is not there."""
    language, territory, form = entry["language"], entry.get("territory", REGION), entry["form"]
    there = session.scalar(
        select(GlossaryException).where(
            GlossaryException.language == language, GlossaryException.territory == territory, GlossaryException.form == form
        )
    )
    if there is None:
        kind = ExceptionKind(entry["kind"])
        session.add(GlossaryException(kind=kind, language=language, territory=territory, form=form, note=entry.get("note", "")))


def termbase(session: Session, territory: str = REGION) -> Termbase:
    """Every term with the forms and exceptions that hold in that territory; its own preferred form goes before the region's."""
    forms: dict[int, list[GlossaryForm]] = {}
    where = (REGION, territory)
    order = (GlossaryForm.term_id, GlossaryForm.territory == REGION, GlossaryForm.position, GlossaryForm.id)
    for form in session.scalars(select(GlossaryForm).where(GlossaryForm.territory.in_(where)).order_by(*order)):
        forms.setdefault(form.term_id, []).append(form)
    terms = [built(term, forms.get(term.id, [])) for term in session.scalars(select(GlossaryTerm).order_by(GlossaryTerm.code))]
    exceptions = session.scalars(select(GlossaryException).where(GlossaryException.territory.in_(where)))
    return Termbase(tuple(terms), tuple(Exempt(one.kind, one.language, one.form) for one in exceptions))


def built(term: GlossaryTerm, forms: Iterable[GlossaryForm]) -> Term:
    """A term as rules read it."""
    return Term(term.code, term.category, term.severity, term.why, tuple(term.sources), tuple(built_form(form) for form in forms))


def built_form(form: GlossaryForm) -> Form:
    """A form as rules read it."""
    context = form.context
    return Form(
        form.form,
        form.language,
        form.kind,
        form.gender,
        form.note,
        tuple(context.get("after", ())),
        tuple(context.get("not_after", ())),
        tuple(context.get("not_before", ())),
    )


def term_coded(session: Session, code: str) -> GlossaryTerm:
    """The term of that code.

    Raises:
        NotFound: there is none.
    """
    term = session.scalar(select(GlossaryTerm).where(GlossaryTerm.code == code))
    if term is None:
        raise NotFound(kind="término", name=code)
    return term


def forms_of(session: Session, term: GlossaryTerm, language: str | None = None) -> list[GlossaryForm]:
    """Its forms, in every territory."""
    query = select(GlossaryForm).where(GlossaryForm.term_id == term.id)
    if language:
        query = query.where(or_(GlossaryForm.language == language, GlossaryForm.language == EVERY_LANGUAGE))
    return list(session.scalars(query.order_by(GlossaryForm.language, GlossaryForm.kind, GlossaryForm.position)))
