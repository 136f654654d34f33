"""Claim, finish, bury: the SQL of the queue and nothing else. The delivery rows are the queue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, case, func, insert, literal, null, select, update
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.scheduling import REFRESH, lock_profiles, refresh_next_due
from campaigns.sealing import seal_of
from campaigns.status import DeliveryStatus, ProfileStatus
from campaigns.withdrawing import barred, hold_files
from foundation.db import table_of, written
from foundation.texts import Phrase
from moderation.gate import gate
from moderation.models import Hold
from schedulers.budget import Ledger, block
from schedulers.models import Attempt
from schedulers.sharing import Wish

d, p, a = table_of(Delivery), table_of(Profile), table_of(Attempt)

GIVEN_BACK: Final = "given_back"


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery this worker may send now, exactly once: attempt `n` is already in the database."""

    delivery_id: UUID
    n: int
    profile_id: int
    network: str
    credentials_version: int
    payload: str
    parts: dict[str, str]
    due_at: datetime
    late_after: timedelta
    started_at: datetime
    holds_back: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt. `status` is where the delivery goes; `retry_at` only with `planned`."""

    delivery_id: UUID
    n: int
    profile_id: int
    status: DeliveryStatus
    ref: str | None = None
    url: str | None = None
    error_code: str | None = None
    error: Phrase | None = None
    retry_at: datetime | None = None
    look_after: datetime | None = None
    holds_back: bool = True
    signed_out: bool = False
    pause: tuple[str, datetime] | None = None

    @property
    def is_certain(self) -> bool:
        """Whether it stays true however late it comes."""
        return self.status is DeliveryStatus.SENT or self.error_code == GIVEN_BACK


class Haul(NamedTuple):
    """What a claim brought, and how many due deliveries it met: some of them were held, missed or put off instead."""

    claims: list[Claim]
    met: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What a claim has to know beside the rows."""

    late_after: timedelta
    held: Callable[[Sequence[Hold], Any], Hold | None]
    ledger: Callable[[Session, datetime], Ledger]


