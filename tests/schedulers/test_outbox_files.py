"""A delivery whose file may no longer be shown is held at the last moment, however it was approved."""

from datetime import timedelta

from sqlalchemy import update

from assets.models import Asset
from campaigns.models import Delivery
from campaigns.sealing import seal_of
from campaigns.status import DeliveryStatus
from campaigns.withdrawing import WHY
from schedulers.preparing import uploads
from tests.schedulers.conftest import Outbox

SHA256 = "c" * 64
MEDIA = (
    f'"media":[{{"alt":"Un cartel","captions":[],"duration":0,"height":1,"kind":"image","mime":"image/png","sha256":"{SHA256}",'
    '"size":1,"width":1}]'
)


def show_a_file(outbox: Outbox, *, withdrawn: bool) -> None:
    """The one delivery gets a picture; with `withdrawn` its file left the library after the approval."""
    now = outbox.clock.now()
    only = outbox.deliveries[0]
    payload = only.payload.replace('"media":[]', MEDIA)
    seal = seal_of(only.id, only.profile_id, only.due_at, payload)
    with outbox.database.writing() as session:
        gone = {"withdrawn_at": now, "withdrawn_why": "la persona lo pidió"} if withdrawn else {}
        session.add(
            Asset(
                sha256=SHA256, kind="image", mime="image/png", size=1, name="cartel.png", alt={}, facts={},
                added_by="ana", added_at=now, **gone,
            )
        )  # fmt: skip
        session.execute(update(Delivery).values(payload=payload, seal=seal))


def test_a_withdrawn_file_stops_the_delivery_when_it_is_due(outbox: Outbox) -> None:
    outbox.plan()
    show_a_file(outbox, withdrawn=True)

    outbox.run_until_idle()

    only = outbox.deliveries[0]
    assert (only.status, only.error_code) == (DeliveryStatus.HELD, WHY)
    assert "la persona lo pidió" in str(only.error)
    assert outbox.network.posts == []


def test_a_file_in_order_leaves(outbox: Outbox) -> None:
    outbox.plan()
    show_a_file(outbox, withdrawn=False)

    outbox.run_until_idle()

    assert outbox.deliveries[0].status is DeliveryStatus.SENT


def test_it_is_not_uploaded_ahead_either(outbox: Outbox) -> None:
    outbox.plan(in_s=300)
    with outbox.database.reading() as session:
        assert uploads(session, outbox.clock.now()) == []
    show_a_file(outbox, withdrawn=False)
    with outbox.database.reading() as session:
        assert len(uploads(session, outbox.clock.now())) == 1
    with outbox.database.writing() as session:
        session.execute(update(Asset).values(withdrawn_at=outbox.clock.now() - timedelta(minutes=1)))
    with outbox.database.reading() as session:
        assert uploads(session, outbox.clock.now()) == []
