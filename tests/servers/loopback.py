"""The ground of every HTTP stand-in: an aiohttp application on loopback, in its own thread, that acts out faults on order."""

import argparse
import asyncio
import socket
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar, Self

from aiohttp import web

from tests.servers.faults import ACCEPTED, Fault

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HTML = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


class Loopback:
    """A subclass lists its `routes`, tells which requests publish, and says its own words for 429, 500 and "duplicate".

    `will(fault)` orders the fate of the next publishing request; `complaints` collects what a strict server had to refuse.
    """

    name: ClassVar[str] = "loopback"

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.faults: deque[Fault] = deque()
        self.complaints: list[str] = []
        self.latency = 0.0
        self.seen: list[web.Request] = []

    def routes(self) -> Iterable[web.RouteDef]:
        raise NotImplementedError

    def publishes(self, request: web.Request) -> bool:
        """Whether this request would put a post out: the one that faults strike."""
        raise NotImplementedError

    def rate_limited(self) -> web.StreamResponse:
        raise NotImplementedError

    def broken(self) -> web.StreamResponse:
        return web.json_response({"error": "internal"}, status=500)

    def duplicate(self) -> web.StreamResponse:
        raise NotImplementedError

    def will(self, *faults: Fault) -> None:
        """The next publishing requests meet these fates, in order. REFUSE closes the door at once, for good."""
        for fault in faults:
            if fault is Fault.REFUSE:
                self.close_door()
            else:
                self.faults.append(fault)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # -- life ---------------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        started = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._live, args=(started,), name=f"{self.name}-server", daemon=True)
        self.thread.start()
        started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def close_door(self) -> None:
        """Stops listening and hangs up on everyone: the next connection is refused."""
        asyncio.run_coroutine_threadsafe(self._close_door(), self.loop).result(10)

    async def _close(self) -> None:
        await self._accept_nobody()
        await self.runner.cleanup()

    async def _accept_nobody(self) -> None:
        """Lets in who stands at the door before it closes: Python 3.11 leaks who comes in just then (python/cpython#109564)."""
        if self.socket.fileno() != -1:  # the door may have been closed before
            self.loop.remove_reader(self.socket)
            await asyncio.sleep(0)

    async def _close_door(self) -> None:
        await self._accept_nobody()
        await self.site.stop()
        if self.runner.server is not None:
            await self.runner.server.shutdown(0.01)

    def _live(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._open())
        started.set()
        self.loop.run_forever()
        self.loop.run_until_complete(asyncio.sleep(0.01))  # connections that were just closed say good-bye in the next step

    async def _open(self) -> None:
        app = web.Application(middlewares=[self._fate], client_max_size=2**31)
        app.add_routes(self.routes())
        self.runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
        await self.runner.setup()
        self.socket = socket.create_server(("127.0.0.1", self.port))
        self.site = web.SockSite(self.runner, self.socket)
        await self.site.start()
        self.port = self.runner.addresses[0][1]

    # -- fate ---------------------------------------------------------------------------------------------------------

    @property
    def _fate(self) -> Any:
        @web.middleware
        async def fate(request: web.Request, handler: Handler) -> web.StreamResponse:
            if self.latency:
                await asyncio.sleep(self.latency)
            fault = self.faults.popleft() if self.faults and self.publishes(request) else None
            if fault is None:
                return await handler(request)
            answer = await handler(request) if fault in ACCEPTED else None
            return await self._act(fault, request, answer)

        return fate

    async def _act(self, fault: Fault, request: web.Request, answer: web.StreamResponse | None) -> web.StreamResponse:
        await request.read()
        body = answer.body if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b""
        if fault in {Fault.DROP, Fault.ACCEPT_THEN_DROP}:
            hang_up(request)
        elif fault is Fault.ACCEPT_THEN_HANG:
            await asyncio.sleep(3600)
        elif fault is Fault.ACCEPT_THEN_500:
            return self.broken()
        elif fault is Fault.ACCEPT_THEN_TRUNCATE:
            return web.Response(body=body[: len(body) // 2], content_type="application/json")
        elif fault is Fault.ACCEPT_THEN_RESET:
            await partly(request, body, pause=0.05)
            hang_up(request)
        elif fault is Fault.ACCEPT_SLOWLY:
            await dribble(request, body)
        elif fault is Fault.PROXY_HTML:
            return web.Response(text=HTML, status=502, content_type="text/html")
        elif fault is Fault.RATE_LIMIT:
            return self.rate_limited()
        elif fault is Fault.DUPLICATE:
            return self.duplicate()
        return web.Response()


def hang_up(request: web.Request) -> None:
    """The connection is gone, without a word."""
    if request.transport is not None:
        request.transport.abort()


async def partly(request: web.Request, body: bytes, pause: float) -> web.StreamResponse:
    """The head and half of the body."""
    answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    await asyncio.sleep(pause)
    return answer


async def dribble(request: web.Request, body: bytes) -> None:
    """One byte at a time, each well within any time-out between bytes."""
    answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await answer.prepare(request)
    for at in range(len(body)):
        await answer.write(body[at : at + 1])
        await asyncio.sleep(0.2)


def serve(kind: type[Loopback]) -> None:
    """Runs a stand-in by hand: `python -m tests.servers.<name> --port 8095`."""
    parser = argparse.ArgumentParser(description=kind.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--fault", action="append", choices=list(Fault), default=[], help="fate of the next publishing requests")
    options = parser.parse_args()
    server = kind(options.port)
    server.latency = options.latency
    with server:
        server.will(*(Fault(fault) for fault in options.fault))
        print(f"{kind.name}: {server.url}", flush=True)  # noqa: T201 - a command's answer
        threading.Event().wait()
