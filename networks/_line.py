"""One line to one network for the synchronous SDKs: pooled, with a deadline, without retries or redirects.

It knows for every request whether a byte may have left. That decides between trying again and looking first.
"""

import asyncio
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from io import BytesIO
from queue import SimpleQueue
from time import monotonic
from typing import Any, Final, TypeVar

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from networks.leave import LEAVE, TAKEN_AWAY, Leave, always

T = TypeVar("T")
MOST_THREADS: Final = 128
MOST_IDLE_CONNECTIONS: Final = 128


class NotSent(Exception):
    """Surely no byte of the request left: refused, no such name, no TLS, no thread in time."""


class NoAnswer(Exception):
    """The request began to leave and no full answer came back."""


class GivenUp(Exception):
    """The one who asked is gone: this thread must not send any more."""


@dataclass(frozen=True)
class Answer:
    """A full HTTP answer. `json` is None where the body is not a JSON object: then it was not the network that spoke."""

    status: int
    headers: Mapping[str, str]
    json: Mapping[str, Any] | None


@dataclass
class Refused(Exception):
    """A full answer that is not a success. It shows only its status: bodies may echo a token."""

    answer: Answer

    def __str__(self) -> str:
        return f"HTTP {self.answer.status}"


# -- between the coroutine that waits and the thread that sends -----------------------------------------------------------


@dataclass
class Gate:
    """Decides, once and for both sides, whether the request began before the coroutine gave up; `leave` may forbid it."""

    leave: Leave = always
    begun: bool = False
    given_up: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """The thread is about to write the first byte of a request."""
        with self.lock:
            if self.given_up:
                raise GivenUp
            if not self.leave():
                raise NotSent(TAKEN_AWAY)
            self.begun = True

    def give_up(self) -> bool:
        """The coroutine stops waiting. True: nothing has left and nothing will."""
        with self.lock:
            self.given_up = True
            return not self.begun


def nobody_listens(_answer: Answer) -> None:
    """A call whose headers nobody reads."""


class OfThisThread(threading.local):
    """The gate of the call that runs in this thread, and who reads its answers' headers."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.heard: Callable[[Answer], None] = nobody_listens


HERE: Final = OfThisThread()
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # its debug lines show addresses, queries and all


class Threads:
    """Daemon threads for one network: a dead network keeps neither the others waiting nor the process from ending."""

    def __init__(self, name: str, most: int = MOST_THREADS) -> None:
        self.name, self.most, self.started = name, most, 0
        self.work: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self.idle = threading.Semaphore(0)
        self.growing = threading.Lock()

    async def run(self, call: Callable[[], T], seconds: float, heard: Callable[[Answer], None] = nobody_listens) -> T:
        """The call's result, within the deadline; `heard` is told every answer on the way, good or bad.

        Raises:
            NotSent: time ran out before the first byte, and none will leave any more.
            NoAnswer: time ran out later.
        """
        gate, future = Gate(LEAVE.get()), Future[T]()

        def gated() -> T:
            HERE.gate, HERE.heard = gate, heard
            return call()

        self.work.put((future, gated))
        self._grow()
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            if gate.give_up():
                raise NotSent(f"no hubo conexión en {seconds:g} s") from None
            raise NoAnswer(f"sin respuesta completa en {seconds:g} s") from None
        except asyncio.CancelledError:
            gate.give_up()
            raise

    def _grow(self) -> None:
        if self.idle.acquire(blocking=False):
            return
        with self.growing:
            if self.started < self.most:
                self.started += 1
                threading.Thread(target=self._labour, name=f"{self.name}-{self.started}", daemon=True).start()

    def _labour(self) -> None:
        while True:
            future, call = self.work.get()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as error:  # noqa: BLE001 - handed to the one who waits
                    future.set_exception(error)
            del future, call
            self.idle.release()


@cache
def threads(network: str) -> Threads:
    """The network's threads, shared by its profiles."""
    return Threads(network)


# -- connections that tell when they begin to write ---------------------------------------------------------------------


class TellingConnection(HTTPConnection):
    """Passes the gate after connecting and before the first byte."""

    def endheaders(self, message_body: Any = None, *, encode_chunked: bool = False) -> None:
        if self.sock is None:
            self.connect()
        HERE.gate.begin()
        super().endheaders(message_body, encode_chunked=encode_chunked)


class TellingTLSConnection(HTTPSConnection):
    """The same, after the TLS handshake."""

    def endheaders(self, message_body: Any = None, *, encode_chunked: bool = False) -> None:
        if self.sock is None:
            self.connect()
        HERE.gate.begin()
        super().endheaders(message_body, encode_chunked=encode_chunked)


