"""Indexes for what the clockwork asks every few seconds, whatever the number of rows"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('sending', 'unconfirmed', 'held', 'missed')")
WITH_REF = sa.text("ref IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_deliveries_open", "deliveries", sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_deliveries_status", "deliveries", ["status", "due_at"])
    op.create_index("ix_deliveries_ref", "deliveries", ["ref"], sqlite_where=WITH_REF, postgresql_where=WITH_REF)


def downgrade() -> None:
    op.drop_index("ix_deliveries_ref", "deliveries", sqlite_where=WITH_REF, postgresql_where=WITH_REF)
    op.drop_index("ix_deliveries_status", "deliveries")
    op.create_index("ix_deliveries_open", "deliveries", ["status", "due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
