"""Measuring: samples, visits, links, requests, indicators, readings"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('daily_salts',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_daily_salts'))
    )
    op.create_table('daily_visitors',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('visitor', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'visitor', name=op.f('pk_daily_visitors'))
    )
    op.create_table('indicators',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('axis', sa.String(length=4), nullable=False),
    sa.Column('objective', sa.String(length=6), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('name_es', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=60), nullable=False),
    sa.Column('formula', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('frequency', sa.String(length=40), nullable=False),
    sa.Column('responsible', sa.String(length=80), nullable=False),
    sa.Column('verification', sa.Text(), nullable=False),
    sa.Column('breakdown', sa.Text(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('baseline', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('status', sa.Enum('not_started', 'in_progress', 'met', 'at_risk', 'late', 'suspended', name='indicatorstatus', native_enum=False, length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('on_dashboard', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_indicators'))
    )
    op.create_table('request_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('campaign_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('territory', sa.String(length=10), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'act', 'campaign_id', 'territory', 'language', name=op.f('pk_request_days'))
    )
    op.create_table('visit_days',
    sa.Column('place', sa.Enum('link', 'page', name='place', native_enum=False, length=20), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('visits', sa.Integer(), nullable=False),
    sa.Column('uniques', sa.Integer(), nullable=False),
    sa.Column('private', sa.Integer(), nullable=False),
    sa.Column('bots', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('place', 'key', 'day', name=op.f('pk_visit_days'))
    )
    op.create_table('readings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(length=20), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('territory', sa.String(length=10), nullable=False),
    sa.Column('value', sa.Double(), nullable=True),
    sa.Column('quality', sa.Enum('complete', 'partial', 'estimated', 'unavailable', 'corrected', name='quality', native_enum=False, length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('entered_by', sa.String(length=60), nullable=False),
    sa.Column('entered_at', foundation.db.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['indicator'], ['indicators.code'], name=op.f('fk_readings_indicator_indicators')),
    sa.ForeignKeyConstraint(['territory'], ['territories.code'], name=op.f('fk_readings_territory_territories')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readings'))
    )
    with op.batch_alter_table('readings', schema=None) as batch_op:
        batch_op.create_index('ix_readings_indicator_period', ['indicator', 'period'], unique=False)

    op.create_table('share_links',
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('use', sa.Enum('share', 'visit', name='linkuse', native_enum=False, length=20), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('territory', sa.String(length=10), nullable=False),
    sa.Column('member', sa.String(length=32), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('created_at', foundation.db.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_share_links_campaign_id_campaigns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_share_links_post_id_posts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_share_links')),
    sa.UniqueConstraint('post_id', 'use', 'channel', 'language', 'member', name=op.f('uq_share_links_post_id'))
    )
    op.create_table('measuring_turns',
    sa.Column('delivery_id', sa.Uuid(), nullable=False),
    sa.Column('last_at', foundation.db.Instant(timezone=True), nullable=True),
    sa.Column('next_at', foundation.db.Instant(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['delivery_id'], ['deliveries.id'], name=op.f('fk_measuring_turns_delivery_id_deliveries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('delivery_id', name=op.f('pk_measuring_turns'))
    )
    with op.batch_alter_table('measuring_turns', schema=None) as batch_op:
        batch_op.create_index('ix_measuring_turns_next', ['next_at'], unique=False)

    op.create_table('samples',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('delivery_id', sa.Uuid(), nullable=False),
    sa.Column('metric', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.Enum('reach', 'views', 'interaction', 'audience', name='kind', native_enum=False, length=20), nullable=False),
    sa.Column('value', sa.Double(), nullable=True),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('taken_at', foundation.db.Instant(timezone=True), nullable=False),
    sa.Column('seen_at', foundation.db.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['deliveries.id'], name=op.f('fk_samples_delivery_id_deliveries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_samples'))
    )
    with op.batch_alter_table('samples', schema=None) as batch_op:
        batch_op.create_index('ix_samples_latest', ['delivery_id', 'metric', 'taken_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('samples', schema=None) as batch_op:
        batch_op.drop_index('ix_samples_latest')

    op.drop_table('samples')
    with op.batch_alter_table('measuring_turns', schema=None) as batch_op:
        batch_op.drop_index('ix_measuring_turns_next')

    op.drop_table('measuring_turns')
    op.drop_table('share_links')
    with op.batch_alter_table('readings', schema=None) as batch_op:
        batch_op.drop_index('ix_readings_indicator_period')

    op.drop_table('readings')
    op.drop_table('visit_days')
    op.drop_table('request_days')
    op.drop_table('indicators')
    op.drop_table('daily_visitors')
    op.drop_table('daily_salts')
