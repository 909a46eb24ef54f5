"""What shows a competency: lines of the ledger, with dates and links, and what is not there yet.

A judgement rests on what happened. Everything here is read from facts that count now, so that a
rating can name them and whoever reads it later can open them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.competencies.known import waived
from lms.curriculum import queries as curriculum
from lms.curriculum.framework_outline import CompetencyOutline
from lms.curriculum.models import Course, CourseTerm, Program
from lms.curriculum.outline import ProgramOutline
from lms.progress.models import Enrollment, Fact, Kind
from lms.shadowing import activities
from lms.shadowing.models import LogEntry, Part
from lms.training.models import CourseRecord

PAGE, OFFERED = 25, 50
SIGNATURE, EARLIER = aliased(Fact), aliased(Fact)
SHOWN = (Kind.DONE, Kind.QUIZ, Kind.ENTRY, Kind.COURSE)


class Row(NamedTuple):
    """A line of the ledger as it is read here."""

    id: int
    kind: str
    on: date
    program: str | None
    enrollment_id: int | None
    task_key: str | None
    source_id: int | None
    signed: bool
    activity: str | None
    part: str | None
    course_key: str | None
    course_title: str | None


@dataclass(frozen=True)
class Line:
    """One piece of evidence, ready to be shown."""

    fact_id: int
    kind: Kind
    on: date
    title: str
    detail: str
    enrollment_id: int | None = None
    task_key: str | None = None
    source_id: int | None = None
    local: str = ""  # the guide it belongs to, where that is not everyone's
    course: str = ""  # key of a course, which may be out of date by now


def lines(
    person_id: int, outlines: Sequence[CompetencyOutline], page: int = 1, *,
    size: int = PAGE, since: date | None = None, until: date | None = None,
) -> tuple[list[Line], bool]:  # fmt: skip
    """What shows these competencies, the newest first: one page, and whether there is more."""
    found = _rows(person_id, or_(*map(_about, outlines)) if outlines else false())
    if since is not None:
        found = found.where(Fact.effective_on >= since)
    if until is not None:
        found = found.where(Fact.effective_on <= until)
    ordered = found.order_by(Fact.effective_on.desc(), Fact.id.desc())
    rows = db.session.execute(ordered.offset((page - 1) * size).limit(size + 1)).all()
    return _told([Row(*row) for row in rows[:size]], outlines), len(rows) > size


def offered(
    person_id: int, outline: CompetencyOutline, chosen: Collection[int] = ()
) -> list[Line]:  # fmt: skip
    """What a rating may rest on: the newest, and what was `chosen` before."""
    newest, _ = lines(person_id, [outline], size=OFFERED)
    left = set(chosen) - {one.fact_id for one in newest}
    return newest + list(named(person_id, left, [outline]).values())


def named(
    person_id: int, fact_ids: Collection[int], outlines: Sequence[CompetencyOutline]
) -> dict[int, Line]:
    """Those lines on which ratings rest that still count, by id."""
    if not fact_ids:
        return {}
    rows = db.session.execute(_rows(person_id, Fact.id.in_(fact_ids)))
    return {one.fact_id: one for one in _told([Row(*row) for row in rows], outlines)}


def _rows(person_id: int, about: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Facts that count, each thing once: an entry that serves two tasks is one."""
    signed = exists().where(
        SIGNATURE.enrollment_id == Fact.enrollment_id, SIGNATURE.task_key == Fact.task_key,
        SIGNATURE.kind == Kind.SIGNED, SIGNATURE.superseded_at.is_(None),
    )  # fmt: skip
    repeated = exists().where(
        EARLIER.kind == Fact.kind, EARLIER.source_id == Fact.source_id, EARLIER.id < Fact.id,
        EARLIER.superseded_at.is_(None), Fact.kind.in_((Kind.ENTRY, Kind.COURSE)),
    )  # fmt: skip
    return (
        select(
            Fact.id, Fact.kind, Fact.effective_on, Program.key, Fact.enrollment_id, Fact.task_key,
            Fact.source_id, signed, LogEntry.activity, LogEntry.part, Course.key, CourseTerm.title,
        )
        .outerjoin(Enrollment, Enrollment.id == Fact.enrollment_id)
        .outerjoin(Program, Program.id == Enrollment.program_id)
        .outerjoin(LogEntry, and_(Fact.kind == Kind.ENTRY, LogEntry.id == Fact.source_id))
        .outerjoin(CourseRecord, and_(Fact.kind == Kind.COURSE, CourseRecord.id == Fact.source_id))
        .outerjoin(Course, Course.id == CourseRecord.course_id)
        .outerjoin(CourseTerm, and_(CourseTerm.course_id == Course.id,
                                    CourseTerm.superseded_at.is_(None)))
        .where(Fact.person_id == person_id, Fact.superseded_at.is_(None), Fact.kind.in_(SHOWN))
        .where(~and_(Fact.kind == Kind.DONE, waived()), ~repeated, about)
    )  # fmt: skip


def _about(one: CompetencyOutline) -> ColumnElement[bool]:
    """The condition that a fact is evidence of a competency."""
    shows = one.evidence
    own = and_(Program.key == shows.tasks.program,
               Fact.task_key.in_((*shows.tasks.keys, *shows.supporting)))  # fmt: skip
    others = [and_(Program.key == guide.program, Fact.task_key.in_(guide.keys))
              for guide in shows.elsewhere]  # fmt: skip
    quizzes = and_(Fact.kind == Kind.QUIZ, Program.key == shows.tasks.program,
                   Fact.task_key.in_(shows.quizzes))  # fmt: skip
    return or_(
        and_(Fact.kind == Kind.DONE, or_(own, *others)), quizzes,
        and_(Fact.kind == Kind.ENTRY, LogEntry.activity.in_(shows.activities)),
        and_(Fact.kind == Kind.COURSE, Course.key.in_(shows.courses)),
    )  # fmt: skip


def _told(rows: Sequence[Row], outlines: Sequence[CompetencyOutline]) -> list[Line]:
    guides = guides_by_key()
    own = {one.evidence.tasks.program for one in outlines}
    return [_line(row, guides, own) for row in rows]


def _line(row: Row, guides: Mapping[str, ProgramOutline], own: Collection[str]) -> Line:
    kind, key = Kind(row.kind), row.task_key or ""
    guide = guides.get(row.program or "")
    place: dict[str, Any] = {"enrollment_id": row.enrollment_id, "source_id": row.source_id}
    if kind is Kind.ENTRY:
        part = activities.DONE[Part(str(row.part))]
        title = activities.label(str(row.activity))
        return Line(row.id, kind, row.on, title, f"Log entry, {part}", **place)
    if kind is Kind.COURSE:
        return Line(row.id, kind, row.on, row.course_title or "A course", "Course",
                    course=row.course_key or "", **place)  # fmt: skip
    if kind is Kind.QUIZ:
        quiz = guide.quizzes.get(key) if guide else None
        title = quiz.title if quiz else key
        return Line(row.id, kind, row.on, title, "Quiz passed", task_key=key, **place)
    task = guide.tasks.get(key) if guide else None
    local = guide.title if guide and row.program not in own else ""
    said = "signed off" if row.signed else "done"
    detail = f"{task.verb}, {said}" if task else said.capitalize()
    return Line(row.id, kind, row.on, task.title if task else key, detail, task_key=key,
                local=local, **place)  # fmt: skip


def guides_by_key() -> dict[str, ProgramOutline]:
    """The guides as they are published now, by key."""
    return {one.key: one.outline for one in curriculum.guides()}
