"""The queue of films: asked for by people, made one at a time by one worker, with progress and a way to stop."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assets.fresh import Fresh
from assets.inclusive.films import burned_facts
from assets.inclusive_models import JobStatus, VideoJob
from assets.intake import keep
from assets.library import made_from
from assets.models import Asset
from assets.sniffing import Kind
from assets.store import Store, digest
from assets.video.ffmpeg import VideoCancelled, VideoFailed
from assets.video.probing import probe
from assets.video.recipe import Recipe, read_recipe
from assets.video.rendering import Kitchen, contents_of, render
from foundation.clock import Clock
from foundation.db import Database
from foundation.errors import Conflict, CorettError, NotFound
from foundation.texts import N_

BEAT_S: Final = 1.0
STALE: Final = timedelta(seconds=60)  # a worker that has not beaten for so long is dead
MOST_STARTS: Final = 3
log = structlog.get_logger()


class GaveUp(CorettError):
    """The worker died over this job again and again."""

    code = "video_gave_up"
    sentence = N_("El trabajo de video se interrumpió {starts} veces. Revise la memoria y el disco, y pídalo de nuevo.")


class Interrupted(Exception):
    """The platform is shutting down: the job goes back to the queue."""


def ask(session: Session, recipe: Recipe, *, by: str, now: datetime) -> VideoJob:
    """Puts a film on the queue. An equal one that still waits or runs is handed back instead."""
    written = recipe.written()
    waiting = session.scalars(select(VideoJob).where(VideoJob.status.in_((JobStatus.QUEUED, JobStatus.RUNNING))))
    for job in waiting:
        if job.recipe == written and not job.cancel_asked:
            return job
    job = VideoJob(recipe=written, asked_by=by, asked_at=now)
    session.add(job)
    session.flush()
    return job


def job_numbered(session: Session, number: int) -> VideoJob:
    """The job of that number.

    Raises:
        NotFound: there is none.
    """
    job = session.get(VideoJob, number)
    if job is None:
        raise NotFound(kind=N_("trabajo de video"), name=number)
    return job


def cancel(session: Session, number: int, *, now: datetime) -> VideoJob:
    """Takes a job off the queue, or asks the worker to stop it.

    Raises:
        NotFound: there is none. Conflict: it is over already.
    """
    job = job_numbered(session, number)
    if job.status is JobStatus.QUEUED:
        job.status, job.finished_at = JobStatus.CANCELLED, now
    elif job.status is JobStatus.RUNNING:
        job.cancel_asked = True
    else:
        raise Conflict(thing=f"video {number}", status=job.status, act=N_("cancelar"))
    return job


def claim(database: Database, now: datetime) -> VideoJob | None:
    """The oldest waiting job, now running; None where nothing waits or another worker is at it."""
    if not anything_to_do(database):
        return None
    try:
        with database.writing(tell=False) as session:
            revive(session, now)
            job = session.scalar(select(VideoJob).where(VideoJob.status == JobStatus.QUEUED).order_by(VideoJob.id).limit(1))
            if job is None:
                return None
            job.status, job.beat_at, job.starts, job.progress = JobStatus.RUNNING, now, job.starts + 1, 0
            session.flush()
            return job
    except IntegrityError:
        return None


def anything_to_do(database: Database) -> bool:
    """Whether a job waits or runs: asked often, so it only reads."""
    with database.reading() as session:
        open_jobs = select(VideoJob.id).where(VideoJob.status.in_((JobStatus.QUEUED, JobStatus.RUNNING))).limit(1)
        return session.scalar(open_jobs) is not None


def revive(session: Session, now: datetime) -> None:
    """Jobs whose worker died go back to the queue, or are given up after several deaths."""
    for job in session.scalars(select(VideoJob).where(VideoJob.status == JobStatus.RUNNING, VideoJob.beat_at < now - STALE)):
        if job.cancel_asked:
            finish(job, JobStatus.CANCELLED, now)
        elif job.starts >= MOST_STARTS:
            finish(job, JobStatus.FAILED, now, GaveUp(starts=job.starts))
        else:
            job.status = JobStatus.QUEUED
    session.flush()


def finish(job: VideoJob, status: JobStatus, now: datetime, error: CorettError | None = None) -> None:
    """Writes how a job ended."""
    job.status, job.finished_at = status, now
    if error is not None:
        job.error_code, job.error = error.code, str(error)


@dataclass
class Pulse:
    """What the running job tells the database and hears from it, at most once a second."""

    database: Database
    number: int
    clock: Clock
    stopping: Callable[[], bool]
    share: float = 0
    beaten: float = field(default=float("-inf"))
    stop_asked: bool = False

    def progress(self, share: float) -> None:
        """Remembers how far the film is."""
        self.share = share

    def cancelled(self) -> bool:
        """Beats, and says whether somebody asked to stop.

        Raises:
            Interrupted: the platform is shutting down.
        """
        if self.stopping():
            raise Interrupted
        if self.clock.monotonic() - self.beaten >= BEAT_S:
            self.beaten = self.clock.monotonic()
            self.stop_asked = self.beat()
        return self.stop_asked

    def beat(self) -> bool:
        """Writes progress and heartbeat; returns whether a cancel was asked for."""
        with self.database.writing(tell=False) as session:
            session.execute(
                update(VideoJob).where(VideoJob.id == self.number).values(progress=round(self.share, 3), beat_at=self.clock.now())
            )
            return bool(session.scalar(select(VideoJob.cancel_asked).where(VideoJob.id == self.number)))


def work_once(
    database: Database, kitchen: Kitchen, store: Store, clock: Clock, stopping: Callable[[], bool] = lambda: False
) -> bool:
    """Makes the next film of the queue, if there is one; returns whether there was.

    A job stopped by shutdown goes back to the queue as if it had never started.
    """
    job = claim(database, clock.now())
    if job is None:
        return False
    pulse = Pulse(database, job.id, clock, stopping)
    status, sha256, error = JobStatus.DONE, None, None
    try:
        recipe = read_recipe(job.recipe)
        film = render(recipe, kitchen, pulse.progress, pulse.cancelled)
        sha256 = store.put(film, "video/mp4")
        with database.writing(tell=False) as session:
            shelve(session, store, recipe, film, job.asked_by, clock.now())
    except Interrupted:
        status = JobStatus.QUEUED
    except VideoCancelled:
        status = JobStatus.CANCELLED
    except CorettError as refusal:
        status, error = JobStatus.FAILED, refusal
    except OSError as fault:  # the disk is full, the source is gone
        status, error = JobStatus.FAILED, VideoFailed(detail=fault.strerror)
    settle(database, job.id, status, sha256, error, clock.now())
    log.info("video.finished", job=job.id, status=status, code=error.code if error else None)
    return True


def forget_withdrawn(database: Database, kitchen: Kitchen) -> int:
    """Removes from the cache every film made of a file that was withdrawn from the library; how many."""
    made_of = {film: contents_of(film) for film in kitchen.films()}
    if not made_of:
        return 0
    withdrawn = select(Asset.sha256).where(Asset.withdrawn_at.is_not(None), Asset.sha256.in_(set().union(*made_of.values())))
    with database.reading() as session:
        gone = set(session.scalars(withdrawn))
    lost = [film for film, contents in made_of.items() if contents & gone]
    for film in lost:
        film.unlink(missing_ok=True)
    return len(lost)


def shelve(session: Session, store: Store, recipe: Recipe, film: Path, by: str, now: datetime) -> Asset | None:
    """The film as a file of the library, when its footage is: withdrawn footage then takes the film with it."""
    files = [path for path in (recipe.source, recipe.sign) if path]
    found = list(session.scalars(select(Asset).where(Asset.sha256.in_([digest(path) for path in files]))))
    footage = next((one for one in found if one.sha256 == digest(recipe.source)), None)
    if footage is None:
        return None
    facts = probe(film)
    told = burned_facts(recipe.language, recipe.burn) if recipe.burn else {}
    fresh = Fresh(film, "video/mp4", Kind.VIDEO, facts.width, facts.height, facts.duration / 1000, facts=told)
    kept = keep(store, session, fresh, footage.alt, footage.licence, by, now, name=footage.name)
    made_from(session, kept, [one.id for one in found])
    return kept


def settle(
    database: Database, number: int, status: JobStatus, sha256: str | None, error: CorettError | None, now: datetime
) -> None:
    """Writes the outcome in one transaction."""
    with database.writing(tell=False) as session:
        job = job_numbered(session, number)
        if status is JobStatus.QUEUED:
            job.status, job.starts = status, job.starts - 1
            return
        finish(job, status, now, error)
        job.sha256 = sha256
        job.progress = 1 if status is JobStatus.DONE else job.progress
