"""Celery with an ETA on Redis, 64 threads; acknowledged early (its default) or, with `late` in the store's fragment, late."""

import time
from datetime import UTC, datetime
from typing import Any

import urllib3
from celery import Celery

from tests.bench.peers.common import Errand, answered, main

RETURN_S = 10
"""The visibility time-out of the late variant (default one hour): what a dead worker held comes back after it."""
pool = urllib3.PoolManager(maxsize=256, block=False)


def post(url: str, name: str) -> None:
    """One post."""
    pool.request("POST", url, body=name)


def engine(errand: Errand) -> tuple[Celery, Any]:
    """The application and its one task."""
    address, _, variant = errand.store.partition("#")
    app = Celery("peers", broker=address)
    app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)
    if variant == "late":
        app.conf.update(task_acks_late=True, broker_transport_options={"visibility_timeout": RETURN_S})
    return app, app.task(name="post")(post)


def schedule(errand: Errand) -> None:
    app, task = engine(errand)
    due = datetime.fromtimestamp(errand.due, UTC)
    began = time.perf_counter()
    with app.producer_pool.acquire(block=True) as producer:
        for number in range(errand.count):
            task.apply_async((errand.url, str(number)), eta=due, producer=producer)
    answered(time.perf_counter() - began)


def work(errand: Errand) -> None:
    app, _ = engine(errand)
    app.worker_main(
        ["worker", "-P", "threads", "-c", str(errand.concurrency), "-l", "ERROR", "--without-gossip", "--without-mingle"]
    )


if __name__ == "__main__":
    main(schedule, work)
