"""The one cast of people that every test plays with, and plain factories for more."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from sqlalchemy import select

from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.people import passwords, queries, rules
from lms.people.actor import Actor
from lms.people.models import Office, Person, Role
from lms.progress import rules as progress
from lms.progress.models import Enrollment
from lms.progress.work import Work, find_work
from tests.databases import GUIDE

PASSWORD = "lantern-harbor-maple-4"
START = date(2026, 3, 2)  # a Monday
HIRED = date(2026, 1, 5)
NAMES = {
    "learner": "Marisol Vega",
    "colleague": "Yonas Tesfaye",
    "supervisor": "Daniel Okafor",
    "other_supervisor": "Ingrid Moe",
    "officer": "Priya Raman",
    "other_officer": "Luis Ortega",
    "administrator": "Ruth Adler",
    "auditor": "Sam Weiss",
}


@cache
def _hash() -> str:
    return passwords.hashed(PASSWORD)


def person(name: str, **post: object) -> Person:
    """A person who can sign in with PASSWORD."""
    made = rules.add_person(name, f"{name.lower().replace(' ', '.')}@example.org", None)
    made.password_hash = _hash()
    db.session.flush()
    return made


def posted(name: str, office: Office, supervisor: Person | None = None,
           job_role: str = "case-manager", since: date = HIRED) -> Person:  # fmt: skip
    """A person with a post."""
    made = person(name)
    rules.give_post(made, office, job_role, supervisor=supervisor, starts_on=since)
    db.session.flush()
    return made


def actor(who: Person) -> Actor:
    """The person as rules know them."""
    found = queries.actor(who.id)
    assert found is not None
    return found


def enrolled(who: Person, start: date = START) -> Work:
    """The person on the real guide."""
    edition = curriculum.latest_edition(GUIDE)
    assert edition is not None
    return progress.enroll(who.id, edition, start, job_role="case-manager", actor_id=None)


@dataclass(frozen=True)
class Cast:
    """Everyone who appears. The learner and the colleague share office and supervisor."""

    office: Office
    elsewhere: Office
    learner: Person
    colleague: Person
    supervisor: Person
    other_supervisor: Person
    officer: Person
    other_officer: Person
    administrator: Person
    auditor: Person
    work: Work

    def people(self) -> dict[str, Person]:
        """Everyone who can sign in, by their part."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: who for name, who in parts.items() if isinstance(who, Person)}


def found() -> Cast:
    """The cast, where `assemble` has written it before."""
    by_name = {one.name: one for one in db.session.scalars(select(Person))}
    offices = {one.name: one for one in db.session.scalars(select(Office))}
    parts = {part: by_name[name] for part, name in NAMES.items()}
    mine = select(Enrollment.id).filter_by(person_id=parts["learner"].id)
    work = find_work(db.session.scalars(mine).one())
    assert work is not None
    return Cast(offices["Salt Lake City"], offices["Boise"], **parts, work=work)


def assemble(start: date = START) -> Cast:
    """The cast, with the learner and the colleague on the real guide since `start`."""
    office = rules.add_office("Salt Lake City", "America/Denver")
    elsewhere = rules.add_office("Boise", "America/Boise")
    supervisor = posted("Daniel Okafor", office, job_role="supervisor")
    other_supervisor = posted("Ingrid Moe", office, job_role="supervisor")
    officer = posted("Priya Raman", office, job_role="training-officer")
    other_officer = posted("Luis Ortega", elsewhere, job_role="training-officer")
    rules.grant(officer, Role.TRAINING_OFFICER, office)
    rules.grant(other_officer, Role.TRAINING_OFFICER, elsewhere)
    administrator, auditor = person("Ruth Adler"), person("Sam Weiss")
    rules.grant(administrator, Role.ADMINISTRATOR)
    rules.grant(auditor, Role.AUDITOR, office)
    learner = posted("Marisol Vega", office, supervisor)
    colleague = posted("Yonas Tesfaye", office, supervisor)
    posted("Omar Haddad", elsewhere, other_supervisor)
    work = enrolled(learner, start)
    enrolled(colleague, start)
    db.session.commit()
    return Cast(office, elsewhere, learner, colleague, supervisor, other_supervisor, officer,
                other_officer, administrator, auditor, work)  # fmt: skip
