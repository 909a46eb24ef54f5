"""Running the team: invitations, imports, leave, office settings, the outbox

A due date keeps the date it was set to beside the one that holds; the lines of section_progress
are dated. They follow from the ledger: `preceptor db upgrade` writes them anew.

Revision: 0003_team
Revises: 0002_trust
"""

import sqlalchemy as sa
from alembic import op

revision = '0003_team'
down_revision = '0002_trust'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')


def upgrade() -> None:
    op.create_table('leave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_leave_actor_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_leave_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave'))
    )
    with op.batch_alter_table('leave') as batch:
        batch.create_index('ix_leave_person_current', ['person_id'], sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_link_made_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_link_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link'))
    )
    with op.batch_alter_table('link') as batch:
        batch.create_index(batch.f('ix_link_person_id'), ['person_id'])
    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('once', sa.String(length=40), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=30), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sa.UniqueConstraint('person_id', 'kind', 'once', name=op.f('uq_mail_person_id_kind_once'))
    )
    with op.batch_alter_table('mail') as batch:
        batch.create_index(batch.f('ix_mail_person_id'), ['person_id'])
        batch.create_index('ix_mail_waiting', ['queued_at'], sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_upload_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    with op.batch_alter_table('upload') as batch:
        batch.create_index(batch.f('ix_upload_person_id'), ['person_id'])
    op.create_table('due_days',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('program_id', sa.Integer(), nullable=False),
    sa.Column('section_key', sa.String(length=60), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_due_days_office_id')),
    sa.ForeignKeyConstraint(['program_id'], ['program.id'], name=op.f('fk_due_days_program_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_due_days'))
    )
    with op.batch_alter_table('due_days') as batch:
        batch.create_index('uq_due_days_current', ['office_id', 'program_id', 'section_key'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('supply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('program_id', sa.Integer(), nullable=False),
    sa.Column('task_key', sa.String(length=60), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_supply_office_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_supply_owner_id')),
    sa.ForeignKeyConstraint(['program_id'], ['program.id'], name=op.f('fk_supply_program_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supply'))
    )
    with op.batch_alter_table('supply') as batch:
        batch.create_index('uq_supply_current', ['office_id', 'program_id', 'task_key'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_table('extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrollment_id', sa.Integer(), nullable=False),
    sa.Column('section_key', sa.String(length=60), nullable=False),
    sa.Column('task_key', sa.String(length=60), nullable=False),
    sa.Column('was', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('reason_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrollment_id'], ['enrollment.id'], name=op.f('fk_extension_enrollment_id')),
    sa.ForeignKeyConstraint(['reason_id'], ['prose.id'], name=op.f('fk_extension_reason_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension'))
    )
    with op.batch_alter_table('extension') as batch:
        batch.create_index(batch.f('ix_extension_enrollment_id'), ['enrollment_id'])
    with op.batch_alter_table('due_date') as batch:
        batch.add_column(sa.Column('base_on', sa.Date()))
        batch.add_column(sa.Column('base_at', sa.DateTime(timezone=True)))
    op.execute('UPDATE due_date SET base_on = due_on, base_at = recorded_at')
    with op.batch_alter_table('due_date') as batch:
        batch.alter_column('base_on', nullable=False)
        batch.alter_column('base_at', nullable=False)
    with op.batch_alter_table('holiday') as batch:
        batch.add_column(sa.Column('own', sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table('holiday') as batch:
        batch.alter_column('own', server_default=None)
    with op.batch_alter_table('office') as batch:
        batch.add_column(sa.Column('region', sa.String(length=10), nullable=True))
        batch.add_column(sa.Column('escalate_days', sa.Integer(), nullable=True))
    with op.batch_alter_table('person') as batch:
        batch.add_column(sa.Column('daily_mail', sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table('person') as batch:
        batch.alter_column('daily_mail', server_default=None)
    with op.batch_alter_table('program') as batch:
        batch.add_column(sa.Column('office_id', sa.Integer(), nullable=True))
        batch.create_index(batch.f('ix_program_office_id'), ['office_id'])
        batch.create_foreign_key(batch.f('fk_program_office_id'), 'office', ['office_id'], ['id'])
    op.execute('DELETE FROM section_progress')
    with op.batch_alter_table('section_progress') as batch:
        batch.add_column(sa.Column('state', sa.String(length=30), nullable=False))
        batch.add_column(sa.Column('waived', sa.Integer(), nullable=False))
        batch.add_column(sa.Column('submitted', sa.Integer(), nullable=False))
        batch.add_column(sa.Column('returned', sa.Integer(), nullable=False))
        batch.add_column(sa.Column('begun', sa.Integer(), nullable=False))
        batch.add_column(sa.Column('open_due', sa.Date(), nullable=True))
        batch.add_column(sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False))
        batch.add_column(sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint(batch.f('uq_section_progress_enrollment_id_section_key'), type_='unique')
        batch.create_index('ix_section_progress_whole', ['open_due', 'enrollment_id', 'returned'], sqlite_where=sa.text("section_key = '' AND superseded_at IS NULL"), postgresql_where=sa.text("section_key = '' AND superseded_at IS NULL"))
        batch.create_index('ix_section_progress_since', ['enrollment_id', 'section_key', 'recorded_at'])
        batch.create_index('uq_section_progress_current', ['enrollment_id', 'section_key'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    with op.batch_alter_table('task') as batch:
        batch.add_column(sa.Column('minutes', sa.Integer(), nullable=True))

    with op.batch_alter_table('enrollment_term') as batch:
        batch.create_index('ix_enrollment_term_listed', ['enrollment_id', 'status', 'starts_on'], sqlite_where=CURRENT, postgresql_where=CURRENT)
    with op.batch_alter_table('post') as batch:
        batch.drop_index('ix_post_person_current')
        batch.create_index('ix_post_person_current', ['person_id', 'office_id', 'supervisor_id', 'starts_on', 'ends_on'], sqlite_where=CURRENT, postgresql_where=CURRENT)


def downgrade() -> None:
    with op.batch_alter_table('post') as batch:
        batch.drop_index('ix_post_person_current')
        batch.create_index('ix_post_person_current', ['person_id'], sqlite_where=CURRENT, postgresql_where=CURRENT)
    with op.batch_alter_table('enrollment_term') as batch:
        batch.drop_index('ix_enrollment_term_listed')
    with op.batch_alter_table('task') as batch:
        batch.drop_column('minutes')
    op.execute("DELETE FROM section_progress WHERE superseded_at IS NOT NULL OR section_key = ''")
    with op.batch_alter_table('section_progress') as batch:
        batch.drop_index('uq_section_progress_current', sqlite_where=CURRENT, postgresql_where=CURRENT)
        batch.drop_index('ix_section_progress_since')
        batch.drop_index('ix_section_progress_whole')
        batch.create_unique_constraint(batch.f('uq_section_progress_enrollment_id_section_key'), ['enrollment_id', 'section_key'])
        batch.drop_column('superseded_at')
        batch.drop_column('recorded_at')
        batch.drop_column('open_due')
        batch.drop_column('begun')
        batch.drop_column('returned')
        batch.drop_column('submitted')
        batch.drop_column('waived')
        batch.drop_column('state')
    with op.batch_alter_table('program') as batch:
        batch.drop_constraint(batch.f('fk_program_office_id'), type_='foreignkey')
        batch.drop_index(batch.f('ix_program_office_id'))
        batch.drop_column('office_id')
    with op.batch_alter_table('person') as batch:
        batch.drop_column('daily_mail')
    with op.batch_alter_table('office') as batch:
        batch.drop_column('escalate_days')
        batch.drop_column('region')
    with op.batch_alter_table('holiday') as batch:
        batch.drop_column('own')
    with op.batch_alter_table('due_date') as batch:
        batch.drop_column('base_at')
        batch.drop_column('base_on')
    with op.batch_alter_table('extension') as batch:
        batch.drop_index(batch.f('ix_extension_enrollment_id'))
    op.drop_table('extension')
    with op.batch_alter_table('supply') as batch:
        batch.drop_index('uq_supply_current', sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.drop_table('supply')
    with op.batch_alter_table('due_days') as batch:
        batch.drop_index('uq_due_days_current', sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.drop_table('due_days')
    with op.batch_alter_table('upload') as batch:
        batch.drop_index(batch.f('ix_upload_person_id'))
    op.drop_table('upload')
    with op.batch_alter_table('mail') as batch:
        batch.drop_index('ix_mail_waiting', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch.drop_index(batch.f('ix_mail_person_id'))
    op.drop_table('mail')
    with op.batch_alter_table('link') as batch:
        batch.drop_index(batch.f('ix_link_person_id'))
    op.drop_table('link')
    with op.batch_alter_table('leave') as batch:
        batch.drop_index('ix_leave_person_current', sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.drop_table('leave')
