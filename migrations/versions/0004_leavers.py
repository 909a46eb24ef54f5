"""Who was deactivated from when until when, so that a past day has an answer

Filled from the record of events, which names every time; what holds now follows `person`.

Revision: 0004_leavers
Revises: 0003_team
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = '0004_leavers'
down_revision = '0003_team'
branch_labels = None
depends_on = None

CURRENT = sa.text('superseded_at IS NULL')
MOMENT = sa.DateTime(timezone=True)
PERSON = sa.table('person', sa.column('id', sa.Integer), sa.column('deactivated_at', MOMENT))
CHAIN = sa.table('event_chain', sa.column('id', sa.Integer), sa.column('subject_kind', sa.String), sa.column('subject_id', sa.Integer))
EVENT = sa.table('event', sa.column('chain_id', sa.Integer), sa.column('number', sa.Integer), sa.column('at', MOMENT), sa.column('verb', sa.String))
DEACTIVATION = sa.table('deactivation', sa.column('person_id', sa.Integer), sa.column('recorded_at', MOMENT), sa.column('superseded_at', MOMENT))


def upgrade() -> None:
    op.create_table('deactivation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('superseded_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_deactivation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deactivation'))
    )
    with op.batch_alter_table('deactivation') as batch:
        batch.create_index(batch.f('ix_deactivation_person_id'), ['person_id'])
        batch.create_index('uq_deactivation_current', ['person_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    # A past day asks for what no index of current rows knows: PostgreSQL read all of them for each person.
    with op.batch_alter_table('post') as batch:
        batch.create_index(batch.f('ix_post_person_id'), ['person_id'])
    with op.batch_alter_table('enrollment_term') as batch:
        batch.create_index(batch.f('ix_enrollment_term_enrollment_id'), ['enrollment_id'])
    op.bulk_insert(DEACTIVATION, list(_rows()))


def _rows() -> Iterator[dict[str, object]]:
    """Each time that somebody was deactivated, by person; one at most holds now."""
    bind = op.get_bind()
    told = sa.select(CHAIN.c.subject_id, EVENT.c.verb, EVENT.c.at).join(CHAIN, CHAIN.c.id == EVENT.c.chain_id)
    told = told.where(CHAIN.c.subject_kind == 'person', EVENT.c.verb.in_(('deactivated', 'reactivated')))
    since: dict[int, object] = {}
    for person, verb, at in bind.execute(told.order_by(EVENT.c.chain_id, EVENT.c.number)).all():
        if verb == 'deactivated':
            since.setdefault(person, at)
        elif person in since:
            yield {'person_id': person, 'recorded_at': since.pop(person), 'superseded_at': at}
    now = sa.select(PERSON.c.id, PERSON.c.deactivated_at).where(PERSON.c.deactivated_at.is_not(None))
    for person, at in bind.execute(now.order_by(PERSON.c.id)).all():
        yield {'person_id': person, 'recorded_at': at, 'superseded_at': None}


def downgrade() -> None:
    with op.batch_alter_table('enrollment_term') as batch:
        batch.drop_index(batch.f('ix_enrollment_term_enrollment_id'))
    with op.batch_alter_table('post') as batch:
        batch.drop_index(batch.f('ix_post_person_id'))
    with op.batch_alter_table('deactivation') as batch:
        batch.drop_index('uq_deactivation_current', sqlite_where=CURRENT, postgresql_where=CURRENT)
        batch.drop_index(batch.f('ix_deactivation_person_id'))
    op.drop_table('deactivation')
