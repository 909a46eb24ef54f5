"""The case shadowing and observation log

Entries with each attempt at sending them, the tasks they are for, who confirms them, and what an
office asks of its log. Tasks can say which task an answer looks back on, and that a note is drafted.
Who erased a text, and why, in a word from a closed list. The shapes of offices' own case numbers,
which the guard looks for beside the general ones.

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
DRAFT = sa.text('attempt_id IS NULL')
LINKED = sa.text('ended_at IS NULL')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table('prose') as batch:
        batch.add_column(sa.Column('erased_by', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('erased_why', sa.String(length=30), nullable=True))
        batch.create_foreign_key(batch.f('fk_prose_erased_by'), 'person', ['erased_by'], ['id'])
    with op.batch_alter_table('task') as batch:
        batch.add_column(sa.Column('about', sa.String(60), nullable=False, server_default=''))
        batch.add_column(sa.Column('drafted', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('task') as batch:
        batch.alter_column('about', server_default=None)
        batch.alter_column('drafted', server_default=None)
    with op.batch_alter_table('review') as batch:
        batch.create_index('ix_review_source', ['kind', 'source_id'])
    op.create_table('guard_pattern',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('shape', sa.String(length=40), nullable=False),
    sa.Column('blocks', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_guard_pattern_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guard_pattern'))
    )
    with op.batch_alter_table('guard_pattern') as batch:
        batch.create_index('uq_guard_pattern_current', ['office_id', 'shape'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('log_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.String(36), nullable=True),
    sa.Column('reference', sa.String(60), nullable=False),
    sa.Column('state', sa.String(30), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(32), nullable=False),
    sa.Column('started_at', MOMENT, nullable=False),
    sa.Column('saved_at', MOMENT, nullable=False),
    *_told(),
    sa.CheckConstraint('minutes IS NULL OR minutes > 0', name=op.f('ck_log_entry_minutes_positive')),
    sa.ForeignKeyConstraint(['colleague_id'], ['person.id'], name=op.f('fk_log_entry_colleague_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_log_entry_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_entry')),
    sa.UniqueConstraint('person_id', 'device_id', name=op.f('uq_log_entry_person_id_device_id')),
    sa.UniqueConstraint('person_id', 'reference', name=op.f('uq_log_entry_person_id_reference'))
    )
    with op.batch_alter_table('log_entry') as batch:
        batch.create_index('ix_log_entry_colleague', ['colleague_id', 'state'])
        batch.create_index('ix_log_entry_counted', ['person_id', 'state', 'activity', 'part'])
        batch.create_index('ix_log_entry_listed', ['person_id', 'on', 'id'])
    op.create_table('entry_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('from_version', sa.Integer(), nullable=False),
    sa.Column('sent_at', MOMENT, nullable=False),
    sa.Column('digest', sa.String(64), nullable=False),
    *_told(),
    sa.ForeignKeyConstraint(['colleague_id'], ['person.id'], name=op.f('fk_entry_attempt_colleague_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entry.id'], name=op.f('fk_entry_attempt_entry_id')),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_entry_attempt_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_attempt')),
    sa.UniqueConstraint('entry_id', 'number', name=op.f('uq_entry_attempt_entry_id_number'))
    )
    op.create_index(op.f('ix_entry_attempt_review_id'), 'entry_attempt', ['review_id'])
    op.create_table('entry_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('prompt', sa.Text(), nullable=False),
    sa.Column('prose_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['entry_attempt.id'], name=op.f('fk_entry_text_attempt_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entry.id'], name=op.f('fk_entry_text_entry_id')),
    sa.ForeignKeyConstraint(['prose_id'], ['prose.id'], name=op.f('fk_entry_text_prose_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_text')),
    sa.UniqueConstraint('entry_id', 'attempt_id', 'position', name=op.f('uq_entry_text_entry_id_attempt_id_position'))
    )
    with op.batch_alter_table('entry_text') as batch:
        batch.create_index(batch.f('ix_entry_text_attempt_id'), ['attempt_id'])
        batch.create_index('uq_entry_text_draft', ['entry_id', 'position'], unique=True, sqlite_where=DRAFT, postgresql_where=DRAFT)
    op.create_table('entry_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('enrollment_id', sa.Integer(), nullable=False),
    sa.Column('task_key', sa.String(60), nullable=False),
    sa.Column('linked_at', MOMENT, nullable=False),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['enrollment_id'], ['enrollment.id'], name=op.f('fk_entry_task_enrollment_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entry.id'], name=op.f('fk_entry_task_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_task'))
    )
    with op.batch_alter_table('entry_task') as batch:
        batch.create_index('ix_entry_task_task', ['enrollment_id', 'task_key'])
        batch.create_index('uq_entry_task_linked', ['entry_id', 'enrollment_id', 'task_key'], unique=True, sqlite_where=LINKED, postgresql_where=LINKED)
    op.create_table('confirm_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.Column('used_at', MOMENT, nullable=True),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entry.id'], name=op.f('fk_confirm_link_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirm_link'))
    )
    op.create_index(op.f('ix_confirm_link_entry_id'), 'confirm_link', ['entry_id'])
    op.create_table('confirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('about', sa.String(64), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entry.id'], name=op.f('fk_confirmation_entry_id')),
    sa.ForeignKeyConstraint(['link_id'], ['confirm_link.id'], name=op.f('fk_confirmation_link_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_confirmation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmation'))
    )
    with op.batch_alter_table('confirmation') as batch:
        batch.create_index(batch.f('ix_confirmation_entry_id'), ['entry_id'])
        batch.create_index('uq_confirmation_current', ['entry_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('log_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('shares', sa.Boolean(), nullable=False),
    sa.Column('spread_days', sa.Integer(), nullable=True),
    sa.Column('day_hours', sa.Integer(), nullable=True),
    sa.Column('back_days', sa.Integer(), nullable=True),
    sa.Column('hidden', sa.JSON(), nullable=False),
    sa.Column('own', sa.JSON(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_log_rules_actor_id')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_log_rules_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_rules'))
    )
    with op.batch_alter_table('log_rules') as batch:
        batch.create_index('uq_log_rules_current', ['office_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)


def _told() -> list[sa.Column]:
    """What an entry says, as it is and as it was sent."""
    return [
        sa.Column('activity', sa.String(30), nullable=False),
        sa.Column('part', sa.String(30), nullable=False),
        sa.Column('on', sa.Date(), nullable=False),
        sa.Column('colleague_id', sa.Integer(), nullable=True),
        sa.Column('agency', sa.String(80), nullable=False),
        sa.Column('agency_job', sa.String(80), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=True),
        sa.Column('mode', sa.String(30), nullable=False),
        sa.Column('interpreter', sa.Boolean(), nullable=True),
        sa.Column('file', sa.String(30), nullable=False),
        sa.Column('agreed', sa.String(30), nullable=False),
        sa.Column('drafted', sa.Boolean(), nullable=False),
    ]


def downgrade() -> None:
    for table in ('guard_pattern', 'log_rules', 'confirmation', 'confirm_link', 'entry_task', 'entry_text', 'entry_attempt', 'log_entry'):
        op.drop_table(table)
    with op.batch_alter_table('review') as batch:
        batch.drop_index('ix_review_source')
    with op.batch_alter_table('task') as batch:
        batch.drop_column('drafted')
        batch.drop_column('about')
    with op.batch_alter_table('prose') as batch:
        batch.drop_constraint(batch.f('fk_prose_erased_by'), type_='foreignkey')
        batch.drop_column('erased_why')
        batch.drop_column('erased_by')
