"""What was so already is said to be: no page claims a change that was none."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from lms.base import events
from lms.base.db import db
from lms.people.models import Grant, Leave
from lms.roster import local_tasks
from lms.roster.local_tasks import Local
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
Acts = Callable[..., str]


@pytest.fixture
def acts(cast: Cast, visit: Visit) -> Acts:
    """The officer (or the administrator) sends a form; what the next page says."""

    def of(path: str, by: str = "officer", **form: Any) -> str:
        window = visit(cast.people()[by])
        return words(window.follow(window.post(path, **form)))

    return of


def twice(acts: Acts, path: str, first: str, second: str, **form: Any) -> None:
    """The first says what was done, the second that nothing was."""
    assert first in acts(path, **form)
    db.session.commit()
    with nothing_changes():
        said = acts(path, **form)
    assert second in said
    assert "Nothing was changed." in said
    assert first not in said.split("Nothing was changed.")[0]


@pytest.mark.both
def test_leave(cast: Cast, acts: Acts) -> None:
    path = f"/roster/{cast.learner.id}/leave"
    days = {"new__starts_on": "2026-03-16", "new__ends_on": "2026-03-20"}
    twice(acts, path, "The leave is recorded.", "recorded already", **days)
    one = f"{path}/{db.session.scalars(select(Leave.id)).one()}"
    end = {f"end-{one.rpartition('/')[2]}-ends_on": "2026-03-18"}
    twice(acts, f"{one}/end", "The last day is changed.", "the last day already", **end)
    found = select(Leave.id).where(Leave.superseded_at.is_(None))
    one = f"{path}/{db.session.scalars(found).one()}"
    twice(acts, f"{one}/take-back", "The leave is taken back.", "taken back already")


def test_withdrawing_and_coming_back(cast: Cast, acts: Acts) -> None:
    path = f"/roster/enrollments/{cast.work.id}"
    twice(acts, f"{path}/withdraw", "Withdrawn.", "had left this program already", why="other")
    start = {"start": "2026-03-09"}
    twice(acts, f"{path}/re-enroll", "Enrolled again.", "on it again already", **start)


def test_an_office(cast: Cast, acts: Acts) -> None:
    at, program = f"/offices/{cast.office.id}", cast.work.program_id
    settings = {"name": "Salt Lake City", "time_zone": "America/Denver", "region": "UT",
                "escalate_days": "3"}  # fmt: skip
    twice(acts, f"{at}/settings", "Saved.", "like this already", **settings)
    days = {"days_who-we-serve": "21"}
    twice(acts, f"{at}/due-days/{program}", "Saved.", "like this already", **days)
    slot = {"url": "https://example.org/unhcr", "was": "0", "owner": "0"}
    twice(acts, f"{at}/slots/{program}/unhcr-role", "Saved.", "like this already", **slot)
    day = {"on": "2026-07-24", "name": "Pioneer Day"}
    twice(acts, f"{at}/holidays", "is closed that day.", "in the calendar already", **day)


def test_own_tasks(cast: Cast, acts: Acts) -> None:
    local_tasks.save(cast.office, [Local("Watch", "The fire drill")], actor_id=None)
    row = {"verb_0": "Watch", "title_0": "The fire drill", "how_0": "tick", "key_0": "t1"}
    db.session.commit()
    with nothing_changes():
        said = acts(f"/offices/{cast.office.id}/own-tasks", rows="1", was="1", **row)
    assert "like this already. Nothing was changed." in said


def test_an_account(cast: Cast, acts: Acts) -> None:
    path = f"/roster/{cast.colleague.id}"
    who = {"name": "Yonas T.", "email": "yonas@example.org", "time_zone": ""}
    twice(acts, f"{path}/edit", "Saved.", "like this already", **who)
    post = {"office": cast.office.id, "job_role": "other", "supervisor": "",
            "starts_on": "2026-03-09"}  # fmt: skip
    twice(acts, f"{path}/post", "The post is noted.", "like this already", **post)
    gone = {"supervisor": "", "starts_on": "2026-03-04"}
    twice(acts, f"{path}/deactivate", "cannot sign in any more", "was deactivated already", **gone)
    twice(acts, f"{path}/reactivate", "can sign in again", "like this already")


def test_access_roles(cast: Cast, acts: Acts) -> None:
    path = f"/roster/{cast.colleague.id}/roles"
    role = {"by": "administrator", "role": "auditor", "office": cast.office.id}
    twice(acts, path, "has the role from now on", "had this role already", **role)
    held = select(Grant.id).filter_by(person_id=cast.colleague.id)
    back = f"{path}/{db.session.scalars(held).one()}/take-back"
    twice(acts, back, "The role is taken back.", "taken back already", by="administrator")


def test_a_line_that_was_rolled_back_counts_for_nothing(cast: Cast) -> None:
    """Each transaction by itself: what one wrote is not claimed by the next."""
    assert not events.wrote()
    events.record(events.person(cast.learner.id), "looked", actor_id=None)
    assert events.wrote()
    db.session.rollback()
    assert not events.wrote()
    events.record(events.person(cast.learner.id), "looked", actor_id=None)
    db.session.commit()
    assert not events.wrote()
