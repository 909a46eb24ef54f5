"""The offices open: their holidays, those who sign, and later each new hire."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from lms.demo import office
from lms.demo.branches import BRANCHES, HOME, OFFICERS, RUTH, SAM, Branch, Colleague
from lms.demo.stages import Learner
from lms.people import passwords, queries, rules
from lms.people.models import Office, Person, Role


def person(one: Colleague | Learner) -> Person:
    """Someone of the demo who is there."""
    found = queries.by_email(office.email(one.handle))
    assert found is not None
    return found


def open_offices(day: date, closed: Mapping[date, str]) -> dict[Branch, Office]:
    """The offices with those who sign, on their first day, and the holidays to come."""
    ruth = admit(RUTH, by=None, zone=HOME.zone)
    rules.grant(ruth, Role.ADMINISTRATOR)
    made = {one: rules.add_office(one.name, one.zone, actor_id=ruth.id) for one in BRANCHES}
    for there in made.values():
        for closed_on, name in closed.items():
            rules.close_on(there, closed_on, name, actor_id=ruth.id)
    for one in (one for one in office.CAST if isinstance(one, Colleague) and one.post):
        rules.give_post(
            admit(one, by=ruth), made[one.branch], one.post, supervisor=None, starts_on=day,
            actor_id=ruth.id,
        )  # fmt: skip
    for branch, officer in OFFICERS.items():
        rules.grant(person(officer), Role.TRAINING_OFFICER, made[branch], actor_id=ruth.id)
    rules.grant(admit(SAM, by=ruth, zone=HOME.zone), Role.AUDITOR, made[HOME], actor_id=ruth.id)
    return made


def hire(learner: Learner, made: Office, first_day: date) -> None:
    """A new colleague gets an account and, from the first day, a post under the supervisor."""
    ruth = person(RUTH)
    rules.give_post(
        admit(learner, by=ruth), made, learner.job_role, supervisor=person(learner.supervisor),
        starts_on=first_day, actor_id=ruth.id,
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
