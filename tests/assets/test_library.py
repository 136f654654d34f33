from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from assets.errors import FileGone, FormTooLarge, MissingConsentValue, WrongBox
from assets.face_finding import Region, suggest_faces, without_doubles
from assets.faces import parse_region, pixelate
from assets.intake import take_in
from assets.library import (
    check_identity,
    consents_of,
    identity_of,
    may_be_published,
    open_consent,
    record_consent,
    renew,
    uses_of,
    withdraw,
    withdraw_expired,
)
from assets.models import Asset
from assets.store import Store
from campaigns.models import Post, PostAsset
from foundation.db import Database
from foundation.errors import NotAllowed, SecretUnreadable
from foundation.people import REGION, Role, add_user
from foundation.vault import Vault
from tests.clock import FrozenClock
from tests.planting import plant_campaign

NOW = FrozenClock().now()
TODAY = NOW.date()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "assets")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


@pytest.fixture
def asset(store: Store, session: Session, tmp_path: Path) -> Asset:
    picture = Image.effect_noise((400, 300), 80).convert("RGB")
    ImageDraw.Draw(picture).ellipse((100, 50, 200, 170), fill=(230, 180, 150))
    picture.save(tmp_path / "retrato.jpg")
    return take_in(store, session, tmp_path / "retrato.jpg", "Retrato de una promotora", "propia", "admin", NOW)


def test_who_consented_and_the_signed_form_are_sealed(session: Session, vault: Vault, asset: Asset, tmp_path: Path) -> None:
    consent = record_consent(
        session, vault, asset, "Ana Pérez", "campaña 30 de julio", date(2028, 1, 1), "admin", NOW, b"%PDF form"
    )

    assert b"Ana" not in consent.sealed
    assert open_consent(vault, consent) == ("Ana Pérez", b"%PDF form")
    with pytest.raises(SecretUnreadable):
        open_consent(Vault(tmp_path / "other.key"), consent)


def test_a_consent_without_a_person_or_a_purpose_is_refused(session: Session, vault: Vault, asset: Asset) -> None:
    with pytest.raises(MissingConsentValue, match="purpose"):
        record_consent(session, vault, asset, "Ana", " ", None, "admin", NOW)
    with pytest.raises(FormTooLarge):
        record_consent(session, vault, asset, "Ana", "x", None, "admin", NOW, b"x" * 9_000_000)


def test_the_day_after_the_consent_ends_the_file_is_gone_and_its_uses_are_told(
    session: Session, vault: Vault, store: Store, asset: Asset
) -> None:
    record_consent(session, vault, asset, "Ana", "redes", TODAY, "admin", NOW)
    campaign = plant_campaign(session, NOW)
    post = Post(campaign_id=campaign.id, text="Hola", created_by="admin", created_at=NOW)
    session.add(post)
    session.flush()
    session.add(PostAsset(post_id=post.id, asset_id=asset.id, position=1, alt={}))
    session.flush()

    assert withdraw_expired(session, store, TODAY, NOW) == []
    done = withdraw_expired(session, store, date.fromordinal(TODAY.toordinal() + 1), NOW)

    assert [one.asset.id for one in done] == [asset.id]
    assert [use.table for use in done[0].uses] == ["post_assets"]
    with pytest.raises(FileGone):
        store.path(asset.sha256, asset.mime)
    assert withdraw_expired(session, store, date(2099, 1, 1), NOW) == []


def test_a_renewed_consent_keeps_the_file(session: Session, vault: Vault, store: Store, asset: Asset) -> None:
    record_consent(session, vault, asset, "Ana", "redes", TODAY, "admin", NOW)
    renew(consents_of(session, asset)[0], date(2030, 1, 1))

    assert withdraw_expired(session, store, date(2029, 1, 1), NOW) == []


def test_what_was_made_from_a_file_goes_with_it(session: Session, store: Store, asset: Asset) -> None:
    made = pixelate(session, store, asset, [Region(100, 50, 100, 120)], "admin", NOW)

    done = withdraw(session, store, asset, "lo pidió la persona retratada", NOW)

    assert {one.asset.id for one in done} == {asset.id, made.id}
    with pytest.raises(FileGone):
        store.path(made.sha256, made.mime)
    assert uses_of(session, made) == ()


def test_only_a_reviewer_may_say_that_nobody_can_be_recognised(session: Session, asset: Asset) -> None:
    member = add_user(session, "rosa", Role.COMMUNITY_MANAGER, "GT", NOW)
    reviewer = add_user(session, "ines", Role.REVIEWER, REGION, NOW)

    with pytest.raises(NotAllowed):
        check_identity(session, asset, member, NOW, nobody_identifiable=True)
    assert identity_of(session, asset) is None
    check_identity(session, asset, reviewer, NOW, nobody_identifiable=True)
    found = identity_of(session, asset)
    assert found is not None
    assert found.reviewer == "ines"


def test_a_recognisable_person_needs_a_running_consent(session: Session, vault: Vault, asset: Asset) -> None:
    reviewer = add_user(session, "ines", Role.REVIEWER, REGION, NOW)
    check_identity(session, asset, reviewer, NOW, nobody_identifiable=False)
    assert not may_be_published(session, asset, TODAY)

    record_consent(session, vault, asset, "Ana", "redes", TODAY, "admin", NOW)
    assert may_be_published(session, asset, TODAY)
    assert not may_be_published(session, asset, date(2030, 1, 1))


def test_a_pixelated_face_is_eight_by_eight_blocks(session: Session, store: Store, asset: Asset) -> None:
    made = pixelate(session, store, asset, [Region(100, 52, 100, 112)], "admin", NOW)

    with Image.open(store.path(made.sha256, made.mime)) as kept:
        face = np.asarray(kept.convert("RGB").crop((75, 24, 225, 192)))
        beside = np.asarray(kept.convert("RGB").crop((0, 200, 100, 300)))
    assert len(np.unique(face.reshape(-1, 3) // 24, axis=0)) < 80
    assert beside.std() > 20
    assert made.sha256 != asset.sha256


def test_a_box_outside_the_picture_is_refused(session: Session, store: Store, asset: Asset) -> None:
    with pytest.raises(WrongBox):
        pixelate(session, store, asset, [Region(900, 900, 50, 50)], "admin", NOW)
    for text in ("1,2,3", "a,b,c,d", "1,2,0,9"):
        with pytest.raises(WrongBox):
            parse_region(text)


def test_suggestions_that_overlap_become_one() -> None:
    assert without_doubles([Region(0, 0, 10, 10), Region(1, 1, 8, 8), Region(50, 50, 5, 5)]) == [
        Region(0, 0, 10, 10),
        Region(50, 50, 5, 5),
    ]


def test_a_picture_without_faces_has_no_suggestions(tmp_path: Path) -> None:
    Image.new("RGB", (640, 480), "teal").save(tmp_path / "a.png")

    assert suggest_faces(tmp_path / "a.png") == []
