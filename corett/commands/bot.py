"""`corett bot`: the members' bot alone."""

import asyncio
import signal

import typer

from corett.acting import ready_house
from corett.telegram_door import serve_bot, wants_bot
from corett.wiring import House
from foundation.errors import CorettError
from foundation.texts import N_

app = typer.Typer()


class NoBotToken(CorettError):
    """There is nothing to open the door with."""

    code = "no_bot_token"
    sentence = N_("Falta el token del bot. Pídalo a @BotFather y póngalo en [bot] token o en CORETT_BOT__TOKEN.")


@app.callback(invoke_without_command=True)
def bot() -> None:
    """Ctrl-C ends it; the answers under way are finished first."""
    house = ready_house()
    if not wants_bot(house):
        raise NoBotToken
    asyncio.run(run(house))


async def run(house: House) -> None:
    """The bot on this event loop until a signal comes."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve_bot(house, stop)
