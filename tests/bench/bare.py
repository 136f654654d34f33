"""A bare HTTP adapter: what the outbox costs, without any network's own SDK."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from networks.contract import Checkpoint, Identity, Limits, Measured, Outgoing, Prepared, Problem, Receipt, Unconfirmed
from tests.planting import LIMITS


class Line(asyncio.Protocol):
    """One kept-alive connection; one request at a time, its answer read by Content-Length."""

    def __init__(self) -> None:
        self.transport: asyncio.WriteTransport | None = None
        self.buffer = b""
        self.waiting: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[bytes]":
        """The body of the answer, later."""
        assert self.transport is not None
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.waiting

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if found and self.waiting is not None and len(body) >= int(head.lower().partition(b"content-length:")[2].split()[0]):
            self.buffer = b""
            if not self.waiting.done():
                self.waiting.set_result(body)

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(Unconfirmed(network="bare", detail="connection lost"))


class BareNetwork:
    """Posts the delivery's id and reads the answer."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self.host, self.port = address.hostname or "127.0.0.1", address.port or 80
        self.idle: list[Line] = []

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return []

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        await self.ask("POST", "/", str(delivery_id))
        return Receipt(ref=str(delivery_id))

    async def ask(self, verb: str, path: str, body: str = "") -> bytes:
        """One request over a connection that nobody uses, opened when there is none."""
        line = self.idle.pop() if self.idle else await self.connect()
        answer = await line.ask(f"{verb} {path} HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        self.idle.append(line)
        return answer

    async def connect(self) -> Line:
        """A new connection."""
        _, line = await asyncio.get_running_loop().create_connection(Line, self.host, self.port)
        return line

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        return None

    async def measure(self, refs: list[str]) -> list[Measured]:
        return []

    async def whoami(self) -> Identity:
        return Identity("bare", "@bare")

    async def close(self) -> None:
        for line in self.idle:
            if line.transport is not None:
                line.transport.close()
