"""Skips with a reason where a system package or others' test data is absent; in CI nothing may be absent."""

import os
import shutil
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "testdata"


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
    path = SHARED / name
    if not path.exists():
        skip_or_fail(f"../shared/testdata/{name} is not here")
    return path
