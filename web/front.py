"""What every page is made from: the house's parts, the templates, and the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, cast
from urllib.parse import urlencode

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Row
from starlette.responses import HTMLResponse

from assets.store import Store
from campaigns.speaking import ProfileRules
from campaigns.tokens import TokenWarning, token_warnings
from foundation.clock import Clock
from foundation.db import Database
from foundation.people import Role
from foundation.settings import Settings
from foundation.texts import LANGUAGES, Texts
from foundation.vault import Vault
from web import showing
from web.sessions import Person
from web.throttle import Throttle

Line = Row[*tuple[Any, ...]]
"""A row of a column query: what a list shows."""

MEDIA_TYPES: Final = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
}
SUFFIXES: Final = {mime: suffix for suffix, mime in MEDIA_TYPES.items()}
HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


def query(**values: Any) -> str:
    """A query string without empty parts, `?` included."""
    given = {key: value for key, value in values.items() if value not in (None, "", False)}
    return f"?{urlencode(given)}" if given else ""


def media_url(one: Any) -> str:
    """The path of a stored file, given as a row, a payload's mapping or an outgoing medium."""
    sha256, mime = (one["sha256"], one["mime"]) if isinstance(one, Mapping) else (one.sha256, one.mime)
    return f"/media/{sha256}.{SUFFIXES.get(mime, 'bin')}"


@cache
def stamps() -> dict[str, str]:
    """The start of each static file's hash: a changed file gets a new address, so that browsers may keep the old one."""
    files = (file for file in STATIC.rglob("*") if file.is_file())
    return {file.relative_to(STATIC).as_posix(): sha256(file.read_bytes()).hexdigest()[:12] for file in files}


def static(name: str) -> str:
    """The address of a file of ours."""
    return f"/static/{name}?v={stamps().get(name, '0')}"


def environment() -> Environment:
    """The page templates; text is escaped, an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {"static": static, "query": query, "media_url": media_url}
    environment.filters |= showing.FILTERS
    return environment


TEMPLATES: Final = environment()


@dataclass(frozen=True)
class Front:
    """What the roof hands the browser door, and what the door keeps for itself."""

    settings: Settings
    database: Database
    clock: Clock
    vault: Vault
    store: Store
    throttle: Throttle
    rules: ProfileRules
    memories: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def public_url(self) -> str:
        """The address the public knows, without a slash at its end."""
        return self.settings.public_url

    def render(self, template: str, language: str, /, **facts: object) -> str:
        """A template in the reader's language."""
        texts = Texts(language)
        return TEMPLATES.get_template(template).render(
            public_url=self.public_url, _=texts, plural=texts.plural, lang=texts.language, now=self.clock.now(), **facts
        )

    def page(
        self, template: str, language: str, code: int = 200, headers: Mapping[str, str] | None = None, /, **facts: object
    ) -> HTMLResponse:
        """A page that nobody else may keep: the console's, and every error. The console's say which credentials end."""
        content = self.render(template, language, expiring=self.expiring(facts.get("person")), **facts)
        return HTMLResponse(content, code, {"cache-control": "no-store", **(headers or {})})

    def expiring(self, person: object) -> list[TokenWarning]:
        """Credentials that end soon or have ended, of profiles the signed-in person manages."""
        if not isinstance(person, Person):
            return []
        with self.database.reading() as session:
            found = token_warnings(session, self.clock.now())
        return [one for one in found if person.holds(Role.COMMUNITY_MANAGER, one.territory)]


def front(request: Request) -> Front:
    """The door's parts, for a route's parameter."""
    return cast("Front", request.app.state.front)


Fronted = Annotated[Front, Depends(front)]


def preferred_language(request: Request) -> str:
    """Spanish or English, whichever the browser asks for first (RFC 9110, section 12.5.4); Spanish when it asks for neither."""
    wishes = []
    for wish in request.headers.get("accept-language", "").split(",")[:20]:
        name, _, quality = wish.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), name.split("-")[0].strip().lower()))
        except ValueError:
            continue
    known = [name for weight, name in sorted(wishes, key=lambda wish: wish[0]) if name in LANGUAGES and weight < 0]
    return known[0] if known else LANGUAGES[0]
