"""The own tasks of an office: who has them beside the guide.

An office adds what only it does, such as its building and its phones. They are a small program of
their own, counted apart from the guide; whoever works through a guide there has them too.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, case, exists, select

from lms.base import clock
from lms.base.db import batched, db
from lms.curriculum import queries as curriculum
from lms.curriculum.models import Edition, Program
from lms.people.conditions import holds_on
from lms.people.models import Office, Person, Post
from lms.progress.models import Enrollment, SectionProgress, Status, Term
from lms.progress.work import NOW, WHOLE


def office_of(program_id: int) -> int | None:
    """The office whose own tasks a program is; None for a guide."""
    return db.session.scalar(select(Program.office_id).where(Program.id == program_id))


def own_tasks(starts: Mapping[int, date]) -> list[tuple[Edition, set[int]]]:
    """The own tasks of the offices these people start in, each with those who have them.

    `starts` are first days by person. An office that asks for nothing now is left out.
    """
    people = _by_office(starts)
    editions = curriculum.own_editions(people.keys()) if people else {}
    return [
        (edition, people[office_id])
        for office_id, edition in sorted(editions.items())
        if curriculum.outline(edition.id, edition.digest).tasks
    ]


def _by_office(starts: Mapping[int, date]) -> dict[int, set[int]]:
    """Where each person works on the first day, or today if they started before."""
    if db.session.scalar(select(Program.id).where(Program.office_id.is_not(None)).limit(1)) is None:
        return {}
    held: dict[int, int] = {}
    for some in batched([*starts]):
        posts = select(Post, Office.time_zone).join(Office, Office.id == Post.office_id)
        posts = posts.where(Post.person_id.in_(some), Post.superseded_at.is_(None))
        for post, zone in db.session.execute(posts.order_by(Post.starts_on, Post.id)):
            day = max(starts[post.person_id], clock.today(zone))
            if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day):
                held[post.person_id] = post.office_id
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, office_id in held.items():
        found[office_id].add(person_id)
    return found


def works_in(office_id: int, today: date) -> ColumnElement[bool]:
    """The condition that an enrollment's person works in an office, or will from its start on."""
    day = case((Term.starts_on > today, Term.starts_on), else_=today)
    return (
        exists()
        .where(Post.person_id == Enrollment.person_id, Post.office_id == office_id)
        .where(holds_on(day))
    )


def at_work(office_id: int, today: date) -> dict[int, tuple[str, date]]:
    """Who is on a guide in an office and has not finished it: their job, the guide's first day."""
    rows = db.session.execute(
        select(Enrollment.person_id, Term.job_role, Term.starts_on)
        .join(Term, (Term.enrollment_id == Enrollment.id) & NOW)
        .join(Program, Program.id == Enrollment.program_id)
        .join(SectionProgress, WHOLE)
        .join(Person, Person.id == Enrollment.person_id)
        .where(Person.deactivated_at.is_(None))
        .where(Program.office_id.is_(None), Term.status == Status.ACTIVE)
        .where(works_in(office_id, today))
        .where(SectionProgress.completed_on.is_(None))
        .order_by(Enrollment.id)
    )
    return {person_id: (job_role, starts_on) for person_id, job_role, starts_on in rows}
