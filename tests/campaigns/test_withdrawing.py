"""A file whose permission ends takes with it what was planned and what the newsroom shows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.intake import take_in
from assets.library import check_identity, record_consent
from assets.models import Asset
from assets.store import Store
from campaigns.approving import approve_post
from campaigns.attaching import Attachment
from campaigns.deciding import retry
from campaigns.models import Delivery
from campaigns.moderating import Harmful
from campaigns.scheduling import PostOrder, create_post
from campaigns.status import DeliveryStatus
from campaigns.timing import When
from campaigns.withdrawing import WHY, barred, hold_if_barred, take_out, take_out_expired, where_used
from foundation.db import Database
from foundation.people import User
from foundation.vault import Vault
from networks.models import SiteEntry
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_profiles, plant_user, world_at

NOW = FrozenClock().now()
ALT = "Una promotora explica sus derechos a un grupo de vecinas"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        plant_campaign(session, NOW)
        plant_profiles(session, NOW, 2)
        yield session


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "assets")


@pytest.fixture
def admin(session: Session) -> User:
    return plant_user(session, NOW)


@pytest.fixture
def photo(session: Session, store: Store, tmp_path: Path) -> Asset:
    Image.effect_noise((400, 300), 90).convert("RGB").save(tmp_path / "foto.jpg")
    return take_in(store, session, tmp_path / "foto.jpg", ALT, "propia", "ana", NOW)


@pytest.fixture
def approved(session: Session, photo: Asset, admin: User) -> list[Delivery]:
    order = PostOrder(
        campaign="prueba",
        profiles=["toy-0", "toy-1"],
        text="Nadie está en venta.",
        when=When(f"{NOW + timedelta(days=2):%Y-%m-%d %H:%M}", "UTC"),
        attachments=[Attachment(photo.id, {"es": ALT})],
    )
    post, _ = create_post(session, order, "ana", world_at(NOW))
    return approve_post(session, post.id, admin, NOW)


def test_withdrawing_a_file_holds_what_was_planned_with_it_and_says_where(
    session: Session, store: Store, photo: Asset, approved: list[Delivery]
) -> None:
    done = take_out(session, store, photo, "lo pidió la persona retratada", NOW)

    assert [(one.asset.id, one.held) for one in done] == [(photo.id, 2)]
    assert {place.profile for place in done[0].places} == {"toy-0", "toy-1"}
    assert done[0].uses == ("post_assets 1",)
    for delivery in approved:
        session.refresh(delivery)
        assert (delivery.status, delivery.error_code) == (DeliveryStatus.HELD, WHY)
        assert "lo pidió la persona retratada" in str(delivery.error)


def test_the_end_of_a_consent_holds_it_too(
    session: Session, store: Store, vault: Vault, photo: Asset, approved: list[Delivery]
) -> None:
    record_consent(session, vault, photo, "Ana", "redes", NOW.date(), "admin", NOW)

    assert take_out_expired(session, store, NOW) == []
    done = take_out_expired(session, store, NOW + timedelta(days=1))

    assert [one.held for one in done] == [2]
    assert {one.status for one in approved} == {DeliveryStatus.HELD}


def test_what_a_reviewer_recognises_after_the_approval_does_not_leave(
    session: Session, photo: Asset, approved: list[Delivery], admin: User
) -> None:
    payloads = {one.id: one.payload for one in approved}
    assert barred(session, payloads, NOW.date()) == {}

    check_identity(session, photo, admin, NOW, nobody_identifiable=False)

    assert set(barred(session, payloads, NOW.date())) == set(payloads)
    assert hold_if_barred(session, photo, NOW) == 2
    assert {place.status for place in where_used(session, photo)} == {"held"}


def test_a_file_without_anything_against_it_holds_nothing(session: Session, photo: Asset, approved: list[Delivery]) -> None:
    assert hold_if_barred(session, photo, NOW) == 0
    assert {one.status for one in approved} == {DeliveryStatus.PLANNED}


def test_trying_again_does_not_get_around_it(
    session: Session, store: Store, photo: Asset, approved: list[Delivery], admin: User
) -> None:
    take_out(session, store, photo, "retirado", NOW)
    retry(session, approved[0], admin, NOW)

    assert approved[0].status is DeliveryStatus.PLANNED
    assert approved[0].id in barred(session, {approved[0].id: approved[0].payload}, NOW.date())


def test_the_newsroom_goes_on_without_the_file(session: Session, store: Store, photo: Asset, approved: list[Delivery]) -> None:
    media = [{"sha256": sha256, "mime": "image/jpeg", "kind": "image", "alt": ALT} for sha256 in (photo.sha256, "f" * 64)]
    session.add(
        SiteEntry(
            delivery_id=approved[0].id, post="1", language="es", slug="a", title="A", text="B", media=media, published_at=NOW
        )
    )
    session.flush()

    take_out(session, store, photo, "retirado", NOW)

    entry = session.scalars(select(SiteEntry)).one()
    session.refresh(entry)
    assert [one["sha256"] for one in entry.media] == ["f" * 64]


def test_faces_that_nobody_has_looked_at_stop_an_approval(session: Session, photo: Asset, admin: User) -> None:
    photo.facts = {"faces": 2}
    order = PostOrder(
        campaign="prueba",
        profiles=["toy-0"],
        text="Nadie está en venta.",
        when=When(f"{NOW + timedelta(days=1):%Y-%m-%d %H:%M}", "UTC"),
        attachments=[Attachment(photo.id, {"es": ALT})],
    )
    post, _ = create_post(session, order, "ana", world_at(NOW))
    with pytest.raises(Harmful, match="El programa ve rostros"):
        approve_post(session, post.id, admin, NOW)

    check_identity(session, photo, admin, NOW, nobody_identifiable=True)
    assert len(approve_post(session, post.id, admin, NOW)) == 1
