"""Figures that a person reads where no machine can, such as the views under a Telegram channel's post."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.models import Delivery, Profile
from campaigns.status import DeliveryStatus
from foundation.errors import BadInput, Conflict
from foundation.people import Role, User, require_role
from foundation.texts import N_
from monitoring.collecting import keep_sample
from monitoring.models import Kind
from networks.contract import Measured
from networks.registry import network_module


class UnknownMetric(BadInput):
    """The network has no such metric."""

    code = "unknown_metric"
    sentence = N_("{field}: «{value}» no es una métrica de {network}. Use una de estas: {known}.")


def enter_sample(session: Session, delivery: Delivery, metric: str, value: float, by: User, now: datetime) -> None:
    """Keeps the figure beside what the network said, with a source that names no machine.

    Raises:
        NotAllowed: the person manages no profile there. Conflict: it is not out. UnknownMetric: the network has no such one.
    """
    profile = session.get_one(Profile, delivery.profile_id)
    require_role(session, by, Role.COMMUNITY_MANAGER, profile.territory, act=N_("anotar cifras"))
    if delivery.status is not DeliveryStatus.SENT or delivery.ref is None:
        raise Conflict(thing=delivery.id, status=delivery.status, act=N_("medir"))
    metrics = {one.name: one for one in network_module(profile.network).LIMITS.metrics}
    if metric not in metrics:
        raise UnknownMetric(field="metric", value=metric, network=profile.network, known=", ".join(metrics) or "—")
    found = metrics[metric]
    keep_sample(
        session, delivery.id, Measured(delivery.ref, metric, value, found.unit, f"{by.name} (a mano)", now), Kind(found.kind)
    )
