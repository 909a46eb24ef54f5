"""Reading programs and editions. Outlines are kept in memory, for an edition never changes."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import selectinload

from lms.base.db import db, run
from lms.curriculum.models import (
    DueDays,
    Edition,
    Program,
    Section,
    SectionQuiz,
    Supply,
    Task,
    Topic,
)
from lms.curriculum.outline import (
    Answers,
    Counts,
    Evidence,
    ProgramOutline,
    QuizOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)


def latest_edition(program_key: str) -> Edition | None:
    """The edition that new enrollments get."""
    found = select(Edition).join(Program).where(Program.key == program_key)
    return db.session.scalar(found.order_by(Edition.number.desc()).limit(1))


def program_keys() -> list[str]:
    """Keys of all guides that were ever published; what offices add of their own is none."""
    guides = select(Program.key).where(Program.office_id.is_(None))
    return list(db.session.scalars(guides.order_by(Program.key)))


def own_editions(office_ids: Collection[int]) -> dict[int, Edition]:
    """The tasks that offices add of their own, as they are now, by office."""
    found = (
        select(Program.office_id, Edition)
        .join(Edition, Edition.program_id == Program.id)
        .where(Program.office_id.in_(office_ids))
        .where(Edition.id.in_(select(func.max(Edition.id)).group_by(Edition.program_id)))
    )
    return {int(office_id or 0): edition for office_id, edition in db.session.execute(found)}


def guides() -> list["Guide"]:
    """The guides that people can be enrolled on, without what offices add of their own."""
    return [one for one in published() if one.office_id is None]


def due_days(office_id: int | None, program_id: int) -> dict[str, int]:
    """The days an office gives for sections, where they differ from the guide's suggestion."""
    rows = db.session.execute(
        select(DueDays.section_key, DueDays.days).filter_by(
            office_id=office_id, program_id=program_id, superseded_at=None
        )
    )
    return dict(rows.all())


class Supplied(NamedTuple):
    """What an office put into a slot of the guide, and who keeps it up to date until when."""

    id: int
    task_key: str
    url: str
    note: str
    owner_id: int | None
    review_on: date | None

    @property
    def filled(self) -> bool:
        """Whether a learner finds anything there."""
        return bool(self.url or self.note)


SUPPLIES = select(
    Supply.id, Supply.task_key, Supply.url, Supply.note, Supply.owner_id, Supply.review_on
).where(
    Supply.office_id == bindparam("office_id"), Supply.program_id == bindparam("program_id"),
    Supply.superseded_at.is_(None),
)  # fmt: skip


def supplies(office_id: int | None, program_id: int) -> dict[str, Supplied]:
    """What an office supplies for the slots of a guide, by task key."""
    if office_id is None:
        return {}
    rows = run(SUPPLIES, {"office_id": office_id, "program_id": program_id})
    return {row[1]: Supplied(*row) for row in rows}


def task_id(edition_id: int, task_key: str) -> int:
    """The row of a task as worded in an edition."""
    found = select(Task.id).filter_by(edition_id=edition_id, key=task_key)
    return db.session.scalars(found).one()


class Worded(NamedTuple):
    """A task exactly as its edition words it."""

    key: str
    title: str
    prompts: list[str]
    note: str
    edition: str  # digest of the edition


def worded(task_id: int) -> Worded:
    """The task that a submission, a review or a signature points to."""
    found = select(Task.key, Task.title, Task.prompts, Task.note, Edition.digest).where(
        Task.id == task_id, Edition.id == Task.edition_id
    )
    return Worded(*db.session.execute(found).one())


@lru_cache(maxsize=64)
def outline(edition_id: int, digest: str) -> ProgramOutline:
    """An edition's outline. The digest keeps two databases of one process apart."""
    sections = selectinload(Edition.sections)
    tasks = sections.selectinload(Section.topics).selectinload(Topic.tasks)
    quizzes = sections.selectinload(Section.quizzes)
    found = select(Edition).where(Edition.id == edition_id, Edition.digest == digest)
    edition = db.session.scalars(found.options(selectinload(Edition.program), tasks, quizzes)).one()
    return ProgramOutline(
        key=edition.program.key,
        title=edition.title,
        introduction=edition.introduction,
        closing=edition.closing,
        disclaimer=edition.disclaimer,
        dates_suggested=edition.dates_suggested,
        sections=tuple(_section(row) for row in edition.sections),
    )


def _section(row: Section) -> SectionOutline:
    topics = (
        TopicOutline(topic.key, topic.title, tuple(_task(task) for task in topic.tasks))
        for topic in row.topics
    )
    quizzes = tuple(_quiz(quiz) for quiz in row.quizzes)
    return SectionOutline(
        row.key, row.title, row.due_days, row.introduction, tuple(topics), quizzes
    )


def _quiz(row: SectionQuiz) -> QuizOutline:
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(QuizOutline)}
    values |= {
        "answers": Answers(row.answers),
        "counts": Counts(row.counts),
        "roles": tuple(row.roles),
        "draw": tuple((category, number) for category, number in row.draw),
    }
    return QuizOutline(**values)


def _task(row: Task) -> TaskOutline:
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(TaskOutline)}
    values |= {
        "evidence": Evidence(row.evidence),
        "signers": Signers(row.signers),
        "prompts": tuple(row.prompts),
        "roles": tuple(row.roles),
        "parts": tuple((name, number) for name, number in row.parts),
    }
    return TaskOutline(**values)


class Guide(NamedTuple):
    """A program as it is published now."""

    program_id: int
    key: str
    office_id: int | None  # whose own tasks these are; None for a guide
    edition_id: int
    digest: str
    title: str

    @property
    def outline(self) -> ProgramOutline:
        """What its newest edition says."""
        return outline(self.edition_id, self.digest)


def published() -> list[Guide]:
    """Every published program in its newest edition: guides first, then offices' own tasks."""
    newest = select(func.max(Edition.id)).group_by(Edition.program_id)
    rows = db.session.execute(
        select(
            Program.id, Program.key, Program.office_id, Edition.id, Edition.digest, Edition.title
        )
        .join(Edition, Edition.program_id == Program.id)
        .where(Edition.id.in_(newest))
        .order_by(Program.office_id.is_not(None), Program.id)
    )
    return [Guide(*row) for row in rows]
