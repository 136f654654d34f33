"""Tracked short links: leads on and counts, and keeps nothing that could find a person again."""

from typing import cast

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from monitoring.counting import Counter
from monitoring.links import REDIRECT_HEADERS, resolve
from monitoring.visits import Visit, visit_of
from web.front import Fronted

router = APIRouter()


@router.api_route("/r/{code}", methods=["GET", "HEAD"])
def follow(code: str, request: Request, front: Fronted) -> Response:
    """The way behind a short link."""
    with front.database.reading() as session:
        target = resolve(session, code)
    if not target:
        raise HTTPException(404)
    counter(request).count_click(code, visit(request))
    return RedirectResponse(target, 302, headers=dict(REDIRECT_HEADERS))


def counter(request: Request) -> Counter:
    """The process's counter of visits."""
    return cast("Counter", request.app.state.counter)


def visit(request: Request) -> Visit:
    """The visit behind a request."""
    return visit_of(request.method, request.headers, request.client.host if request.client else "")
