"""Getting in and out: name and password, the one-time link that sets the first password, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from foundation.errors import CorettError
from foundation.people import User
from foundation.texts import LANGUAGES, N_
from web.access import SignedIn, cookie_name, drop_cookie, inside, keep_cookie
from web.front import Front, Fronted, preferred_language
from web.passwords import SHORTEST, WeakPassword, is_password
from web.sessions import LinkSpent, close_session, open_session, spend_link, user_of_link

router = APIRouter(prefix="/console")

Text = Annotated[str, Form()]


class WrongLogin(CorettError):
    """Name or password is wrong; which of them is not said."""

    code = "wrong_login"
    sentence = N_("El nombre o la contraseña no son correctos.")


class TooManyTries(CorettError):
    """Somebody is guessing."""

    code = "too_many_tries"
    sentence = N_("Demasiados intentos. Espere {minutes} min y pruebe de nuevo.")


class DifferentPasswords(CorettError):
    """The repeated password is another one."""

    code = "different_passwords"
    sentence = N_("Las dos contraseñas no son iguales. Escríbalas de nuevo.")


@router.get("/login")
def show_login(request: Request, front: Fronted, next: str = "/console") -> Response:  # noqa: A002 - as the address calls it
    """The login page."""
    return login_page(request, front, next)


@router.post("/login")
def log_in(request: Request, front: Fronted, name: Text = "", password: Text = "", next: Text = "/console") -> Response:  # noqa: A002
    """Signs a person in. A wrong name and a wrong password are told apart by nothing, not even by time."""
    address = request.client.host if request.client else ""
    wait = front.throttle.wait_s(name, address)
    if wait:
        return login_page(request, front, next, name, 429, TooManyTries(minutes=-(-wait // 60)), {"retry-after": str(wait)})
    with front.database.reading() as session:
        user = session.execute(select(User.id, User.password_hash).where(User.name == name, User.active)).one_or_none()
    if not is_password(password, user.password_hash if user else None) or user is None:
        front.throttle.failed(name, address)
        return login_page(request, front, next, name, 422, WrongLogin())
    front.throttle.passed(name, address)
    return welcome(front, user.id, inside(next))


@router.post("/logout")
def log_out(request: Request, front: Fronted) -> Response:
    """Ends the session, in the browser and in the database."""
    token = request.cookies.get(cookie_name(front.public_url), "")
    with front.database.writing() as session:
        close_session(session, token)
    answer = RedirectResponse("/console/login", 303)
    drop_cookie(answer, front.public_url)
    return answer


@router.get("/welcome/{token}")
def show_welcome(request: Request, token: str, front: Fronted) -> Response:
    """The page behind a one-time link."""
    try:
        return welcome_page(request, front, owner(front, token))
    except LinkSpent as error:
        return login_page(request, front, "/console", status=410, problem=error)


@router.post("/welcome/{token}")
def set_password(request: Request, token: str, front: Fronted, password: Text = "", again: Text = "") -> Response:
    """Sets the password and signs the person in."""
    try:
        name = owner(front, token)
        if password != again:
            return welcome_page(request, front, name, "again", DifferentPasswords())
        with front.database.writing() as session:
            user_id = spend_link(session, token, password, front.clock.now()).id
    except WeakPassword as error:
        return welcome_page(request, front, name, "password", error)
    except LinkSpent as error:
        return login_page(request, front, "/console", status=410, problem=error)
    return welcome(front, user_id, "/console")


@router.post("/language")
def change_language(front: Fronted, person: SignedIn, language: Text = "", next: Text = "/console") -> Response:  # noqa: A002
    """Keeps the language a person wants to read the console in."""
    if language in LANGUAGES:
        with front.database.writing() as session:
            session.get_one(User, person.id).language = language
    return RedirectResponse(inside(next), 303)


def owner(front: Front, token: str) -> str:
    """The name of the link's owner.

    Raises:
        LinkSpent: it is no good any more.
    """
    with front.database.reading() as session:
        return user_of_link(session, token, front.clock.now()).name


def welcome(front: Front, user_id: int, address: str) -> Response:
    """A signed-in browser on its way to a page."""
    days = front.settings.web.session_days
    with front.database.writing() as session:
        token = open_session(session, user_id, front.clock.now(), days)
    answer = RedirectResponse(address, 303)
    keep_cookie(answer, front.public_url, token, days)
    return answer


def login_page(
    request: Request,
    front: Front,
    wanted: str,
    name: str = "",
    status: int = 200,
    problem: CorettError | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """The login form, with what went wrong above it."""
    language = preferred_language(request)
    return front.page("console/login.html", language, status, headers, wanted=inside(wanted), name=name, problem=problem)


def welcome_page(request: Request, front: Front, name: str, field: str = "", problem: CorettError | None = None) -> Response:
    """The form that sets a password, with what went wrong beside its field."""
    status = 422 if problem else 200
    language = preferred_language(request)
    return front.page("console/welcome.html", language, status, name=name, shortest=SHORTEST, field=field, problem=problem)
