"""A bare HTTP adapter: what the outbox costs, without any network's own SDK."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import aiohttp

from networks.contract import Checkpoint, Identity, Limits, Measured, Outgoing, Prepared, Problem, Receipt
from tests.planting import LIMITS


class BareNetwork:
    """Posts the delivery's id and reads the answer."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, url: str, connections: int) -> None:
        self.url = url
        self.connections = connections
        self.session: aiohttp.ClientSession | None = None
        self.starts: dict[UUID, float] = {}

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return []

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        if self.session is None:
            self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=self.connections))
        async with self.session.post(self.url, data=str(delivery_id).encode()) as answer:
            await answer.read()
        return Receipt(ref=str(delivery_id))

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        return None

    async def measure(self, refs: list[str]) -> list[Measured]:
        return []

    async def whoami(self) -> Identity:
        return Identity("bare", "@bare")

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()
