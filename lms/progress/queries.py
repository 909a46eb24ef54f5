"""Reading enrollments with all that belongs to them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    column,
    or_,
    select,
    table,
)
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import UTCDateTime, db, in_force, run
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.curriculum.models import Task
from lms.curriculum.outline import SectionOutline, Signers, TaskOutline
from lms.people.models import Person
from lms.progress import ledger, standing
from lms.progress.due import Place
from lms.progress.ledger import MINE, FactRow
from lms.progress.models import (
    ENTRY,
    STANDING,
    DueDate,
    Fact,
    Kind,
    Meaning,
    Outcome,
    Review,
    SignOff,
)
from lms.progress.sections import QuizLine, SectionStanding, section_standing
from lms.progress.standing import ReviewLine, State, TaskStanding
from lms.progress.work import Work

PAGE = 25
DECIDER = aliased(Person)
# Sent by every visit, and therefore built once.


def _reviews(holding: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Review.id, Review.task_key, Review.piece, Review.proposed_on, Review.sent_at,
            Review.closed_at, Review.outcome, DECIDER.name, shown(), Review.source_id,
            Review.kind,
        )
        .outerjoin(DECIDER, DECIDER.id == Review.decided_by)
        .outerjoin(Prose, Prose.id == Review.comment_id)
        .where(Review.enrollment_id == MINE, Review.kind.in_(STANDING), holding)
        .where(Review.task_key.is_not(None))  # log entries for no task: with the years, many
        .order_by(Review.sent_at, Review.id)
    )  # fmt: skip


def _due_dates(holding: ColumnElement[bool]) -> Select[str, str, date]:
    return select(DueDate.section_key, DueDate.task_key, DueDate.due_on).where(
        DueDate.enrollment_id == MINE, holding
    )


REVIEWS = _reviews(in_force(Review.opened_at, Review.superseded_at))
DUE_DATES = _due_dates(in_force(DueDate.recorded_at, DueDate.superseded_at))


class ReviewRow(NamedTuple):
    """A current review as pages show it to the learner."""

    id: int
    task_key: str | None
    piece: int
    proposed_on: date | None
    sent_at: datetime
    closed_at: datetime | None
    outcome: str | None
    decided_by: str | None
    comment: str | None
    source_id: int | None  # None for what was reopened, or recorded without being asked for
    kind: str


def reviews(enrollment_id: int, at: datetime | None = None) -> dict[str, list[ReviewRow]]:
    """The current review of each task (and of each observation), by task key.

    `at` a past moment, what was decided later still waits.
    """
    found: dict[str, list[ReviewRow]] = defaultdict(list)
    holding = (
        REVIEWS if at is None else _reviews(in_force(Review.opened_at, Review.superseded_at, at))
    )
    for row in run(holding, {"enrollment_id": enrollment_id}):
        line = ReviewRow(*row)
        if at is not None and line.closed_at is not None and line.closed_at > at:
            line = line._replace(closed_at=None, outcome=None, decided_by=None, comment=None)
        found[line.task_key or ""].append(line)
    return found


# Ids point upwards as data: this room may name the table of confirmed courses, never import it.
CONFIRMED = table(
    "course_confirmation", column("record_id", Integer), column("sign_off_id", Integer),
    column("recorded_at", UTCDateTime), column("superseded_at", UTCDateTime),
)  # fmt: skip


class SignatureRow(NamedTuple):
    """A signature by which a task counts, as the record shows it."""

    id: int
    task_key: str | None
    signer_id: int
    signer: str
    meaning: str
    on: date
    signed_at: datetime
    reason: str | None  # of a waiver; a note on a signature is for the learner only
    reason_id: int | None
    entry_id: int | None = None  # of the log, which this signature accepted

    @property
    def of_task(self) -> bool:
        """Whether it attests to the task itself, not to an entry or a course that counts for it."""
        return self.meaning not in (Meaning.ACCEPTED, Meaning.CONFIRMED)


def signatures(enrollment_id: int, at: datetime | None = None) -> dict[str, list[SignatureRow]]:
    """Who attests what today (or did `at` a past moment), by task key."""
    # An entry's line in the ledger names the entry: its signature is that of its review.
    of_entry = and_(
        Fact.kind == Kind.ENTRY, Review.kind == ENTRY, Review.source_id == Fact.source_id,
        Review.signers != Signers.NONE, Review.outcome == Outcome.ACCEPTED,
        in_force(Review.opened_at, Review.superseded_at, at),
    )  # fmt: skip
    by_entry = and_(Fact.kind == Kind.ENTRY, SignOff.review_id == Review.id)
    by_itself = and_(Fact.kind.in_((Kind.SIGNED, Kind.WAIVED)), SignOff.id == Fact.source_id)
    of_course = select(CONFIRMED.c.sign_off_id).where(CONFIRMED.c.record_id == Fact.source_id)
    held = in_force(CONFIRMED.c.recorded_at, CONFIRMED.c.superseded_at, at)
    confirmed = of_course.where(held).scalar_subquery()
    by_course = and_(Fact.kind == Kind.COURSE, SignOff.id == confirmed)
    waived = SignOff.meaning == Meaning.WAIVED
    rows = db.session.execute(
        select(
            SignOff.id, Fact.task_key, SignOff.signer_id, Person.name, SignOff.meaning, SignOff.on,
            SignOff.signed_at, case((waived, shown())), case((waived, SignOff.note_id)),
            case((Fact.kind == Kind.ENTRY, Fact.source_id)),
        )
        .select_from(Fact)
        .outerjoin(Review, of_entry)
        .join(SignOff, or_(by_itself, by_entry, by_course))
        .join(Person, Person.id == SignOff.signer_id)
        .outerjoin(Prose, Prose.id == SignOff.note_id)
        .where(Fact.enrollment_id == enrollment_id)
        .where(Fact.kind.in_((Kind.SIGNED, Kind.WAIVED, Kind.ENTRY, Kind.COURSE)))
        .where(in_force(Fact.recorded_at, Fact.superseded_at, at))
        .order_by(SignOff.id)
    )  # fmt: skip
    found: dict[str, list[SignatureRow]] = defaultdict(list)
    for row in rows:
        found[row[1] or ""].append(SignatureRow(*row))
    return found


class RevokedRow(NamedTuple):
    """A signature or waiver that was taken back, and why."""

    signer: str
    meaning: str
    on: date
    signed_at: datetime
    revoked_by: str
    revoked_at: datetime
    reason: str | None
    reason_id: int | None
    revoked_by_id: int


def revoked(enrollment_id: int, at: datetime | None = None) -> dict[str, list[RevokedRow]]:
    """What was attested and taken back (by `at`), by task key, oldest first: it stays on record."""
    rows = db.session.execute(
        select(
            Task.key, Person.name, SignOff.meaning, SignOff.on, SignOff.signed_at, DECIDER.name,
            SignOff.revoked_at, shown(), SignOff.reason_id, SignOff.revoked_by,
        )
        .join(Task, Task.id == SignOff.task_id)
        .join(Person, Person.id == SignOff.signer_id)
        .join(DECIDER, DECIDER.id == SignOff.revoked_by)
        .outerjoin(Prose, Prose.id == SignOff.reason_id)
        .where(SignOff.enrollment_id == enrollment_id, SignOff.revoked_at <= (at or clock.now()))
        .order_by(SignOff.revoked_at, SignOff.id)
    )  # fmt: skip
    found: dict[str, list[RevokedRow]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(RevokedRow(*row[1:]))  # type: ignore[arg-type,call-arg]  # by whom: so when
    return found


def due_dates(enrollment_id: int, at: datetime | None = None) -> dict[Place, date]:
    """Due dates that hold now, or held `at`."""
    lines = DUE_DATES
    if at is not None:
        lines = _due_dates(in_force(DueDate.recorded_at, DueDate.superseded_at, at))
    rows = run(lines, {"enrollment_id": enrollment_id})
    return {(section, task): due for section, task, due in rows}


def task_standing(work: Work, task: TaskOutline, *, paused: bool = False) -> TaskStanding:
    """The standing of one task; `paused` while the person is on leave."""
    section = work.outline.section_of[task.key].key
    due = due_dates(work.id)
    stood = standing.task_standing(
        task,
        ledger.facts(work.id).get(task.key, ()),
        reviews(work.id).get(task.key, ()),
        due_on=due.get((section, task.key)) or due.get((section, "")),
    )
    return replace(stood, paused=paused)


def section_standings(
    work: Work, at: datetime | None = None, *, due: Mapping[Place, date] | None = None
) -> list[SectionStanding]:
    """Every section of an enrollment with every task: all of My onboarding, in three queries.

    `at` a past moment gives what the pages showed then (`work` being as it was then). Whoever has
    read the due dates already gives them.
    """
    known, current = ledger.facts(work.id, at), reviews(work.id, at)
    due = due_dates(work.id, at) if due is None else due
    found = [stand(work, section, known, current, due) for section in work.outline.sections]
    return [one for one in found if one.tasks]  # else nothing in it is for this job


def stand(
    work: Work, section: SectionOutline, facts: Mapping[str, Sequence[FactRow]],
    reviews: Mapping[str, Sequence[ReviewLine]], due: Mapping[Place, date],
) -> SectionStanding:  # fmt: skip
    """One section of an enrollment from all that is known about it."""
    section_due = due.get((section.key, ""))
    tasks = {
        task.key: standing.task_standing(
            task,
            facts.get(task.key, ()),
            reviews.get(task.key, ()),
            due_on=due.get((section.key, task.key)) or section_due,
        )
        for task in section.tasks
        if task.key in work.tasks
    }
    quizzes = [
        QuizLine(quiz, max((one.effective_on for one in facts.get(quiz.key, ())), default=None))
        for quiz in section.quizzes
        if quiz.key in work.quizzes
    ]
    return section_standing(section, tasks, section_due, quizzes)


def next_task(sections: Iterable[SectionStanding], today: date) -> TaskStanding | None:
    """What to do next: what is overdue, then what was returned, then what is due first."""
    candidates = [
        (_urgency(task, today), place, task)
        for place, task in enumerate(t for section in sections for t in section.tasks.values())
        if task.with_learner and task.task.required
    ]
    return min(candidates, key=lambda found: found[:2])[2] if candidates else None


def _urgency(task: TaskStanding, today: date) -> tuple[int, date]:
    due = task.due_on or date.max
    if task.overdue(today):
        return 0, due
    return (1, due) if task.state is State.RETURNED else (2, due)
