"""Writing and signing off that can be trusted

A review keeps the task as worded when it was sent, and when it was sent, beside since when it
waits; a draft's texts can be set aside; a task can ask to be signed off by itself.

Revision: 0002_trust
Revises: 0001_ground
"""

import sqlalchemy as sa
from alembic import op

revision = '0002_trust'
down_revision = '0001_ground'
branch_labels = None
depends_on = None

OF_TASKS = "('response', 'discussion', 'observation')"


def upgrade() -> None:
    op.create_table('set_aside',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('prose_id', sa.Integer(), nullable=False),
    sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['prose_id'], ['prose.id'], name=op.f('fk_set_aside_prose_id')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_set_aside_response_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_set_aside'))
    )
    op.create_index(op.f('ix_set_aside_response_id'), 'set_aside', ['response_id'])
    with op.batch_alter_table('task') as batch:
        batch.add_column(sa.Column('singly', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('task') as batch:
        batch.alter_column('singly', server_default=None)
    # The safety tasks of the guide, for people who are on an edition from before.
    op.execute(
        "UPDATE task SET singly = true WHERE seq IN (74, 80, 110, 111) AND signers <> 'none' AND"
        " edition_id IN (SELECT edition.id FROM edition JOIN program ON program.id ="
        " edition.program_id WHERE program.key = 'icm-onboarding')"
    )
    with op.batch_alter_table('review') as batch:
        batch.add_column(sa.Column('task_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
        batch.drop_index('ix_review_person_open')
    op.execute("UPDATE review SET sent_at = opened_at")
    op.execute(
        "UPDATE review SET task_id = (SELECT submission.task_id FROM submission"
        f" WHERE submission.id = review.source_id) WHERE kind IN {OF_TASKS}"
    )
    # What was recorded without being asked for has no submission: the signature knows the task,
    # or else the edition that the person is on.
    op.execute(
        "UPDATE review SET task_id = (SELECT max(sign_off.task_id) FROM sign_off"
        f" WHERE sign_off.review_id = review.id) WHERE task_id IS NULL AND kind IN {OF_TASKS}"
    )
    op.execute(
        "UPDATE review SET task_id = (SELECT task.id FROM task JOIN enrollment_term AS term"
        " ON term.edition_id = task.edition_id AND term.superseded_at IS NULL"
        " WHERE term.enrollment_id = review.enrollment_id AND task.key = review.task_key)"
        f" WHERE task_id IS NULL AND kind IN {OF_TASKS}"
    )
    with op.batch_alter_table('review') as batch:
        batch.alter_column('sent_at', nullable=False, existing_type=sa.DateTime(timezone=True))
        batch.create_foreign_key(op.f('fk_review_task_id'), 'task', ['task_id'], ['id'])
        batch.create_index('ix_review_person_open', ['person_id', 'sent_at'],
                           sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('review') as batch:
        batch.drop_index('ix_review_person_open')
        batch.drop_constraint(op.f('fk_review_task_id'), type_='foreignkey')
        batch.drop_column('sent_at')
        batch.drop_column('task_id')
        batch.create_index('ix_review_person_open', ['person_id', 'opened_at'],
                           sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    with op.batch_alter_table('task') as batch:
        batch.drop_column('singly')
    op.drop_table('set_aside')
