"""The line to a Bluesky server: signing in, raw calls, files streamed from disk, and what each failure means."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from atproto_client import AsyncClient, Session, SessionEvent
from atproto_client.exceptions import AtProtocolError, RateLimitExceededError, RequestErrorBase
from atproto_client.models.common import XrpcError
from atproto_client.request import AsyncRequest, Response

from foundation.texts import N_
from networks.contract import NetworkError, Rejected, SignedOut, Unavailable, Unconfirmed
from networks.leave import TAKEN_AWAY, may_still_send

NETWORK: Final = "bluesky"
PIECE: Final = 256 * 1024
UPLOAD: Final = "com.atproto.repo.uploadBlob"
NEVER_ARRIVED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Refusal(Exception):
    """A 400 with its XRPC error name, for those who know what it means."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name)
        self.name, self.message = name, message


class NoLeave(httpx.ConnectError):
    """The connection stands, but nothing may be written to it any more."""


async def watched(request: httpx.Request) -> None:
    """Asks for leave at the first byte: httpcore tells every step, this one after connecting and right before writing.

    https://www.encode.io/httpcore/extensions/#trace
    """

    async def step(name: str, _facts: object) -> None:
        if name.endswith("send_request_headers.started") and not may_still_send():
            raise NoLeave(TAKEN_AWAY)

    request.extensions["trace"] = step


