"""Reading programs and editions. Outlines are kept in memory, for an edition never changes."""

from dataclasses import fields
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from lms.base.db import db
from lms.curriculum.models import DueDays, Edition, Program, Section, Task, Topic
from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
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
    """Keys of all programs that were ever published."""
    return list(db.session.scalars(select(Program.key).order_by(Program.key)))


def guides() -> dict[str, str]:
    """The guides that people can be enrolled on: titles of the newest editions by key."""
    return {one.key: one.title for one in published() if one.office_id is None}


def due_days(office_id: int | None, program_id: int) -> dict[str, int]:
    """The days an office gives for sections, where they differ from the guide's suggestion."""
    rows = db.session.execute(
        select(DueDays.section_key, DueDays.days).filter_by(
            office_id=office_id, program_id=program_id, superseded_at=None
        )
    )
    return dict(rows.all())


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
    topics = selectinload(Edition.sections).selectinload(Section.topics)
    found = select(Edition).where(Edition.id == edition_id, Edition.digest == digest)
    edition = db.session.scalars(
        found.options(selectinload(Edition.program), topics.selectinload(Topic.tasks))
    ).one()
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
    return SectionOutline(row.key, row.title, row.due_days, row.introduction, tuple(topics))


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
