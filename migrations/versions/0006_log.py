"""The shapes of offices' own case numbers, which the guard looks for beside the general ones

Revision: 0006_log
Revises: 0005_counted_from
"""

import sqlalchemy as sa
from alembic import op

revision = '0006_log'
down_revision = '0005_counted_from'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')


def upgrade() -> None:
    op.create_table('guard_pattern',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('shape', sa.String(length=40), nullable=False),
    sa.Column('blocks', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_guard_pattern_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guard_pattern'))
    )
    with op.batch_alter_table('guard_pattern') as batch:
        batch.create_index('uq_guard_pattern_current', ['office_id', 'shape'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)


def downgrade() -> None:
    op.drop_table('guard_pattern')
