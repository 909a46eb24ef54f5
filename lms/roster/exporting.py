"""The roster as a file in the shape that an import takes: to look at, to mend, to send back.

Whoever imports an export unchanged changes nothing.
"""

from collections.abc import Iterator

from sqlalchemy import select

from lms.base.db import db
from lms.base.tables import Cell
from lms.people.actor import Actor
from lms.people.models import JOB_ROLES, Office
from lms.roster import known
from lms.roster.columns import COLUMNS, HALVES
from lms.roster.known import KnownOffice, KnownPerson, KnownPost

HEAD = [column.label for name, column in COLUMNS.items() if name not in HALVES]


def rows(actor: Actor | None) -> Iterator[list[Cell]]:
    """A row for each active person with a post whom the actor looks after, by name.

    A job and an office are what a file says of everyone, so whoever has none is not in it.
    """
    found = known.read(actor)
    offices = {one.id: one for many in found.offices.values() for one in many}
    names = dict(db.session.execute(select(Office.id, Office.name)).all())
    keys = {one.id: one.key for many in found.programs.values() for one in many}
    mine = [one for one in found.people.values() if one.seen and one.active]
    for person in sorted(mine, key=lambda one: (one.name.casefold(), one.email)):
        post = _post(person, offices)
        if post is not None:
            programs = sorted(keys[key] for key in person.programs if key in keys)
            yield [
                person.name, person.email, JOB_ROLES.get(post.job_role, post.job_role),
                names[post.office_id], post.supervisor, post.starts_on, "; ".join(programs),
            ]  # fmt: skip


def _post(person: KnownPerson, offices: dict[int, KnownOffice]) -> KnownPost | None:
    """The post of today in an office the actor looks after, else the next there."""
    here = [post for post in person.posts if post.office_id in offices]
    for post in here:
        last = post.ends_on
        if last is None or last >= offices[post.office_id].today:
            return post
    return None
