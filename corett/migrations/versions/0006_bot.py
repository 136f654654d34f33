"""The bot: members, their key, link codes, alerts, files Telegram has"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bot_sent_files',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('bot_id', sa.String(length=20), nullable=False),
    sa.Column('file_id', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('sha256', 'bot_id', name=op.f('pk_bot_sent_files'))
    )
    op.create_table('member_keys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_keys'))
    )
    op.create_table('bot_link_codes',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', foundation.db.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_bot_link_codes_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_bot_link_codes'))
    )
    op.create_table('members',
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('territory', sa.String(length=10), nullable=True),
    sa.Column('joined_on', sa.Date(), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('chat_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['territory'], ['territories.code'], name=op.f('fk_members_territory_territories')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_members_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_members'))
    )
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_members_user_id'), ['user_id'], unique=False)

    op.create_table('bot_alerts',
    sa.Column('delivery_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('told_at', foundation.db.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['deliveries.id'], name=op.f('fk_bot_alerts_delivery_id_deliveries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('delivery_id', 'state', name=op.f('pk_bot_alerts'))
    )


def downgrade() -> None:
    op.drop_table('bot_alerts')
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_members_user_id'))

    op.drop_table('members')
    op.drop_table('bot_link_codes')
    op.drop_table('member_keys')
    op.drop_table('bot_sent_files')
