"""Who may pass: the signed-in person of a request, and the way to the login page for everyone else."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from foundation.errors import CorettError, NotAllowed
from foundation.people import REGION, Role
from foundation.texts import N_
from web.front import Fronted
from web.sessions import Person, person_of

COOKIE: Final = "corett_session"
SAFE_COOKIE: Final = "__Host-corett_session"


class NotSignedIn(CorettError):
    """Nobody is signed in, or her session is over."""

    code = "not_signed_in"
    sentence = N_("Entre con su nombre y contraseña para seguir.")


def cookie_name(public_url: str) -> str:
    """The session's cookie; over https its prefix keeps other hosts of the domain from setting it."""
    return SAFE_COOKIE if public_url.startswith("https:") else COOKIE


def signed_in(request: Request, front: Fronted) -> Person:
    """Whoever sent this request.

    Raises:
        NotSignedIn: nobody.
    """
    token = request.cookies.get(cookie_name(front.public_url))
    if token is None:
        raise NotSignedIn
    with front.database.reading() as session:
        person = person_of(session, token, front.clock.now())
    if person is None:
        raise NotSignedIn
    return person


SignedIn = Annotated[Person, Depends(signed_in)]


def require(person: Person, role: Role, act: str) -> None:
    """Lets a person pass who holds the role somewhere; the use case asks again for the very territory.

    Raises:
        NotAllowed: she holds it nowhere.
    """
    if not person.reaches(role):
        raise NotAllowed(user=person.name, act=act, territory=REGION, role=role.value)


def keep_cookie(answer: Response, public_url: str, token: str, days: int) -> None:
    """Signs the browser in."""
    answer.set_cookie(
        cookie_name(public_url),
        token,
        max_age=days * 86_400,
        path="/",
        secure=public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(answer: Response, public_url: str) -> None:
    """Signs the browser out."""
    answer.delete_cookie(cookie_name(public_url), path="/", secure=public_url.startswith("https:"), httponly=True, samesite="lax")


def to_login(request: Request) -> Response:
    """The way to the login page and back; htmx is told to take the whole page there."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    came_from = wanted if request.method == "GET" and "hx-request" not in request.headers else "/console"
    address = f"/console/login?{urlencode({'next': came_from})}"
    if "hx-request" in request.headers:
        return Response(status_code=200, headers={"hx-redirect": address, "cache-control": "no-store"})
    return RedirectResponse(address, 303)


def inside(wanted: str) -> str:
    """A page of the console to go to after signing in; anything else leads to its first page."""
    return (
        wanted if wanted.startswith("/console") and not wanted.startswith("/console/log") and "\\" not in wanted else "/console"
    )
