from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

import networks
from campaigns.models import Profile, Territory
from campaigns.profiles import add_profile, opened_credentials, profile_named
from campaigns.status import ProfileStatus
from corett.upkeep import drain_mail, renew_tokens
from corett.wiring import House, close_networks
from foundation.db import Database
from foundation.settings import App, Settings
from foundation.texts import Texts
from foundation.vault import Vault
from networks.contract import Renewed, SignedOut
from networks.mailing import accept, add_contact
from tests.clock import FrozenClock
from tests.networks import toy
from tests.networks.samples import DELIVERY, outgoing
from tests.servers.smtp import PASSWORD, USER, running_relay


class Renewing(toy.Toy):
    """The toy with a key that ends; an answer a test can set."""

    answer: Renewed | SignedOut

    async def renew(self) -> Renewed:
        if isinstance(self.answer, SignedOut):
            raise self.answer
        return self.answer


@pytest.fixture
def house(database: Database, vault: Vault, tmp_path: Path, clock: FrozenClock) -> House:
    with database.writing() as session:
        session.add(
            Territory(code="GT", name_es="G", name_en="G", zone="America/Guatemala", zones=[], languages=["es"], facts={})
        )
    return House(Settings(app=App(data_dir=tmp_path)), database, vault, clock, Texts("es"))


@pytest.fixture
def renewing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[Renewing]:
    """A network `renewing` in the room."""
    import sys

    room = tmp_path / "networks"
    room.mkdir()
    (room / "renewing.py").write_text("")
    module = ModuleType("networks.renewing")
    vars(module).update(LIMITS=toy.LIMITS, Settings=toy.Settings, Credentials=toy.Credentials, connect=Renewing)
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(room)])
    monkeypatch.setitem(sys.modules, "networks.renewing", module)
    return Renewing


def add(house: House, network: str, secrets: dict[str, object], days: int | None = None) -> None:
    with house.database.writing() as session:
        profile = add_profile(
            session, house.vault, network=network, name="uno", territory="GT", secrets=secrets, now=house.clock.now()
        )
        profile.expires_at = None if days is None else house.clock.now() + timedelta(days=days)


def profile(house: House) -> Profile:
    with house.database.reading() as session:
        found = profile_named(session, "uno")
        session.expunge(found)
        return found


async def test_credentials_that_end_soon_are_renewed_and_stored(house: House, renewing: type[Renewing]) -> None:
    add(house, "renewing", {"key": "old"}, days=5)
    until: datetime = house.clock.now() + timedelta(days=60)
    renewing.answer = Renewed({"key": "fresh"}, until)

    assert await renew_tokens(house) == 1
    assert opened_credentials(house.vault, profile(house)).model_dump() == {"key": "fresh"}
    assert profile(house).expires_at == until
    assert await renew_tokens(house) == 0


async def test_where_tokens_always_end_one_of_unknown_age_is_renewed_too(
    house: House, renewing: type[Renewing], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    add(house, "renewing", {"key": "old"})
    renewing.answer = Renewed({"key": "fresh"}, house.clock.now() + timedelta(days=60))
    assert await renew_tokens(house) == 0

    monkeypatch.setattr(sys.modules["networks.renewing"], "LIMITS", replace(toy.LIMITS, token_days=60))
    assert await renew_tokens(house) == 1
    assert opened_credentials(house.vault, profile(house)).model_dump() == {"key": "fresh"}


async def test_a_renewal_that_is_refused_signs_the_profile_out(house: House, renewing: type[Renewing]) -> None:
    add(house, "renewing", {"key": "old"}, days=5)
    renewing.answer = SignedOut(network="renewing", detail="revoked")

    assert await renew_tokens(house) == 0
    assert profile(house).status is ProfileStatus.SIGNED_OUT
    assert opened_credentials(house.vault, profile(house)).model_dump() == {"key": "old"}


async def test_a_bulletin_that_a_crash_interrupted_goes_on(house: House) -> None:
    with running_relay() as relay:
        facts = {"host": "127.0.0.1", "port": relay.port, "tls": "none", "user": USER, "password": PASSWORD}
        add(house, "mail", {**facts, "sender": "boletin@example.org", "list_name": "docentes"})
        with house.database.writing() as session:
            add_contact(session, "docentes", "ana@example.org", house.clock.now())
            session.flush()
            accept(session, DELIVERY, "uno", "docentes", outgoing(), house.clock.now())

        assert await drain_mail(house) == 1
        assert await drain_mail(house) == 0
        assert len(relay.letters) == 1
    await close_networks(house)


async def test_a_relay_that_is_down_is_no_error_of_the_job(house: House) -> None:
    facts = {"host": "127.0.0.1", "port": 1, "tls": "none", "sender": "boletin@example.org", "list_name": "docentes"}
    add(house, "mail", dict(facts))

    assert await drain_mail(house) == 0
