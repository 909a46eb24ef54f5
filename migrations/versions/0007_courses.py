"""The course catalogue

Courses with their dated terms, of the file in content/ and of offices. A task can say which course
closes it.

Revision: 0007_courses
Revises: 0006_log
"""

import sqlalchemy as sa
from alembic import op

revision = '0007_courses'
down_revision = '0006_log'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')
OF_ALL = sa.text('office_id IS NULL')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table('task') as batch:
        batch.add_column(sa.Column('course', sa.String(60), nullable=False, server_default=''))
    with op.batch_alter_table('task') as batch:
        batch.alter_column('course', server_default=None)
    op.create_table('course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(60), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_course_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('office_id', 'key', name=op.f('uq_course_office_id_key'))
    )
    with op.batch_alter_table('course') as batch:
        batch.create_index('uq_course_of_all', ['key'], unique=True, sqlite_where=OF_ALL, postgresql_where=OF_ALL)
    op.create_table('course_term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(200), nullable=False),
    sa.Column('column_key', sa.String(60), nullable=False),
    sa.Column('column_title', sa.String(200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('renew_months', sa.Integer(), nullable=True),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_term_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_term'))
    )
    with op.batch_alter_table('course_term') as batch:
        batch.create_index(batch.f('ix_course_term_course_id'), ['course_id'])
        batch.create_index('uq_course_term_current', ['course_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)


def downgrade() -> None:
    for table in ('course_term', 'course'):
        op.drop_table(table)
    with op.batch_alter_table('task') as batch:
        batch.drop_column('course')
