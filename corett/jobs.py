"""The clock jobs of other rooms, wired to this house."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from campaigns.models import Profile
from campaigns.profiles import profile_named
from corett.wiring import House, network_for
from monitoring.collecting import collect
from networks.contract import Network
from schedulers.jobs import Job

METRICS_EVERY_S = 300


def jobs_of(house: House) -> list[Job]:
    """What happens beside delivering."""

    @asynccontextmanager
    async def network_of(name: str) -> AsyncIterator[Network]:
        yield network_for(house, await asyncio.to_thread(profile, house, name))

    async def measure() -> None:
        await collect(house.database, network_of, house.clock)

    return [Job("metrics", METRICS_EVERY_S, measure, shared=True)]


def profile(house: House, name: str) -> Profile:
    """The profile's row, read aside."""
    with house.database.reading() as session:
        return profile_named(session, name)
