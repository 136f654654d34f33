"""The Coalition's languages: what each audience sees meanwhile, and the glossary with its forms, reasons and exceptions."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from campaigns.finding import audience_coded
from campaigns.models import Audience
from foundation.errors import CorettError
from foundation.people import REGION, Role, require_role, user_named
from foundation.texts import N_, Texts
from languages.contract import Severity
from languages.entries import FormEntry, TermEntry
from languages.fallback import fallback_for, set_fallback
from languages.glossary import add_form, describe, entries, exceptions, remove_form
from languages.models import Fallback, FormKind
from languages.table import language_of, languages
from languages.terms import EVERY_LANGUAGE, base, fold
from web.access import SignedIn
from web.entries import places
from web.front import Front, Fronted
from web.saying import MissingInput, say_here
from web.sessions import Person

router = APIRouter(prefix="/console/languages")

Text = Annotated[str, Form()]
RULES: Final = {
    Fallback.SPANISH: N_("se le muestra en español"),
    Fallback.WAIT: N_("espera: no se le muestra nada"),
    Fallback.BOTH: N_("en español a su hora, y después también en su lengua"),
}
KINDS: Final = {
    FormKind.PREFERRED: N_("Se escribe"),
    FormKind.ALLOWED: N_("También vale"),
    FormKind.PLURAL: N_("Plural"),
    FormKind.ACCEPTED: N_("Se acepta"),
    FormKind.AVOID: N_("Se evita"),
    FormKind.DEPENDS: N_("Se evita en un sentido"),
}
RULE: Final = N_("cambiar la regla de un público")
TERMS: Final = N_("cambiar el glosario")


@router.get("")
def overview(front: Fronted, person: SignedIn, language: str = "en", words: str = "", done: str = "") -> Response:
    """The rules, and the glossary in one language."""
    return tongues_page(front, person, language, words, done=done)


@router.post("/fallback")
def rule(front: Fronted, person: SignedIn, audience: Text = "", rule: Text = "") -> Response:
    """What an audience sees until its language is ready."""
    try:
        if rule not in list(Fallback):
            raise MissingInput(field="rule", hint=N_("Elija una regla."))
        with front.database.writing() as session:
            user = user_named(session, person.name)
            require_role(session, user, Role.CAMPAIGN_LEAD, REGION, act=RULE)
            audience_coded(session, audience)
            set_fallback(session, audience, Fallback(rule), user.name, front.clock.now())
    except CorettError as error:
        return tongues_page(front, person, "en", "", error)
    return RedirectResponse("/console/languages?done=1", 303)


@router.post("/terms")
def new_term(
    front: Fronted,
    person: SignedIn,
    code: Text = "",
    category: Text = "otro",
    severity: Text = Severity.WARN.value,
    why: Text = "",
    why_en: Text = "",
    sources: Text = "",
    form: Text = "",
    language: Text = "es",
) -> Response:
    """A new term with its first form, or what is said of a known one."""
    try:
        first = (FormEntry(language, FormKind.PREFERRED, form.strip()),) if form.strip() else ()
        weight = Severity(severity) if severity in list(Severity) else Severity.WARN
        said = (code.strip(), category.strip() or "otro", weight, why.strip(), tuple(sources.split()))
        with front.database.writing() as session:
            user = user_named(session, person.name)
            require_role(session, user, Role.REVIEWER, REGION, act=TERMS)
            known = {one.code: one for one in entries(session)}.get(code.strip())
            forms = (*(known.forms if known else ()), *first)
            confidence = known.confidence if known else ""
            describe(session, TermEntry(*said, confidence, forms, why_en.strip()), user.name, front.clock.now())
    except CorettError as error:
        return tongues_page(front, person, "en", "", error)
    return RedirectResponse(f"/console/languages/terms/{code.strip()}?done=1", 303)


@router.get("/terms/{code}")
def term(code: str, front: Fronted, person: SignedIn, done: str = "") -> Response:
    """One term with all its forms."""
    return term_page(front, person, code, done=done)


@router.post("/terms/{code}")
def change(
    code: str,
    front: Fronted,
    person: SignedIn,
    act: Text = "add",
    form: Text = "",
    language: Text = "",
    kind: Text = FormKind.PREFERRED.value,
    territory: Text = REGION,
    gender: Text = "",
    note: Text = "",
) -> Response:
    """One form more, or one less."""
    try:
        if not form.strip() or kind not in list(FormKind):
            raise MissingInput(field="form", hint=N_("Escriba la forma."))
        known = language_of(language, "language").code if language != EVERY_LANGUAGE else language
        with front.database.writing() as session:
            user = user_named(session, person.name)
            require_role(session, user, Role.REVIEWER, territory, act=TERMS)
            if act == "remove":
                remove_form(session, code, language, form, user.name, front.clock.now(), territory)
            else:
                fresh = FormEntry(known, FormKind(kind), form.strip(), territory, gender[:1], note.strip())
                add_form(session, code, fresh, user.name, front.clock.now())
    except CorettError as error:
        return term_page(front, person, code, error)
    return RedirectResponse(f"/console/languages/terms/{code}?done=1", 303)


def tongues_page(
    front: Front, person: Person, language: str, words: str, error: CorettError | None = None, *, done: str = ""
) -> Response:
    """The rules of the audiences and the terms, those that hold the words."""
    code = language if language in languages() else "en"
    with front.database.reading() as session:
        rows = [row_of(one, code, person.language) for one in entries(session) if holds(one, words)]
        facts = {"audiences": rules(session, person.language), "exceptions": list(exceptions(session))}
        session.expunge_all()
    return front.page(
        "console/languages.html",
        person.language,
        422 if error else 200,
        person=person,
        here="languages",
        rows=rows,
        code=code,
        words=words,
        rules=RULES,
        severities=list(Severity),
        table=[one for one in languages().values() if not one.signed],
        signs=[one for one in languages().values() if one.signed],
        may_rule=Role.CAMPAIGN_LEAD in reached(person),
        may_edit=Role.REVIEWER in reached(person),
        told=bool(done),
        problem=say_here(error, Texts(person.language)) if error else "",
        **facts,
    )


def reached(person: Person) -> set[Role]:
    """Every role the person holds in the whole region."""
    order, held = list(Role), person.roles.get(REGION)
    return set(order[: order.index(held) + 1]) if held else set()


def rules(session: Session, reader: str) -> list[dict[str, Any]]:
    """The audiences with what they see meanwhile."""
    rows = session.scalars(select(Audience).order_by(Audience.code))
    return [
        {
            "code": one.code,
            "name": one.name_en if reader == "en" else one.name_es,
            "rule": fallback_for(session, one.code),
        }
        for one in rows
    ]


def holds(entry: TermEntry, words: str) -> bool:
    """Whether a term has the words in its code or in one of its forms."""
    wanted = fold(words.strip()).lower()
    return not wanted or any(wanted in fold(text).lower() for text in (entry.code, *(form.form for form in entry.forms)))


def row_of(entry: TermEntry, code: str, reader: str) -> dict[str, Any]:
    """A term as one line of the list."""
    forms = [one for one in entry.forms if one.language in {code, base(code), EVERY_LANGUAGE}]
    spanish = next(
        (one.form for one in entry.forms if one.language in ("es", EVERY_LANGUAGE) and one.kind is FormKind.PREFERRED), ""
    )
    return {
        "code": entry.code,
        "severity": entry.severity.value,
        "es": spanish,
        "right": next((one.form for one in forms if one.kind is FormKind.PREFERRED), ""),
        "avoid": [one.form for one in forms if one.kind in (FormKind.AVOID, FormKind.DEPENDS)],
        "why": why_of(entry, reader),
    }


def why_of(entry: TermEntry, reader: str) -> str:
    """The reason in the reader's language, as far as it was written."""
    return entry.why_en if reader == "en" and entry.why_en else entry.why


def term_page(front: Front, person: Person, code: str, error: CorettError | None = None, *, done: str = "") -> Response:
    """The page of a term, with what was refused above it."""
    with front.database.reading() as session:
        entry = entries(session, [code])[0]
        known = places(session, person.language)
    return front.page(
        "console/term.html",
        person.language,
        422 if error else 200,
        person=person,
        here="languages",
        entry=entry,
        why=why_of(entry, person.language),
        kinds=KINDS,
        severities=list(Severity),
        table=[one for one in languages().values() if not one.signed],
        places=known,
        may_edit=person.reaches(Role.REVIEWER),
        may_describe=Role.REVIEWER in reached(person),
        told=bool(done),
        problem=say_here(error, Texts(person.language)) if error else "",
    )
