"""The clock jobs of other rooms, wired to this house."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from assets.store import open_store
from campaigns.models import Profile
from campaigns.profiles import profile_named
from corett.films import kitchen_of
from corett.wiring import House, network_for
from monitoring.collecting import collect
from networks.contract import Network
from schedulers.jobs import Job

METRICS_EVERY_S = 300
FILMS_EVERY_S = 5


def jobs_of(house: House) -> list[Job]:
    """What happens beside delivering."""

    @asynccontextmanager
    async def network_of(name: str) -> AsyncIterator[Network]:
        yield network_for(house, await asyncio.to_thread(profile, house, name))

    async def measure() -> None:
        await collect(house.database, network_of, house.clock)

    return [Job("metrics", METRICS_EVERY_S, measure, shared=True), Job("films", FILMS_EVERY_S, films(house))]


def films(house: House) -> Callable[[], Awaitable[None]]:
    """Makes the next film of the queue in a thread; when the platform stops, ffmpeg stops and the film waits again."""

    async def make() -> None:
        from assets.video.queue import work_once  # noqa: PLC0415 - the fonts' and captions' libraries only where films are made

        stopping = threading.Event()
        try:
            kitchen, store = kitchen_of(house.settings), open_store(house.settings)
            await asyncio.to_thread(work_once, house.database, kitchen, store, house.clock, stopping.is_set)
        finally:
            stopping.set()

    return make


def profile(house: House, name: str) -> Profile:
    """The profile's row, read aside."""
    with house.database.reading() as session:
        return profile_named(session, name)