HEAD: Final = (
    select(d.c.id)
    .where(d.c.profile_id == p.c.id, d.c.status == written(DeliveryStatus.PLANNED), d.c.seal.is_not(None))
    .order_by(d.c.due_at, d.c.id)
    .limit(1)
    .correlate(p)
    .scalar_subquery()
)
CANDIDATES: Final = (
    select(d.c.id, d.c.campaign_id, d.c.profile_id, d.c.due_at, d.c.retry_at, d.c.late_after_s, d.c.payload, d.c.seal, d.c.parts)
    .add_columns(d.c.attempts, p.c.network, p.c.territory, p.c.credentials_version, p.c.block_on_unconfirmed)
    .join_from(p, d, d.c.id == HEAD)
    .where(p.c.next_due <= bindparam("now"), p.c.busy_with.is_(None), p.c.status == written(ProfileStatus.ACTIVE))
    .where(d.c.status == written(DeliveryStatus.PLANNED), d.c.seal.is_not(None))
    .order_by(p.c.next_due)
    .limit(bindparam("most"))
    .with_for_update(of=(p, d), skip_locked=True)
)
"""The first due delivery of each free profile, the longest waiting profile first."""
HOLDS: Final = select(Hold).where(Hold.lifted_at.is_(None))
NEXT_DUE: Final = select(func.min(p.c.next_due)).where(p.c.busy_with.is_(None), p.c.status == written(ProfileStatus.ACTIVE))
THESE: Final = d.c.id.in_(bindparam("ids", expanding=True))
BEGIN_SENDING: Final = (
    update(d)
    .where(THESE)
    .values(
        status=written(DeliveryStatus.SENDING),
        attempts=d.c.attempts + 1,
        started_at=bindparam("at"),
        finished_at=null(),
        retry_at=null(),
    )
)
WRITE_ATTEMPTS: Final = insert(a).from_select(
    ["delivery_id", "n", "worker_id", "payload_hash", "started_at", "looks"],
    select(d.c.id, d.c.attempts, bindparam("worker", type_=a.c.worker_id.type), d.c.seal, d.c.started_at, literal(0)).where(
        THESE
    ),
)
MAKE_BUSY: Final = update(p).where(p.c.id == d.c.profile_id, THESE).values(busy_with=d.c.id)
RELEASE: Final = REFRESH.values(
    busy_with=case((p.c.busy_with.in_(bindparam("mine", expanding=True)), null()), else_=p.c.busy_with)
)
"""Frees profiles, locked by `finish`, from these deliveries alone: one may be busy with its next one by now."""
OPEN: Final = (
    select(a.c.delivery_id, a.c.n)
    .where(a.c.delivery_id.in_(bindparam("ids", expanding=True)), a.c.outcome.is_(None))
    .with_for_update()
)
END_ATTEMPT: Final = (
    update(a)
    .where(a.c.delivery_id == bindparam("one"), a.c.n == bindparam("try"))
    .values(
        outcome=bindparam("word"),
        finished_at=bindparam("at"),
        error_code=bindparam("code"),
        error=bindparam("why"),
        look_after=bindparam("look"),
    )
)
END_DELIVERY: Final = (
    update(d)
    .where(d.c.id == bindparam("one"))
    .values(
        status=bindparam("into"),
        finished_at=bindparam("at"),
        retry_at=bindparam("again"),
        ref=func.coalesce(bindparam("remote"), d.c.ref),
        url=func.coalesce(bindparam("address"), d.c.url),
        error_code=bindparam("code"),
        error=bindparam("why"),
    )
)
END_SENT_ATTEMPTS: Final = (
    update(a)
    .where(a.c.delivery_id.in_(bindparam("ids", expanding=True)), a.c.outcome.is_(None))
    .values(outcome=written(DeliveryStatus.SENT), finished_at=bindparam("at"))
)
"""Most attempts end well: those are written together; an attempt that was decided before is not touched."""
END_SENT: Final = (
    update(d)
    .where(d.c.id == bindparam("one"))
    .values(
        status=written(DeliveryStatus.SENT),
        finished_at=bindparam("at"),
        retry_at=null(),
        ref=func.coalesce(bindparam("remote"), d.c.ref),
        url=func.coalesce(bindparam("address"), d.c.url),
        error_code=null(),
        error=null(),
    )
)


def claim_fairly(session: Session, worker: UUID, now: datetime, wish: Wish, rules: Rules) -> Haul:
    """Claims what is wished: of the quick networks first, then of the slow ones no more than their share."""
    if not wish.slow:
        return claim(session, worker, now, wish.most, rules, p.c.network.not_in(wish.shut) if wish.shut else None)
    quick = claim(session, worker, now, wish.most, rules, p.c.network.not_in({*wish.shut, *wish.slow}))
    most = min(wish.most - len(quick.claims), wish.most_of_slow)
    if most <= 0:
        return quick
    slow = claim(session, worker, now, most, rules, p.c.network.in_(set(wish.slow) - set(wish.shut)))
    return Haul(quick.claims + slow.claims, quick.met + slow.met)


def claim(
    session: Session,
    worker: UUID,
    now: datetime,
    limit: int,
    rules: Rules,
    networks: ColumnElement[bool] | None = None,
) -> Haul:
    """Takes up to `limit` due deliveries for this worker and writes their attempts, all in the session's transaction.

    A delivery that a hold covers, whose file may no longer be shown, whose seal is broken or that is too late goes where a
    person sees it instead;
    one without budget waits until the exact moment there will be some.
    """
    gate(session, exclusive=False)
    query = CANDIDATES if networks is None else CANDIDATES.where(networks)
    rows = session.connection().execute(query, {"now": now, "most": limit}).all()
    if not rows:
        return Haul([], 0)
    holds = session.scalars(HOLDS).all()
    ledger = rules.ledger(session, now)
    ledger.load({(row.network, row.profile_id) for row in rows})
    stopped: list[tuple[Row[Any], DeliveryStatus, str]] = []
    taken: list[Row[Any]] = []
    waiting: list[tuple[int, datetime]] = []
    unshown = barred(session, {row.id: row.payload for row in rows}, now.date())
    hold_files(session, unshown, now)
    for row in rows:
        if row.id in unshown:
            continue
        verdict = stop(row, holds, now, rules)
        if verdict is not None:
            stopped.append((row, *verdict))
            continue
        wait_until = ledger.take(row.network, row.profile_id)
        if wait_until is not None:
            waiting.append((row.profile_id, wait_until))
        else:
            taken.append(row)
    ledger.save()
    set_aside(session, stopped, now)
    postpone(session, waiting)
    write_attempts(session, taken, worker, now)
    return Haul([claim_of(row, now, rules) for row in taken], len(rows))


