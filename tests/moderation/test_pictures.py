from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from assets.library import check_identity, record_consent
from assets.models import Asset
from foundation.db import Database
from foundation.people import REGION, Role, add_user
from foundation.vault import Vault
from moderation.findings import in_language, passes
from moderation.pictures import check_asset
from moderation.rules import Severity
from tests.clock import FrozenClock

NOW = FrozenClock().now()
TODAY = NOW.date()
ALT = "Una funcionaria conversa con una familia en una oficina"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def plant(session: Session, **facts: Any) -> Asset:
    asset = Asset(
        **{
            "sha256": "a" * 64, "kind": "image", "mime": "image/jpeg", "size": 9, "name": "foto.jpg", "alt": {"es": ALT},
            "licence": "propia", "facts": {}, "added_by": "ana", "added_at": NOW, **facts,
        }
    )  # fmt: skip
    session.add(asset)
    session.flush()
    return asset


def found(session: Session, asset: Asset, alt: str = ALT, captions: int = 0) -> dict[str, Severity]:
    return {one.rule: one.severity for one in check_asset(session, asset, alt, captions, TODAY)}


def test_our_own_card_is_free(session: Session) -> None:
    assert found(session, plant(session, facts={"card": "k"}, licence="")) == {}


def test_a_picture_nobody_has_looked_at_warns_whoever_approves(session: Session) -> None:
    findings = check_asset(session, plant(session, licence=""), ALT, 0, TODAY)

    assert {one.rule: one.severity for one in findings} == {"R03": Severity.WARN, "R47": Severity.WARN}
    assert passes(findings)


def test_a_recognisable_person_without_consent_is_never_published(session: Session, vault: Vault) -> None:
    asset = plant(session)
    reviewer = add_user(session, "eva", Role.REVIEWER, REGION, NOW)
    check_identity(session, asset, reviewer, NOW, nobody_identifiable=False)
    assert found(session, asset) == {"R04": Severity.BLOCK}

    record_consent(session, vault, asset, "Ana", "campaña", TODAY + timedelta(days=30), "eva", NOW, b"%PDF")
    assert found(session, asset) == {}


def test_a_picture_in_which_nobody_is_recognisable_passes(session: Session) -> None:
    asset = plant(session)
    check_identity(session, asset, add_user(session, "eva", Role.REVIEWER, REGION, NOW), NOW, nobody_identifiable=True)

    assert found(session, asset) == {}


def test_a_withdrawn_file_is_never_published(session: Session) -> None:
    assert found(session, plant(session, withdrawn_at=NOW))["R46"] is Severity.BLOCK


def test_a_poor_alt_text_and_a_film_without_captions_warn(session: Session) -> None:
    film = plant(session, kind="video", facts={"card": "k"})

    assert found(session, film, alt="foto.jpg") == {"R48": Severity.WARN, "R49": Severity.WARN}
    assert found(session, film, captions=1) == {}


def test_what_is_missing_is_told_in_the_readers_language(session: Session) -> None:
    [finding] = check_asset(session, plant(session, licence="", facts={}), ALT, 0, TODAY, "en")[:1]

    assert finding.why == "Nobody has said yet whether anyone can be recognised in this file."
    assert in_language(check_asset(session, session.get_one(Asset, 1), ALT, 0, TODAY)[0], "en").why == finding.why
