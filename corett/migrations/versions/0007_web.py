"""web"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("web_sessions", "login_links"):
        op.create_table(
            name,
            sa.Column("token_sha256", sa.String(length=64), nullable=False),
            sa.Column("user_id", sa.Integer(), nullable=False),
            sa.Column("created_at", foundation.db.Instant(timezone=True), nullable=False),
            sa.Column("expires_at", foundation.db.Instant(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id_users"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("token_sha256", name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_user_id"), name, ["user_id"])


def downgrade() -> None:
    for name in ("login_links", "web_sessions"):
        op.drop_index(op.f(f"ix_{name}_user_id"), name)
        op.drop_table(name)
