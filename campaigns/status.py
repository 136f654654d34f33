"""The words for where a campaign, a variant or a delivery stands, and the moves that are allowed."""

from typing import Final

from foundation.texts import N_, Worded


class CampaignStatus(Worded):
    """draft → approved → running → paused → finished | cancelled."""

    DRAFT = "draft", N_("Borrador")
    APPROVED = "approved", N_("Aprobada")
    RUNNING = "running", N_("En marcha")
    PAUSED = "paused", N_("En pausa")
    FINISHED = "finished", N_("Terminada")
    CANCELLED = "cancelled", N_("Cancelada")


class ProfileStatus(Worded):
    """Whether a profile can be used."""

    ACTIVE = "active", N_("Listo")
    SIGNED_OUT = "signed_out", N_("Sin permiso: reconectar")
    DISABLED = "disabled", N_("Desactivado")


class DeliveryStatus(Worded):
    """planned → sending → sent | failed | unconfirmed | held | missed | cancelled."""

    PLANNED = "planned", N_("Programada")
    SENDING = "sending", N_("Saliendo")
    SENT = "sent", N_("Publicada")
    FAILED = "failed", N_("Falló")
    UNCONFIRMED = "unconfirmed", N_("Sin confirmar")
    HELD = "held", N_("En pausa")
    MISSED = "missed", N_("A destiempo")
    CANCELLED = "cancelled", N_("Cancelada")


FINAL: Final = frozenset({DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.CANCELLED})
NEEDS_A_PERSON: Final = frozenset({DeliveryStatus.UNCONFIRMED, DeliveryStatus.HELD, DeliveryStatus.MISSED, DeliveryStatus.FAILED})

DELIVERY_MOVES: Final[dict[DeliveryStatus, frozenset[DeliveryStatus]]] = {
    DeliveryStatus.PLANNED: frozenset(
        {DeliveryStatus.SENDING, DeliveryStatus.HELD, DeliveryStatus.MISSED, DeliveryStatus.CANCELLED, DeliveryStatus.UNCONFIRMED}
    ),
    DeliveryStatus.SENDING: frozenset(
        {DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.UNCONFIRMED, DeliveryStatus.PLANNED, DeliveryStatus.MISSED}
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
    return new in DELIVERY_MOVES.get(old, frozenset())
