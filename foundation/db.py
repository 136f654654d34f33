"""The database: SQLite in WAL by default, PostgreSQL with the same code; sync sessions, one declarative base."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    literal_column,
    make_url,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from foundation.clock import aware
from foundation.texts import Phrase, member

CHANGED: Final = "corett_changed"
"""The PostgreSQL channel on which a commit is told to other machines."""

SENTENCE: Final = "sentence"

NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused at the door."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else aware(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Told(TypeDecorator[Phrase]):
    """A sentence with its facts, kept apart so that each reader gets it in her own language; a plain text is kept as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Phrase | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return packed(value) if isinstance(value, Phrase) else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Phrase | None:  # noqa: ARG002
        return None if value is None else unpacked(value)


def packed(phrase: Phrase) -> str:
    """The phrase as it is kept; a fact that JSON cannot say is kept as its text."""
    return json.dumps(parts(phrase), ensure_ascii=False, default=str) if phrase.facts else phrase.sentence


def parts(phrase: Phrase) -> dict[str, Any]:
    """The sentence and its facts, some of which may be phrases themselves."""
    facts = {name: parts(fact) if isinstance(fact, Phrase) else fact for name, fact in phrase.facts.items()}
    return {SENTENCE: phrase.sentence, "facts": facts}


def unpacked(text: str) -> Phrase:
    """What `packed` wrote; any other text is a sentence without facts."""
    if not text.startswith(f'{{"{SENTENCE}"'):
        return Phrase(text)
    return joined(json.loads(text))


def joined(told: dict[str, Any]) -> Phrase:
    """A phrase of its parts."""
    facts = {name: joined(fact) if isinstance(fact, dict) and SENTENCE in fact else fact for name, fact in told["facts"].items()}
    return Phrase(told[SENTENCE], **facts)


class Words(TypeDecorator[StrEnum]):
    """A StrEnum kept by value, so that a row reads without the code; a newer version may have written a word unknown here."""

    impl = String(20)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        self.kind = kind
        super().__init__()

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else member(self.kind, value)


def words(kind: type[StrEnum]) -> Words:
    """The column type of a StrEnum."""
    return Words(kind)


def written(word: StrEnum) -> ColumnElement[Any]:
    """A word of ours as part of the statement's own text: a partial index matches what is written, not what is bound later."""
    return literal_column(f"'{word.value}'")


class Base(DeclarativeBase):
    """Every table's base."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant(), dict[str, Any]: JSON(), dict[str, str]: JSON(), list[str]: JSON()}  # noqa: RUF012


def table_of(model: type[Base]) -> Table:
    """A model's table, for Core statements where speed counts."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows the declared FromClause
    return table


@dataclass(frozen=True)
class Database:
    """One engine and the two ways to use it. A use case is handed a session and never commits."""

    engine: Engine
    on_commit: list[Callable[[], None]] = field(default_factory=list)

    @cached_property
    def writers(self) -> sessionmaker[Session]:
        """Sessions that begin by taking SQLite's write lock; made once, because that is dear."""
        engine = self.engine.execution_options(corett_begin="BEGIN IMMEDIATE")
        return sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, *, tell: bool = True) -> Iterator[Session]:
        """A session that commits when the block ends well, and then tells whoever waits for work (unless told not to).

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a read that turns into a write
        halfway could not wait for its turn.
        """
        with self.writers.begin() as session:
            yield session
            if tell and self.is_shared:
                session.execute(text(f"NOTIFY {CHANGED}"))
        for listener in self.on_commit if tell else ():
            listener()

    @property
    def is_shared(self) -> bool:
        """Whether other machines may use this database too."""
        return self.engine.dialect.name == "postgresql"


def open_database(url: str) -> Database:
    """The database at that SQLAlchemy URL; the folder of a SQLite file is made."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return Database(create_engine(address, pool_pre_ping=True))
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": 30})
    event.listen(engine, "connect", tune_sqlite)
    event.listen(engine, "begin", begin_on_sqlite)
    return Database(engine)


def tune_sqlite(connection: Any, _record: object) -> None:
    """WAL for readers beside a writer; FULL because a forgotten attempt would be a second post."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def begin_on_sqlite(connection: Connection) -> None:
    """Python's driver begins late or never; we say when and how."""
    connection.exec_driver_sql(connection.get_execution_options().get("corett_begin", "BEGIN"))
