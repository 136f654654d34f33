"""A post's accessible formats: one score, what is missing, what a machine can make, what people vouch for, and every file."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Form
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, RedirectResponse, Response

from assets.braille import unicode_braille
from assets.easyread.checking import check
from assets.easyread.labelling import label, validate
from assets.errors import UnknownType
from assets.fresh import Fresh
from assets.inclusive import signing
from assets.inclusive.keeping import keep, note_step, rendition_of, renditions_of
from assets.inclusive.message import Message, sign_languages
from assets.inclusive.pack import absent, keep_files, make_files
from assets.inclusive.score import score
from assets.inclusive_models import Format, Rendition
from assets.sniffing import Kind
from campaigns.accessible import message_of
from foundation.errors import CorettError, NotFound
from foundation.people import Role
from foundation.texts import N_, Texts
from web.access import SignedIn, require
from web.front import Front, Fronted
from web.pages.library import Text, Upload
from web.saying import MissingInput, field_of, say_here
from web.sessions import Person
from web.shelf import DOWNLOADS
from web.uploads import freshened, is_sent

router = APIRouter(prefix="/console/posts/{number}/accessible")

WORK: Final = N_("trabajar en los formatos accesibles")
FORMAT_WORDS: Final[dict[str, str]] = {
    Format.ALT_TEXT: N_("Texto alternativo"),
    Format.CAPTIONS: N_("Subtítulos"),
    Format.SIGN_LANGUAGE: N_("Lengua de señas"),
    Format.EASY_READ: N_("Lectura fácil"),
    Format.AUDIO: N_("Audio"),
    Format.BRAILLE: "Braille",
    Format.LARGE_PRINT: N_("Letra grande"),
}
Number = Annotated[int, Form()]
Do = Callable[[Session, Message], object]


@router.get("")
def formats(number: int, front: Fronted, person: SignedIn) -> Response:
    """The score and everything that is there or missing."""
    return formats_page(front, person, number)


@router.post("/make")
def make(number: int, front: Fronted, person: SignedIn) -> Response:
    """Makes audio, Braille and large print; it takes seconds, beside any transaction."""
    require(person, Role.COMMUNITY_MANAGER, WORK)
    with front.database.reading() as session:
        message = message_of(session, number)
        wanted = absent(session, message)
    made, unmade = make_files(front.store, message, wanted)
    with front.database.writing() as session:
        keep_files(session, message, made, by=person.name, now=front.clock.now())
    return formats_page(front, person, number, unmade[0].error) if unmade else back(number)


@router.post("/easy")
def easy(number: int, front: Fronted, person: SignedIn, language: Text = "es", text: Text = "") -> Response:
    """Keeps an easy-read text as a draft; the page then tells what its checks find."""

    def write(session: Session, message: Message) -> None:
        words = text.replace("\r\n", "\n").strip()
        if not words:
            raise MissingInput(field=f"easy_{language}", hint=N_("Escriba la versión en lenguaje sencillo."))
        message.words(language)
        now = front.clock.now()
        keep(session, message, Format.EASY_READ, language, state="draft", by=person.name, now=now, text=words)

    return act(front, person, number, write)


@router.post("/validate")
def validated(
    number: int, front: Fronted, person: SignedIn, language: Text = "es", group: Text = "", readers: Number = 0
) -> Response:
    """People with comprehension difficulties read it: only then may it be called «Lectura fácil»."""

    def record(session: Session, message: Message) -> None:
        if not group.strip():
            raise MissingInput(field="group", hint=N_("Diga qué asociación o grupo lo leyó; nunca nombres de personas."))
        kept = rendition_of(session, message.subject, Format.EASY_READ, language)
        found = check(kept.text or "", language, pictures=len(message.pictures))
        now = front.clock.now()
        validate(session, kept, found, group=group.strip(), readers=readers, note="", by=person.name, now=now)

    return act(front, person, number, record)


@router.post("/checked")
def checked(number: int, front: Fronted, person: SignedIn, language: Text = "es") -> Response:
    """A Braille reader has read the Braille."""

    def record(session: Session, message: Message) -> None:
        kept = rendition_of(session, message.subject, Format.BRAILLE, language)
        kept.state = "checked"
        note_step(session, kept, "checked", by=person.name, now=front.clock.now())

    return act(front, person, number, record)


@router.post("/voice")
def voice(number: int, front: Fronted, person: SignedIn, language: Text = "es", file: Upload = None) -> Response:
    """A person's voice instead of the synthetic one."""
    try:
        clip = recorded(front, file, Kind.AUDIO)
    except CorettError as error:
        return formats_page(front, person, number, error)

    def put(session: Session, message: Message) -> None:
        sha256, now = front.store.put(clip.content, clip.mime), front.clock.now()
        keep(session, message, Format.AUDIO, language, state="voice", by=person.name, now=now, sha256=sha256, mime=clip.mime)

    return act(front, person, number, put)


