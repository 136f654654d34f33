"""`corett bot`: the members' bot alone."""

import asyncio
import signal
from typing import Annotated

import typer

from bot.linking import new_link_code
from corett.acting import ready_house
from corett.cli import language
from corett.output import say
from corett.telegram_door import serve_bot, wants_bot
from corett.wiring import House
from foundation.errors import CorettError
from foundation.people import user_named
from foundation.texts import N_, Texts

app = typer.Typer()
_ = Texts(language())


class NoBotToken(CorettError):
    """There is nothing to open the door with."""

    code = "no_bot_token"
    sentence = N_("Falta el token del bot. Pídalo a @BotFather y póngalo en [bot] token o en CORETT_BOT__TOKEN.")


@app.callback(invoke_without_command=True)
def bot(context: typer.Context) -> None:
    """Ctrl-C ends it; the answers under way are finished first."""
    if context.invoked_subcommand is not None:
        return
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


@app.command("link", help=_(N_("Da un código para recibir avisos en Telegram: se escribe al bot, «/vincular CÓDIGO»")))
def link(name: Annotated[str, typer.Argument(metavar="USER", help=_(N_("El usuario de la consola")))]) -> None:
    """The code works once, for a quarter of an hour."""
    house = ready_house()
    with house.database.writing() as session:
        code = new_link_code(session, user_named(session, name), house.clock.now())
    typer.echo(f"/vincular {code}")
    say(house.texts(N_("Escríbalo al bot en Telegram antes de 15 minutos. No lo comparta.")))
