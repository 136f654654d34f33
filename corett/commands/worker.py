"""`corett worker`: the scheduler alone; any number of them on PostgreSQL."""

import asyncio
import signal
from datetime import timedelta
from typing import Annotated, Final

import typer
from prometheus_client import start_http_server

from corett.acting import ready_house
from corett.cli import language
from corett.jobs import jobs_of
from corett.running import clockwork_of
from corett.wiring import House, close_networks
from foundation.texts import N_, Texts

PATIENCE: Final = timedelta(minutes=2)

app = typer.Typer()
_ = Texts(language())


@app.callback(invoke_without_command=True)
def worker(
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help=_(N_("Termina cuando no hay nada pendiente ni en vuelo")))
    ] = False,
    metrics_port: Annotated[int, typer.Option(help=_(N_("Puerto local para las cifras (Prometheus); 0 = ninguno")))] = 0,
) -> None:
    """SIGTERM and Ctrl-C: no new claims, what is in flight ends or becomes unconfirmed."""
    asyncio.run(work(ready_house(), until_idle=until_idle, metrics_port=metrics_port))


async def work(house: House, *, until_idle: bool, metrics_port: int = 0) -> None:
    """One worker on this event loop."""
    clockwork = clockwork_of(house, [] if until_idle else jobs_of(house))
    if metrics_port:
        start_http_server(metrics_port, "127.0.0.1", clockwork.figures.registry)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await (clockwork.run_until_idle(PATIENCE) if until_idle else clockwork.run(stop))
    finally:
        await close_networks(house)
