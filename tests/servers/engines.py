"""Stand-ins for Google’s page, MyMemory, DeepL and Microsoft Translator, strict about where text and key travel."""

import html
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from aiohttp import web

from tests.servers.loopback import Loopback, serve

KEY = "k3y-that-nobody-may-see"


def shouted(text: str) -> str:
    """A translation one can recognise, masks kept."""
    return f"tr {text}"


class EnginesServer(Loopback):
    """The four engines under one roof: /m, /get, /v2/translate, /microsoft/translate."""

    name: ClassVar[str] = "engines"

    def __init__(self, port: int = 0, say: Callable[[str], str] = shouted) -> None:
        super().__init__(port)
        self.say = say
        self.key = KEY

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.get("/m", self.google),
            web.get("/get", self.mymemory),
            web.post("/v2/translate", self.deepl),
            web.post("/microsoft/translate", self.microsoft),
        ]

    def publishes(self, request: web.Request) -> bool:
        return True

    def rate_limited(self) -> web.StreamResponse:
        return web.json_response({"message": "Too many requests"}, status=429)

    def lines(self, text: str) -> str:
        return "\n".join(self.say(line) for line in text.split("\n"))

    async def google(self, request: web.Request) -> web.StreamResponse:
        said = html.escape(self.lines(request.query["q"]))
        page = f'<html><body><div class="result-container">{said}</div></body></html>'
        return web.Response(text=page, content_type="text/html")

    async def mymemory(self, request: web.Request) -> web.StreamResponse:
        source, target = request.query["langpair"].split("|")
        if len(request.query["q"]) > 500:
            return web.json_response(
                {"responseData": {"translatedText": "QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS"}}
            )
        if not source or not target:
            return web.json_response({"responseStatus": "403"}, status=403)
        return web.json_response({"responseData": {"translatedText": html.escape(self.lines(request.query["q"]))}, "matches": []})

    async def deepl(self, request: web.Request) -> web.StreamResponse:
        if request.query or request.headers.get("Authorization") != f"DeepL-Auth-Key {self.key}":
            self.complaints += [f"query {sorted(request.query)}"] if request.query else []
            return web.json_response({"message": f"Wrong key {request.headers.get('Authorization')}"}, status=403)
        body: dict[str, Any] = await request.json()
        if not body["target_lang"].isupper() or not body["source_lang"].isupper():
            return web.json_response({"message": "Value for 'target_lang' not supported."}, status=400)
        return web.json_response({"translations": [{"text": self.lines(text)} for text in body["text"]]})

    async def microsoft(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Ocp-Apim-Subscription-Key") != self.key:
            return web.json_response({"error": {"code": 401000, "message": "The request is not authorized"}}, status=401)
        body: list[dict[str, str]] = await request.json()
        return web.json_response([{"translations": [{"text": self.lines(body[0]["text"]), "to": request.query["to"]}]}])


if __name__ == "__main__":
    serve(EnginesServer)
