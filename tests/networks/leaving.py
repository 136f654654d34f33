"""The part of the contract about the first byte: a process that slept too long sends nothing, however late it notices."""

import socket
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import pytest

from networks.contract import Network, Outgoing, Prepared, Receipt, Unavailable
from networks.leave import sending_by
from tests.networks.samples import DELIVERY

MOST_REQUESTS: Final = 8


@pytest.mark.anyio
class LeavingContract:
    """Mixed into `NetworkContract`, which says what these are."""

    def connect(self, stage: Any) -> Network:
        raise NotImplementedError

    def message(self) -> Outgoing:
        raise NotImplementedError

    async def ready(self, network: Network, message: Outgoing, parts: Any = None) -> Prepared:
        raise NotImplementedError

    async def out(self, network: Network, prepared: Prepared, delivery: UUID = DELIVERY) -> Receipt:
        raise NotImplementedError

    async def test_every_request_of_a_publishing_asks_for_leave_and_a_refused_one_surely_sends_nothing(self, stage: Any) -> None:
        network = self.connect(stage)
        prepared = await self.ready(network, self.message())
        for allowed in range(MOST_REQUESTS):
            answers = iter([True] * allowed)
            try:
                with sending_by(lambda answers=answers: next(answers, False)):  # type: ignore[misc]
                    await self.out(network, prepared)
            except Unavailable:
                assert stage.posts() == []
            else:
                break
        await network.close()

        assert 0 < allowed < MOST_REQUESTS - 1
        assert len(stage.posts()) <= 1

    async def test_a_process_that_sleeps_between_connecting_and_the_first_byte_sends_nothing(
        self, stage: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = self.connect(stage)
        prepared = await self.ready(first, self.message())
        await first.close()
        slept = False
        really_connect = socket.socket.connect

        def connect_and_fall_asleep(self: socket.socket, address: Any) -> None:
            nonlocal slept
            slept = True
            really_connect(self, address)

        network = self.connect(stage)
        monkeypatch.setattr(socket.socket, "connect", connect_and_fall_asleep)
        with suppress(Unavailable), sending_by(lambda: not slept):
            await self.out(network, prepared)
        await network.close()

        assert (stage.posts() == []) == slept
