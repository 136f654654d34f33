"""procrastinate on PostgreSQL: its own asynchronous worker, polling as often as the outbox does."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import aiohttp
from procrastinate import App, PsycopgConnector

from tests.bench.peers.common import Errand, answered, main

BATCH = 1000
POLL_S = 0.25


def engine(errand: Errand) -> tuple[App, Any, list[aiohttp.ClientSession]]:
    """The application, its one task and the sessions it opened."""
    app = App(connector=PsycopgConnector(conninfo=errand.store))
    sessions: list[aiohttp.ClientSession] = []

    async def post(url: str, name: str) -> None:
        if not sessions:
            sessions.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=errand.concurrency)))
        async with sessions[0].post(url, data=name.encode()) as answer:
            await answer.read()

    return app, app.task(name="post", queue="posts")(post), sessions


async def fill(errand: Errand) -> None:
    app, task, _ = engine(errand)
    async with app.open_async():
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()
        began = time.perf_counter()
        at = task.configure(schedule_at=datetime.fromtimestamp(errand.due, UTC))
        for first in range(0, errand.count, BATCH):
            names = range(first, min(first + BATCH, errand.count))
            await at.batch_defer_async(*({"url": errand.url, "name": str(name)} for name in names))
        answered(time.perf_counter() - began)


async def run(errand: Errand) -> None:
    app, _, _ = engine(errand)
    async with app.open_async():
        await app.run_worker_async(concurrency=errand.concurrency, fetch_job_polling_interval=POLL_S)


if __name__ == "__main__":
    main(lambda errand: asyncio.run(fill(errand)), lambda errand: asyncio.run(run(errand)))
