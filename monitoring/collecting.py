"""Asks the networks what became of sent posts and keeps every answer: a missing number stays missing."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, TypeAlias
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from foundation.clock import Clock
from foundation.db import Database
from foundation.errors import CorettError
from monitoring.cadence import FIRST_LOOK, next_due
from monitoring.models import Kind, MeasuringTurn, Sample
from networks.contract import Measured, Network, Unavailable

NetworkOf: TypeAlias = Callable[[Profile], Network]
log: Final = structlog.get_logger()

POSTS_A_CALL: Final = 50
PAUSE_AFTER_ERROR: Final = timedelta(hours=1)
GIVES_WAY: Final = timedelta(minutes=2)
"""Reading may use up what a network allows an account: so close to a post of a profile nobody reads there."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A sent delivery whose turn it is."""

    delivery_id: UUID
    profile: Profile
    ref: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of measuring did."""

    posts: int = 0
    samples: int = 0
    failed: int = 0


async def collect(database: Database, network_of: NetworkOf, clock: Clock, *, everything: bool = False) -> Round:
    """Measures every sent delivery that is due, profile by profile; a profile that fails waits an hour and stops no other.

    `network_of` gives a profile's network, which stays its owner's to close. `everything` does not wait for the posts' turns.
    """
    turns = await asyncio.to_thread(find_turns, database, clock.now(), everything=everything)
    posts = samples = failed = 0
    for profile, of_profile in groupby(turns, key=lambda turn: turn.profile):
        for group in in_groups(list(of_profile), POSTS_A_CALL):
            try:
                network = network_of(profile)
                measured = await network.measure([turn.ref for turn in group])
                kinds = {metric.name: Kind(metric.kind) for metric in network.limits.metrics}
            except CorettError as error:
                failed += len(group)
                log.warning("measuring.failed", profile=profile.name, posts=len(group), code=error.code)
                await asyncio.to_thread(postpone, database, group, error, clock.now())
                continue
            samples += await asyncio.to_thread(keep, database, group, measured, kinds, clock.now())
            posts += len(group)
    return Round(posts, samples, failed)


def find_turns(database: Database, now: datetime, *, everything: bool) -> list[Turn]:
    """The sent deliveries that are due, ordered by profile; one never measured is due an hour after it was sent.

    Publishing goes first: a profile that has something to send about now is measured in a later round.
    """
    never, waiting = MeasuringTurn.delivery_id.is_(None), MeasuringTurn.next_at.is_not(None)
    quiet = Profile.next_due.is_(None) | ~Profile.next_due.between(now - GIVES_WAY, now + GIVES_WAY)
    due = quiet & ((never & (Delivery.finished_at <= now - FIRST_LOOK)) | (MeasuringTurn.next_at <= now))
    with database.reading() as session:
        rows = session.execute(
            select(Delivery.id, Profile, Delivery.ref, Delivery.finished_at)
            .join(Profile, Profile.id == Delivery.profile_id)
            .outerjoin(MeasuringTurn, MeasuringTurn.delivery_id == Delivery.id)
            .where(Delivery.status == DeliveryStatus.SENT, Delivery.ref.is_not(None), Delivery.finished_at.is_not(None))
            .where((never | waiting) if everything else due)
            .order_by(Profile.name, Delivery.id)
        ).all()
        session.expunge_all()  # the profiles go on to whoever opens their networks
    return [Turn(id_, profile, ref, sent_at) for id_, profile, ref, sent_at in rows if ref and sent_at]


def in_groups(turns: Sequence[Turn], size: int) -> Iterable[Sequence[Turn]]:
    """The turns in groups of at most `size`."""
    return (turns[start : start + size] for start in range(0, len(turns), size))


def keep(database: Database, group: Sequence[Turn], measured: Sequence[Measured], kinds: dict[str, Kind], now: datetime) -> int:
    """Stores the answers and sets the next turns; how many samples were new."""
    by_ref = {turn.ref: turn for turn in group}
    with database.writing() as session:
        fresh = sum(
            keep_sample(session, by_ref[one.ref].delivery_id, one, kinds.get(one.metric, Kind.INTERACTION))
            for one in measured
            if one.ref in by_ref
        )
        for turn in group:
            due = next_due(turn.profile.network, turn.sent_at, now)
            session.merge(MeasuringTurn(delivery_id=turn.delivery_id, last_at=now, next_at=due, error=None))
    return fresh


def keep_sample(session: Session, delivery_id: UUID, one: Measured, kind: Kind) -> bool:
    """Adds a sample when the value changed, else notes that it was seen again; whether it was added."""
    latest = session.scalar(
        select(Sample)
        .where(Sample.delivery_id == delivery_id, Sample.metric == one.metric)
        .order_by(Sample.taken_at.desc(), Sample.id.desc())
        .limit(1)
    )
    if latest is not None and (latest.value, latest.source, latest.unit) == (one.value, one.source, one.unit):
        latest.seen_at = max(latest.seen_at, one.taken_at)
        return False
    session.add(
        Sample(
            delivery_id=delivery_id,
            metric=one.metric,
            kind=kind,
            value=one.value,
            unit=one.unit,
            source=one.source,
            taken_at=one.taken_at,
            seen_at=one.taken_at,
        )
    )
    session.flush()
    return True


def postpone(database: Database, group: Sequence[Turn], error: CorettError, now: datetime) -> None:
    """The network did not answer: no sample is made up, the turn comes again later."""
    pause = PAUSE_AFTER_ERROR
    if isinstance(error, Unavailable) and error.retry_after is not None:
        pause = max(pause, timedelta(seconds=error.retry_after))
    with database.writing() as session:
        for turn in group:
            row = session.get(MeasuringTurn, turn.delivery_id)
            if row is None:
                row = MeasuringTurn(delivery_id=turn.delivery_id)
                session.add(row)
            row.next_at, row.error = now + pause, error.code
