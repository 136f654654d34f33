"""One account of Meta's two-step networks: everything Instagram and Threads do alike, once."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from networks._containers import Containers, Edges, insights
from networks._graph import GraphCaller, is_unknown_object
from networks.contract import (
    BudgetFact,
    Checkpoint,
    Limits,
    Measured,
    Media,
    NetworkError,
    Outgoing,
    Prepared,
    Receipt,
    Renewed,
    Unavailable,
)

CLOCK_SLACK: Final = timedelta(seconds=60)
TOKEN_DAYS: Final = 60


class ContainerAccount(ABC):
    """A subclass names its limits, its edges and its metrics (ours to theirs), and what a container of one file holds."""

    limits: ClassVar[Limits]
    edges: ClassVar[Edges]
    asked_metrics: ClassVar[Mapping[str, str]]

    def __init__(self, caller: GraphCaller, user: str, fetch_from: str, poll_s: float) -> None:
        self.caller, self.graph, self.user, self.fetch_from = caller, caller.graph, user, fetch_from
        self.containers = Containers(caller, user, self.edges, fetch_from, poll_s)

    @abstractmethod
    def fields(self, media: Media, in_carousel: bool) -> dict[str, str]:
        """What the container of one file is made of."""

    def understood(self, error: NetworkError) -> NetworkError:
        """The error, where this network's own subcodes say more than Graph at large knows."""
        return error

    def budget(self) -> list[BudgetFact]:
        return list(self.caller.facts.values())

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        try:
            return await self.containers.prepare(outgoing, parts, keep, self.fields)
        except NetworkError as error:
            raise self.understood(error) from error

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:  # noqa: ARG002 - the container is the key
        try:
            return await self.containers.publish(prepared)
        except NetworkError as error:
            raise self.understood(error) from error

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        return await self.containers.find(prepared, since - CLOCK_SLACK)

    async def measure(self, refs: list[str]) -> list[Measured]:
        measured, network = [], self.limits.network
        for ref in refs:
            told, now = await self._told(ref), self.caller.clock.now()
            measured += [Measured(ref, one.name, told.get(one.name), one.unit, network, now) for one in self.limits.metrics]
        return measured

    async def close(self) -> None:
        self.caller.close()

    async def _told(self, ref: str) -> dict[str, float]:
        """The post's insights; nothing where the post is unknown."""
        try:
            return await insights(self.caller, ref, self.asked_metrics)
        except NetworkError as error:
            if is_unknown_object(error):
                return {}
            raise


async def renewed(caller: GraphCaller, grant: str) -> Renewed:
    """A token that is good for 60 days again, in exchange for one that is at least a day old and has not ended.

    Meta takes the token of this one call in the query only; the line shows addresses to nobody.

    Raises:
        SignedOut: it has ended or was revoked.
        Unavailable: not now; also "not a day old yet".
    """
    query = {"grant_type": grant, "access_token": caller.graph.access_token}
    answer: Mapping[str, Any] = await caller.ask(lambda: caller.graph.request("refresh_access_token", query))
    token, seconds = str(answer.get("access_token") or ""), int(answer.get("expires_in") or 0)
    if not token or seconds <= 0:
        raise Unavailable(network=caller.network, detail="refresh_access_token")
    return Renewed({"access_token": token}, caller.clock.now() + timedelta(seconds=seconds))
