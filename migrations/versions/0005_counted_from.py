"""A due date says from which day its days were counted, or that it was set by hand

What was set by hand has a reason; all else was counted from the first day of the terms that held.

Revision: 0005_counted_from
Revises: 0003_team
"""

import sqlalchemy as sa
from alembic import op

revision = '0005_counted_from'
down_revision = '0003_team'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('due_date') as batch:
        batch.add_column(sa.Column('counted_from', sa.Date(), nullable=True))
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
        batch.drop_column('counted_from')
