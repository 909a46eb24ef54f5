"""New hires who have not begun: one has come in already, another's invitation still waits.

Written after everybody's past, for both were hired on the last working day.
"""

from datetime import date, time, timedelta

from lms.base import clock
from lms.base.db import db
from lms.demo import office
from lms.demo.branches import OFFICERS, Branch
from lms.demo.holidays import holidays
from lms.demo.learners import NEW_HIRES
from lms.demo.opening import person
from lms.demo.past import Past
from lms.demo.plan import at, open_day
from lms.demo.stages import NewHire
from lms.people import arriving
from lms.progress.due import due_on
from lms.roster import adding, enrolling
from lms.roster.adding import NewPerson

ADDED, CAME_IN = time(16, 58), time(16, 59)  # after all else that happened on that day
NO_COUNTS = ""  # the secret that keys failed sign-ins: there were none


def hire_all(past: Past, today: date, guide: str) -> None:
    """Everyone who starts soon."""
    for new in NEW_HIRES:
        _hire(past, new, today, guide)


def first_day(new: NewHire, today: date) -> date:
    """The Monday that comes next, or as many weeks later; when it is a holiday, the day after."""
    monday = today + timedelta(days=7 - today.weekday())
    return due_on(monday, 7 * new.weeks, holidays(new.office, today))


def _hire(past: Past, new: NewHire, today: date, guide: str) -> None:
    officer, starts_on = past.actor(OFFICERS[new.office]), first_day(new, today)
    with clock.pretend(at(_last_day(new.office, today), ADDED, new.office)):
        wanted = NewPerson(
            new.name, office.email(new.handle), past.offices[new.office], new.job_role,
            person(new.supervisor), starts_on,
        )  # fmt: skip
        who, link = adding.add(officer, wanted, invite=True, by_mail=False)
        db.session.flush()
        if new.came_in:
            for program in (*new.besides, guide):  # the newest comes first on one's own page
                enrolling.enroll(officer, [who.id], program, starts_on)
    if new.came_in and link:
        with clock.pretend(at(_last_day(new.office, today), CAME_IN, new.office)):
            arriving.choose_password(link, office.PASSWORD, secret=NO_COUNTS)


def _last_day(there: Branch, today: date) -> date:
    return open_day(today - timedelta(days=1), holidays(there, today))
