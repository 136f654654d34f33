"""APScheduler 3: a date job a post in a SQLAlchemy job store on SQLite. Runs in the peers' own environment."""

import time
from datetime import UTC, datetime

import urllib3
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from tests.bench.peers.common import Errand, answered, main

pool = urllib3.PoolManager(maxsize=256, block=False)


def send(url: str, name: str) -> None:
    """One post."""
    pool.request("POST", url, body=name)


def engine(errand: Errand) -> BackgroundScheduler:
    """Its default grace of one second would drop most of a burst: it is told to wait."""
    return BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(errand.store)},
        executors={"default": ThreadPoolExecutor(errand.concurrency)},
        job_defaults={"misfire_grace_time": None},
        timezone=UTC,
    )


def schedule(errand: Errand) -> None:
    scheduler = engine(errand)
    scheduler.start(paused=True)
    began = time.perf_counter()
    due = datetime.fromtimestamp(errand.due, UTC)
    for number in range(errand.count):
        scheduler.add_job(send, "date", run_date=due, args=(errand.url, str(number)), id=str(number))
    answered(time.perf_counter() - began)
    scheduler.shutdown()


def work(errand: Errand) -> None:
    engine(errand).start()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(schedule, work)
