"""Two offices full of people: one half way through the guide by the rules, one who just began.

All others are copies of these two, each some days further back and under one of many supervisors,
so that a list of them has people at every point, on time and late.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from lms.base import clock
from lms.base.db import Base, db, optimize
from lms.curriculum.outline import TaskOutline
from lms.people import rules as accounts
from lms.people.actor import Actor
from lms.people.models import Person, Post, Role
from lms.progress import rules, standing
from lms.progress.models import DueDate, Enrollment, Fact, SectionProgress, Term
from lms.progress.work import Work, works_of
from lms.signoff import drafts
from lms.signoff import rules as signoff
from tests import cast as people
from tests.progress import playing

COPIED = (Term, DueDate, Fact, SectionProgress)
PEOPLE_EACH = 100  # for a supervisor
DAYS = 60  # how far apart people began
DUE = ("due_on", "base_on", "open_due")


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
    accounts.grant(cast.officer, Role.TRAINING_OFFICER, cast.elsewhere)
    bosses = [(cast.supervisor, cast.office)] + [
        (people.posted(f"Supervisor {n}", there), there)
        for n in range(learners // PEOPLE_EACH)
        for there in [(cast.office, cast.elsewhere)[n % 2]]
    ]
    places = [{"supervisor_id": boss.id, "office_id": there.id} for boss, there in bosses]
    db.session.commit()
    originals = (cast.learner, cast.colleague)
    for turn, person in enumerate(originals):
        _copy(person, range(turn, learners - 2, len(originals)), places)
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
        signoff.submit(me, work, key, playing.writing(work, key, *texts, on=me.today))


def _copy(original: Person, numbers: Sequence[int], places: Sequence[dict[str, int]]) -> None:
    first, enrolled = _last(Person) + 1, _last(Enrollment) + 1
    (mine,) = works_of(original.id)
    person, (post,) = _row(original), _rows(Post, Post.person_id == original.id)
    (enrollment,) = _rows(Enrollment, Enrollment.id == mine.id)
    _add(Person, (
        person | {"id": first + n, "email": f"hire{n}@example.org", "name": f"Hire {n:04}"}
        for n in numbers
    ))  # fmt: skip
    _add(Post, (post | places[n % len(places)] | {"person_id": first + n} for n in numbers))
    _add(Enrollment, (
        enrollment | {"id": enrolled + n, "person_id": first + n} for n in numbers
    ))  # fmt: skip
    for table in COPIED:
        rows = _rows(table, table.enrollment_id == mine.id)
        for n in numbers:
            whose = {"enrollment_id": enrolled + n}
            if table is Fact:
                whose["person_id"] = first + n
            _add(table, (_moved(row, n) | whose for row in rows))


def _moved(row: dict[str, Any], n: int) -> dict[str, Any]:
    """The same, some days further back; every third person has more time than they need."""
    back, more = timedelta(days=n % DAYS), timedelta(days=0 if n % 3 else 2 * DAYS)
    return {
        name: value - back + (more if name in DUE else timedelta())
        if isinstance(value, date | datetime) else value
        for name, value in row.items()
    }  # fmt: skip


def _last(table: type[Person] | type[Enrollment]) -> int:
    return db.session.scalar(select(table.id).order_by(table.id.desc()).limit(1)) or 0


def _rows(table: type[Base], condition: Any) -> list[dict[str, Any]]:
    found = [_row(one) for one in db.session.scalars(select(table).where(condition))]
    return [{k: v for k, v in row.items() if k != "id"} for row in found]


def _row(one: Base) -> dict[str, Any]:
    return {column.key: getattr(one, column.key) for column in one.__table__.columns}


def _add(table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    if added := [*rows]:
        db.session.execute(insert(table), added)
