"""Banks of questions, and what became of them: attempts, answers, results.

A result may be asked about years later. So what was asked is kept as it was asked, an answer beside
it, and each result as a dated row: a corrected key adds a row and never writes over one.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.base.db import Base, Id, Line, PersonId, Slug, Word, current_index

OF_ALL = text("office_id IS NULL")
OPEN = text("submitted_at IS NULL")


class QuizBank(Base):
    """A bank of questions: the project's, or an office's own in its place."""

    __tablename__ = "quiz_bank"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        Index("uq_quiz_bank_of_all", "key", unique=True,
              sqlite_where=OF_ALL, postgresql_where=OF_ALL),
    )  # fmt: skip

    id: Mapped[Id]
    key: Mapped[Slug]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))


class QuizQuestion(Base):
    """A question as it was worded from then until then; `key` stays the same for good."""

    __tablename__ = "quiz_question"
    __table_args__ = (
        current_index("uq_quiz_question_current", "bank_id", "key"),
        Index("ix_quiz_question_bank", "bank_id", "superseded_at", "position"),
    )  # fmt: skip

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(ForeignKey("quiz_bank.id"))
    key: Mapped[Line]
    position: Mapped[int]
    category: Mapped[str] = mapped_column(Text)  # a path
    gift: Mapped[str] = mapped_column(Text)  # the question as its file would have it
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class QuizAttempt(Base):
    """One person's try at a quiz, on the terms of their edition."""

    __tablename__ = "quiz_attempt"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "quiz_key", "number"),
        Index("uq_quiz_attempt_open", "enrollment_id", "quiz_key", unique=True,
              sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_quiz_attempt_office", "office_id", "quiz_key", "submitted_at"),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"))
    section_quiz_id: Mapped[int] = mapped_column(ForeignKey("section_quiz.id"))  # its terms
    quiz_key: Mapped[Slug]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))  # where it was taken
    number: Mapped[int]
    began_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]  # None: no time limit
    version: Mapped[int] = mapped_column(default=0)  # counts the saves, for two windows
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class QuizItem(Base):
    """A question of an attempt, as it was drawn, and what was answered.

    What is typed into a quiz is read by its author and compared by the machine, by nobody else.
    """

    __tablename__ = "quiz_item"
    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("quiz_attempt.id"))
    position: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("quiz_question.id"), index=True)
    order: Mapped[list[int]] = mapped_column(JSON)  # places of the answers, as they are shown
    response: Mapped[list[int] | str | None] = mapped_column(JSON(none_as_null=True))


class Cause(StrEnum):
    """Why a result is what it is."""

    SUBMITTED = "submitted"
    CORRECTED = "corrected"  # a key was wrong
    DECIDED = "decided"  # an officer decided about a pass that a correction took away


class QuizResult(Base):
    """What an attempt came to, dated. `marks` are the credits by position, as exact fractions."""

    __tablename__ = "quiz_result"
    __table_args__ = (
        current_index("uq_quiz_result_current", "attempt_id"),
        current_index("ix_quiz_result_undecided", "undecided", unique=False),
    )  # fmt: skip

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("quiz_attempt.id"))
    score: Mapped[int]  # hundredths of a percent, rounded down
    marks: Mapped[list[str]] = mapped_column(JSON)
    passed: Mapped[bool]
    undecided: Mapped[bool] = mapped_column(default=False)  # passed once, and by this score not
    cause: Mapped[Word]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class ExtraAttempts(Base):
    """How many attempts somebody has beyond the quiz's own, and why; another row replaces it."""

    __tablename__ = "quiz_extra"
    __table_args__ = (
        current_index("uq_quiz_extra_current", "enrollment_id", "quiz_key"),
    )  # fmt: skip

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"))
    quiz_key: Mapped[Slug]
    number: Mapped[int]
    at_once: Mapped[bool]  # without waiting for the next
    reason: Mapped[Word]  # of a list: words of one's own could tell more than they should
    actor_id: Mapped[PersonId]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