def lateness(row: Row[Any], rules: Rules) -> timedelta:
    """How late this delivery may leave by itself."""
    return rules.late_after if row.late_after_s is None else timedelta(seconds=row.late_after_s)


def stop(row: Row[Any], holds: Sequence[Hold], now: datetime, rules: Rules) -> tuple[DeliveryStatus, str] | None:
    """Why this delivery must not leave now, if anything forbids it."""
    if rules.held(holds, row) is not None:
        return DeliveryStatus.HELD, "hold"
    if seal_of(row.id, row.profile_id, row.due_at, row.payload) != row.seal:
        return DeliveryStatus.HELD, "broken_seal"
    if now - row.due_at > lateness(row, rules):
        return DeliveryStatus.MISSED, "too_late"
    return None


def set_aside(session: Session, stopped: Sequence[tuple[Row[Any], DeliveryStatus, str]], now: datetime) -> None:
    """Puts what must not leave in front of a person."""
    if not stopped:
        return
    session.connection().execute(
        update(d)
        .where(d.c.id == bindparam("one"))
        .values(status=bindparam("into"), error_code=bindparam("why"), finished_at=now, retry_at=None),
        [{"one": row.id, "into": status, "why": why} for row, status, why in stopped],
    )
    refresh_next_due(session, {row.profile_id for row, _, _ in stopped})


def postpone(session: Session, waiting: Sequence[tuple[int, datetime]]) -> None:
    """No budget: the profile is due again when there will be some."""
    if waiting:
        session.connection().execute(
            update(p).where(p.c.id == bindparam("one")).values(next_due=bindparam("then")),
            [{"one": profile, "then": then} for profile, then in waiting],
        )


def write_attempts(session: Session, rows: Sequence[Row[Any]], worker: UUID, now: datetime) -> None:
    """The attempts, written before a byte leaves; a second sender would be refused by their primary key."""
    if not rows:
        return
    connection = session.connection()
    these = {"ids": [row.id for row in rows]}
    connection.execute(BEGIN_SENDING, {**these, "at": now})
    connection.execute(WRITE_ATTEMPTS, {**these, "worker": worker})
    connection.execute(MAKE_BUSY, these)


def claim_of(row: Row[Any], now: datetime, rules: Rules) -> Claim:
    """What the sender is handed of a claimed row."""
    return Claim(
        delivery_id=row.id,
        n=row.attempts + 1,
        profile_id=row.profile_id,
        network=row.network,
        credentials_version=row.credentials_version,
        payload=row.payload,
        parts=dict(row.parts or {}),
        due_at=row.due_at,
        late_after=lateness(row, rules),
        started_at=now,
        holds_back=row.block_on_unconfirmed,
    )


