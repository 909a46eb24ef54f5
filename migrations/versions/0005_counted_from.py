"""A due date says from which day its days were counted, or that it was set by hand

What was set by hand has a reason; all else was counted from the first day of the terms that held.
And one person's past is found by an index too, not by reading everyone's.

Revision: 0005_counted_from
Revises: 0004_leavers
"""

import sqlalchemy as sa
from alembic import op

revision = '0005_counted_from'
down_revision = '0004_leavers'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')


def upgrade() -> None:
    for table in ('ledger', 'review'):
        with op.batch_alter_table(table) as batch:
            batch.drop_index(f'ix_{table}_enrollment_current')
            batch.create_index(f'ix_{table}_enrollment', ['enrollment_id', 'superseded_at'])
    with op.batch_alter_table('due_date') as batch:
        batch.add_column(sa.Column('counted_from', sa.Date(), nullable=True))
        batch.create_index('ix_due_date_enrollment', ['enrollment_id', 'superseded_at'])
    op.execute(sa.text("""
        UPDATE due_date SET counted_from = (
            SELECT term.starts_on FROM enrollment_term AS term
            WHERE term.enrollment_id = due_date.enrollment_id
              AND term.recorded_at <= due_date.base_at
            ORDER BY term.recorded_at DESC LIMIT 1
        ) WHERE reason_id IS NULL
    """))


def downgrade() -> None:
    with op.batch_alter_table('due_date') as batch:
        batch.drop_index('ix_due_date_enrollment')
        batch.drop_column('counted_from')
    for table in ('ledger', 'review'):
        with op.batch_alter_table(table) as batch:
            batch.drop_index(f'ix_{table}_enrollment')
            batch.create_index(f'ix_{table}_enrollment_current', ['enrollment_id'],
                               sqlite_where=CURRENT, postgresql_where=CURRENT)
