"""The newsroom's entries, mail contacts and the copies sent to them"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("profiles", sa.Column("renewing_until", foundation.db.Instant(timezone=True), nullable=True))
    op.create_table(
        "site_entries",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("media", sa.JSON(), nullable=False),
        sa.Column("campaign", sa.String(80), nullable=False),
        sa.Column("campaign_title", sa.String(200), nullable=False),
        sa.Column("territory", sa.String(10), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("published_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_site_entries")),
        sa.UniqueConstraint("language", "slug", name=op.f("uq_site_entries_language")),
    )
    op.create_index("ix_site_entries_post", "site_entries", ["post"])
    op.create_index("ix_site_entries_language_published_at", "site_entries", ["language", "published_at"])
    op.create_table(
        "mail_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(60), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("territory", sa.String(10), nullable=False),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("added_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.Column("unsubscribed_at", foundation.db.Instant(timezone=True), nullable=True),
        sa.Column("refused_at", foundation.db.Instant(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_contacts")),
        sa.UniqueConstraint("list_name", "address", name=op.f("uq_mail_contacts_list_name")),
        sa.UniqueConstraint("token", name=op.f("uq_mail_contacts_token")),
    )
    op.create_table(
        "mail_bulletins",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.String(80), nullable=False),
        sa.Column("outgoing", sa.JSON(), nullable=False),
        sa.Column("accepted_at", foundation.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_mail_bulletins")),
    )
    op.create_index("ix_mail_bulletins_profile", "mail_bulletins", ["profile"])
    op.create_table(
        "mail_copies",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "status",
            sa.Enum("planned", "sending", "sent", "refused", "unknown", name="mailstatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", foundation.db.Instant(timezone=True), nullable=True),
        sa.Column("started_at", foundation.db.Instant(timezone=True), nullable=True),
        sa.Column("finished_at", foundation.db.Instant(timezone=True), nullable=True),
        sa.Column("detail", sa.String(300), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["mail_contacts.id"], name=op.f("fk_mail_copies_contact_id_mail_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["mail_bulletins.delivery_id"], name=op.f("fk_mail_copies_delivery_id_mail_bulletins"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "contact_id", name=op.f("pk_mail_copies")),
    )
    op.create_index("ix_mail_copies_delivery_id_status", "mail_copies", ["delivery_id", "status"])


def downgrade() -> None:
    op.drop_table("mail_copies")
    op.drop_table("mail_bulletins")
    op.drop_table("mail_contacts")
    op.drop_table("site_entries")
    with op.batch_alter_table("profiles") as profiles:
        profiles.drop_column("renewing_until")
