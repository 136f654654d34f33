from pathlib import Path

import pytest
from sqlalchemy import select

from assets.captions.cue import Cue
from assets.inclusive_models import JobStatus, VideoJob
from assets.library import withdraw
from assets.models import Asset
from assets.store import Store
from assets.video import queue
from assets.video.queue import ask, cancel, claim, forget_withdrawn, work_once
from assets.video.recipe import Recipe
from assets.video.rendering import Kitchen
from foundation.db import Database
from foundation.errors import Conflict, NotFound
from tests.assets.films import film
from tests.clock import FrozenClock


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path / "films")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def order(database: Database, clock: FrozenClock, path: Path) -> int:
    with database.writing() as session:
        return ask(session, Recipe(path, burn=(Cue(0, 1000, ("Hola.",)),)), by="ana", now=clock.now()).id


def job(database: Database, number: int) -> VideoJob:
    with database.writing() as session:
        return session.scalars(select(VideoJob).where(VideoJob.id == number)).one()


def test_a_film_is_made_and_kept_in_the_library_store(
    database: Database, clock: FrozenClock, kitchen: Kitchen, store: Store, tmp_path: Path
) -> None:
    number = order(database, clock, film(tmp_path / "a.mp4", seconds=1))

    assert work_once(database, kitchen, store, clock)
    assert not work_once(database, kitchen, store, clock)

    done = job(database, number)
    assert (done.status, done.progress, done.error) == (JobStatus.DONE, 1, None)
    assert done.sha256 is not None
    assert store.path(done.sha256, "video/mp4").stat().st_size > 1000


def test_the_same_order_is_not_queued_twice(database: Database, clock: FrozenClock) -> None:
    first = order(database, clock, Path("a.mp4"))

    assert order(database, clock, Path("a.mp4")) == first
    assert order(database, clock, Path("b.mp4")) != first


def test_only_one_film_is_made_at_a_time(any_database: Database, clock: FrozenClock) -> None:
    order(any_database, clock, Path("a.mp4"))
    order(any_database, clock, Path("b.mp4"))

    first, second = claim(any_database, clock.now()), claim(any_database, clock.now())

    assert first is not None
    assert second is None


def test_a_waiting_job_is_cancelled_at_once(database: Database, clock: FrozenClock) -> None:
    number = order(database, clock, Path("a.mp4"))

    with database.writing() as session:
        cancel(session, number, now=clock.now())

    assert job(database, number).status is JobStatus.CANCELLED
    assert claim(database, clock.now()) is None
    with database.writing() as session, pytest.raises(Conflict):
        cancel(session, number, now=clock.now())


def test_a_running_job_hears_the_cancel_and_leaves_nothing(
    database: Database, clock: FrozenClock, kitchen: Kitchen, store: Store, tmp_path: Path
) -> None:
    number = order(database, clock, film(tmp_path / "a.mp4", seconds=1))

    def ask_to_stop() -> bool:
        with database.writing() as session:
            if session.get_one(VideoJob, number).status is JobStatus.RUNNING:
                cancel(session, number, now=clock.now())
        return False

    work_once(database, kitchen, store, clock, stopping=ask_to_stop)

    assert job(database, number).status is JobStatus.CANCELLED
    assert [path for path in kitchen.cache.rglob("*") if path.is_file()] == []


def test_shutting_down_puts_the_job_back(
    database: Database, clock: FrozenClock, kitchen: Kitchen, store: Store, tmp_path: Path
) -> None:
    number = order(database, clock, film(tmp_path / "a.mp4", seconds=1))

    work_once(database, kitchen, store, clock, stopping=lambda: True)

    waiting = job(database, number)
    assert (waiting.status, waiting.starts) == (JobStatus.QUEUED, 0)
    assert work_once(database, kitchen, store, clock)
    assert job(database, number).status is JobStatus.DONE


def test_a_job_whose_worker_died_is_taken_up_again_and_given_up_after_three_deaths(
    database: Database, clock: FrozenClock
) -> None:
    number = order(database, clock, Path("a.mp4"))

    for _ in range(queue.MOST_STARTS):
        assert claim(database, clock.now()) is not None
        clock.advance(seconds=61)
    assert claim(database, clock.now()) is None

    lost = job(database, number)
    assert (lost.status, lost.error_code) == (JobStatus.FAILED, "video_gave_up")


def test_a_living_worker_is_believed(database: Database, clock: FrozenClock) -> None:
    order(database, clock, Path("a.mp4"))
    order(database, clock, Path("b.mp4"))
    claim(database, clock.now())

    clock.advance(seconds=queue.STALE.total_seconds() - 1)

    assert claim(database, clock.now()) is None


def test_a_failed_job_says_why_in_one_sentence(
    database: Database, clock: FrozenClock, kitchen: Kitchen, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "a.mp4").write_bytes(b"#EXTM3U\nfile:///etc/passwd")
    number = order(database, clock, tmp_path / "a.mp4")

    work_once(database, kitchen, store, clock)

    failed = job(database, number)
    assert (failed.status, failed.error_code) == (JobStatus.FAILED, "not_a_video")
    assert failed.error is not None
    assert str(tmp_path) not in failed.error


def test_an_unknown_job_is_not_found(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session, pytest.raises(NotFound):
        cancel(session, 7, now=clock.now())


def test_a_film_of_the_librarys_footage_goes_when_the_footage_is_withdrawn(
    database: Database, clock: FrozenClock, kitchen: Kitchen, store: Store, tmp_path: Path
) -> None:
    sha256 = store.put(film(tmp_path / "a.mp4", seconds=1), "video/mp4")
    facts = {"kind": "video", "mime": "video/mp4", "size": 1, "alt": {"es": "Una mano"}, "facts": {}, "added_by": "ana"}
    with database.writing() as session:
        footage = Asset(sha256=sha256, licence="propia", added_at=clock.now(), **facts)
        session.add(footage)
    number = order(database, clock, store.path(sha256, "video/mp4"))
    work_once(database, kitchen, store, clock)
    made = job(database, number).sha256
    assert made is not None
    assert forget_withdrawn(database, kitchen) == 0

    with database.writing() as session:
        gone = withdraw(session, store, session.get_one(Asset, footage.id), "venció el consentimiento", clock.now())

    assert {one.asset.sha256 for one in gone} == {sha256, made}
    assert not store.place(made, "video/mp4").exists()
    assert forget_withdrawn(database, kitchen) == 1
    assert kitchen.films() == []
