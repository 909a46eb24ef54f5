"""Programs with their editions, and courses with their terms: rows are only added.

An edition is immutable once published. What a course is, for whom and for how long it lasts, is
told by dated terms: the next one supersedes the one before.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from lms.base.db import Base, Id, Line, Slug, Word, current_index

OF_ALL = text("office_id IS NULL")


class Program(Base):
    """A curriculum, e.g. `icm-onboarding`; or the tasks that one office adds of its own."""

    __tablename__ = "program"

    id: Mapped[Id]
    key: Mapped[Slug] = mapped_column(unique=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)


class Edition(Base):
    """One published state of a program."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("program_id", "number"),)

    id: Mapped[Id]
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    number: Mapped[int]
    title: Mapped[Line]
    introduction: Mapped[str] = mapped_column(Text)
    closing: Mapped[str] = mapped_column(Text)
    disclaimer: Mapped[str] = mapped_column(Text)
    dates_suggested: Mapped[bool]
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sections: Mapped[list["Section"]] = relationship(order_by="Section.position", lazy="raise")
    program: Mapped[Program] = relationship(lazy="raise")


class Section(Base):
    """A section of an edition."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    key: Mapped[Slug]
    title: Mapped[Line]
    due_days: Mapped[int | None]
    introduction: Mapped[str] = mapped_column(Text)
    topics: Mapped[list["Topic"]] = relationship(order_by="Topic.position", lazy="raise")
    quizzes: Mapped[list["SectionQuiz"]] = relationship(
        order_by="SectionQuiz.position", lazy="raise"
    )


class Topic(Base):
    """A topic of a section; key and title are empty for tasks that stand under no heading."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("section_id", "position"),)

    id: Mapped[Id]
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    position: Mapped[int]
    key: Mapped[Slug]
    title: Mapped[Line]
    tasks: Mapped[list["Task"]] = relationship(order_by="Task.position", lazy="raise")


class Task(Base):
    """A task exactly as worded in its edition: what a sign-off points to."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    position: Mapped[int]
    key: Mapped[Slug]
    verb: Mapped[Word]
    title: Mapped[str] = mapped_column(Text)
    seq: Mapped[int | None]
    url: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    prompts: Mapped[list[str]] = mapped_column(JSON)
    evidence: Mapped[Word]
    signers: Mapped[Word]
    count: Mapped[int]
    parts: Mapped[list[Any]] = mapped_column(JSON)  # [["open", 2], ["closed", 1]]
    kind: Mapped[Word]
    due_days: Mapped[int | None]
    roles: Mapped[list[str]] = mapped_column(JSON)
    slot: Mapped[Slug]
    required: Mapped[bool]
    singly: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int | None]
    about: Mapped[Slug] = mapped_column(default="")
    drafted: Mapped[bool] = mapped_column(default=False)
    course: Mapped[Slug] = mapped_column(default="")
    quiz: Mapped[Slug] = mapped_column(default="")


class SectionQuiz(Base):
    """A quiz beside a section, exactly as its edition words it: what attempts point to."""

    __tablename__ = "section_quiz"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    position: Mapped[int]
    key: Mapped[Slug]
    title: Mapped[Line]
    bank: Mapped[Slug]
    draw: Mapped[list[Any]] = mapped_column(JSON)  # [["refugees", 2]]; [["", 8]] = whole bank
    pass_percent: Mapped[int]
    attempts: Mapped[int | None]  # None: as many as one likes
    wait_hours: Mapped[int]
    minutes: Mapped[int | None]  # None: no limit
    shuffle: Mapped[bool]
    answers: Mapped[Word]
    counts: Mapped[Word]
    required: Mapped[bool]
    roles: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)


class DueDays(Base):
    """How many days an office gives for a section, where it differs from the guide's suggestion."""

    __tablename__ = "due_days"
    __table_args__ = (
        current_index("uq_due_days_current", "office_id", "program_id", "section_key"),
    )  # fmt: skip

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    section_key: Mapped[Slug]
    days: Mapped[int]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class QuizRequirement(Base):
    """Whether an office requires a quiz of a guide, where it differs from what the guide says."""

    __tablename__ = "quiz_requirement"
    __table_args__ = (
        current_index("uq_quiz_requirement_current", "office_id", "program_id", "quiz_key"),
    )  # fmt: skip

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    quiz_key: Mapped[Slug]
    required: Mapped[bool]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Supply(Base):
    """What an office puts into a slot of the guide: a link, a note, who keeps it up to date."""

    __tablename__ = "supply"
    __table_args__ = (
        current_index("uq_supply_current", "office_id", "program_id", "task_key"),
    )  # fmt: skip

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    task_key: Mapped[Slug]
    url: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(String(500), default="")  # where to find it; no client in it
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    review_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Course(Base):
    """A course, found by its key for good: people's records hang on it, whatever its terms say."""

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        Index("uq_course_of_all", "key", unique=True,
              sqlite_where=OF_ALL, postgresql_where=OF_ALL),
    )  # fmt: skip

    id: Mapped[Id]
    key: Mapped[Slug]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))  # None: the catalogue's


class CourseTerm(Base):
    """How a course is described, dated; `retired` when it is offered no longer."""

    __tablename__ = "course_term"
    __table_args__ = (
        current_index("uq_course_term_current", "course_id"),
    )  # fmt: skip

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[Line]
    column_key: Mapped[Slug]
    column_title: Mapped[Line]
    position: Mapped[int]  # in the whole list
    summary: Mapped[str] = mapped_column(Text)  # Markdown
    roles: Mapped[list[str]] = mapped_column(JSON)  # [] = everyone
    required: Mapped[bool]  # else suggested
    minutes: Mapped[int | None]  # as a source states them
    renew_months: Mapped[int | None]  # None: once is enough
    retired: Mapped[bool]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Framework(Base):
    """The competency framework in one published state: ratings point to the one they were made by.

    Kept whole, as `framework_outline` has it, because nothing joins on its parts.
    """

    __tablename__ = "framework"

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    outline: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


@event.listens_for(Session, "before_flush")
def _immutable(session: Session, *_: object) -> None:
    """History rests on editions staying what they were."""
    kept = (Edition, Section, Topic, Task, SectionQuiz, Framework)
    changed = [row for row in session.dirty if isinstance(row, kept) and session.is_modified(row)]
    if changed or any(isinstance(row, kept) for row in session.deleted):
        raise RuntimeError("a published edition never changes")