@router.post("/sign")
def sign(
    number: int,
    front: Fronted,
    person: SignedIn,
    language: Text = "",
    step: Text = "",
    deaf: Text = "",
    note: Text = "",
    file: Upload = None,
) -> Response:
    """One step of a sign-language video: every one is a person's, and nobody vouches for her own."""
    try:
        clip = recorded(front, file, Kind.VIDEO) if step == "record" else None
    except CorettError as error:
        return formats_page(front, person, number, error)

    def take(session: Session, message: Message) -> None:
        by, now = person.name, front.clock.now()
        if step == "request":
            signing.request(session, message, language, by=by, now=now, note=note)
        elif step == "record" and clip:
            signing.record(session, message, language, front.store.put(clip.content, clip.mime), by=by, now=now)
        elif step == "review":
            signing.review(session, message, language, by=by, now=now, deaf_reviewer=bool(deaf), note=note)
        elif step == "approve":
            signing.approve(session, message, language, by=by, now=now, note=note)
        elif step == "back":
            signing.send_back(session, message, language, by=by, now=now, note=note)

    return act(front, person, number, take)


def recorded(front: Front, file: Upload, kind: Kind) -> Fresh:
    """The recording made anew.

    Raises:
        MissingInput, UnknownType: there is none, or it is something else.
    """
    if file is None or not is_sent(file):
        raise MissingInput(field="file", hint=N_("Elija una grabación."))
    fresh = freshened(front, file)
    if fresh.kind is not kind:
        raise UnknownType(field="file", name=file.filename or "", found=fresh.mime)
    return fresh


@router.get("/{wanted}/{language}")
def download(number: int, wanted: str, language: str, front: Fronted, person: SignedIn) -> Response:  # noqa: ARG001
    """One format as a file: the stored one, the easy-read text, or Braille cells to look at."""
    with front.database.reading() as session:
        message = message_of(session, number)
        known = renditions_of(session, message.subject)
        named = label(session, easy_read) if (easy_read := known.get((Format.EASY_READ, language))) else ""
    name = f"corett-{number}.{wanted}.{language}"
    if wanted == "cells":
        return words_file(unicode_braille(f"{message.title}\n{message.words(language)}", language), name)
    kept = next((one for place, one in known.items() if place == (wanted, language)), None)
    if kept is None:
        raise NotFound(kind=N_("formato"), name=f"{wanted} {language}")
    if kept.sha256 and kept.mime:
        suffix = DOWNLOADS.get(kept.mime, "bin")
        return FileResponse(front.store.path(kept.sha256, kept.mime), media_type=kept.mime, filename=f"{name}.{suffix}")
    return words_file(f"{Texts(language)(named)}\n\n{kept.text or ''}\n", name)


def words_file(text: str, name: str) -> Response:
    """A text to download."""
    said = {"content-disposition": f'attachment; filename="{name}.txt"', "cache-control": "no-store"}
    return Response(text, media_type="text/plain; charset=utf-8", headers=said)


def act(front: Front, person: Person, number: int, do: Do) -> Response:
    """Does something to a post's formats in one transaction."""
    require(person, Role.COMMUNITY_MANAGER, WORK)
    try:
        with front.database.writing() as session:
            do(session, message_of(session, number))
    except CorettError as error:
        return formats_page(front, person, number, error)
    return back(number)


def back(number: int) -> Response:
    """To the page."""
    return RedirectResponse(f"/console/posts/{number}/accessible", 303)


def formats_page(front: Front, person: Person, number: int, error: CorettError | None = None) -> Response:
    """The page, with what was refused above it."""
    texts = Texts(person.language)
    with front.database.reading() as session:
        message = message_of(session, number)
        found = score(session, message)
        kept = renditions_of(session, message.subject)
        easy_texts = {language: one for (kind, language), one in kept.items() if kind is Format.EASY_READ}
        labels = {language: label(session, one) for language, one in easy_texts.items()}
    return front.page(
        "console/accessible.html",
        person.language,
        422 if error else 200,
        person=person,
        here="posts",
        post=number,
        message=message,
        score=found,
        kept=kept,
        words=FORMAT_WORDS,
        labels=labels,
        signs={code: about[f"name_{texts.language}"] for code, about in sign_languages().items()},
        easy_texts=easy_texts,
        checks=easy_checks(easy_texts, message, texts),
        may_work=person.reaches(Role.COMMUNITY_MANAGER),
        problem=say_here(error, texts) if error else "",
        wrong_field=field_of(error) if error else "",
    )


def easy_checks(easy_texts: dict[str, Rendition], message: Message, texts: Texts) -> dict[str, list[dict[str, object]]]:
    """What the thirteen checks find in each easy-read text."""
    return {
        language: [one.say(texts) for one in check(kept.text or "", language, pictures=len(message.pictures))]
        for language, kept in easy_texts.items()
    }
