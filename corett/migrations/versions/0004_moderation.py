"""moderation"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.String(length=60), nullable=False),
        sa.Column("territory", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("may_publish", sa.Boolean(), nullable=False),
        sa.Column("people_visible", sa.Boolean(), nullable=False),
        sa.Column("people_agreed", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("received", "in_review", "accepted", "rejected", "withdrawn", name="submissionstatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("received_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", foundation.db.Instant(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_submissions_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_sent_by"), ["sent_by"], unique=False)
        batch_op.create_index("ix_submissions_waiting", ["status", "territory"], unique=False)
    op.create_table(
        "date_overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("date_code", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("territory", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=60), nullable=False),
        sa.Column("changed_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["date_code"], ["commemorative_dates.code"], name=op.f("fk_date_overrides_date_code_commemorative_dates"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["territory"], ["territories.code"], name=op.f("fk_date_overrides_territory_territories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_overrides")),
        sa.UniqueConstraint("date_code", "day", "territory", name=op.f("uq_date_overrides_date_code")),
    )
    op.create_table(
        "campaign_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.Column("done_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_tasks_campaign_id_campaigns"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_tasks")),
        sa.UniqueConstraint("campaign_id", "task", name=op.f("uq_campaign_tasks_campaign_id")),
    )


def downgrade() -> None:
    op.drop_table("campaign_tasks")
    op.drop_table("date_overrides")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index("ix_submissions_waiting")
        batch_op.drop_index(batch_op.f("ix_submissions_sent_by"))
    op.drop_table("submissions")
