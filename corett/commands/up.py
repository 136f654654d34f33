"""`corett up`: the platform in one process: web, scheduler and, when a token is set, bot."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from campaigns.listing import queue_counts
from campaigns.models import Profile
from corett.acting import ready_house
from corett.cli import language
from corett.jobs import jobs_of
from corett.running import clockwork_of
from corett.serving import application, listening, serve
from corett.telegram_door import serve_bot, wants_bot
from corett.watching import Watch
from corett.wiring import House, close_networks
from foundation.errors import CorettError
from foundation.log import start_log
from foundation.texts import N_, Texts
from schedulers.figures import not_ready
from web.sessions import first_login_link

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def up(
    host: Annotated[str, typer.Option(help=_(N_("Dónde escuchar; si falta, [web] host")))] = "",
    port: Annotated[int, typer.Option(help=_(N_("Puerto; si falta, [web] port")))] = 0,
) -> None:
    """Ctrl-C ends it in under two seconds and loses nothing."""
    house = listening_at(ready_house(), host, port)
    start_log("warning" if house.settings.log.level == "info" else house.settings.log.level, house.settings.log.json_lines)
    asyncio.run(run(house))


def listening_at(house: House, host: str, port: int) -> House:
    """The house with another address, so that every link it makes leads there."""
    asked: dict[str, str | int] = {name: value for name, value in (("host", host), ("port", port)) if value}
    web = house.settings.web.model_copy(update=asked)
    return replace(house, settings=house.settings.model_copy(update={"web": web}))


async def run(house: House) -> None:
    """Web and clockwork on one event loop until a signal comes."""
    bound = listening(house.settings.web.host, house.settings.web.port)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clockwork = clockwork_of(house, jobs_of(house))
    watch = Watch(house.texts, house.clock, name_finder(house), lambda: counts(house))
    clockwork.dispatcher.listeners.append(watch.outcome)
    with watch:
        greet(house, watch)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(serve(application(house, readiness(house), clockwork.figures.exposed), bound, stop))
                group.create_task(clockwork.run(stop))
                if wants_bot(house):
                    group.create_task(open_bot(house, watch, stop))
        finally:
            await close_networks(house)


def readiness(house: House) -> Callable[[], dict[str, str]]:
    """What keeps the platform from working, for `/readyz`."""

    def ready() -> dict[str, str]:
        try:
            with house.database.reading() as session:
                return not_ready(session, house.clock, timedelta(seconds=house.settings.delivery.lease_s))
        except DBAPIError as error:
            return {"database": type(error.orig).__name__}

    return ready


async def open_bot(house: House, watch: Watch, stop: asyncio.Event) -> None:
    """The members' bot; a token that Telegram refuses is said, and deliveries go on."""
    try:
        await serve_bot(house, stop)
    except CorettError as error:
        watch.notice(error.say(house.texts))


def greet(house: House, watch: Watch) -> None:
    """Where to look, and the one-time link while nobody has set a password."""
    address = f"http://{house.settings.web.host}:{house.settings.web.port}"
    watch.notice(house.texts(N_("Sala de prensa: {address}/   Consola: {address}/console"), address=address))
    link = first_login_link(house.database, house.clock, house.settings.public_url, house.settings.app.user)
    if link:
        watch.notice(house.texts(N_("Primera entrada a la consola (un solo uso): {link}"), link=link))


def name_finder(house: House) -> Callable[[int], str]:
    """A profile's name, read once."""

    @lru_cache(maxsize=4096)
    def name(profile_id: int) -> str:
        with house.database.reading() as session:
            return session.scalar(select(Profile.name).where(Profile.id == profile_id)) or str(profile_id)

    return name


def counts(house: House) -> dict[str, int]:
    """How many deliveries stand where."""
    with house.database.reading() as session:
        return queue_counts(session)
