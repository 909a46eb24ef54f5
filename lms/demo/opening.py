"""The offices open: their holidays, those who sign, and later each new hire."""

from datetime import date, timedelta
from functools import cache

from lms.demo import office
from lms.demo.branches import BRANCHES, HOME, OFFICERS, RUTH, SAM, Branch, Colleague
from lms.demo.holidays import holidays
from lms.demo.stages import Learner
from lms.people import passwords, queries, rules
from lms.people.models import Office, Person, Role
from lms.roster import holidays as closing
from lms.roster import offices
from lms.roster.offices import Setup


def person(one: Colleague | Learner) -> Person:
    """Someone of the demo who is there."""
    found = queries.by_email(office.email(one.handle))
    assert found is not None
    return found


def open_offices(day: date, today: date) -> dict[Branch, Office]:
    """The offices with those who sign, on their first day, and the holidays until after today."""
    ruth = admit(RUTH, by=None, zone=HOME.zone)
    rules.grant(ruth, Role.ADMINISTRATOR)
    made = {one: _set_up(one, ruth) for one in BRANCHES}
    for one, there in made.items():
        closing.add_public(there, holidays(one, today), actor_id=ruth.id)
    for who in (one for one in office.CAST if isinstance(one, Colleague) and one.post):
        rules.give_post(
            admit(who, by=ruth), made[who.branch], who.post, supervisor=None, starts_on=day,
            actor_id=ruth.id,
        )  # fmt: skip
    for branch, officer in OFFICERS.items():
        rules.grant(person(officer), Role.TRAINING_OFFICER, made[branch], actor_id=ruth.id)
    rules.grant(admit(SAM, by=ruth, zone=HOME.zone), Role.AUDITOR, made[HOME], actor_id=ruth.id)
    return made


def _set_up(branch: Branch, by: Person) -> Office:
    wanted = Setup(branch.name, branch.zone, branch.region, branch.escalate_days)
    return offices.add(wanted, actor_id=by.id)


def hire(learner: Learner, made: Office, first_day: date) -> None:
    """A new colleague gets an account and, from the first day, a post under the supervisor."""
    ruth = person(RUTH)
    rules.give_post(
        admit(learner, by=ruth), made, learner.job_role, supervisor=person(learner.supervisor),
        starts_on=first_day, actor_id=ruth.id,
    )  # fmt: skip


def change_job(learner: Learner, made: Office, job_role: str, last_day: date) -> None:
    """Another job under the same supervisor, from the day after the last one in the old."""
    rules.give_post(
        person(learner), made, job_role, supervisor=person(learner.supervisor),
        starts_on=last_day + timedelta(days=1), actor_id=person(RUTH).id,
    )  # fmt: skip


def close_account(one: Colleague | Learner) -> None:
    """Someone left; what they wrote and signed stays."""
    rules.deactivate(person(one), actor_id=person(RUTH).id)


def admit(one: Colleague | Learner, *, by: Person | None, zone: str | None = None) -> Person:
    """A person who can sign in."""
    made = rules.add_person(
        one.name, office.email(one.handle), None, zone=zone, actor_id=by.id if by else None
    )
    made.password_hash = _hash()
    return made


@cache
def _hash() -> str:
    """Made once, for it is slow: everyone has the same password."""
    return passwords.hashed(office.PASSWORD)
