"""The gate between claims and holds: once a hold has committed, no older claim can still be under way."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

GATE: Final = 0x434F5245


def gate(session: Session, *, exclusive: bool) -> None:
    """Taken shared by a claim and exclusive by a hold, until the transaction ends.

    PostgreSQL needs an advisory lock for it; on SQLite write transactions exclude each other anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        kind = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
        session.execute(text(f"SELECT {kind}({GATE})"))
