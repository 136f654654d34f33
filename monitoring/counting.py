"""Counts visits of links and pages: in memory first, written once a second, nothing kept that could find a person again."""

import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from foundation.clock import Clock
from foundation.db import Database
from monitoring.models import DailySalt, DailyVisitor, Place, VisitDay
from monitoring.upsert import insert_for
from monitoring.visits import Guest, Visit, visitor_hash

log: Final = structlog.get_logger()

CHUNK: Final = 500  # SQLite's bound parameters end at 32,766; one row takes two


class Spot(NamedTuple):
    """One link or page on one day."""

    place: Place
    key: str
    day: date


@dataclass
class Tally:
    """What has been seen of one spot since the last write."""

    visits: int = 0
    private: int = 0
    bots: int = 0
    visitors: set[bytes] = field(default_factory=set)


class Counter:
    """Counts without waiting for the disk. Call from any thread; `flush` writes, `counting` flushes once a second and at the end.

    Days are the region's days. The day's salt lives in one row so that a restart or a second web process counts nobody twice;
    it and the visitors' hashes are deleted as soon as the day is over.
    """

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self.database, self.clock, self.zone = database, clock, zone
        self.lock = threading.Lock()
        self.seen: dict[Spot, Tally] = {}
        self.salted: tuple[date, bytes] | None = None

    def count_click(self, code: str, visit: Visit) -> None:
        """One request of a short link."""
        self.count(Place.LINK, code, visit)

    def count_page(self, page: str, visit: Visit) -> None:
        """One request of a newsroom page; `page` is its path, at most 200 characters are kept."""
        self.count(Place.PAGE, page[:200], visit)

    def count(self, place: Place, key: str, visit: Visit) -> None:
        """Puts the visit on its tally; only a person's visit is ever hashed."""
        today = self.today()
        person = visit.guest is Guest.PERSON
        salt = self.salt_of(today) if person else None
        hashed = visitor_hash(salt, place, key, visit) if salt else None
        with self.lock:
            tally = self.seen.setdefault(Spot(place, key, today), Tally())
            tally.visits += person
            tally.private += visit.guest is Guest.PRIVATE
            tally.bots += visit.guest is Guest.ROBOT
            if hashed is not None:
                tally.visitors.add(hashed)

    def flush(self) -> None:
        """Writes what was counted since the last flush in one transaction, and forgets the days that are over."""
        with self.lock:
            seen, self.seen = self.seen, {}
        forget = self.salted is not None and self.salted[0] != self.today()
        if not seen and not forget:
            return
        try:
            with self.database.writing() as session:
                write_tallies(session, seen)
                forget_past_days(session, self.today())
        except BaseException:
            self.take_back(seen)
            raise
        if forget:
            self.salted = None

    def take_back(self, seen: Mapping[Spot, Tally]) -> None:
        """A failed write loses nothing: the next one tries again."""
        with self.lock:
            for spot, tally in seen.items():
                newer = self.seen.setdefault(spot, Tally())
                newer.visits += tally.visits
                newer.private += tally.private
                newer.bots += tally.bots
                newer.visitors |= tally.visitors

    def today(self) -> date:
        """The region's day."""
        return self.clock.now().astimezone(self.zone).date()

    def salt_of(self, today: date) -> bytes | None:
        """The day's salt, from memory after the first visit; None while the database is away: a link must still lead on."""
        salted = self.salted
        if salted is None or salted[0] != today:
            try:
                with self.database.writing() as session:
                    forget_past_days(session, today)
                    salted = self.salted = (today, shared_salt(session, today))
            except SQLAlchemyError as error:
                log.warning("visits.without_salt", error=type(error).__name__)
                return None
        return salted[1]


def shared_salt(session: Session, today: date) -> bytes:
    """The salt every process uses today; the first to ask makes it."""
    session.execute(insert_for(session, DailySalt).values(day=today, salt=secrets.token_bytes(32)).on_conflict_do_nothing())
    return session.scalars(select(DailySalt.salt).where(DailySalt.day == today)).one()


def forget_past_days(session: Session, today: date) -> None:
    """Deletes the salts and visitors of every day but today: from then on nobody can be told apart."""
    session.execute(delete(DailySalt).where(DailySalt.day < today))
    session.execute(delete(DailyVisitor).where(DailyVisitor.day < today))


def write_tallies(session: Session, seen: Mapping[Spot, Tally]) -> None:
    """Adds the tallies to their days."""
    for spot, tally in seen.items():
        statement = insert_for(session, VisitDay).values(
            place=spot.place,
            key=spot.key,
            day=spot.day,
            visits=tally.visits,
            uniques=count_new(session, spot.day, tally.visitors),
            private=tally.private,
            bots=tally.bots,
        )
        added = {name: getattr(VisitDay, name) + statement.excluded[name] for name in ("visits", "uniques", "private", "bots")}
        session.execute(statement.on_conflict_do_update(index_elements=["place", "key", "day"], set_=added))


def count_new(session: Session, day: date, visitors: Iterable[bytes]) -> int:
    """How many of these visitors were not seen before today; they are remembered until midnight."""
    rows = [{"day": day, "visitor": visitor} for visitor in visitors]
    fresh = 0
    for start in range(0, len(rows), CHUNK):
        statement = insert_for(session, DailyVisitor).values(rows[start : start + CHUNK]).on_conflict_do_nothing()
        fresh += len(session.execute(statement.returning(DailyVisitor.visitor)).all())
    return fresh


@contextmanager
def counting(database: Database, clock: Clock, zone: ZoneInfo, every_s: float = 1.0) -> Iterator[Counter]:
    """A counter that writes once a second in its own thread, and a last time when the block ends."""
    counter, over = Counter(database, clock, zone), threading.Event()
    counter.salt_of(counter.today())
    thread = threading.Thread(target=write_until, args=(counter, over, every_s), name="counting", daemon=True)
    thread.start()
    try:
        yield counter
    finally:
        over.set()
        thread.join()
        counter.flush()


def write_until(counter: Counter, over: threading.Event, every_s: float) -> None:
    """The writer's loop; a database that is locked or away for a while loses nothing."""
    while not over.wait(every_s):
        try:
            counter.flush()
        except SQLAlchemyError as error:
            log.warning("visits.kept_in_memory", error=type(error).__name__)
