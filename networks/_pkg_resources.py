"""Lets twitter-text-parser read its emoji list without setuptools: it asks `pkg_resources`, which newer ones no longer bring."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from types import ModuleType
from typing import Final

NAME: Final = "pkg_resources"


def resource_string(module: str, file: str) -> bytes:
    """A file beside a module, as bytes."""
    return files(module.rpartition(".")[0]).joinpath(file).read_bytes()


@contextmanager
def answered_for() -> Iterator[None]:
    """While the parser is imported, `pkg_resources` is one function of ours; afterwards it is whatever it was."""
    before, stand_in = sys.modules.get(NAME), ModuleType(NAME)
    vars(stand_in)["resource_string"] = resource_string
    sys.modules[NAME] = stand_in
    try:
        yield
    finally:
        sys.modules.pop(NAME)
        if before is not None:
            sys.modules[NAME] = before
