"""Putting people on a guide, one or a class of two hundred, with the dates seen beforehand.

An officer who enrolls a class wants to see what follows for each office's calendar before it
counts, and who of the class cannot start: the same plan is shown first and carried out after.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from lms.base import events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.curriculum.models import DueDays, Edition
from lms.curriculum.outline import ProgramOutline
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.first_days import OF_GUIDE
from lms.people.models import Office, Person, Post
from lms.progress import due
from lms.progress.due import Calendar
from lms.progress.enrolling import Starter, enroll_all
from lms.progress.leaves import LeaveRow, leaves_of_all, waiting
from lms.progress.models import Enrollment, Status, Term
from lms.progress.work import Work
from lms.roster import far_days
from lms.roster.choosing import chosen


class Standing(StrEnum):
    """Whether somebody can be enrolled."""

    READY = "ready"
    ALREADY = "already"
    WITHDRAWN = "withdrawn"
    NO_POST = "no-post"
    LEFT = "left"


@dataclass(frozen=True)
class Line:
    """One person of a plan."""

    person: Person
    post: Post | None
    enrollment_id: int | None  # where they are on it already, or were
    withdrawn: bool = False

    @property
    def standing(self) -> Standing:
        """Whether this person starts."""
        if self.enrollment_id is not None:
            return Standing.WITHDRAWN if self.withdrawn else Standing.ALREADY
        if self.person.deactivated_at is not None:
            return Standing.LEFT
        return Standing.READY if self.post else Standing.NO_POST


@dataclass(frozen=True)
class Dates:
    """The due dates that follow for all who start at one office."""

    office: str
    sections: Sequence[tuple[str, date]]  # title, day
    tasks: Sequence[tuple[str, date]]  # those that are due before their section
    names: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """Who would start on what, and when what is due."""

    edition: Edition
    outline: ProgramOutline
    starts_on: date
    lines: Sequence[Line]
    calendars: Mapping[int, Calendar]  # by office
    offices: Mapping[int, str]
    leaves: Mapping[int, Sequence[LeaveRow]]  # by person

    @property
    def ready(self) -> list[tuple[Line, Post]]:
        """Those who start, each with the post they start in."""
        starting = (line for line in self.lines if line.standing is Standing.READY)
        return [(line, line.post) for line in starting if line.post]

    def dates(self) -> Iterator[Dates]:
        """What follows, for each office whose calendar differs, and for whoever has leave ahead.

        Raises Refusal for the start.
        """
        known: dict[tuple[due.Due, ...], list[tuple[Line, Post]]] = {}
        follow = {office: tuple(due.schedule(self.outline, self.starts_on, calendar))
                  for office, calendar in self.calendars.items()}  # fmt: skip
        for line, post in self.ready:
            away, closed = self.leaves[line.person.id], self.calendars[post.office_id].closed
            dates = waiting(follow[post.office_id], away, self.starts_on, closed)
            known.setdefault(tuple(dates), []).append((line, post))
        for planned, starting in known.items():
            offices = sorted({self.offices[post.office_id] for _, post in starting})
            jobs = {post.job_role for _, post in starting}
            yield Dates(
                ", ".join(offices),
                [(self.outline.section(one.section_key).title, one.due_on)
                 for one in planned if not one.task_key],
                [(self.outline.tasks[one.task_key].title, one.due_on) for one in planned
                 if one.task_key and self._is_for(one.task_key, jobs)],
                [line.person.name for line, _ in starting],
            )  # fmt: skip

    def _is_for(self, task_key: str, jobs: set[str]) -> bool:
        roles = self.outline.tasks[task_key].roles
        return not roles or bool(jobs & set(roles))


def plan(actor: Actor, person_ids: Sequence[int], program_key: str, starts_on: date) -> Plan:
    """What would follow from enrolling these people, without changing anything.

    Raises NotFound for a stranger among them, Refusal for an unknown guide or a start date that
    no calendar of ours reaches.
    """
    listed = chosen(actor, person_ids)
    edition = curriculum.latest_edition(program_key)
    if edition is None:
        raise Refusal("Choose a guide that is published.", "program")
    ids = [person.id for person in listed]
    posts = people.posts_on(ids, max(starts_on, actor.today))
    on_it = _on_it(edition.program_id, ids)
    offices = sorted({post.office_id for post in posts.values()})
    names = select(Office.id, Office.name).where(Office.id.in_(offices))
    outline = curriculum.outline(edition.id, edition.digest)
    _check(outline, starts_on)
    return Plan(
        edition, outline, starts_on,
        [Line(one, posts.get(one.id), *on_it.get(one.id, (None, False))) for one in listed],
        _calendars(offices, edition.program_id),
        dict(db.session.execute(names).all()), leaves_of_all(ids),
    )  # fmt: skip


def enroll(
    actor: Actor, person_ids: Sequence[int], program_key: str, starts_on: date, *,
    sure: bool = False,
) -> list[Work]:  # fmt: skip
    """Put those of these people who can start on the newest edition of a guide.

    Who is on it already stays as they are, so that the same once more changes nothing. Raises
    what `plan` raises, and Refusal when nobody is chosen, none of them has a post, or the day is
    far from today and whoever enrolls is not `sure` of it.
    """
    if not person_ids:
        raise Refusal("Choose at least one person first.")
    chosen(actor, person_ids)
    events.lock(*(events.person(one) for one in set(person_ids)))
    db.session.expire_all()  # what was read before waiting may be old
    planned = plan(actor, person_ids, program_key, starts_on)
    if not planned.ready:
        if all(line.standing is Standing.ALREADY for line in planned.lines):
            return []
        raise Refusal("None of them has a post then, so nobody would sign anything off.")
    far_days.check(starts_on, actor.today, sure=sure)
    starters = [
        Starter(line.person.id, starts_on, post.job_role, planned.calendars[post.office_id])
        for line, post in planned.ready
    ]
    return enroll_all(planned.edition, starters, actor_id=actor.id)


def _check(outline: ProgramOutline, starts_on: date) -> None:
    """Refuse the day, whoever starts, beside the field that it was typed in."""
    try:
        OF_GUIDE.check(starts_on)
        due.schedule(outline, starts_on, Calendar())
    except Refusal as refusal:
        raise Refusal(refusal.message, "start") from refusal


def _calendars(office_ids: Sequence[int], program_id: int) -> dict[int, Calendar]:
    """The calendars of these offices for a program, in as many queries for ten as for one."""
    days: dict[int, dict[str, int]] = {}
    given = select(DueDays.office_id, DueDays.section_key, DueDays.days).where(
        DueDays.office_id.in_(office_ids), DueDays.program_id == program_id,
        DueDays.superseded_at.is_(None),
    )  # fmt: skip
    for office_id, section_key, number in db.session.execute(given):
        days.setdefault(office_id, {})[section_key] = number
    return {
        office_id: Calendar(closed, days.get(office_id, {}))
        for office_id, (_, closed) in people.closed_days(office_ids).items()
    }


def _on_it(program_id: int, person_ids: Sequence[int]) -> dict[int, tuple[int, bool]]:
    """Who is or was on a program: the newest enrollment by person, and whether it was left."""
    mine = select(Enrollment.person_id, Enrollment.id, Term.status == Status.WITHDRAWN).join(
        Term, (Term.enrollment_id == Enrollment.id) & Term.superseded_at.is_(None)
    )
    mine = mine.where(Enrollment.program_id == program_id, Enrollment.person_id.in_(person_ids))
    rows = db.session.execute(mine.order_by((Term.status != Status.WITHDRAWN), Enrollment.id))
    return {person_id: (enrollment_id, left) for person_id, enrollment_id, left in rows}
