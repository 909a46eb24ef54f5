"""Ratings, reviews of a cycle, readiness: what is judged of somebody, by whom, on what evidence.

A judgement may be asked about years later, when both have other jobs. So a rating is never written
over: the next one stands beside it, and one that was wrong is taken back and stays to be seen. What
somebody may do is dated rows, each with its signature.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.base.db import Base, Id, PersonId, Slug, Word, current_index

GIVEN = text("given_at IS NOT NULL AND taken_back_at IS NULL")
BEING_MADE = text("given_at IS NULL")


class Basis(StrEnum):
    """How a rating was come by (`competencies.md`, proposed rule 4: D, O, T, V and R)."""

    OBSERVED = "observed"  # on the job
    DEMONSTRATED = "demonstrated"  # in a role-play or an exercise
    DISCUSSED = "discussed"
    RECORD = "record"  # of work: notes, plans, files
    TEST = "test"  # a quiz, or what was read


class CycleDays(Base):
    """After how many days an office holds its reviews, where it says so; a change supersedes."""

    __tablename__ = "review_cycle"
    __table_args__ = (current_index("uq_review_cycle_current", "office_id"),)

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    days: Mapped[list[int]] = mapped_column(JSON)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class CompetencyReview(Base):
    """One review of a cycle, such as that of day 30: from the first rating in it to the answer.

    When it opens follows from the first day; the row is made by whoever begins it.
    """

    __tablename__ = "competency_review"
    __table_args__ = (UniqueConstraint("enrollment_id", "day"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"))
    day: Mapped[int]
    began_at: Mapped[datetime]
    self_rated_at: Mapped[datetime | None]
    rated_at: Mapped[datetime | None]
    rated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sign_off_id: Mapped[int | None] = mapped_column(ForeignKey("sign_off.id"))
    acknowledged_at: Mapped[datetime | None]
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))


class Rating(Base):
    """How one person's competency was judged on a day: by themselves, or by who leads them.

    `given_at` is empty while it is being made in a review: until then nobody else sees it, and it
    may be made anew.
    """

    __tablename__ = "competency_rating"
    __table_args__ = (
        Index("ix_competency_rating_line", "person_id", "competency_key", "by_self", "on", "id",
              sqlite_where=GIVEN, postgresql_where=GIVEN),
        Index("uq_competency_rating_made", "review_id", "competency_key", "rater_id", unique=True,
              sqlite_where=BEING_MADE, postgresql_where=BEING_MADE),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_of_the_scale"),
        CheckConstraint("by_self = (person_id = rater_id)", name="by_self_or_another"),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    competency_key: Mapped[Slug]
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("competency_review.id"), index=True)
    by_self: Mapped[bool]
    rater_id: Mapped[PersonId]
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # from paper
    level: Mapped[int]  # 0: not observed
    on: Mapped[date]
    basis: Mapped[list[str]] = mapped_column(JSON)  # words of Basis
    behaviours: Mapped[list[int]] = mapped_column(JSON)  # places in the framework's list
    evidence: Mapped[list[int]] = mapped_column(JSON)  # lines of the ledger
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))
    sign_off_id: Mapped[int | None] = mapped_column(ForeignKey("sign_off.id"))
    version: Mapped[int] = mapped_column(default=0)  # counts the saves, for two windows
    recorded_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))


class State(StrEnum):
    """What a row of readiness says."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    TAKEN_BACK = "taken-back"  # it was granted by mistake


class Readiness(Base):
    """What somebody may do in one kind of activity, from when to when, and who said so."""

    __tablename__ = "readiness"
    __table_args__ = (current_index("uq_readiness_current", "person_id", "activity"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    activity: Mapped[Word]
    step: Mapped[Word]  # of framework_outline.Step; of a suspended one, what was granted before
    state: Mapped[Word]
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    missing: Mapped[list[Any]] = mapped_column(JSON)  # needs that were not met when it was granted
    actor_id: Mapped[PersonId]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))
    sign_off_id: Mapped[int | None] = mapped_column(ForeignKey("sign_off.id"))
    digest: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
