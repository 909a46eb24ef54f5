"""Which sign-off would unlock a step: what waits for a decision, tried out as if it were accepted.

A supervisor should not have to work out by hand which of ten things on a desk lets somebody go on.
Nothing here is granted or counted: a condition is met only by what was signed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, select

from lms.base.db import db
from lms.competencies.readiness import (
    ActivityStanding,
    Condition,
    StepStanding,
    step_standing,
    with_more,
)
from lms.curriculum.framework_outline import PARTS, NeedKind
from lms.curriculum.models import Program
from lms.curriculum.outline import TaskOutline
from lms.progress import ledger, standing
from lms.progress.ledger import Facts
from lms.progress.models import ENTRY, STANDING, Enrollment, Kind, Review
from lms.progress.work import Work, works_of
from lms.shadowing.models import LogEntry
from lms.signoff import decisions


class Waiting(NamedTuple):
    """Something of a person that waits for a decision."""

    review_id: int
    kind: str
    title: str
    sent_at: datetime
    task: tuple[str, str] | None  # (program, key)
    entry_id: int | None
    activity: str
    part: str
    file: str = ""  # open or closed, where a file was looked at


@dataclass(frozen=True)
class Way:
    """How one missing condition could be met by signatures."""

    condition: Condition
    waiting: Sequence[Waiting]  # what waits and would help
    unasked: Work | None = None  # the guide with a task that can be signed off without being asked


@dataclass(frozen=True)
class Unlocking:
    """What stands between a person and a step."""

    step: StepStanding
    ways: Sequence[Way]
    enough: bool  # accepting all that waits would meet every condition

    @property
    def reviews(self) -> Sequence[Waiting]:
        """What to accept, each once."""
        return list({one.review_id: one for way in self.ways for one in way.waiting}.values())


class _Hypothetical(NamedTuple):
    """A fact that would be written if something were accepted."""

    task_key: str
    kind: str
    part: str | None
    effective_on: date


@dataclass(frozen=True)
class Desk:
    """All that waits for a decision about one person, read once for all activities."""

    waiting: Sequence[Waiting]
    works: Mapping[str, Work]  # by program
    facts: Mapping[str, Facts]  # by program
    today: date

    def completes(self, task: tuple[str, str]) -> bool:
        """Whether accepting what waits for a task would finish it."""
        program, key = task
        work = self.works.get(program)
        outline = work.tasks.get(key) if work else None
        if outline is None:
            return False
        would = [self._would(outline, one) for one in self.waiting if one.task == task]
        known = self.facts[program].get(key, ())
        return bool(would) and standing.completed_on(outline, [*known, *would]) is not None

    def unasked(self, task: tuple[str, str]) -> Work | None:
        """The guide of a task that a signer can sign off now, though nothing was sent."""
        program, key = task
        work = self.works.get(program)
        outline = work.tasks.get(key) if work else None
        if outline is None or any(one.task == task for one in self.waiting):
            return None
        waived = any(one.kind == Kind.WAIVED for one in self.facts[program].get(key, ()))
        return work if decisions.recordable(outline) and not waived else None

    def _would(self, task: TaskOutline, one: Waiting) -> _Hypothetical:
        kind = Kind.ENTRY if one.kind == ENTRY else Kind.SIGNED
        part = one.file if one.file in dict(task.parts) else None
        return _Hypothetical(task.key, kind, part, self.today)


def desk(person_id: int, today: date) -> Desk:
    """What waits about a person, their guides and what the ledger says of them."""
    works = {one.outline.key: one for one in reversed(works_of(person_id))}
    facts = {key: ledger.facts(work.id) for key, work in works.items()}
    rows = db.session.execute(
        select(Review.id, Review.kind, Review.title, Review.sent_at, Program.key,
               Review.task_key, LogEntry.id, LogEntry.activity, LogEntry.part, LogEntry.file)
        .outerjoin(Enrollment, Enrollment.id == Review.enrollment_id)
        .outerjoin(Program, Program.id == Enrollment.program_id)
        .outerjoin(LogEntry, and_(Review.kind == ENTRY, LogEntry.id == Review.source_id))
        .where(Review.person_id == person_id, Review.closed_at.is_(None))
        .where(Review.superseded_at.is_(None), Review.kind.in_(STANDING))
        .order_by(Review.sent_at, Review.id)
    )  # fmt: skip
    waiting = [
        Waiting(number, kind, title, sent_at, (program, key) if key else None, entry,
                activity or "", part or "", file or "")
        for number, kind, title, sent_at, program, key, entry, activity, part, file in rows
    ]  # fmt: skip
    main = {one.entry_id: one.review_id for one in reversed(waiting) if one.entry_id}
    waiting = [
        one._replace(review_id=main.get(one.entry_id or 0, one.review_id)) for one in waiting
    ]
    return Desk(waiting, works, facts, today)


def unlocking(one: ActivityStanding, desk: Desk) -> Unlocking | None:
    """What would unlock the next step of an activity; None after the last."""
    if one.next is None:
        return None
    ways = [_way(missed, one, desk) for missed in one.next.missing]
    tasks = frozenset(w.task for way in ways for w in way.waiting
                      if w.task and desk.completes(w.task))  # fmt: skip
    entries = {
        w.entry_id: (w.activity, w.part) for way in ways for w in way.waiting if w.entry_id
    }  # one entry may wait for several tasks
    then = with_more(one.known, tasks=tasks, entries=Counter(entries.values()))
    after = step_standing(one.activity, one.next.step, then)
    return Unlocking(one.next, ways, bool(ways) and after.possible)


def _way(missed: Condition, one: ActivityStanding, desk: Desk) -> Way:
    need = missed.need
    if need.kind is NeedKind.TASK:
        task = (need.program, need.key)
        helps = [w for w in desk.waiting if w.task == task and desk.completes(task)]
        return Way(missed, helps, desk.unasked(task))
    if need.kind is NeedKind.ENTRIES:
        seen: dict[int | None, Waiting] = {}
        for w in desk.waiting:
            if w.entry_id and w.activity == one.activity.key and _enough(w.part, need.part):
                seen.setdefault(w.entry_id, w)
        return Way(missed, list(seen.values()))
    return Way(missed, [])


def _enough(part: str, asked: str) -> bool:
    return PARTS.index(part) >= PARTS.index(asked)
