"""Takes in the reactions that a network pushes instead of answering when asked."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from monitoring.collecting import keep_sample
from monitoring.models import Kind
from networks.contract import Measured

SOURCE = "Bot API message_reaction_count"


def record_reactions(session: Session, ref: str, total: int, now: datetime, network: str = "telegram") -> bool:
    """Keeps the number of reactions of the delivery with that ref; False when the post is none of ours."""
    delivery_id = session.scalar(
        select(Delivery.id)
        .join(Profile, Profile.id == Delivery.profile_id)
        .where(Profile.network == network, Delivery.ref == ref, Delivery.status == DeliveryStatus.SENT)
    )
    if delivery_id is None:
        return False
    measured = Measured(ref, "reactions", float(total), "n", SOURCE, now)
    return keep_sample(session, delivery_id, measured, Kind.INTERACTION)
