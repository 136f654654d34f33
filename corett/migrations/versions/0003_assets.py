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
        sa.Column("has_form", sa.Boolean(), nullable=False),
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

    upgrade_accessible_formats()


def downgrade() -> None:
    downgrade_accessible_formats()
    op.drop_table("asset_sources")
    op.drop_table("asset_identity_checks")
    op.drop_table("asset_consents")
    with op.batch_alter_table("assets") as table:
        table.drop_column("withdrawn_why")
        table.drop_column("withdrawn_at")
        table.drop_column("look")


def upgrade_accessible_formats() -> None:
    op.create_table(
        "renditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("mime", sa.String(60), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("made_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint("subject", "format", "language", name=op.f("uq_renditions_subject")),
    )
    op.create_table(
        "rendition_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rendition_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("done_by", sa.String(60), nullable=False),
        sa.Column("done_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rendition_id"], ["renditions.id"], name=op.f("fk_rendition_steps_rendition_id_renditions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendition_steps")),
    )
    op.create_index(op.f("ix_rendition_steps_rendition_id"), "rendition_steps", ["rendition_id"])
    op.create_table(
        "video_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("error_code", sa.String(40), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(60), nullable=False),
        sa.Column("asked_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.Column("beat_at", foundation.db.Instant(timezone=True), nullable=True),
        sa.Column("finished_at", foundation.db.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_jobs")),
    )
    op.create_index(
        "uq_video_jobs_running",
        "video_jobs",
        ["status"],
        unique=True,
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    )


def downgrade_accessible_formats() -> None:
    op.drop_table("video_jobs")
    op.drop_table("rendition_steps")
    op.drop_table("renditions")
