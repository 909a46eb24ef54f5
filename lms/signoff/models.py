"""What learners write and send: the draft they work on, and each submission as it was sent."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.base.db import Base, Id, Slug

DRAFT = text("submission_id IS NULL")


class Response(Base):
    """One person's draft for one task; goes on from where it was when work is returned."""

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("enrollment_id", "task_key"),)

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"))
    task_key: Mapped[Slug]
    version: Mapped[int]  # counts the saves: a stale tab is noticed
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]


class Submission(Base):
    """A response as it was sent; the review it opened decides on exactly this."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    number: Mapped[int]
    from_version: Mapped[int]  # of the form that was sent: a repeated request is recognised
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))  # the prompts as they read then
    submitted_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))


class Answer(Base):
    """The text under one prompt: of the draft (no submission), or of one submission."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("response_id", "submission_id", "position"),
        Index("uq_answer_draft", "response_id", "position", unique=True,
              sqlite_where=DRAFT, postgresql_where=DRAFT),
    )  # fmt: skip

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    position: Mapped[int]
    prose_id: Mapped[int] = mapped_column(ForeignKey("prose.id"))


class SetAside(Base):
    """A text that the learner put aside for another window's: both are kept, neither is lost."""

    __tablename__ = "set_aside"

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    position: Mapped[int]
    prose_id: Mapped[int] = mapped_column(ForeignKey("prose.id"))
    set_aside_at: Mapped[datetime]


class Extension(Base):
    """More time that a learner asks for, with why; a review of its own kind waits for an answer."""

    __tablename__ = "extension"

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"), index=True)
    section_key: Mapped[Slug]
    task_key: Mapped[Slug]  # "" for the section
    was: Mapped[date]  # the date that was to be moved
    due_on: Mapped[date]  # the date asked for
    reason_id: Mapped[int] = mapped_column(ForeignKey("prose.id"))
    asked_at: Mapped[datetime]
