"""Skips with a reason where a system package or others' texts are absent; in CI no package may be absent."""

import os
import shutil
from pathlib import Path

import pytest

SHARED_ROOT = Path(__file__).parents[2] / "shared"
SHARED = SHARED_ROOT / "testdata"


def skip_or_fail(reason: str) -> None:
    if os.environ.get("CORETT_TESTS_MAY_SKIP") == "no":
        pytest.fail(f"in CI nothing may be missing: {reason}")
    pytest.skip(reason)


def program(name: str, package: str) -> str:
    """The path of a system program, or a skip that names its Debian package."""
    found = shutil.which(name)
    if found is None:
        skip_or_fail(f"{name} is not installed (Debian package {package})")
    return str(found)


def shared_data(name: str) -> Path:
    """A file of others' test data, read in place; never committed here."""
    return shared(f"testdata/{name}")


def strategy_texts() -> list[Path]:
    """The strategy's own texts, read in place."""
    return sorted(shared("strategy").glob("*.txt"))


def shared(name: str) -> Path:
    """What lies beside the checkout. A clone that stands alone may skip even in CI: nobody can install it."""
    path = SHARED_ROOT / name
    if not SHARED_ROOT.exists():
        pytest.skip("../shared is not here")
    if not path.exists():
        skip_or_fail(f"../shared/{name} is not here")
    return path
