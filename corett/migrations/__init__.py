"""Alembic migrations: they know every table, so they live under the roof."""
