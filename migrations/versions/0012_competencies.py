"""Competencies

The framework with its editions; ratings, each with its evidence; the reviews of a cycle and when an
office holds them; what somebody may do in which kind of activity.

Revision: 0012_competencies
Revises: 0011_quizzes
"""

import sqlalchemy as sa
from alembic import op

revision = '0012_competencies'
down_revision = '0011_quizzes'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')
GIVEN = sa.text('given_at IS NOT NULL AND taken_back_at IS NULL')
BEING_MADE = sa.text('given_at IS NULL')
MOMENT = sa.DateTime(timezone=True)
TABLES = ('readiness', 'competency_rating', 'competency_review', 'review_cycle', 'framework')


def upgrade() -> None:
    op.create_table('framework',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(64), nullable=False),
    sa.Column('outline', sa.JSON(), nullable=False),
    sa.Column('published_at', MOMENT, nullable=False),
    sa.Column('published_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['published_by'], ['person.id'], name=op.f('fk_framework_published_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_framework')),
    sa.UniqueConstraint('number', name=op.f('uq_framework_number'))
    )
    op.create_table('review_cycle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_review_cycle_office_id')),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_review_cycle_actor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_cycle'))
    )
    with op.batch_alter_table('review_cycle') as batch:
        batch.create_index('uq_review_cycle_current', ['office_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('competency_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('enrollment_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('began_at', MOMENT, nullable=False),
    sa.Column('self_rated_at', MOMENT, nullable=True),
    sa.Column('rated_at', MOMENT, nullable=True),
    sa.Column('rated_by', sa.Integer(), nullable=True),
    sa.Column('sign_off_id', sa.Integer(), nullable=True),
    sa.Column('acknowledged_at', MOMENT, nullable=True),
    sa.Column('reply_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_competency_review_person_id')),
    sa.ForeignKeyConstraint(['enrollment_id'], ['enrollment.id'], name=op.f('fk_competency_review_enrollment_id')),
    sa.ForeignKeyConstraint(['rated_by'], ['person.id'], name=op.f('fk_competency_review_rated_by')),
    sa.ForeignKeyConstraint(['sign_off_id'], ['sign_off.id'], name=op.f('fk_competency_review_sign_off_id')),
    sa.ForeignKeyConstraint(['reply_id'], ['prose.id'], name=op.f('fk_competency_review_reply_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competency_review')),
    sa.UniqueConstraint('enrollment_id', 'day', name=op.f('uq_competency_review_enrollment_id_day'))
    )
    with op.batch_alter_table('competency_review') as batch:
        batch.create_index(batch.f('ix_competency_review_person_id'), ['person_id'])
    op.create_table('competency_rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('competency_key', sa.String(60), nullable=False),
    sa.Column('framework_id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=True),
    sa.Column('by_self', sa.Boolean(), nullable=False),
    sa.Column('rater_id', sa.Integer(), nullable=False),
    sa.Column('recorder_id', sa.Integer(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('basis', sa.JSON(), nullable=False),
    sa.Column('behaviours', sa.JSON(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=True),
    sa.Column('sign_off_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('given_at', MOMENT, nullable=True),
    sa.Column('taken_back_at', MOMENT, nullable=True),
    sa.Column('taken_back_by', sa.Integer(), nullable=True),
    sa.Column('reason_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('by_self = (person_id = rater_id)', name=op.f('ck_competency_rating_by_self_or_another')),
    sa.CheckConstraint('level BETWEEN 0 AND 4', name=op.f('ck_competency_rating_level_of_the_scale')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_competency_rating_person_id')),
    sa.ForeignKeyConstraint(['framework_id'], ['framework.id'], name=op.f('fk_competency_rating_framework_id')),
    sa.ForeignKeyConstraint(['review_id'], ['competency_review.id'], name=op.f('fk_competency_rating_review_id')),
    sa.ForeignKeyConstraint(['rater_id'], ['person.id'], name=op.f('fk_competency_rating_rater_id')),
    sa.ForeignKeyConstraint(['recorder_id'], ['person.id'], name=op.f('fk_competency_rating_recorder_id')),
    sa.ForeignKeyConstraint(['comment_id'], ['prose.id'], name=op.f('fk_competency_rating_comment_id')),
    sa.ForeignKeyConstraint(['sign_off_id'], ['sign_off.id'], name=op.f('fk_competency_rating_sign_off_id')),
    sa.ForeignKeyConstraint(['taken_back_by'], ['person.id'], name=op.f('fk_competency_rating_taken_back_by')),
    sa.ForeignKeyConstraint(['reason_id'], ['prose.id'], name=op.f('fk_competency_rating_reason_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competency_rating'))
    )
    with op.batch_alter_table('competency_rating') as batch:
        batch.create_index('ix_competency_rating_line', ['person_id', 'competency_key', 'by_self', 'on', 'id'], sqlite_where=GIVEN, postgresql_where=GIVEN)
        batch.create_index(batch.f('ix_competency_rating_person_id'), ['person_id'])
        batch.create_index(batch.f('ix_competency_rating_rater_id'), ['rater_id'])
        batch.create_index(batch.f('ix_competency_rating_review_id'), ['review_id'])
        batch.create_index('uq_competency_rating_made', ['review_id', 'competency_key', 'rater_id'], unique=True, sqlite_where=BEING_MADE, postgresql_where=BEING_MADE)
    op.create_table('readiness',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('activity', sa.String(30), nullable=False),
    sa.Column('step', sa.String(30), nullable=False),
    sa.Column('state', sa.String(30), nullable=False),
    sa.Column('framework_id', sa.Integer(), nullable=False),
    sa.Column('missing', sa.JSON(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('reason_id', sa.Integer(), nullable=True),
    sa.Column('sign_off_id', sa.Integer(), nullable=True),
    sa.Column('digest', sa.String(64), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_readiness_person_id')),
    sa.ForeignKeyConstraint(['framework_id'], ['framework.id'], name=op.f('fk_readiness_framework_id')),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_readiness_actor_id')),
    sa.ForeignKeyConstraint(['reason_id'], ['prose.id'], name=op.f('fk_readiness_reason_id')),
    sa.ForeignKeyConstraint(['sign_off_id'], ['sign_off.id'], name=op.f('fk_readiness_sign_off_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readiness'))
    )
    with op.batch_alter_table('readiness') as batch:
        batch.create_index(batch.f('ix_readiness_actor_id'), ['actor_id'])
        batch.create_index(batch.f('ix_readiness_person_id'), ['person_id'])
        batch.create_index('uq_readiness_current', ['person_id', 'activity'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
