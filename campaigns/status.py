"""The words for where a campaign, a variant or a delivery stands, and the moves that are allowed."""

from enum import StrEnum
from typing import Final


class CampaignStatus(StrEnum):
    """draft → approved → running → paused → finished | cancelled."""

    DRAFT = "draft"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ProfileStatus(StrEnum):
    """Whether a profile can be used."""

    ACTIVE = "active"
    SIGNED_OUT = "signed_out"
    DISABLED = "disabled"


class DeliveryStatus(StrEnum):
    """planned → sending → sent | failed | unconfirmed | held | missed | cancelled."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


FINAL: Final = frozenset({DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.CANCELLED})
NEEDS_A_PERSON: Final = frozenset({DeliveryStatus.UNCONFIRMED, DeliveryStatus.HELD, DeliveryStatus.MISSED, DeliveryStatus.FAILED})

DELIVERY_MOVES: Final[dict[DeliveryStatus, frozenset[DeliveryStatus]]] = {
    DeliveryStatus.PLANNED: frozenset(
        {DeliveryStatus.SENDING, DeliveryStatus.HELD, DeliveryStatus.MISSED, DeliveryStatus.CANCELLED, DeliveryStatus.UNCONFIRMED}
    ),
    DeliveryStatus.SENDING: frozenset(
        {DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.UNCONFIRMED, DeliveryStatus.PLANNED}
    ),
    DeliveryStatus.UNCONFIRMED: frozenset(
        {DeliveryStatus.SENT, DeliveryStatus.PLANNED, DeliveryStatus.FAILED, DeliveryStatus.CANCELLED}
    ),
    DeliveryStatus.HELD: frozenset({DeliveryStatus.PLANNED, DeliveryStatus.CANCELLED}),
    DeliveryStatus.MISSED: frozenset({DeliveryStatus.PLANNED, DeliveryStatus.CANCELLED}),
    DeliveryStatus.FAILED: frozenset({DeliveryStatus.PLANNED, DeliveryStatus.CANCELLED, DeliveryStatus.SENT}),
    DeliveryStatus.SENT: frozenset(),
    DeliveryStatus.CANCELLED: frozenset(),
}


def can_move(old: DeliveryStatus, new: DeliveryStatus) -> bool:
    """Whether a delivery may go from one status to the other."""
    return new in DELIVERY_MOVES[old]
