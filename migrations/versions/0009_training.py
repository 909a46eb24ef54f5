"""Training: requirements, sessions, seats, attendance, requests and records

What an office asks of whom from when; the sessions of courses with their seats, waiting lists and
attendance; what people completed, with each attempt at having it confirmed, its evidence and the
log entries it cites; and who need not take a course.

Revision: 0009_training
Revises: 0008_files
"""

import sqlalchemy as sa
from alembic import op

revision = '0009_training'
down_revision = '0008_files'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    'course_confirmation',
    'record_attempt',
    'record_file',
    'record_entry',
    'attendance',
    'course_record',
    'booking',
    'course_session',
    'training_request',
    'course_waiver',
    'course_series',
    'course_requirement',
)


def upgrade() -> None:
    op.create_table('course_requirement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('job_role', sa.String(30), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('within_days', sa.Integer(), nullable=False),
    sa.Column('valid_months', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.CheckConstraint('valid_months IS NULL OR valid_months > 0', name=op.f('ck_course_requirement_valid_months_positive')),
    sa.CheckConstraint('within_days >= 0', name=op.f('ck_course_requirement_within_days_not_negative')),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_course_requirement_actor_id')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_requirement_course_id')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_course_requirement_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_requirement'))
    )
    with op.batch_alter_table('course_requirement') as batch:
        batch.create_index(batch.f('ix_course_requirement_course_id'), ['course_id'])
        batch.create_index('uq_course_requirement_current', ['office_id', 'course_id', 'job_role', 'starts_on'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('course_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('pattern', sa.String(30), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_series_course_id')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_course_series_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_series'))
    )
    op.create_table('course_waiver',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('reason_id', sa.Integer(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_course_waiver_actor_id')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_waiver_course_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_waiver_person_id')),
    sa.ForeignKeyConstraint(['reason_id'], ['prose.id'], name=op.f('fk_course_waiver_reason_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_waiver'))
    )
    with op.batch_alter_table('course_waiver') as batch:
        batch.create_index(batch.f('ix_course_waiver_actor_id'), ['actor_id'])
        batch.create_index('uq_course_waiver_current', ['person_id', 'course_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('training_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(200), nullable=False),
    sa.Column('provider', sa.String(120), nullable=False),
    sa.Column('url', sa.String(500), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('reason_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_training_request_course_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_training_request_person_id')),
    sa.ForeignKeyConstraint(['reason_id'], ['prose.id'], name=op.f('fk_training_request_reason_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_request'))
    )
    with op.batch_alter_table('training_request') as batch:
        batch.create_index(batch.f('ix_training_request_person_id'), ['person_id'])
    op.create_table('course_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', MOMENT, nullable=False),
    sa.Column('zone', sa.String(60), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(200), nullable=False),
    sa.Column('url', sa.String(500), nullable=False),
    sa.Column('trainer_id', sa.Integer(), nullable=True),
    sa.Column('trainer', sa.String(120), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('closes_at', MOMENT, nullable=False),
    sa.Column('for_all', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', MOMENT, nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_course_session_minutes_positive')),
    sa.CheckConstraint('seats > 0', name=op.f('ck_course_session_seats_positive')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_session_course_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_course_session_made_by')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_course_session_office_id')),
    sa.ForeignKeyConstraint(['series_id'], ['course_series.id'], name=op.f('fk_course_session_series_id')),
    sa.ForeignKeyConstraint(['trainer_id'], ['person.id'], name=op.f('fk_course_session_trainer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_session'))
    )
    with op.batch_alter_table('course_session') as batch:
        batch.create_index('ix_course_session_course', ['course_id', 'starts_at'])
        batch.create_index('ix_course_session_listed', ['office_id', 'starts_at'])
        batch.create_index(batch.f('ix_course_session_series_id'), ['series_id'])
    op.create_table('booking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Boolean(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_booking_person_id')),
    sa.ForeignKeyConstraint(['session_id'], ['course_session.id'], name=op.f('fk_booking_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booking'))
    )
    with op.batch_alter_table('booking') as batch:
        batch.create_index('ix_booking_person', ['person_id', 'superseded_at'])
        batch.create_index('uq_booking_current', ['session_id', 'person_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('course_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('reflection_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(30), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(32), nullable=False),
    sa.Column('started_at', MOMENT, nullable=False),
    sa.Column('saved_at', MOMENT, nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(200), nullable=False),
    sa.Column('provider', sa.String(120), nullable=False),
    sa.Column('how', sa.String(30), nullable=False),
    sa.Column('on', sa.Date(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.CheckConstraint('minutes IS NULL OR minutes > 0', name=op.f('ck_course_record_minutes_positive')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_record_course_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_record_person_id')),
    sa.ForeignKeyConstraint(['reflection_id'], ['prose.id'], name=op.f('fk_course_record_reflection_id')),
    sa.ForeignKeyConstraint(['request_id'], ['training_request.id'], name=op.f('fk_course_record_request_id')),
    sa.ForeignKeyConstraint(['session_id'], ['course_session.id'], name=op.f('fk_course_record_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_record')),
    sa.UniqueConstraint('person_id', 'request_id', name=op.f('uq_course_record_person_id_request_id'))
    )
    with op.batch_alter_table('course_record') as batch:
        batch.create_index(batch.f('ix_course_record_course_id'), ['course_id'])
        batch.create_index('ix_course_record_person', ['person_id', 'state', 'on'])
        batch.create_index(batch.f('ix_course_record_request_id'), ['request_id'])
        batch.create_index(batch.f('ix_course_record_session_id'), ['session_id'])
    op.create_table('course_confirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sign_off_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(200), nullable=False),
    sa.Column('provider', sa.String(120), nullable=False),
    sa.Column('how', sa.String(30), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_confirmation_course_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_confirmation_person_id')),
    sa.ForeignKeyConstraint(['record_id'], ['course_record.id'], name=op.f('fk_course_confirmation_record_id')),
    sa.ForeignKeyConstraint(['sign_off_id'], ['sign_off.id'], name=op.f('fk_course_confirmation_sign_off_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_confirmation'))
    )
    with op.batch_alter_table('course_confirmation') as batch:
        batch.create_index(batch.f('ix_course_confirmation_course_id'), ['course_id'])
        batch.create_index('ix_course_confirmation_person', ['person_id', 'course_id', 'superseded_at'])
        batch.create_index(batch.f('ix_course_confirmation_record_id'), ['record_id'])
        batch.create_index('uq_course_confirmation_current', ['record_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(30), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_attendance_actor_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_person_id')),
    sa.ForeignKeyConstraint(['record_id'], ['course_record.id'], name=op.f('fk_attendance_record_id')),
    sa.ForeignKeyConstraint(['session_id'], ['course_session.id'], name=op.f('fk_attendance_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance'))
    )
    with op.batch_alter_table('attendance') as batch:
        batch.create_index(batch.f('ix_attendance_actor_id'), ['actor_id'])
        batch.create_index(batch.f('ix_attendance_person_id'), ['person_id'])
        batch.create_index('uq_attendance_current', ['session_id', 'person_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('record_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entry.id'], name=op.f('fk_record_entry_entry_id')),
    sa.ForeignKeyConstraint(['record_id'], ['course_record.id'], name=op.f('fk_record_entry_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_entry'))
    )
    with op.batch_alter_table('record_entry') as batch:
        batch.create_index(batch.f('ix_record_entry_entry_id'), ['entry_id'])
        batch.create_index('uq_record_entry_current', ['record_id', 'entry_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('record_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_record_file_file_id')),
    sa.ForeignKeyConstraint(['record_id'], ['course_record.id'], name=op.f('fk_record_file_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_file'))
    )
    with op.batch_alter_table('record_file') as batch:
        batch.create_index(batch.f('ix_record_file_file_id'), ['file_id'])
        batch.create_index('uq_record_file_current', ['record_id', 'file_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('record_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('reflection_id', sa.Integer(), nullable=True),
    sa.Column('from_version', sa.Integer(), nullable=False),
    sa.Column('sent_at', MOMENT, nullable=False),
    sa.Column('digest', sa.String(64), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(200), nullable=False),
    sa.Column('provider', sa.String(120), nullable=False),
    sa.Column('how', sa.String(30), nullable=False),
    sa.Column('on', sa.Date(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_record_attempt_course_id')),
    sa.ForeignKeyConstraint(['record_id'], ['course_record.id'], name=op.f('fk_record_attempt_record_id')),
    sa.ForeignKeyConstraint(['reflection_id'], ['prose.id'], name=op.f('fk_record_attempt_reflection_id')),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_record_attempt_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_attempt')),
    sa.UniqueConstraint('record_id', 'number', name=op.f('uq_record_attempt_record_id_number'))
    )
    with op.batch_alter_table('record_attempt') as batch:
        batch.create_index(batch.f('ix_record_attempt_course_id'), ['course_id'])
        batch.create_index(batch.f('ix_record_attempt_review_id'), ['review_id'])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
