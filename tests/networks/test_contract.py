"""The suite itself, run on a toy network that is added as a newcomer would add one: one module in the room."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import networks
from networks.contract import Account
from networks.registry import network_names
from tests.clock import FrozenClock
from tests.networks.completeness import gaps, stage_of, table_of
from tests.networks.contract import NetworkContract
from tests.networks.stage import IN_TIME, Arrived, Seen, Stage
from tests.servers.faults import HTTP_FAULTS

TOY = Path(__file__).with_name("toy.py")
WITHOUT_HTTP = {"mail", "manual", "site"}


@pytest.fixture
def toy_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`networks/toy.py`, as if it lay in the room."""
    import sys

    room = tmp_path / "networks"
    room.mkdir()
    (room / "toy.py").write_text(TOY.read_text())
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(room)])
    yield
    sys.modules.pop("networks.toy", None)
    vars(networks).pop("toy", None)


class ToyStage(Stage):
    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        from networks.registry import network_module

        module = network_module("toy")
        key = "wrong" if wrong_secret else "open"
        credentials = module.Credentials.model_validate({"key": key})
        return Account("shelf", module.Settings(), credentials, timeout_s, clock=FrozenClock())

    def secrets(self) -> list[str]:
        return ["«open»"]

    def arrived(self) -> list[Arrived]:
        return []

    def posts(self) -> list[Seen]:
        from networks.registry import network_module

        return [Seen(text) for text in vars(network_module("toy"))["OUT"].get("shelf", {}).values()]


@pytest.mark.usefixtures("toy_module")
class TestToy(NetworkContract):
    network = "toy"

    @pytest.fixture
    def stage(self) -> Stage:
        return ToyStage()


@pytest.mark.usefixtures("toy_module")
def test_a_module_in_the_folder_is_a_network_and_nothing_needs_to_be_registered() -> None:
    assert "toy" in network_names()


def test_private_helpers_and_the_contract_are_no_networks() -> None:
    assert not {"contract", "registry", "text", "checking"} & set(network_names())
    assert not [name for name in network_names() if name.startswith("_")]


@pytest.mark.usefixtures("toy_module")
def test_a_new_module_fails_until_it_is_tested_and_explained(tmp_path: Path) -> None:
    assert len(gaps(["toy"], tmp_path, "# Networks\n")) == 2

    (tmp_path / "test_toy.py").write_text("class TestToy(NetworkContract):\n    network = 'toy'\n")
    assert gaps(["toy"], tmp_path, "# Networks\n") == ["toy: no heading «## toy» in docs/networks.md"]

    assert gaps(["toy"], tmp_path, "# Networks\n\n## toy\nA toy.\n") == []
    assert "| toy | 200 characters |" in table_of(["toy"])


@pytest.mark.parametrize("network", sorted(set(network_names()) - WITHOUT_HTTP))
def test_every_network_behind_http_meets_every_fault_of_its_line(network: str) -> None:
    assert stage_of(importlib.import_module(f"tests.networks.test_{network}")).faults >= HTTP_FAULTS
