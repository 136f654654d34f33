"""The clock jobs of other rooms, wired to this house."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from subprocess import DEVNULL

import structlog
from sqlalchemy import select

from assets.inclusive_models import JobStatus, VideoJob
from assets.store import open_store
from campaigns.finding import campaign_named
from campaigns.materials import next_wanted
from campaigns.withdrawing import take_out_expired
from corett.upkeep import drain_mail, renew_tokens
from corett.wiring import House, network_for
from foundation.settings import parse_section
from monitoring.collecting import collect
from monitoring.settings import MonitoringSettings
from schedulers.jobs import Job

FILMS_EVERY_S = 5
MATERIALS_EVERY_S = 20
POLITE = 15  # of 19: a campaign's files take a minute of one core, and deliveries go first
LINES_EVERY_S = 900
CONSENTS_EVERY_S = 3600
MAIL_EVERY_S = 15
TOKENS_EVERY_S = 3600

log = structlog.get_logger()


def jobs_of(house: House) -> list[Job]:
    """What happens beside delivering."""
    every_s = parse_section(MonitoringSettings, house.settings.monitoring, "monitoring").collect_every_s

    async def measure() -> None:
        await collect(house.database, partial(network_for, house), house.clock)

    async def mail() -> None:
        await drain_mail(house)

    async def tokens() -> None:
        await renew_tokens(house)

    return [
        Job("metrics", every_s, measure, shared=True),
        Job("films", FILMS_EVERY_S, films(house)),
        Job("materials", MATERIALS_EVERY_S, partial(make_materials, house), shared=True),
        Job("help-lines", LINES_EVERY_S, partial(asyncio.to_thread, watch_lines, house), shared=True),
        Job("consents", CONSENTS_EVERY_S, consents(house), shared=True),
        Job("mail", MAIL_EVERY_S, mail, shared=True),
        Job("tokens", TOKENS_EVERY_S, tokens, shared=True),
    ]


def watch_lines(house: House) -> None:
    """Holds back what names a help line that is no longer confirmed."""
    from campaigns.watching import hold_back, with_expired_lines  # noqa: PLC0415 - the rules' 8 MB, every quarter of an hour

    with house.database.reading() as session:
        found = with_expired_lines(session, house.clock.now())
    if found:
        with house.database.writing() as session:
            held = hold_back(session, found, house.clock.now())
        log.warning("delivery.held", why="line_expired", count=held)


def films(house: House) -> Callable[[], Awaitable[None]]:
    """Makes the next film of the queue in a thread; when the platform stops, ffmpeg stops and the film waits again."""

    async def make() -> None:
        if not await asyncio.to_thread(films_wanted, house):
            return
        from assets.video.queue import forget_withdrawn, work_once  # noqa: PLC0415 - 20 MB, and only where films are made
        from corett.films import kitchen_of  # noqa: PLC0415

        stopping = threading.Event()
        try:
            kitchen, store = kitchen_of(house.settings), open_store(house.settings)
            await asyncio.to_thread(forget_withdrawn, house.database, kitchen)
            await asyncio.to_thread(work_once, house.database, kitchen, store, house.clock, stopping.is_set)
        finally:
            stopping.set()

    return make


def films_wanted(house: House) -> bool:
    """Whether a film waits, or any was ever made: a withdrawn one may have to go."""
    with house.database.reading() as session:
        waits = select(VideoJob.id).where(VideoJob.status.in_((JobStatus.QUEUED, JobStatus.RUNNING))).limit(1)
        return (house.settings.app.data_dir / "films").exists() or session.scalar(waits) is not None


def consents(house: House) -> Callable[[], Awaitable[None]]:
    """Withdraws the files whose consent has ended and holds what was planned with them."""

    def expire() -> None:
        now = house.clock.now()
        with house.database.writing() as session:
            done = take_out_expired(session, open_store(house.settings), now)
        for one in done:
            log.warning("asset.withdrawn", asset=one.asset.id, held=one.held, uses=list(one.uses))

    return partial(asyncio.to_thread, expire)


async def make_materials(house: House) -> None:
    """Makes the files of the next campaign that wants them, in a process of its own that gives way to deliveries.

    This process would otherwise keep what drawing, ffmpeg and WeasyPrint load. Stopped halfway, it goes on the next time.
    """

    def take() -> str:
        with house.database.writing(tell=False) as session:
            campaign = next_wanted(session, house.clock.now())
            if campaign is None:
                return ""
            campaign.materials_begun_at = house.clock.now()
            return campaign.slug

    with house.database.reading() as session:
        waits = next_wanted(session, house.clock.now()) is not None
    slug = await asyncio.to_thread(take) if waits else ""
    if not slug:
        return
    order = (sys.executable, "-m", "corett", "campaign", "assets", slug, "--json")
    child = await asyncio.create_subprocess_exec(
        *order, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True, preexec_fn=partial(os.nice, POLITE)
    )
    try:
        log.info("materials.made", campaign=slug, code=await child.wait())
    finally:
        if child.returncode is None:
            os.killpg(child.pid, signal.SIGTERM)
            await asyncio.to_thread(give_back, house, slug)


def give_back(house: House, slug: str) -> None:
    """The platform stops before the files are made: the next start begins at once."""
    with house.database.writing(tell=False) as session:
        campaign_named(session, slug).materials_begun_at = None
