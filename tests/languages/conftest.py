import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import pytest
from sqlalchemy.orm import Session

from foundation.db import Database
from languages.entries import starter_entry
from languages.glossary import STARTER, in_territory, load_starter
from languages.models import ExceptionKind
from languages.terms import Exempt, Termbase
from tests.clock import FrozenClock


class FakeTranslator:
    """An engine that does with each text what it is told; it remembers what it saw."""

    def __init__(self, say: Callable[[str], str], *, name: str = "fake", outside: bool = True) -> None:
        self.say, self.name, self.outside = say, name, outside
        self.saw: list[str] = []
        self.calls = 0

    def knows(self, source: str, target: str) -> bool:
        return target != "xx"

    async def translate(self, texts: Sequence[str], source: str, target: str, *, deadline_s: float) -> list[str]:
        self.calls += 1
        self.saw += texts
        return [self.say(text) for text in texts]


@pytest.fixture
def session(database: Database, clock: FrozenClock) -> Iterator[Session]:
    """A writing session with the starter glossary."""
    with database.writing() as session:
        load_starter(session, clock.now())
        yield session


@pytest.fixture
def terms() -> Termbase:
    return starter_terms("REG")


@cache
def starter_terms(territory: str) -> Termbase:
    """The starter glossary without a database."""
    content = tomllib.loads(STARTER.read_text(encoding="utf-8"))
    built = tuple(in_territory(starter_entry(said, content["notes"]), territory) for said in content["term"])
    exempt = tuple(
        Exempt(ExceptionKind(one["kind"]), one["language"], one["form"])
        for one in content["exception"]
        if one.get("territory", "REG") in {"REG", territory}
    )
    return Termbase(built, exempt)
