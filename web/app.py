"""Puts the browser door together: pages, static files, the guard, and what people see when something goes wrong."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assets.store import Store
from campaigns.speaking import ProfileRules
from foundation.clock import Clock
from foundation.db import Database
from foundation.errors import BadInput, Conflict, CorettError, NotAllowed, NotFound
from foundation.settings import Settings, parse_section
from foundation.texts import N_, Phrase, Texts
from foundation.vault import Vault
from monitoring.counting import counting
from monitoring.settings import MonitoringSettings
from web import leaving, links, newsroom
from web.access import NotSignedIn, to_login
from web.front import STATIC, Front, preferred_language
from web.guard import guarded
from web.pages import (
    accessible,
    asset,
    brand,
    cards,
    compose,
    deciding,
    holds,
    library,
    login,
    overview,
    posts,
    queue,
    tongues,
    translations,
)
from web.throttle import Throttle

FONTS: Final = Path(__file__).parents[1] / "assets" / "fonts" / "vendor"
LARGEST_REQUEST: Final = 40_000_000  # bytes: the largest picture `assets` takes, and the form around it
STATUS: Final[Mapping[type[CorettError], int]] = {NotFound: 404, NotAllowed: 403, Conflict: 409, BadInput: 422}
NOTHING_HERE: Final = N_("Esta página no existe o ya no está publicada.")
NOT_UNDERSTOOD: Final = N_("La solicitud no se entiende. Vuelva a la página e inténtelo de nuevo.")
OUR_FAULT: Final = N_("Algo falló de nuestro lado. Ya quedó anotado; pruebe de nuevo en un momento.")

PAGES: Final = (
    login.router,
    queue.router,
    deciding.router,
    posts.router,
    compose.router,
    translations.router,
    tongues.router,
    overview.router,
    holds.router,
    library.router,
    asset.router,
    accessible.router,
    cards.router,
    brand.router,
    links.router,
    leaving.router,
    newsroom.router,
)

log = structlog.get_logger()


def make_app(
    *,
    settings: Settings,
    database: Database,
    clock: Clock,
    vault: Vault,
    store: Store,
    ready: Callable[[], Mapping[str, str]] | None = None,
    metrics: Callable[[], tuple[bytes, str]] | None = None,
) -> FastAPI:
    """The web application.

    `ready` names what is not ready yet and why (empty: all is well). `metrics` gives the numbers for a collector and their
    media type.
    """
    app = FastAPI(title="CORETT", openapi_url=None, docs_url=None, redoc_url=None, lifespan=counted(settings, database, clock))
    rules = ProfileRules(settings, database, vault, clock)
    app.state.front = Front(settings, database, clock, vault, store, Throttle(clock), rules)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_REQUEST)
    app.add_middleware(guarded, public_url=settings.public_url)
    add_signs_of_life(app, ready, metrics)
    app.mount("/static/fonts", KeptFiles(directory=FONTS, check_dir=False))
    app.mount("/static", KeptFiles(directory=STATIC))
    for room in PAGES:
        app.include_router(room)
    app.add_exception_handler(NotSignedIn, lambda request, _error: to_login(request))
    app.add_exception_handler(CorettError, refused)
    app.add_exception_handler(HTTPException, not_served)
    app.add_exception_handler(RequestValidationError, misread)
    app.add_exception_handler(Exception, broken)
    return app


def counted(settings: Settings, database: Database, clock: Clock) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The application's life, during which visits are counted and written once a second."""
    zone = parse_section(MonitoringSettings, settings.monitoring, "monitoring").zone

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        with counting(database, clock, ZoneInfo(zone)) as counter:
            app.state.counter = counter
            yield

    return life


def add_signs_of_life(
    app: FastAPI,
    ready: Callable[[], Mapping[str, str]] | None,
    metrics: Callable[[], tuple[bytes, str]] | None,
) -> None:
    """`/healthz`: the process answers; `/readyz`: it can do its work; `/metrics`: its numbers."""

    @app.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse("ok")

    @app.get("/readyz")
    def readyz() -> Response:
        missing = dict(ready()) if ready else {}
        return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200)

    if metrics:

        @app.get("/metrics")
        def numbers() -> Response:
            content, media_type = metrics()
            return Response(content, media_type=media_type)


class KeptFiles(StaticFiles):
    """Static files that browsers keep: for good under a stamped address, else for a day."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        stamped = b"v=" in scope.get("query_string", b"")
        answer.headers["cache-control"] = "public, max-age=31536000, immutable" if stamped else "public, max-age=86400"
        return answer


def refused(request: Request, error: Any) -> Response:
    """A refusal as a page: the sentence and its next step."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return error_page(request, status, error)


def not_served(request: Request, error: Any) -> Response:
    """404, 405 and their like."""
    if error.status_code in (404, 405):
        return error_page(request, error.status_code, Phrase(NOTHING_HERE))
    return PlainTextResponse(str(error.detail), error.status_code, headers=error.headers)


def misread(request: Request, error: Any) -> Response:
    """An address or a form that no page of ours makes."""
    in_path = any(one["loc"][0] == "path" for one in error.errors())
    return error_page(request, 404, Phrase(NOTHING_HERE)) if in_path else error_page(request, 422, Phrase(NOT_UNDERSTOOD))


def broken(request: Request, error: Exception) -> Response:
    """A fault of ours: logged in full, told in one sentence without its inside."""
    log.error("page.failed", path=request.url.path, method=request.method, exc_info=error)
    return error_page(request, 500, Phrase(OUR_FAULT))


def error_page(request: Request, status: int, told: CorettError | Phrase) -> Response:
    """The page for something that went wrong, in the reader's language."""
    front: Front = request.app.state.front
    first = request.url.path.split("/")[1]
    language = first if first in ("es", "en") else preferred_language(request)
    return front.page("error.html", language, status, sentence=told.say(Texts(language)), error_status=status)
