"""A large office: one learner half way through the guide, by the rules, and 999 copies."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from lms.base import clock
from lms.base.db import Base, db, optimize
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.people.models import Person, Post
from lms.progress import rules, standing
from lms.progress.models import DueDate, Enrollment, Fact, SectionProgress, Term
from lms.progress.work import Work
from lms.signoff import drafts
from lms.signoff import rules as signoff
from tests import cast as people

COPIED = (Term, DueDate, Fact, SectionProgress)


def fill(learners: int) -> Person:
    """The learner whose page is measured."""
    start = clock.now() - timedelta(days=40)
    with clock.pretend(start):
        cast = people.assemble(start.date())
    me, work = people.actor(cast.learner), cast.work
    days = clock.now() - timedelta(days=39)
    for number, (key, task) in enumerate(work.tasks.items()):
        if number % 2:
            continue
        with clock.pretend(days + number * timedelta(hours=8)):
            _finish(me, work, key, task)
    db.session.commit()
    _copy(cast.learner, work.id, learners - 2)
    db.session.commit()
    optimize()
    return cast.learner


def _finish(me: Actor, work: Work, key: str, task: TaskOutline) -> None:
    wanted = standing.needs(task)
    for part, pieces in wanted.pieces.items():
        rules.count(me, work, key, part, pieces)
    if wanted.tick:
        rules.tick(me, work, key)
    elif wanted.sign_offs:
        texts = ["Well put."] * len(drafts.prompts(task))
        signoff.submit(me, work, key, drafts.Writing(texts, 0, me.today))


def _copy(learner: Person, enrollment_id: int, times: int) -> None:
    first = (db.session.scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0) + 1
    enrolled = (db.session.scalar(select(Enrollment.id).order_by(Enrollment.id.desc())) or 0) + 1
    numbers = range(times)
    person = _row(learner)
    _add(Person, [person | {"id": first + n, "email": f"hire{n}@example.org"} for n in numbers])
    (post,) = _rows(Post, Post.person_id == learner.id)
    _add(Post, [post | {"person_id": first + n} for n in numbers])
    (enrollment,) = _rows(Enrollment, Enrollment.id == enrollment_id)
    _add(Enrollment, [enrollment | {"id": enrolled + n, "person_id": first + n} for n in numbers])
    for table in COPIED:
        rows = _rows(table, table.enrollment_id == enrollment_id)
        for n in numbers:
            mine = {"enrollment_id": enrolled + n}
            if table is Fact:
                mine["person_id"] = first + n
            _add(table, [row | mine for row in rows])


def _rows(table: type[Base], condition: Any) -> list[dict[str, Any]]:
    found = [_row(one) for one in db.session.scalars(select(table).where(condition))]
    return [{k: v for k, v in row.items() if k != "id"} for row in found]


def _row(one: Base) -> dict[str, Any]:
    return {column.key: getattr(one, column.key) for column in one.__table__.columns}


def _add(table: type[Base], rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(table), rows)
