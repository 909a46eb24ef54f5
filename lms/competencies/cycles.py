"""Reading reviews of the cycle: which have opened for whom, for one person or many.

A review hangs on the framework's guide, for its days are counted from the first day on that.
Whoever is on no guide is rated without a cycle.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from lms.base.db import batched, db
from lms.base.errors import NotFound
from lms.competencies import cycle
from lms.competencies.cycle import USUAL, Opened
from lms.competencies.framework import present
from lms.competencies.models import CompetencyReview
from lms.curriculum import queries as curriculum
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress.access import person_to_see
from lms.progress.models import Enrollment, Status
from lms.progress.work import NOW, Work, find_work, on_terms


def works(person_ids: Collection[int]) -> dict[int, Work]:
    """The enrollment of each on the framework's guide, the newest; who is on none is left out."""
    there = [one for one in _works(person_ids) if one.status != Status.WITHDRAWN]
    return {one.person_id: one for one in there}


def _works(person_ids: Collection[int]) -> list[Work]:
    """Every enrollment of these people on the framework's guide, also those that were left."""
    key = present().outline.guide
    program = next((one.program_id for one in curriculum.guides() if one.key == key), 0)
    found: list[Work] = []
    for some in batched([*person_ids]):
        mine = Enrollment.person_id.in_(some)
        on_it = on_terms(NOW).where(Enrollment.program_id == program, mine)
        rows = db.session.execute(on_it.order_by(Enrollment.id))
        found += [Work(*row) for row in rows]
    return found


class Cycle(NamedTuple):
    """The reviews of one enrollment: those that have opened, and those that are to come."""

    opened: list[Opened]
    to_come: list[tuple[int, date]]


def opened(person_ids: Collection[int], day: date) -> dict[int, list[Opened]]:
    """The reviews that have opened for each of these people, by person, the first first.

    Of a guide that was left, those that were begun: they stay to be read.
    """
    return {who: found.opened for who, found in _cycles(person_ids, day).items()}


def cycle_of(person_id: int, day: date) -> Cycle:
    """The reviews of one person; none for whoever is on no guide."""
    return _cycles([person_id], day).get(person_id, Cycle([], []))


def of(person_id: int, day: date) -> list[Opened]:
    """The reviews that have opened for one person."""
    return opened([person_id], day).get(person_id, [])


def to_come(person_id: int, day: date) -> list[tuple[int, date]]:
    """The reviews of one person that are still to open."""
    return cycle_of(person_id, day).to_come


def one(actor: Actor, enrollment_id: int, number: int) -> Opened:
    """A review of somebody whose ratings the actor may see. Raises NotFound."""
    work = find_work(enrollment_id)
    if work is None:
        raise NotFound
    person_to_see(actor, work.person_id)
    for review in of(work.person_id, actor.today):
        if (review.enrollment_id, review.day) == (enrollment_id, number):
            return review
    raise NotFound


def _cycles(person_ids: Collection[int], day: date) -> dict[int, Cycle]:
    """Of each person: as many statements for five hundred as for one."""
    mine = _works(person_ids)
    posts = people.posts_on([work.person_id for work in mine], day)
    days = cycle.days_of_all({post.office_id for post in posts.values()})
    rows, found = _rows([work.id for work in mine]), dict[int, Cycle]()
    for work in mine:
        post, held = posts.get(work.person_id), rows[work.id]
        usual = days.get(post.office_id, USUAL) if post else USUAL
        planned = () if work.status == Status.WITHDRAWN else usual
        there = cycle.opened(work.id, work.person_id, work.starts_on, planned, held, day)
        before = found.get(work.person_id, Cycle([], []))
        coming = cycle.to_come(work.starts_on, set(planned) - held.keys(), day)
        found[work.person_id] = Cycle(before.opened + there, before.to_come + coming)
    return found


def _rows(enrollment_ids: Collection[int]) -> dict[int, dict[int, CompetencyReview]]:
    """The reviews that were begun, by enrollment and day."""
    found: dict[int, dict[int, CompetencyReview]] = defaultdict(dict)
    for some in batched([*enrollment_ids]):
        mine = select(CompetencyReview).where(CompetencyReview.enrollment_id.in_(some))
        for row in db.session.scalars(mine):
            found[row.enrollment_id][row.day] = row
    return found
