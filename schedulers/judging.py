"""What becomes of a delivery after its network answered, failed or fell silent. Pure rules."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from campaigns.status import DeliveryStatus
from foundation.texts import Texts
from networks.contract import NetworkError, Receipt, Rejected, SignedOut, Unavailable, Unconfirmed
from schedulers.budget import block_key
from schedulers.outbox import Claim, Outcome

MAX_ATTEMPTS: Final = 6
BACKOFF_FIRST_S: Final = 15.0
BACKOFF_MOST_S: Final = 600.0
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


def after_success(claim: Claim, receipt: Receipt) -> Outcome:
    """It is out, and here is the proof."""
    return Outcome(claim.delivery_id, claim.n, claim.profile_id, DeliveryStatus.SENT, ref=receipt.ref, url=receipt.url or None)


def given_back(claim: Claim, now: datetime) -> Outcome:
    """Claimed, but nothing of it was sent: it is planned as before."""
    return Outcome(claim.delivery_id, claim.n, claim.profile_id, DeliveryStatus.PLANNED, error_code="given_back", retry_at=now)


def after_failure(claim: Claim, error: NetworkError, now: datetime, timing: Timing, jitter: float) -> Outcome:
    """What becomes of a delivery whose attempt failed."""
    base = Outcome(
        claim.delivery_id,
        claim.n,
        claim.profile_id,
        DeliveryStatus.FAILED,
        error_code=error.code,
        error=error.say(Texts("es")),
    )
    if isinstance(error, Unconfirmed):
        return replace(
            base,
            status=DeliveryStatus.UNCONFIRMED,
            look_after=look_after(error, now, timing),
            error_code="landed" if error.landed else error.code,
            holds_back=timing.holds_back,
        )
    if isinstance(error, SignedOut):
        return replace(base, status=DeliveryStatus.PLANNED, retry_at=now, signed_out=True)
    if isinstance(error, Unavailable):
        return after_unavailable(base, claim, error, now, jitter)
    if isinstance(error, Rejected):
        return base
    return replace(base, status=DeliveryStatus.UNCONFIRMED, look_after=now + timedelta(seconds=timing.grace_s))


def look_after(error: Unconfirmed, now: datetime, timing: Timing) -> datetime | None:
    """When to look; never where a person does the posting."""
    return None if error.code == HANDED_OVER else now + timedelta(seconds=timing.grace_s)


def after_unavailable(base: Outcome, claim: Claim, error: Unavailable, now: datetime, jitter: float) -> Outcome:
    """Surely not sent: again later, unless it was tried often enough or would come too late."""
    wait = timedelta(seconds=error.retry_after) if error.retry_after else backoff(claim.n, jitter)
    again = now + wait
    pause = (block_key(error.scope, claim.network, claim.profile_id), again) if error.retry_after else None
    if again - claim.due_at > claim.late_after:
        return replace(base, status=DeliveryStatus.MISSED, pause=pause)
    if claim.n >= MAX_ATTEMPTS:
        return replace(base, pause=pause)
    return replace(base, status=DeliveryStatus.PLANNED, retry_at=again, pause=pause)
