"""Which managers' chats were told that a profile's credentials end"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_token_alerts",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("told_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_bot_token_alerts_profile_id_profiles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", "version", "days", name=op.f("pk_bot_token_alerts")),
    )


def downgrade() -> None:
    op.drop_table("bot_token_alerts")
