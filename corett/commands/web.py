"""`corett web`: newsroom and console alone; the worker may run elsewhere."""

import asyncio
import signal
from typing import Annotated

import typer

from corett.acting import ready_house
from corett.cli import language
from corett.commands.up import listening_at
from corett.output import say
from corett.serving import application, listening, serve
from corett.wiring import House
from foundation.texts import N_, Texts
from web.sessions import first_login_link

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def web(
    host: Annotated[str, typer.Option(help=_(N_("Dónde escuchar; si falta, [web] host")))] = "",
    port: Annotated[int, typer.Option(help=_(N_("Puerto; si falta, [web] port")))] = 0,
) -> None:
    """Serves until Ctrl-C; prints the one-time login link while the administrator has no password."""
    house = listening_at(ready_house(), host, port)
    say(house.texts(N_("Sala de prensa: {address}"), address=house.settings.public_url))
    link = first_login_link(house.database, house.clock, house.settings.public_url, house.settings.app.user)
    if link:
        say(house.texts(N_("Primera entrada a la consola (un solo uso): {link}"), link=link))
    asyncio.run(run(house))


async def run(house: House) -> None:
    """The web door until a signal comes."""
    bound = listening(house.settings.web.host, house.settings.web.port)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(application(house), bound, stop)
