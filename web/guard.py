"""Stands before every request: refuses forms sent from other sites and puts the safety headers on every answer."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "; ".join(  # noqa: FLY002 - one line a rule
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SAFETY: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
}
READING: Final = ("GET", "HEAD", "OPTIONS")


def guarded(app: ASGIApp, public_url: str) -> ASGIApp:
    """The application behind the guard."""
    public = urlsplit(public_url)
    headers = SAFETY | ({"strict-transport-security": "max-age=31536000"} if public.scheme == "https" else {})

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in headers.items():
                    answer.setdefault(name, value)
            await send(message)

        if scope["method"] not in READING and from_elsewhere(Headers(scope=scope), public.netloc):
            refusal = PlainTextResponse("Solicitud de otro sitio, rechazada. / Cross-site request refused.", 403)
            await refusal(scope, receive, send_safely)
            return
        await app(scope, receive, send_safely)

    return guard


def from_elsewhere(headers: Headers, public_host: str) -> bool:
    """Whether another site made the browser send this.

    The design of Go 1.25's CrossOriginProtection: Sec-Fetch-Site where the browser sends it (https and localhost), else Origin
    against Host. A request with neither comes from no browser, so it carries nobody's cookie.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc not in (headers.get("host"), public_host)
