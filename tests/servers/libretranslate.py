"""A LibreTranslate-compatible server over Debian's apertium: `/translate` and `/languages` as its documentation describes them.

Strict: it takes the text and the key from the body only, because query strings land in access logs, and complains otherwise.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar

from aiohttp import web

from tests.servers.loopback import Loopback, serve

Engine = Callable[[str, str, str], Awaitable[str]]
PATHS = {
    ("es", "en"): ["spa-eng"],
    ("en", "es"): ["eng-spa"],
    ("es", "ca"): ["spa-cat"],
    ("es", "pt"): ["spa-cat", "cat-por"],
    ("es", "pt-BR"): ["spa-cat", "cat-por_BR"],
    ("es", "fr"): ["spa-cat", "cat-fra"],
}


async def apertium(text: str, source: str, target: str) -> str:
    """The text through the command line engine, mode by mode."""
    for mode in PATHS[source, target]:
        process = await asyncio.create_subprocess_exec(
            "apertium", "-u", mode, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate(text.encode() + b"\n")
        text = out.decode().strip("\n")
    return text


class LibreTranslateServer(Loopback):
    """LibreTranslate on loopback, translating for real. `key`: the one it asks for, none when empty."""

    name: ClassVar[str] = "libretranslate"

    def __init__(self, port: int = 0, engine: Engine = apertium, key: str = "") -> None:
        super().__init__(port)
        self.engine, self.key = engine, key
        self.asked: list[dict[str, str]] = []
        self.answer: Any = None

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.post("/translate", self.translate), web.get("/languages", self.languages)]

    def publishes(self, request: web.Request) -> bool:
        return request.path == "/translate"

    def rate_limited(self) -> web.StreamResponse:
        return web.json_response({"error": "Slowdown: 20 per 1 minute"}, status=429)

    async def languages(self, _request: web.Request) -> web.StreamResponse:
        codes = sorted({code for pair in PATHS for code in pair})
        targets = {code: [target for source, target in PATHS if source == code] for code in codes}
        return web.json_response([{"code": code, "name": code, "targets": targets[code]} for code in codes])

    async def translate(self, request: web.Request) -> web.StreamResponse:
        if request.query:
            self.complaints.append(f"query string {sorted(request.query)}")
            return web.json_response({"error": "the text belongs into the body"}, status=400)
        body: dict[str, Any] = await request.json() if request.content_type == "application/json" else {**await request.post()}
        self.asked.append({key: str(value) for key, value in body.items()})
        if self.key and body.get("api_key") != self.key:
            return web.json_response({"error": "Invalid API key"}, status=403)
        missing = [name for name in ("q", "source", "target") if not body.get(name)]
        if missing:
            return web.json_response({"error": f"Invalid request: missing {missing[0]} parameter"}, status=400)
        if self.answer is not None:
            return self.answer if isinstance(self.answer, web.StreamResponse) else web.json_response(self.answer)
        if self.engine is apertium and (body["source"], body["target"]) not in PATHS:
            return web.json_response({"error": f"{body['target']} is not supported"}, status=400)
        return web.json_response({"translatedText": await self.engine(body["q"], body["source"], body["target"])})


if __name__ == "__main__":
    serve(LibreTranslateServer)