def finish(session: Session, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Records outcomes, fenced: an attempt is decided once. Returns those that counted.

    What its sender knows for certain after its attempt was called unconfirmed is proof and is accepted: that it is out, or
    that no byte of it left.
    """
    if not outcomes:
        return []
    lock_profiles(session, {one.profile_id for one in outcomes})
    open_ones = open_attempts(session, outcomes)
    counted = [one for one in outcomes if (one.delivery_id, one.n) in open_ones]
    late = [one for one in outcomes if one.is_certain and (one.delivery_id, one.n) not in open_ones]
    counted += [one for one in late if accepts_late_truth(session, one)]
    if not counted:
        return []
    smooth = {(one.delivery_id, one.n) for one in counted if is_plain(one)} & open_ones
    write_sent(session, [one for one in counted if (one.delivery_id, one.n) in smooth], now)
    write_outcomes(session, [one for one in counted if (one.delivery_id, one.n) not in smooth], now)
    release(session, counted)
    return counted


def is_plain(outcome: Outcome) -> bool:
    """Sent, and nothing else to say about it."""
    return outcome.status is DeliveryStatus.SENT and outcome.pause is None and outcome.error is None


def open_attempts(session: Session, outcomes: Sequence[Outcome]) -> set[tuple[UUID, int]]:
    """Which of the attempts nobody has decided yet, locked."""
    rows = session.connection().execute(OPEN, {"ids": [one.delivery_id for one in outcomes]})
    return {(row.delivery_id, row.n) for row in rows}


def accepts_late_truth(session: Session, outcome: Outcome) -> bool:
    """Whether nobody has decided it otherwise nor begun another attempt: what is out must not leave again for lack of news."""
    row = session.execute(select(d.c.status, d.c.attempts).where(d.c.id == outcome.delivery_id).with_for_update()).one_or_none()
    if row is None or row.attempts != outcome.n:
        return False
    planned_again = row.status is DeliveryStatus.PLANNED and outcome.status is DeliveryStatus.SENT
    return planned_again or row.status is DeliveryStatus.UNCONFIRMED


def write_sent(session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
    """The second transaction of sends that ended well."""
    if not outcomes:
        return
    connection = session.connection()
    connection.execute(END_SENT_ATTEMPTS, {"ids": [one.delivery_id for one in outcomes], "at": now})
    connection.execute(END_SENT, [{"one": one.delivery_id, "at": now, "remote": one.ref, "address": one.url} for one in outcomes])


def write_outcomes(session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
    """The same for everything else, each with its words."""
    if not outcomes:
        return
    connection = session.connection()
    marks = [
        {
            "one": one.delivery_id, "try": one.n, "at": now, "word": one.status.value, "into": one.status, "again": one.retry_at,
            "remote": one.ref, "address": one.url, "code": one.error_code, "why": one.error, "look": one.look_after,
        }
        for one in outcomes
    ]  # fmt: skip
    connection.execute(END_ATTEMPT, marks)
    connection.execute(END_DELIVERY, marks)
    for one in outcomes:
        if one.pause is not None:
            block(session, *one.pause, now)


def release(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Frees the profiles, but for those that an unconfirmed delivery holds back; signs out those the network turned away."""
    free = [one for one in outcomes if one.status is not DeliveryStatus.UNCONFIRMED or not one.holds_back]
    out = [one for one in outcomes if one.signed_out]
    if free:
        mine = {"lanes": [one.profile_id for one in free], "mine": [one.delivery_id for one in free]}
        session.connection().execute(RELEASE, mine)
    if out:
        session.connection().execute(
            update(p).where(p.c.id == bindparam("one")).values(status=ProfileStatus.SIGNED_OUT, status_reason=bindparam("why")),
            [{"one": one.profile_id, "why": one.error} for one in out],
        )


def next_due(session: Session, shut: Sequence[str] = ()) -> datetime | None:
    """The instant at which the next free profile has something to send, those of shut networks left out."""
    query = NEXT_DUE.where(p.c.network.not_in(shut)) if shut else NEXT_DUE
    return session.connection().execute(query).scalar_one_or_none()


def waits_for_budget(session: Session, now: datetime, patience: timedelta) -> bool:
    """Whether something due waits only for a token that will be there within `patience`."""
    waiting = (
        select(d.c.id)
        .join_from(d, p, p.c.id == d.c.profile_id)
        .where(d.c.status == DeliveryStatus.PLANNED, d.c.seal.is_not(None), d.c.due_at <= now, d.c.retry_at.is_(None))
        .where(p.c.busy_with.is_(None), p.c.status == ProfileStatus.ACTIVE, p.c.next_due <= now + patience)
        .limit(1)
    )
    return session.connection().execute(waiting).first() is not None


def keep_part(session: Session, delivery_id: UUID, name: str, value: str) -> None:
    """One finished part of a delivery, kept so that a restart does not do it twice."""
    row = session.execute(select(d.c.parts).where(d.c.id == delivery_id).with_for_update()).one()
    session.connection().execute(update(d).where(d.c.id == delivery_id).values(parts={**(row.parts or {}), name: value}))
