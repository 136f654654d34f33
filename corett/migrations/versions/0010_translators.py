"""What a version translates, reasons in English, translators' drafts, and what they were told"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("variants", sa.Column("source", sa.Text(), nullable=True))
    for table, column in (("glossary_terms", "why_en"), ("glossary_forms", "note_en"), ("translation_requests", "draft")):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.Text(), nullable=False, server_default=""))
            batch.alter_column(column, server_default=None)
    with op.batch_alter_table("translation_requests") as batch:
        batch.add_column(sa.Column("drafted", sa.Integer(), nullable=False, server_default="0"))
        batch.alter_column("drafted", server_default=None)
    op.create_table(
        "bot_work_alerts",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(80), nullable=False),
        sa.Column("told_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["translation_requests.id"],
            name=op.f("fk_bot_work_alerts_request_id_translation_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "turn", name=op.f("pk_bot_work_alerts")),
    )


def downgrade() -> None:
    op.drop_table("bot_work_alerts")
    with op.batch_alter_table("translation_requests") as batch:
        batch.drop_column("drafted")
        batch.drop_column("draft")
    with op.batch_alter_table("glossary_forms") as batch:
        batch.drop_column("note_en")
    with op.batch_alter_table("glossary_terms") as batch:
        batch.drop_column("why_en")
    with op.batch_alter_table("variants") as batch:
        batch.drop_column("source")
