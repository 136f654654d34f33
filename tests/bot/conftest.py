"""The real bot against the loopback Bot API: people write to it, and the test reads what it answered."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from assets.store import Store
from bot.app import run_bot
from bot.door import Surroundings
from bot.settings import BotSettings
from foundation.db import Database
from foundation.vault import Vault
from tests.clock import FrozenClock
from tests.servers.telegram import TOKEN, TelegramServer

T = TypeVar("T")
PATIENCE_S = 20


@dataclass
class Door:
    """The bot and the people before it."""

    server: TelegramServer
    around: Surroundings
    clock: FrozenClock

    def say(self, user: int, text: str = "", **more: Any) -> list[dict[str, Any]]:
        """What the bot answers to a message."""
        return self.answers(user, lambda: self.server.people.say(user, text, **more))

    def press(self, user: int, data: str) -> list[dict[str, Any]]:
        """What the bot answers to a button."""
        return self.answers(user, lambda: self.server.people.press(user, data))

    def answers(self, user: int, act: Callable[[], object]) -> list[dict[str, Any]]:
        self.server.people.person(user)
        before = len(self.server.sent(user))
        act()
        self.until(lambda: len(self.server.sent(user)) > before)
        self.settle()
        return self.server.sent(user)[before:]

    def until(self, happened: Callable[[], T]) -> T:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = happened()
            if found:
                return found
            time.sleep(0.01)
        raise AssertionError("the bot did not answer")

    def settle(self) -> None:
        """Waits until the bot asks for updates again with nothing left to do."""
        calm, last = 0, -1
        while calm < 8:
            time.sleep(0.02)
            calm = calm + 1 if len(self.server.calls) == last else 0
            last = len(self.server.calls)


@pytest.fixture
def around(database: Database, vault: Vault, clock: FrozenClock, tmp_path: Path) -> Surroundings:
    return Surroundings(
        database=database,
        vault=vault,
        store=Store(tmp_path / "assets"),
        clock=clock,
        public_url="https://prensa.example",
        zone=ZoneInfo("America/Guatemala"),
    )


@pytest.fixture
def door(around: Surroundings, clock: FrozenClock) -> Iterator[Door]:
    """The bot, running in a thread of its own until the test ends."""
    with TelegramServer() as server:
        loop, stop, crashed = asyncio.new_event_loop(), asyncio.Event(), []
        settings = BotSettings(token=SecretStr(TOKEN), api_url=server.url, polling_s=1)

        def run() -> None:
            asyncio.set_event_loop(loop)
            try:
                loop.run_until_complete(run_bot(settings, around, stop))
            except Exception as error:  # noqa: BLE001 - shown to the test below
                crashed.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        yield Door(server, around, clock)
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=PATIENCE_S)
        loop.close()
        assert not thread.is_alive()
        assert not crashed
        assert server.complaints == []