class BlueskyLine:
    """One account's session."""

    def __init__(self, api_url: str, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        timeout = httpx.Timeout(timeout_s, connect=timeout_s * 0.8, pool=timeout_s * 0.8)
        hooks = {"request": [watched]}
        self.client = AsyncClient(
            api_url, request=AsyncRequest(timeout=timeout, limits=httpx.Limits(max_connections=64), event_hooks=hooks)
        )
        self.session: Session | None = None
        self.signing_in = asyncio.Lock()
        self.client.on_session_change(self._note)

    async def _note(self, _event: SessionEvent, session: Session) -> None:
        self.session = session

    async def sign_in(self, handle: str, password: str, kept: str | None, keep: Callable[[str], Awaitable[None]]) -> Session:
        """The session: the kept one while it can be refreshed, else a new one (300 a day are allowed).

        Raises:
            SignedOut: the server does not know the handle and password.
        """
        async with self.signing_in:
            if self.session is None:
                if not (kept and await self._resume(kept)):
                    async with self.judged():
                        await self.client.login(handle, password, fetch_bsky_profile=False)
                await keep(self._signed_in().encode())
            return self._signed_in()

    async def _resume(self, kept: str) -> bool:
        try:
            async with self.judged():
                await self.client.login(session_string=kept, fetch_bsky_profile=False)
                await self.client.com.atproto.server.get_session()
        except (SignedOut, Refusal, ValueError):
            self.session = None
            return False
        return True

    def _signed_in(self) -> Session:
        if self.session is None:
            raise SignedOut(network=NETWORK, detail=N_("sin sesión"))
        return self.session

    async def post(self, method: str, body: Mapping[str, Any], *, publishing: bool = False) -> dict[str, Any]:
        """One procedure with exactly that JSON: the SDK's own models would drop a null."""
        async with self.judged(publishing=publishing):
            headers = {"Content-Type": "application/json"}
            answer = await self.client.invoke_procedure(method, content=json.dumps(body).encode(), headers=headers)
            return answer_of(answer, publishing=publishing)

    async def get(self, method: str, params: Mapping[str, Any], base: str = "") -> dict[str, Any]:
        """One query, at the account's server or at `base`."""
        asked = f"{method}?{urlencode(params, doseq=True)}"
        async with self.judged():
            if base:
                return answer_of(await self.client.request.get(f"{base.rstrip('/')}/xrpc/{asked}"))
            return answer_of(await self.client.invoke_query(asked))

    async def upload(
        self, source: Path | bytes, mime: str, patience: float, elsewhere: str = "", token: str = ""
    ) -> dict[str, Any]:
        """Sends a file from disk, never whole in memory: to the account's server, or elsewhere with a token for there."""
        size = len(source) if isinstance(source, bytes) else (await asyncio.to_thread(source.stat)).st_size
        body = source if isinstance(source, bytes) else pieces_of(source)
        headers = {"Content-Type": mime, "Content-Length": str(size)}
        async with self.judged(patience=patience):
            if elsewhere:
                headers["Authorization"] = f"Bearer {token}"
                return answer_of(await self.client.request.post(elsewhere, content=body, headers=headers, timeout=patience))
            answer = await self.client.invoke_procedure(UPLOAD, content=body, headers=headers, timeout=patience)
            return answer_of(answer)

    @asynccontextmanager
    async def judged(self, *, publishing: bool = False, patience: float | None = None) -> AsyncIterator[None]:
        """Keeps the deadline and turns every failure into the contract's words, or a `Refusal`."""
        try:
            async with asyncio.timeout(patience or self.timeout_s):
                yield
        except (AtProtocolError, httpx.HTTPError, TimeoutError, ValueError) as error:  # ValueError: half a JSON
            raise meaning(error, publishing=publishing) from None  # the chain may show the request and its token

    async def close(self) -> None:
        await self.client.request.close()


def answer_of(answer: Response, *, publishing: bool = False) -> dict[str, Any]:
    """The JSON of a success; anything else did not come from the network."""
    if isinstance(answer.content, dict):
        return answer.content
    raise unclear("respondió algo que no es de Bluesky / not an answer of Bluesky", publishing=publishing)


def unclear(detail: str, *, publishing: bool) -> NetworkError:
    """It may be out where a post was being published; otherwise it is merely not available now."""
    return (Unconfirmed if publishing else Unavailable)(network=NETWORK, detail=detail)


def meaning(error: Exception, *, publishing: bool) -> Exception:
    """What a failed call means."""
    answer = getattr(error, "response", None) if isinstance(error, RequestErrorBase) else None
    if answer is None:
        cause = error.__cause__ or error
        if isinstance(cause, NEVER_ARRIVED):
            detail = TAKEN_AWAY if isinstance(cause, NoLeave) else N_("no se pudo conectar")
            return Unavailable(network=NETWORK, detail=detail)
        return unclear(type(cause).__name__, publishing=publishing)
    if isinstance(error, RateLimitExceededError):
        return Unavailable(network=NETWORK, detail="429", retry_after=waiting_time(error))
    return judgement(answer, publishing=publishing)


def judgement(answer: Response, *, publishing: bool) -> Exception:
    """What an answer other than a success means."""
    name, message = said(answer)
    if name and answer.status_code in MEANINGS:
        return MEANINGS[answer.status_code](network=NETWORK, detail=f"{name}: {message}")
    if name and answer.status_code in (400, 409):
        return Refusal(name, message)
    return unclear(f"{name} HTTP {answer.status_code}".strip(), publishing=publishing)


MEANINGS: Final[Mapping[int, type[NetworkError]]] = {401: SignedOut, 403: SignedOut, 413: Rejected}


def said(answer: Response) -> tuple[str, str]:
    """The error's name and sentence, empty when it was not the network that spoke."""
    if isinstance(answer.content, XrpcError):
        return answer.content.error, (answer.content.message or "")[:200]
    return "", ""


def waiting_time(error: RateLimitExceededError) -> float:
    """Seconds until the budget is full again, by the server's own clock."""
    if error.retry_after is not None:
        return float(error.retry_after)
    try:
        now = parsedate_to_datetime(error.response.headers["date"])
        return max(1.0, float((error.reset_at - now).total_seconds()))
    except (KeyError, TypeError, ValueError):
        return 300.0


async def pieces_of(path: Path) -> AsyncIterator[bytes]:
    """A file in pieces, each read in a thread."""
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
