"""INSERT … ON CONFLICT, which SQLite and PostgreSQL share and SQLAlchemy keeps apart."""

from typing import TypeAlias

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from foundation.db import Base

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert_for(session: Session, table: type[Base]) -> Insert:
    """An insert of this table that knows `on_conflict_do_nothing` and `on_conflict_do_update` on the session's engine."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)
