"""What the demo's offices have set for themselves is there to see."""

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.demo.branches import ALBANY, BOISE, SALT_LAKE_CITY, Branch
from lms.demo.holidays import OWN_NAME, staff_day
from lms.demo.own_tasks import OWN_TASKS
from lms.people.models import Holiday, Office
from lms.roster import local_tasks, supplies
from tests.demo.looking import who


def all_offices() -> None:
    """All of it."""
    for branch in (SALT_LAKE_CITY, BOISE, ALBANY):
        assert _office(branch).region == branch.region
        assert _office(branch).escalate_days == branch.escalate_days
    _one_day_is_free_in_salt_lake_city()
    _one_section_has_more_days_in_boise()
    _a_third_of_the_slots_is_filled()
    _own_tasks_are_asked_for()


def _office(branch: Branch) -> Office:
    return db.session.scalars(select(Office).filter_by(name=branch.name)).one()


def _one_day_is_free_in_salt_lake_city() -> None:
    (own,) = db.session.scalars(select(Holiday).filter_by(own=True))
    today = clock.today(SALT_LAKE_CITY.zone)
    assert (own.office_id, own.name) == (_office(SALT_LAKE_CITY).id, OWN_NAME)
    assert own.on == staff_day(today) > today


def _one_section_has_more_days_in_boise() -> None:
    (guide, pathway) = curriculum.guides()
    assert pathway.key == "rccm-pathway"
    given = {one: dict(curriculum.due_days(_office(one).id, guide.program_id))
             for one in (SALT_LAKE_CITY, BOISE, ALBANY)}  # fmt: skip
    assert given == {SALT_LAKE_CITY: {}, BOISE: {"community-outreach": 120}, ALBANY: {}}


def _a_third_of_the_slots_is_filled() -> None:
    slots = supplies.slots(_office(SALT_LAKE_CITY))
    filled = [one for one in slots if one.filled]
    assert 0.3 < len(filled) / len(slots) < 0.36
    today = clock.today(SALT_LAKE_CITY.zone)
    assert [one.task.key for one in filled if one.stale(today)] == ["pc-guidelines"]
    assert {one.owner for one in filled} == {who("priya").name, who("daniel").name, ""}


def _own_tasks_are_asked_for() -> None:
    found = local_tasks.tasks_of(local_tasks.latest(_office(SALT_LAKE_CITY)))
    assert [(one.key, one.verb, one.title) for one in found] == [one[:3] for one in OWN_TASKS]
    assert [one.confirmed for one in found] == [one.confirmed for one in OWN_TASKS]
