"""The web door inside our own event loop: uvicorn without its signal handlers, the application from `web`."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping

import uvicorn
from fastapi import FastAPI

from assets.store import open_store
from corett.schema import is_older, revisions, standing
from corett.wiring import House
from foundation.errors import CorettError
from foundation.texts import N_
from web.app import make_app


class AddressInUse(CorettError):
    """Something else, perhaps another `corett up`, listens there."""

    code = "address_in_use"
    sentence = N_("No se puede escuchar en {host}:{port} ({reason}). ¿Ya hay otro «corett up»? Ciérrelo o use --port.")


class Server(uvicorn.Server):
    """uvicorn's server; the roof handles the signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def application(
    house: House,
    ready: Callable[[], Mapping[str, str]] | None = None,
    metrics: Callable[[], tuple[bytes, str]] | None = None,
) -> FastAPI:
    """The web application of this house; without `ready`, it is ready when its schema is that of the code."""
    return make_app(
        settings=house.settings,
        database=house.database,
        clock=house.clock,
        vault=house.vault,
        store=open_store(house.settings),
        ready=ready or (lambda: schema_missing(house)),
        metrics=metrics,
    )


def schema_missing(house: House) -> dict[str, str]:
    """What keeps the pages from working: a schema older than the code. A newer one serves: it only adds."""
    there = standing(house.database)
    if not is_older(there):
        return {}
    return {"database": house.texts(N_("esquema {there}, hace falta {wanted}"), there=there or "—", wanted=revisions()[-1])}


def listening(host: str, port: int) -> socket.socket:
    """A bound socket, so that a taken address is told before anything starts.

    Raises:
        AddressInUse: nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise AddressInUse(host=host, port=port, reason=error.strerror) from error
    return bound


async def serve(app: FastAPI, bound: socket.socket, stop: asyncio.Event) -> None:
    """Serves until `stop` is set; open connections get a second to end."""
    server = Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1, lifespan="on"))
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await serving
