"""The team's quizzes: who passed which, who is still to pass one that the office requires."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.curriculum.models import QuizRequirement
from lms.curriculum.queries import Guide
from lms.people.conditions import gone, shown
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible
from lms.progress.models import Enrollment, Status, Term
from lms.progress.work import COLUMNS, NOW, Work, on_terms
from lms.quizzes import queries
from lms.quizzes.standing import QuizStanding

PAGE = 50


class Line(NamedTuple):
    """One person on a guide."""

    work: Work
    name: str
    office: str
    quizzes: Mapping[str, QuizStanding]


def guides() -> list[Guide]:
    """The guides that have a quiz."""
    return [one for one in curriculum.guides() if one.outline.quizzes]


def lines(
    visible: Visible, guide: Guide, page: int, search: str = ""
) -> tuple[Sequence[Line], bool]:
    """One page of the people on a guide whom a reader may see, and whether there are more."""
    wanted = (
        on_terms(
            NOW,
            Person.name.label("person"),
            Office.name.label("office"),
            Office.id.label("work_office_id"),
        )
        .join(Person, Person.id == Enrollment.person_id)
        .join(Post, (Post.person_id == Person.id) & shown(visible.day))
        .join(Office, Office.id == Post.office_id)
        .where(Enrollment.program_id == guide.program_id, Term.status == Status.ACTIVE)
        .where(visible.holds(Person.id.expression), ~gone(Person.id))
    )
    if search:
        wanted = wanted.where(Person.name.icontains(search, autoescape=True))
    order = wanted.order_by(Person.name, Enrollment.id)
    rows = db.session.execute(order.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return _told(rows[:PAGE], guide), len(rows) > PAGE


def _told(rows: Sequence[Row[*tuple[Any, ...]]], guide: Guide) -> list[Line]:
    size = len(COLUMNS)
    works = [Work(*row[:size]) for row in rows]
    ids = [one.id for one in works]
    tried, extra = queries.attempts_of(ids), queries.extras_of(ids)
    said = _required(guide, {row.work_office_id for row in rows})
    return [
        Line(one, row.person, row.office,
             queries.standings(one, tried[one.id], extra[one.id], said[row.work_office_id]))
        for one, row in zip(works, rows, strict=True)
    ]  # fmt: skip


def _required(guide: Guide, office_ids: Collection[int]) -> dict[int, dict[str, bool]]:
    """What offices say of the quizzes of a guide, where they differ from it."""
    found: dict[int, dict[str, bool]] = {one: {} for one in office_ids}
    rows = db.session.execute(
        select(QuizRequirement.office_id, QuizRequirement.quiz_key, QuizRequirement.required)
        .where(QuizRequirement.program_id == guide.program_id)
        .where(QuizRequirement.office_id.in_(office_ids), QuizRequirement.superseded_at.is_(None))
    )
    for office_id, key, required in rows:
        found[office_id][key] = required
    return found
