"""Quizzes: banks, attempts, answers, results

Banks of questions with each wording they had; attempts with what was asked and answered; results,
dated, so that a corrected key shows what it changed; more attempts for somebody; and which quizzes
an office requires.

Revision: 0011_quizzes
Revises: 0010_section_quiz
"""

import sqlalchemy as sa
from alembic import op

revision = '0011_quizzes'
down_revision = '0010_section_quiz'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')
OF_ALL = sa.text('office_id IS NULL')
OPEN = sa.text('submitted_at IS NULL')
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    'quiz_result',
    'quiz_item',
    'quiz_attempt',
    'quiz_extra',
    'quiz_requirement',
    'quiz_question',
    'quiz_bank',
)


def upgrade() -> None:
    op.create_table('quiz_bank',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(60), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_quiz_bank_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_bank')),
    sa.UniqueConstraint('office_id', 'key', name=op.f('uq_quiz_bank_office_id_key'))
    )
    with op.batch_alter_table('quiz_bank') as batch:
        batch.create_index('uq_quiz_bank_of_all', ['key'], unique=True, sqlite_where=OF_ALL, postgresql_where=OF_ALL)
    op.create_table('quiz_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bank_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('gift', sa.Text(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['bank_id'], ['quiz_bank.id'], name=op.f('fk_quiz_question_bank_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_question'))
    )
    with op.batch_alter_table('quiz_question') as batch:
        batch.create_index('ix_quiz_question_bank', ['bank_id', 'superseded_at', 'position'])
        batch.create_index('uq_quiz_question_current', ['bank_id', 'key'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('quiz_requirement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('program_id', sa.Integer(), nullable=False),
    sa.Column('quiz_key', sa.String(60), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_quiz_requirement_office_id')),
    sa.ForeignKeyConstraint(['program_id'], ['program.id'], name=op.f('fk_quiz_requirement_program_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_requirement'))
    )
    with op.batch_alter_table('quiz_requirement') as batch:
        batch.create_index('uq_quiz_requirement_current', ['office_id', 'program_id', 'quiz_key'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('quiz_extra',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrollment_id', sa.Integer(), nullable=False),
    sa.Column('quiz_key', sa.String(60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at_once', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(30), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_quiz_extra_actor_id')),
    sa.ForeignKeyConstraint(['enrollment_id'], ['enrollment.id'], name=op.f('fk_quiz_extra_enrollment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_extra'))
    )
    with op.batch_alter_table('quiz_extra') as batch:
        batch.create_index(batch.f('ix_quiz_extra_actor_id'), ['actor_id'])
        batch.create_index('uq_quiz_extra_current', ['enrollment_id', 'quiz_key'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('quiz_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('enrollment_id', sa.Integer(), nullable=False),
    sa.Column('section_quiz_id', sa.Integer(), nullable=False),
    sa.Column('quiz_key', sa.String(60), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('began_at', MOMENT, nullable=False),
    sa.Column('closes_at', MOMENT, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', MOMENT, nullable=False),
    sa.Column('submitted_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['enrollment_id'], ['enrollment.id'], name=op.f('fk_quiz_attempt_enrollment_id')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_quiz_attempt_office_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_quiz_attempt_person_id')),
    sa.ForeignKeyConstraint(['section_quiz_id'], ['section_quiz.id'], name=op.f('fk_quiz_attempt_section_quiz_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_attempt')),
    sa.UniqueConstraint('enrollment_id', 'quiz_key', 'number', name=op.f('uq_quiz_attempt_enrollment_id_quiz_key_number'))
    )
    with op.batch_alter_table('quiz_attempt') as batch:
        batch.create_index('ix_quiz_attempt_office', ['office_id', 'quiz_key', 'submitted_at'])
        batch.create_index(batch.f('ix_quiz_attempt_person_id'), ['person_id'])
        batch.create_index('uq_quiz_attempt_open', ['enrollment_id', 'quiz_key'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table('quiz_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('order', sa.JSON(), nullable=False),
    sa.Column('response', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['quiz_attempt.id'], name=op.f('fk_quiz_item_attempt_id')),
    sa.ForeignKeyConstraint(['question_id'], ['quiz_question.id'], name=op.f('fk_quiz_item_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_item')),
    sa.UniqueConstraint('attempt_id', 'position', name=op.f('uq_quiz_item_attempt_id_position'))
    )
    with op.batch_alter_table('quiz_item') as batch:
        batch.create_index(batch.f('ix_quiz_item_question_id'), ['question_id'])
    op.create_table('quiz_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('undecided', sa.Boolean(), nullable=False),
    sa.Column('cause', sa.String(30), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_quiz_result_actor_id')),
    sa.ForeignKeyConstraint(['attempt_id'], ['quiz_attempt.id'], name=op.f('fk_quiz_result_attempt_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_result'))
    )
    with op.batch_alter_table('quiz_result') as batch:
        batch.create_index('ix_quiz_result_undecided', ['undecided'], sqlite_where=CURRENT, postgresql_where=CURRENT)
        batch.create_index('uq_quiz_result_current', ['attempt_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
