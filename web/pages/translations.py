"""Translators' work: the list, and one text beside its translation with terms, memory and guard; a second person accepts it."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from campaigns.finding import post_numbered
from campaigns.models import Territory
from campaigns.versions import accept_version, measure_of, request_version
from foundation.clock import instant, wall_time, zone_named
from foundation.errors import Conflict, CorettError, NotAllowed
from foundation.people import Role, User, user_named
from foundation.texts import N_, Texts
from languages.models import RequestStatus, TranslationRequest
from languages.requesting import assign, deliver, home_of, keep_draft, request_numbered, send_back, withdraw
from languages.table import language_of
from web.access import SignedIn, require
from web.entries import HOME_ZONE
from web.front import Front, Fronted
from web.pages.compose import world
from web.pages.posts import post_page
from web.saying import MissingInput, say_here
from web.sessions import Person
from web.translating import counts, guarded, hers, languages_asked, translators_in, work_list, work_on
from web.uploads import is_sent, take_upload

router = APIRouter(prefix="/console/translations")

Text = Annotated[str, Form()]
SEE: Final = N_("ver traducciones")
DONE: Final = {
    "save": N_("Guardado. Puede seguir cuando quiera."),
    "deliver": N_("Entregado. Lo lee otra persona."),
    "accept": N_("Aceptado: quedó junto a la publicación y espera su aprobación."),
    "return": N_("Devuelto a quien lo tradujo."),
    "assign": N_("Asignado."),
    "withdraw": N_("Retirado."),
}


@router.get("")
def listing(front: Fronted, person: SignedIn, language: str = "", assignee: str = "", status: str = "") -> Response:
    """What is asked for in her territories, the ones due first."""
    require(person, Role.TRANSLATOR, SEE)
    with front.database.reading() as session:
        rows = work_list(session, person, language=language, assignee=assignee, status=status)
        facts = {
            "languages": languages_asked(session),
            "numbers": counts(session, person, front.clock.now()),
            "people": sorted({one for place in hers(person) for one in translators_in(session, place)}),
        }
    return front.page(
        "console/translations.html",
        person.language,
        person=person,
        here="translations",
        rows=rows,
        chosen={"language": language, "assignee": assignee, "status": status},
        statuses=list(RequestStatus),
        **facts,
    )


@router.post("")
def ask(
    front: Fronted,
    person: SignedIn,
    post: Annotated[int, Form()],
    language: Text = "",
    assignee: Text = "",
    due: Text = "",
    note: Text = "",
) -> Response:
    """Asks people for a post in a language; the post's page tells what is refused."""
    try:
        if not language:
            raise MissingInput(field="language", hint=N_("Elija la lengua."))
        with front.database.writing() as session:
            due_at = (
                instant(wall_time(due.replace("T", " "), "due"), zone_named(zone_at(session, home_of(language))), "due")
                if due
                else None
            )
            request = request_version(
                session,
                post_numbered(session, post),
                language,
                by=user_named(session, person.name),
                now=front.clock.now(),
                due_at=due_at,
                assignee=user_named(session, assignee) if assignee else None,
                note=note.strip(),
            )
            number = request.id
    except CorettError as error:
        return post_page(front, person, post, error)
    return RedirectResponse(f"/console/translations/{number}", 303)


def zone_at(session: Session, territory: str) -> str:
    """The zone in which a due date is meant."""
    place = session.get(Territory, territory)
    return place.zone if place else HOME_ZONE


@router.get("/{number}")
def one(number: int, front: Fronted, person: SignedIn, done: str = "") -> Response:
    """One text and its translation."""
    return work_page(front, person, number, done=done)


@router.post("/{number}/check")
def check(number: int, front: Fronted, person: SignedIn, text: Text = "") -> Response:
    """What the guard says while she types."""
    with front.database.reading() as session:
        request = seen_by(session, person, number)
        found = guarded(session, request, clean(text), world(front, person))
    return front.page("console/translation_part.html", person.language, findings=found, empty=not text.strip())


@router.post("/{number}")
def act(
    number: int,
    front: Fronted,
    person: SignedIn,
    act: Text = "save",
    text: Text = "",
    reason: Text = "",
    note: Text = "",
    assignee: Text = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """One act of one person; what is refused is told on the page, with what she typed."""
    words = clean(text)
    try:
        recording = (
            take_upload(front, file, {"es": N_("Traducción grabada")}, person) if file is not None and is_sent(file) else None
        )
        with front.database.writing() as session:
            request = seen_by(session, person, number)
            user = user_named(session, person.name)
            done(front, session, request, user, person, act, words, recording, reason.strip(), note, assignee)
    except CorettError as error:
        return work_page(front, person, number, error, typed=words if act in ("save", "deliver") else None)
    return RedirectResponse(f"/console/translations/{number}?done={act}", 303)


def done(
    front: Front,
    session: Session,
    request: TranslationRequest,
    user: User,
    person: Person,
    act: str,
    words: str,
    recording: int | None,
    reason: str,
    note: str,
    assignee: str,
) -> None:
    """Hands the act to its use case.

    Raises:
        CorettError: what it refuses.
    """
    now, around = front.clock.now(), world(front, person)
    if act == "save":
        keep_draft(session, request, words, by=user)
    elif act == "deliver":
        measure = measure_of(session, request, around)
        deliver(session, request, by=user, now=now, text=words, audio_asset=recording, measure=measure)
    elif act == "accept":
        accept_version(session, request, user, around, reason)
    elif act == "return":
        if not note.strip():
            raise MissingInput(field="note", hint=N_("Diga qué hay que cambiar."))
        send_back(session, request, by=user, now=now, note=note)
    elif act == "assign":
        assign(session, request, user_named(session, assignee), by=user)
    elif act == "withdraw":
        withdraw(session, request, by=user)
    else:
        raise MissingInput(field="act", hint=N_("Elija qué hacer con la traducción."))


def clean(text: str) -> str:
    """Text of a form with the line breaks of a file."""
    return text.replace("\r\n", "\n").strip()


def seen_by(session: Session, person: Person, number: int) -> TranslationRequest:
    """The request, for somebody who works in its territory.

    Raises:
        NotFound, NotAllowed.
    """
    request = request_numbered(session, number)
    places = hers(person)
    if "REG" not in places and request.territory not in places:
        raise NotAllowed(user=person.name, act=SEE, territory=request.territory, role=Role.TRANSLATOR.value)
    return request


def work_page(
    front: Front, person: Person, number: int, error: CorettError | None = None, *, done: str = "", typed: str | None = None
) -> Response:
    """The page of a request, with what was refused above it."""
    around = world(front, person)
    with front.database.reading() as session:
        work = work_on(front, session, seen_by(session, person, number), person, around)
        if typed is not None:
            found = guarded(session, work.request, typed, around)
            work = replace(work, findings=found)
        session.expunge_all()
    status = 200 if error is None else 409 if isinstance(error, Conflict) else 422
    return front.page(
        "console/translation.html",
        person.language,
        status,
        person=person,
        here="translations",
        work=work,
        request=work.request,
        findings=work.findings,
        empty=not (work.text if typed is None else typed).strip(),
        language=language_of(work.request.language),
        typed=work.text if typed is None else typed,
        told=DONE.get(done, ""),
        problem=say_here(error, Texts(person.language)) if error else "",
    )
