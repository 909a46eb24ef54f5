"""Evidence files: what each is, whom it is about, where it lies, and who removed it

Revision: 0008_files
Revises: 0007_courses
"""

import sqlalchemy as sa
from alembic import op

revision = '0008_files'
down_revision = '0007_courses'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('stored_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(120), nullable=True),
    sa.Column('kind', sa.String(30), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(64), nullable=False),
    sa.Column('place', sa.String(32), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=False),
    sa.Column('added_at', MOMENT, nullable=False),
    sa.Column('removed_at', MOMENT, nullable=True),
    sa.Column('removed_by', sa.Integer(), nullable=True),
    sa.Column('removed_why', sa.String(30), nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_stored_file_added_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_stored_file_person_id')),
    sa.ForeignKeyConstraint(['removed_by'], ['person.id'], name=op.f('fk_stored_file_removed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('place', name=op.f('uq_stored_file_place'))
    )
    op.create_index(op.f('ix_stored_file_person_id'), 'stored_file', ['person_id'])


def downgrade() -> None:
    op.drop_table('stored_file')
