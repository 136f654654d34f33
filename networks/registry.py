"""Finds the network modules of this folder: a new network is one new module, nothing to register."""

import pkgutil
from importlib import import_module
from typing import Final, cast

import networks
from foundation.errors import NotFound
from foundation.texts import N_
from networks.contract import NetworkModule

NOT_NETWORKS: Final = (
    "asking",
    "checking",
    "contract",
    "describing",
    "errors",
    "joining",
    "leave",
    "leave",
    "mailing",
    "models",
    "registry",
    "rules",
    "text",
)


def network_names() -> list[str]:
    """Every network's name, without importing any."""
    found = pkgutil.iter_modules(networks.__path__)
    return sorted(module.name for module in found if module.name not in NOT_NETWORKS and not module.name.startswith("_"))


def network_module(name: str) -> NetworkModule:
    """The module of that network, imported on demand (aiogram alone costs 4 s).

    Raises:
        NotFound: no such module.
    """
    if name not in network_names():
        raise NotFound(kind=N_("red"), name=name)
    return cast("NetworkModule", import_module(f"networks.{name}"))