class TellingPool(HTTPConnectionPool):
    """Plain connections to one host."""

    ConnectionCls = TellingConnection


class TellingTLSPool(HTTPSConnectionPool):
    """TLS connections to one host."""

    ConnectionCls = TellingTLSConnection


POOLS: Final = {"http": TellingPool, "https": TellingTLSPool}


class SharedAdapter(HTTPAdapter):
    """The connections to one network, shared by its profiles; closed when the last profile lets go."""

    def __init__(self) -> None:
        self.users = 0
        super().__init__(pool_connections=4, pool_maxsize=MOST_IDLE_CONNECTIONS, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager


ADAPTERS: Final[dict[str, SharedAdapter]] = {}
SHARING: Final = threading.Lock()


class Line(requests.Session):
    """A session an SDK may think its own. `written_for` is the address the SDK writes; it is replaced by `api_url`.

    `takes_lists` lets a JSON array pass as a whole answer, for networks that answer so (Mastodon).
    """

    def __init__(self, api_url: str, written_for: str, timeout_s: float, *, takes_lists: bool = False) -> None:
        super().__init__()
        self.takes_lists = takes_lists
        self.api_url, self.written_for, self.timeout_s = api_url.rstrip("/"), written_for.rstrip("/"), timeout_s
        self.proxies = dict(requests.utils.get_environ_proxies(self.api_url))
        self.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        self.trust_env = False  # a .netrc must never replace the profile's own authorisation
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        with SHARING:
            self.shared: SharedAdapter | None = ADAPTERS.setdefault(self.api_url, SharedAdapter())
            self.shared.users += 1
        for prefix in ("http://", "https://"):
            self.mount(prefix, self.shared)

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        """A success whose body is a JSON object.

        Raises:
            NotSent: no byte left.
            NoAnswer: bytes left, no full answer came.
            Refused: any other full answer.
        """
        HERE.gate.begun = False
        options |= {"allow_redirects": False, "stream": True, "timeout": self.timeout_s}
        address = str(url)
        if address.startswith(self.written_for):
            address = self.api_url + address.removeprefix(self.written_for)
        try:
            response = super().request(method, address, *args, **options)
            body = read_all(response, monotonic() + self.timeout_s)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise (NoAnswer if HERE.gate.begun else NotSent)(reason(error)) from None  # its text may hold the address
        answer = Answer(response.status_code, response.headers, json_object(body))
        HERE.heard(answer)
        whole = answer.json is not None or not body or (self.takes_lists and is_list(body))
        if not 200 <= answer.status < 300 or not whole:
            raise Refused(answer)
        response.raw = BytesIO(body)
        return response

    def close(self) -> None:
        with SHARING:
            shared, self.shared = self.shared, None
            if shared is None:
                return
            shared.users -= 1
            if shared.users == 0:
                ADAPTERS.pop(self.api_url, None)
                shared.close()


def read_all(response: requests.Response, ends: float) -> bytes:
    """The whole body, or a time-out when the deadline passes between two pieces of it."""
    pieces = []
    try:
        while piece := response.raw.read1(65536, decode_content=True):
            pieces.append(piece)
            in_time(ends)
    except BaseException:
        response.raw.close()
        raise
    return b"".join(pieces)


def in_time(ends: float) -> None:
    """A body that trickles in forever is no answer either."""
    if monotonic() > ends:
        raise requests.ReadTimeout


def json_object(body: bytes) -> Mapping[str, Any] | None:
    """The body as a JSON object, or None."""
    with suppress(ValueError):
        found = json.loads(body)
        return found if isinstance(found, dict) else None
    return None


def is_list(body: bytes) -> bool:
    """Whether the body is a whole JSON array."""
    with suppress(ValueError):
        return isinstance(json.loads(body), list)
    return False


def reason(error: Exception) -> str:
    """Why there is no answer, in words that hold neither address nor secret."""
    for kind, words in REASONS.items():
        if isinstance(error, kind):
            return words
    return "se cortó la conexión"


REASONS: Final[Mapping[type[Exception], str]] = {
    requests.exceptions.SSLError: "falló la conexión segura (TLS)",
    requests.exceptions.ProxyError: "el proxy no respondió",
    requests.exceptions.ConnectTimeout: "no hubo conexión a tiempo",
    requests.exceptions.Timeout: "no respondió a tiempo",
    requests.exceptions.ConnectionError: "no se pudo conectar o se cortó la conexión",
}
