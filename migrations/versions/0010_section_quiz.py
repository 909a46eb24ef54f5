"""Quizzes beside sections

What an edition says of each quiz: its bank, how many questions of what, how often, when passed. A
task can say which quiz of its guide closes it.

Revision: 0010_section_quiz
Revises: 0009_training
"""

import sqlalchemy as sa
from alembic import op

revision = '0010_section_quiz'
down_revision = '0009_training'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('task') as batch:
        batch.add_column(sa.Column('quiz', sa.String(60), nullable=False, server_default=''))
    with op.batch_alter_table('task') as batch:
        batch.alter_column('quiz', server_default=None)
    op.create_table('section_quiz',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(60), nullable=False),
    sa.Column('title', sa.String(200), nullable=False),
    sa.Column('bank', sa.String(60), nullable=False),
    sa.Column('draw', sa.JSON(), nullable=False),
    sa.Column('pass_percent', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=True),
    sa.Column('wait_hours', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('shuffle', sa.Boolean(), nullable=False),
    sa.Column('answers', sa.String(30), nullable=False),
    sa.Column('counts', sa.String(30), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_section_quiz_edition_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_section_quiz_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section_quiz')),
    sa.UniqueConstraint('edition_id', 'key', name=op.f('uq_section_quiz_edition_id_key'))
    )
    with op.batch_alter_table('section_quiz') as batch:
        batch.create_index(batch.f('ix_section_quiz_section_id'), ['section_id'])


def downgrade() -> None:
    op.drop_table('section_quiz')
    with op.batch_alter_table('task') as batch:
        batch.drop_column('quiz')
