"""Files made for a campaign, and whether somebody wants them made"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("materials_wanted_at", foundation.db.Instant(timezone=True), nullable=True))
    op.add_column("campaigns", sa.Column("materials_begun_at", foundation.db.Instant(timezone=True), nullable=True))
    op.create_table(
        "campaign_assets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("piece", sa.String(80), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("made_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_assets_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_campaign_assets_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_assets")),
        sa.UniqueConstraint("campaign_id", "piece", name=op.f("uq_campaign_assets_campaign_id")),
    )
    op.create_index(op.f("ix_campaign_assets_campaign_id"), "campaign_assets", ["campaign_id"])
    op.create_index(op.f("ix_campaign_assets_asset_id"), "campaign_assets", ["asset_id"])


def downgrade() -> None:
    op.drop_table("campaign_assets")
    with op.batch_alter_table("campaigns") as table:
        table.drop_column("materials_begun_at")
        table.drop_column("materials_wanted_at")
