"""Opens the members' bot on this event loop; aiogram is imported aside and only when there is a token."""

import asyncio
from importlib import import_module
from typing import Any

from assets.settings import AssetsSection
from assets.store import open_store
from bot.settings import BotSettings
from corett.wiring import House
from foundation.settings import parse_section
from monitoring.settings import MonitoringSettings


def bot_settings(house: House) -> BotSettings:
    """`[bot]`.

    Raises:
        WrongSetting: an unknown key or a wrong value.
    """
    return parse_section(BotSettings, house.settings.bot, "bot")


def wants_bot(house: House) -> bool:
    """Whether a token is set."""
    return bool(bot_settings(house).token.get_secret_value())


async def serve_bot(house: House, stop: asyncio.Event) -> None:
    """Answers members until `stop`.

    Raises:
        BotSignedOut: Telegram refuses the token.
    """
    app, door = await asyncio.to_thread(load)
    around = door.Surroundings(
        database=house.database,
        vault=house.vault,
        store=open_store(house.settings),
        clock=house.clock,
        public_url=house.settings.public_url,
        zone=parse_section(MonitoringSettings, house.settings.monitoring, "monitoring").time_zone,
        limits=parse_section(AssetsSection, house.settings.assets, "assets"),
    )
    await app.run_bot(bot_settings(house), around, stop)


def load() -> tuple[Any, Any]:
    """The bot's modules: seconds of importing that must not hold the web back."""
    return import_module("bot.app"), import_module("bot.door")
