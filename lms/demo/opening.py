"""The office opens: its holidays, those who sign, and later each new hire."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from lms.demo import office
from lms.demo.office import ADMINISTRATOR, AUDITOR, OFFICER, SUPERVISOR, Colleague
from lms.demo.plan import ZONE
from lms.demo.stages import Learner
from lms.people import passwords, queries, rules
from lms.people.models import Office, Person, Role


def person(one: Colleague | Learner) -> Person:
    """Someone of the demo who is there."""
    found = queries.by_email(office.email(one.handle))
    assert found is not None
    return found


def open_office(day: date, closed: Mapping[date, str]) -> Office:
    """The office with those who sign, on its first day, and the holidays to come."""
    ruth = admit(ADMINISTRATOR, by=None, zone=ZONE)
    rules.grant(ruth, Role.ADMINISTRATOR)
    made = rules.add_office(office.NAME, ZONE, actor_id=ruth.id)
    for closed_on, name in closed.items():
        rules.close_on(made, closed_on, name, actor_id=ruth.id)
    daniel, priya = admit(SUPERVISOR, by=ruth), admit(OFFICER, by=ruth)
    _post(daniel, made, "supervisor", day, by=ruth)
    _post(priya, made, "training-officer", day, by=ruth)
    rules.grant(priya, Role.TRAINING_OFFICER, made, actor_id=ruth.id)
    rules.grant(admit(AUDITOR, by=ruth, zone=ZONE), Role.AUDITOR, made, actor_id=ruth.id)
    return made


def hire(learner: Learner, made: Office, first_day: date) -> None:
    """A new colleague gets an account and, from the first day, a post under the supervisor."""
    ruth = person(ADMINISTRATOR)
    rules.give_post(
        admit(learner, by=ruth), made, learner.job_role, supervisor=person(SUPERVISOR),
        starts_on=first_day, actor_id=ruth.id,
    )  # fmt: skip


def admit(one: Colleague | Learner, *, by: Person | None, zone: str | None = None) -> Person:
    """A person who can sign in."""
    made = rules.add_person(
        one.name, office.email(one.handle), None, zone=zone, actor_id=by.id if by else None
    )
    made.password_hash = _hash()
    return made


def _post(who: Person, made: Office, job_role: str, day: date, *, by: Person) -> None:
    rules.give_post(who, made, job_role, supervisor=None, starts_on=day, actor_id=by.id)


@cache
def _hash() -> str:
    """Made once, for it is slow: everyone has the same password."""
    return passwords.hashed(office.PASSWORD)
