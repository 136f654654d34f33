"""A network adapter over the misbehaving server, classifying as the real ones do."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import aiohttp

from networks.contract import (
    CannotLook,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Outgoing,
    Prepared,
    Problem,
    Receipt,
    Rejected,
    Unavailable,
    Unconfirmed,
)
from tests.planting import LIMITS


class ChaosNetwork:
    limits: ClassVar[Limits] = LIMITS

    def __init__(self, url: str, timeout_s: float, *, looks: bool) -> None:
        self.url = url
        self.timeout = aiohttp.ClientTimeout(total=timeout_s)
        self.looks = looks

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return []

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        if "up" not in parts:
            await keep("up", "1")
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        content = {"delivery": str(delivery_id), "profile": prepared.outgoing.about.get("profile", "")}
        try:
            async with aiohttp.ClientSession(timeout=self.timeout) as session, session.post(self.url, json=content) as answer:
                return judged(answer.status, await answer.text(), delivery_id)
        except aiohttp.ClientConnectorError as error:
            raise Unavailable(network="chaos", detail="refused") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unconfirmed(network="chaos", detail=type(error).__name__) from error

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        if not self.looks:
            raise CannotLook(network="chaos", detail="no history")
        try:
            async with aiohttp.ClientSession(timeout=self.timeout) as session, session.get(f"{self.url}/{delivery_id}") as answer:
                found = (await answer.json(content_type=None))["found"]
        except (aiohttp.ClientError, TimeoutError) as error:
            raise CannotLook(network="chaos", detail=type(error).__name__) from error
        return Receipt(str(delivery_id)) if found else None

    async def measure(self, refs: list[str]) -> list[Measured]:
        return []

    async def whoami(self) -> Identity:
        return Identity("chaos", "@chaos")

    async def close(self) -> None:
        return None


def judged(status: int, body: str, delivery_id: UUID) -> Receipt:
    """A full answer, as far as it says anything definite."""
    if status == 200:
        return Receipt(str(delivery_id))
    if status == 422:
        raise Rejected(network="chaos", detail="422")
    if status == 429:
        raise Unavailable(network="chaos", detail="429", retry_after=0.1)
    raise Unconfirmed(network="chaos", detail=str(status), landed=status == 403)
