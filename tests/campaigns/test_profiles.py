from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from campaigns.models import Profile, Territory
from campaigns.profiles import (
    NameTaken,
    WrongCredentials,
    add_profile,
    opened_credentials,
    profile_named,
    record_identity,
    record_sign_out,
    remove_profile,
    replace_credentials,
)
from campaigns.status import ProfileStatus
from foundation.db import Database
from foundation.errors import NotFound
from foundation.vault import Vault
from networks.contract import Identity
from tests.clock import FrozenClock

ADDRESS = {"address": "https://www.tiktok.com/@coalicion"}


@pytest.fixture
def house(database: Database) -> Database:
    with database.writing() as session:
        for code in ("REG", "GT"):
            session.add(
                Territory(code=code, name_es=code, name_en=code, zone="America/Guatemala", zones=[], languages=["es"], facts={})
            )
    return database


def add(database: Database, vault: Vault, **changes: object) -> int:
    facts = {
        "network": "manual",
        "name": "tiktok-gt",
        "territory": "GT",
        "secrets": ADDRESS,
        "now": FrozenClock().now(),
        **changes,
    }
    with database.writing() as session:
        return add_profile(session, vault, **facts).id  # type: ignore[arg-type]


def test_the_secrets_of_a_profile_are_sealed_at_rest(house: Database, vault: Vault) -> None:
    add(house, vault)

    with house.reading() as session:
        profile = profile_named(session, "tiktok-gt")
        assert profile.credentials is not None
        assert b"tiktok" not in profile.credentials
        assert opened_credentials(vault, profile).model_dump() == ADDRESS


@pytest.mark.parametrize(
    ("network", "secrets", "key"),
    [
        ("manual", {"adress": "x"}, "adress"),
        ("site", {"token": "x"}, "token"),
        ("manual", {"address": ["a", "list"]}, "address"),
    ],
)
def test_a_wrong_key_is_named_and_nothing_is_stored(
    house: Database, vault: Vault, network: str, secrets: dict[str, object], key: str
) -> None:
    with pytest.raises(WrongCredentials) as refused:
        add(house, vault, network=network, secrets=secrets)

    assert refused.value.field == key
    with house.reading() as session:
        assert session.scalar(select(Profile)) is None


@pytest.mark.parametrize("changes", [{"network": "myspace"}, {"territory": "XX"}])
def test_an_unknown_network_or_territory_is_refused(house: Database, vault: Vault, changes: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        add(house, vault, **changes)


def test_adding_a_profile_again_connects_it_anew(house: Database, vault: Vault) -> None:
    add(house, vault)
    with house.writing() as session:
        record_sign_out(session, "tiktok-gt", "token revoked")
    add(house, vault, secrets={"address": "https://example.org/nuevo"})

    with house.reading() as session:
        profile = profile_named(session, "tiktok-gt")
        assert (profile.status, profile.credentials_version) == (ProfileStatus.ACTIVE, 2)
        assert opened_credentials(vault, profile).model_dump() == {"address": "https://example.org/nuevo"}


def test_a_name_belongs_to_one_network_and_territory(house: Database, vault: Vault) -> None:
    add(house, vault)

    with pytest.raises(NameTaken):
        add(house, vault, territory="REG")


def test_renewed_secrets_replace_only_the_version_they_came_from(house: Database, vault: Vault) -> None:
    profile_id = add(house, vault)
    until = datetime(2027, 9, 1, tzinfo=UTC)
    with house.writing() as session:
        assert replace_credentials(session, vault, profile_id, 1, {"address": "https://first.example"}, until)
    with house.writing() as session:
        assert not replace_credentials(session, vault, profile_id, 1, {"address": "https://late.example"})

    with house.reading() as session:
        profile = profile_named(session, "tiktok-gt")
        assert opened_credentials(vault, profile).model_dump() == {"address": "https://first.example"}
        assert profile.expires_at == until


def test_a_secret_is_never_overwritten_by_nothing(house: Database, vault: Vault) -> None:
    profile_id = add(house, vault)
    with house.writing() as session:
        replace_credentials(session, vault, profile_id, 1, {"address": ""})

    with house.reading() as session:
        assert opened_credentials(vault, profile_named(session, "tiktok-gt")).model_dump() == ADDRESS


def test_a_check_that_answers_brings_a_signed_out_profile_back(house: Database, vault: Vault) -> None:
    add(house, vault)
    until = FrozenClock().now() + timedelta(days=60)
    with house.writing() as session:
        record_sign_out(session, "tiktok-gt", "token revoked")
    with house.writing() as session:
        record_identity(session, "tiktok-gt", Identity(ref="1", handle="@coalicion", expires_at=until))

    with house.reading() as session:
        profile = profile_named(session, "tiktok-gt")
        assert (profile.status, profile.handle, profile.expires_at) == (ProfileStatus.ACTIVE, "@coalicion", until)


def test_a_profile_without_deliveries_can_be_removed(house: Database, vault: Vault) -> None:
    add(house, vault)
    with house.writing() as session:
        remove_profile(session, "tiktok-gt")

    with house.reading() as session, pytest.raises(NotFound):
        profile_named(session, "tiktok-gt")
