"""Network tests are asynchronous on asyncio alone, and a fault is acted out only where the network's stand-in can."""

import sys

import pytest

from tests.networks.completeness import stage_of
from tests.networks.contract import NetworkContract


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the contract's tests of a fault that the stand-in cannot act out."""
    left_out = [item for item in items if not can_be_acted_out(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def can_be_acted_out(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not issubclass(item.cls or object, NetworkContract):
        return True
    facts = item.callspec.params if hasattr(item, "callspec") else {}
    return "fault" not in facts or facts["fault"] in stage_of(sys.modules[item.cls.__module__]).faults
