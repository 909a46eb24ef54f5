"""Who erased a text, and why, in a word from a closed list

Revision: 0006_log
Revises: 0005_counted_from
"""

import sqlalchemy as sa
from alembic import op

revision = '0006_log'
down_revision = '0005_counted_from'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('prose') as batch:
        batch.add_column(sa.Column('erased_by', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('erased_why', sa.String(length=30), nullable=True))
        batch.create_foreign_key(batch.f('fk_prose_erased_by'), 'person', ['erased_by'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('prose') as batch:
        batch.drop_constraint(batch.f('fk_prose_erased_by'), type_='foreignkey')
        batch.drop_column('erased_why')
        batch.drop_column('erased_by')
