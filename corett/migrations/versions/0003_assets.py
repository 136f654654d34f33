"""assets"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assets") as table:
        table.add_column(sa.Column("look", sa.String(16), nullable=True))
        table.add_column(sa.Column("withdrawn_at", foundation.db.Instant(timezone=True), nullable=True))
        table.add_column(sa.Column("withdrawn_why", sa.Text(), nullable=True))
    op.create_table(
        "asset_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("form_sha256", sa.String(64), nullable=True),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.Column("recorded_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_consents_asset_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_consents")),
    )
    op.create_index(op.f("ix_asset_consents_asset_id"), "asset_consents", ["asset_id"])
    op.create_table(
        "asset_identity_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("nobody_identifiable", sa.Boolean(), nullable=False),
        sa.Column("reviewer", sa.String(60), nullable=False),
        sa.Column("checked_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_asset_identity_checks_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_identity_checks")),
    )
    op.create_index(op.f("ix_asset_identity_checks_asset_id"), "asset_identity_checks", ["asset_id"])
    op.create_table(
        "asset_sources",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_sources_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["assets.id"], name=op.f("fk_asset_sources_source_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", "source_id", name=op.f("pk_asset_sources")),
    )


def downgrade() -> None:
    op.drop_table("asset_sources")
    op.drop_table("asset_identity_checks")
    op.drop_table("asset_consents")
    with op.batch_alter_table("assets") as table:
        table.drop_column("withdrawn_why")
        table.drop_column("withdrawn_at")
        table.drop_column("look")
