"""A door in front of someone else's server that acts out our faults: the server itself stays as its makers wrote it."""

from collections.abc import Iterable
from typing import ClassVar, Final

import aiohttp
from aiohttp import web

from tests.servers.loopback import Loopback

HOP: Final = frozenset({"transfer-encoding", "content-length", "content-encoding", "connection"})


class Gateway(Loopback):
    """Passes every request on. A subclass tells which ones publish and how its network says "too fast"."""

    name: ClassVar[str] = "gateway"

    def __init__(self, upstream: str, port: int = 0) -> None:
        super().__init__(port)
        self.upstream = upstream
        self.passed: list[tuple[str, str, int]] = []
        self.files: list[bytes] = []

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.route("*", "/{path:.*}", self.pass_on)]

    async def pass_on(self, request: web.Request) -> web.StreamResponse:
        if request.content_type == "multipart/form-data":
            self.files += files_in(await request.read(), request.headers["Content-Type"].partition("boundary=")[2])
        headers = {key: value for key, value in request.headers.items() if key.lower() not in {"host", "transfer-encoding"}}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, self.upstream + request.path_qs, data=await request.read(), headers=headers, allow_redirects=False
            ) as answer,
        ):
            body = await answer.read()
            self.passed.append((request.method, request.path, answer.status))
            kept = {key: value for key, value in answer.headers.items() if key.lower() not in HOP}
            return web.Response(body=body, status=answer.status, headers=kept)


def files_in(body: bytes, boundary: str) -> list[bytes]:
    """The files of a form (RFC 7578), byte for byte."""
    parts = [part.partition(b"\r\n\r\n") for part in body.split(b"--" + boundary.encode())]
    return [content.removesuffix(b"\r\n") for head, _, content in parts if b"filename=" in head]
