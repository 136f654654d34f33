import asyncio

import pytest
from pydantic import SecretStr

from bot.app import BotSignedOut, run_bot
from bot.door import Surroundings
from bot.settings import BotSettings
from tests.servers.telegram import TOKEN, TelegramServer


def test_a_wrong_token_is_said_plainly_and_never_repeated(around: Surroundings) -> None:
    with TelegramServer() as server:
        for token in ("4242:wrong-token-of-another-bot", "no-token-at-all"):
            settings = BotSettings(token=SecretStr(token), api_url=server.url)
            with pytest.raises(BotSignedOut) as refused:
                asyncio.run(run_bot(settings, around, asyncio.Event()))
            assert token not in str(refused.value)
            assert "BotFather" in str(refused.value)


def test_a_telegram_that_is_away_is_waited_for_and_a_stop_ends_the_waiting(around: Surroundings) -> None:
    async def run() -> None:
        stop = asyncio.Event()
        settings = BotSettings(token=SecretStr(TOKEN), api_url="http://127.0.0.1:9")
        running = asyncio.create_task(run_bot(settings, around, stop))
        await asyncio.sleep(0.3)
        assert not running.done()
        stop.set()
        await running

    asyncio.run(run())


def test_the_token_is_in_no_text_of_the_settings() -> None:
    assert TOKEN not in repr(BotSettings(token=SecretStr(TOKEN)))
