"""Plain factories for training: courses by their keys, what is asked, what was completed."""

from datetime import date

from lms.base import clock
from lms.base.db import db
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.people.actor import Actor
from lms.people.models import Office, Person
from lms.training import completing, queries, requirements
from lms.training.models import CourseRecord, How
from lms.training.queries import Moment
from lms.training.requirements import EVERYONE, Terms
from lms.training.standing import Standing

RCCM, TEAMWORK, TRAUMA = "rccm", "teamwork", "understanding-trauma"
TODAY = date(2026, 3, 4)


def course(key: str = RCCM) -> CourseRow:
    """A course of the file."""
    found = courses.course(courses.course_id(key) or 0)
    assert found is not None
    return found


def require(
    officer: Actor, office: Office, key: str = RCCM, *, role: str = EVERYONE,
    starts_on: date = TODAY, within: int = 30, months: int | None = 12,
) -> None:  # fmt: skip
    """Ask a course of a role from a day on."""
    terms = Terms(starts_on, within, months)
    requirements.require(officer, office, course(key).id, role, terms)
    db.session.commit()


def completed(
    boss: Actor, who: Person, key: str = RCCM, *, on: date = TODAY, minutes: int = 90,
    until: date | None = None, usual: bool = True, complete: bool = True,
) -> CourseRecord:  # fmt: skip
    """A record that somebody confirmed; `usual`: good as long as was asked on that day."""
    one, now = course(key), clock.now()
    record = CourseRecord(
        person_id=who.id, course_id=one.id, title=one.title, provider="Salt Lake City",
        how=How.SESSION, on=on, minutes=minutes, complete=complete, started_at=now, saved_at=now,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    end = completing.usual_end(who.id, one.id, on) if usual else until
    completing.confirm(boss, record, valid_until=end)
    db.session.commit()
    return record


def stands(who: Person, key: str = RCCM, moment: Moment | None = None) -> Standing:
    """Where a course stands for somebody, today or at a moment."""
    at = moment or Moment(clock.today("America/Denver"))
    member = queries.member(who.id, at.day)
    assert member is not None
    one = course(key)
    return queries.standings([member], [one], at)[who.id][one.id]
