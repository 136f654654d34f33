"""A term as it is written down, in the starter file, in TBX or CSV, or in the database; one shape between all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from foundation.people import REGION
from languages.contract import Severity
from languages.models import FormKind, GlossaryForm, GlossaryTerm
from languages.table import language_of
from languages.terms import EVERY_LANGUAGE, RIGHT

LISTED: Final = (FormKind.PREFERRED, FormKind.ALLOWED, FormKind.PLURAL, FormKind.ACCEPTED, FormKind.AVOID)
DRAFT: Final = (
    "borrador: exige revisión nativa antes de publicarse",
    "draft: needs review by a native speaker before it is published",
)
SHORT_LAST: Final = 90  # a form right only beside certain words is never the one that is put into a text


@dataclass(frozen=True, order=True)
class FormEntry:
    """One form. `context` as pairs of a word list's name and its words."""

    language: str
    kind: FormKind
    form: str
    territory: str = REGION
    gender: str = ""
    note: str = ""
    context: tuple[tuple[str, tuple[str, ...]], ...] = ()
    position: int = 0
    note_en: str = ""


@dataclass(frozen=True)
class TermEntry:
    """One term with all its forms."""

    code: str
    category: str
    severity: Severity
    why: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    forms: tuple[FormEntry, ...] = ()
    why_en: str = ""


def starter_entry(said: Mapping[str, Any], notes: Mapping[str, str] | None = None) -> TermEntry:
    """A `[[term]]` of the starter file: per language its kinds, `depends`, `short` and `beside`.

    `notes`: the senses of `depends` in English.
    """
    forms: dict[tuple[str, FormKind, str], FormEntry] = {}
    for language, of in said.get("in", {}).items():
        draft = language != EVERY_LANGUAGE and language_of(language).human
        for form in starter_forms(language, of, notes or {}):
            told = replace(form, note=DRAFT[0], note_en=DRAFT[1]) if draft and not form.note else form
            forms.setdefault((form.language, form.kind, form.form), told)
    return TermEntry(
        said["code"],
        said["category"],
        Severity(said["severity"]),
        said["why"],
        tuple(said["sources"]),
        said["confidence"],
        tuple(forms.values()),
        said.get("why_en", ""),
    )


def starter_forms(language: str, of: Mapping[str, Any], notes: Mapping[str, str]) -> Iterable[FormEntry]:
    """The forms one language has in the starter file."""
    gender, context = of.get("gender", ""), context_of(of.get("context", {}))
    for kind in LISTED:
        for position, form in enumerate(of.get(kind.value, ())):
            beside = context if kind is FormKind.PREFERRED else ()
            yield FormEntry(language, kind, form, gender=gender if kind in RIGHT else "", context=beside, position=position)
    for form, sense in of.get("depends", {}).items():
        yield FormEntry(language, FormKind.DEPENDS, form, note=sense, note_en=notes.get(sense, ""))
    for form, words in of.get("beside", {}).items():
        yield FormEntry(language, FormKind.AVOID, form, context=context_of(words))
    for form, beside in of.get("short", {}).items():
        yield FormEntry(language, FormKind.ALLOWED, form, gender=gender, context=context_of(beside), position=SHORT_LAST)


def context_of(said: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A context, so that two of them can be compared."""
    return tuple(sorted((name, tuple(words)) for name, words in said.items()))


def entry_of(term: GlossaryTerm, forms: Iterable[GlossaryForm]) -> TermEntry:
    """A term of the database."""
    return TermEntry(
        term.code,
        term.category,
        term.severity,
        term.why,
        tuple(term.sources),
        term.confidence,
        tuple(form_of(form) for form in forms),
        term.why_en,
    )


def form_of(form: GlossaryForm) -> FormEntry:
    """A form of the database."""
    context = context_of(form.context)
    place = (form.territory, form.gender, form.note, context, form.position, form.note_en)
    return FormEntry(form.language, form.kind, form.form, *place)


def form_row(form: FormEntry, term_id: int) -> GlossaryForm:
    """A form for the database."""
    return GlossaryForm(
        term_id=term_id,
        language=form.language,
        territory=form.territory,
        kind=form.kind,
        form=form.form,
        gender=form.gender,
        note=form.note,
        note_en=form.note_en,
        context={name: list(words) for name, words in form.context},
        position=form.position,
    )
