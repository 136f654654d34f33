"""What becomes of a delivery after its network answered, failed or fell silent. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from campaigns.status import DeliveryStatus
from networks.contract import BudgetFact, NetworkError, Receipt, Rejected, SignedOut, Unavailable, Unconfirmed
from schedulers.budget import block_key
from schedulers.outbox import GIVEN_BACK, Claim, Outcome

MAX_ATTEMPTS: Final = 6
BACKOFF_FIRST_S: Final = 15.0
BACKOFF_MOST_S: Final = 600.0
USED_UP_WAIT: Final = timedelta(minutes=5)
"""Where a network says that a budget is used up but not until when."""
NEXT_CYCLE_LOOK: Final = timedelta(hours=1)
"""A used-up quota does not come back by waiting; after this one delivery tries again, the others meet a person meanwhile."""
HANDED_OVER: Final = "handed_over"


@dataclass(frozen=True, slots=True)
class Timing:
    """A network's times in seconds: deadline of a call, wait before looking, time between two looks."""

    timeout_s: float
    grace_s: float
    look_apart_s: float
    holds_back: bool


def backoff(attempts: int, jitter: float) -> timedelta:
    """15 s, 30 s, 1 min … at most 10 min, each times 0.8 to 1.2 (`jitter` in 0..1) so that profiles do not march in step."""
    wait = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2 ** max(0, attempts - 1))
    return timedelta(seconds=wait * (0.8 + 0.4 * jitter))


def after_success(claim: Claim, receipt: Receipt, facts: Sequence[BudgetFact] = ()) -> Outcome:
    """It is out, and here is the proof; `facts` are what the network said about its budgets meanwhile."""
    return Outcome(
        claim.delivery_id,
        claim.n,
        claim.profile_id,
        DeliveryStatus.SENT,
        ref=receipt.ref,
        url=receipt.url or None,
        pause=pause_told(facts, claim),
    )


def pause_told(facts: Sequence[BudgetFact], claim: Claim) -> tuple[str, datetime] | None:
    """The longest pause that the network's headers ask for; budgets of reading (`GET …`) do not hold publishing back."""
    pauses = [
        (fact.resets_at or fact.seen_at + USED_UP_WAIT, fact.scope)
        for fact in facts
        if fact.seen_at >= claim.started_at and not fact.name.startswith("GET") and is_used_up(fact)
    ]
    if not pauses:
        return None
    until, scope = max(pauses)
    return block_key(scope, claim.network, claim.profile_id), until


def is_used_up(fact: BudgetFact) -> bool:
    """Nothing is left, as far as the network says."""
    return fact.remaining == 0 or (fact.used is not None and fact.used >= 1)


def given_back(claim: Claim, now: datetime) -> Outcome:
    """Claimed, but nothing of it was sent: it is planned as before."""
    return Outcome(claim.delivery_id, claim.n, claim.profile_id, DeliveryStatus.PLANNED, error_code=GIVEN_BACK, retry_at=now)


def after_failure(claim: Claim, error: NetworkError, now: datetime, timing: Timing, jitter: float) -> Outcome:
    """What becomes of a delivery whose attempt failed."""
    base = Outcome(
        claim.delivery_id,
        claim.n,
        claim.profile_id,
        DeliveryStatus.FAILED,
        error_code=error.code,
        error=error.phrase(),
    )
    if isinstance(error, Unconfirmed):
        return replace(
            base,
            status=DeliveryStatus.UNCONFIRMED,
            look_after=look_after(error, now, timing),
            error_code="landed" if error.landed else error.code,
            holds_back=holds_back(claim, error, timing),
        )
    if isinstance(error, SignedOut):
        return replace(base, status=DeliveryStatus.PLANNED, retry_at=now, signed_out=True)
    if isinstance(error, Unavailable):
        return after_unavailable(base, claim, error, now, jitter)
    if isinstance(error, Rejected):
        return base
    return replace(base, status=DeliveryStatus.UNCONFIRMED, look_after=now + timedelta(seconds=timing.grace_s))


def holds_back(claim: Claim, error: Unconfirmed, timing: Timing) -> bool:
    """Whether the profile's next deliveries wait: as the profile says, else the settings; never for a person's posting."""
    if error.code == HANDED_OVER:
        return False
    return timing.holds_back if claim.holds_back is None else claim.holds_back


def look_after(error: Unconfirmed, now: datetime, timing: Timing) -> datetime | None:
    """When to look; never where a person does the posting."""
    return None if error.code == HANDED_OVER else now + timedelta(seconds=timing.grace_s)


def after_unavailable(base: Outcome, claim: Claim, error: Unavailable, now: datetime, jitter: float) -> Outcome:
    """Surely not sent: again later, unless it was tried often enough or would come too late."""
    if error.until_cycle:
        return replace(base, pause=(block_key(error.scope, claim.network, claim.profile_id), now + NEXT_CYCLE_LOOK))
    wait = timedelta(seconds=error.retry_after) if error.retry_after else backoff(claim.n, jitter)
    again = now + wait
    pause = (block_key(error.scope, claim.network, claim.profile_id), again) if error.retry_after else None
    if again - claim.due_at > claim.late_after:
        return replace(base, status=DeliveryStatus.MISSED, pause=pause)
    if claim.n >= MAX_ATTEMPTS:
        return replace(base, pause=pause)
    return replace(base, status=DeliveryStatus.PLANNED, retry_at=again, pause=pause)
