"""Who had left before the table of leavers was there: migration 0004 reads it from the record."""

from datetime import timedelta

import pytest
import time_machine
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from lms.base import chain_check
from lms.base.db import db
from lms.people import accounts
from lms.people import rules as people
from lms.people.models import Deactivation
from tests.cast import Cast
from tests.test_migrations import kept

pytestmark = pytest.mark.both


def leavers() -> list[tuple[object, ...]]:
    """Who was deactivated from when until when."""
    told = (Deactivation.person_id, Deactivation.recorded_at, Deactivation.superseded_at)
    rows = db.session.execute(select(*told).order_by(*told[:2])).all()
    db.session.rollback()
    return [tuple(row) for row in rows]


def test_who_left_before_it_was_dated_is_read_from_the_record(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    """Who came back, who left again, and who stays away; a day that is over tells it."""
    for number in range(5):
        noon.shift(timedelta(days=1))
        change = accounts.reactivate if number % 2 else people.deactivate
        change(cast.learner, actor_id=cast.officer.id)
    people.deactivate(cast.colleague, actor_id=None)
    accounts.reactivate(cast.colleague, actor_id=None)
    db.session.commit()
    wanted, counts = leavers(), kept()
    assert [until is None for _, _, until in wanted] == [False, False, True, False]
    assert cast.learner.deactivated_at == wanted[2][1]
    db.session.rollback()
    downgrade(revision="0003_team")
    there = kept()
    assert "deactivation" not in there
    assert there == {name: counts[name] for name in there}
    upgrade()
    assert (leavers(), {name: n for name, n in kept().items() if name in there}) == (wanted, there)
    assert list(chain_check.faults()) == []
