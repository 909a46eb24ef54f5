"""Moving people to a new edition: facts stay where they are and are found by key.

A guide is corrected while people work through it. Whoever decides to move them sees first what
that changes for whom; nothing that was done, written or signed is changed or deleted by it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from lms.base import clock, events
from lms.base.db import batched, db, run
from lms.curriculum import queries as curriculum
from lms.curriculum.models import Edition
from lms.curriculum.outline import Signers
from lms.progress import (
    access,
    asking,
    due,
    edition_dates,
    ledger,
    queries,
    quizzed,
    rescheduling,
    reviews,
    rules,
    section_progress,
    terms,
)
from lms.progress.edition_dates import Dates
from lms.progress.ledger import FactRow, NewFact
from lms.progress.models import OF_TASKS, DueDate, Enrollment, Kind, Outcome, Review, Status, Term
from lms.progress.section_progress import Kept, Line
from lms.progress.work import Held, Work, find_work

BATCH = 50  # people that are locked at once: nobody waits long


@dataclass(frozen=True)
class Effect:
    """What moving does to one enrollment."""

    work: Work  # as it is
    then: Work  # as it will be
    adding: Sequence[NewFact]  # by which tasks are done that it asks: passed quizzes, marks
    taking: Sequence[FactRow]  # marks of tasks that are done no longer
    waiting: Sequence[tuple[int, str]]  # reviews that need no decision any more: id, title
    before: dict[str, Line]
    after: dict[str, Line]
    dates: Dates  # of what is new, and of what is open again and was due already

    @property
    def counts(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Done and required, before and after."""
        was, now = self.before[""].tally, self.after[""].tally
        return (was.done, was.required), (now.done, now.required)

    @property
    def reopened(self) -> list[str]:
        """The sections that were complete and are open again."""
        return _reopened(self.before, self.after)

    @property
    def changes(self) -> bool:
        """Whether this person notices: another count, an open section, something waits no more."""
        was, now = self.counts
        return was != now or bool(self.reopened or self.waiting)


def behind(
    edition: Edition, *, office_id: int | None = None, person_id: int | None = None
) -> list[tuple[int, int]]:
    """Who is on an earlier edition of the same program: (enrollment, person), by person.

    Only those of one office, or one person, where given. Who left the program stays as they are.
    """
    mine = (
        select(Enrollment.id, Enrollment.person_id)
        .join(Term, (Term.enrollment_id == Enrollment.id) & Term.superseded_at.is_(None))
        .join(Edition, Edition.id == Term.edition_id)
        .where(Enrollment.program_id == edition.program_id, Edition.number < edition.number)
        .where(Term.status != Status.WITHDRAWN)
        .order_by(Enrollment.person_id, Enrollment.id)
    )
    if office_id is not None:
        there = access.Visible(clock.now().date(), offices=frozenset({office_id}))
        mine = mine.where(there.holds(Enrollment.person_id.expression))
    if person_id is not None:
        mine = mine.where(Enrollment.person_id == person_id)
    return [(enrollment_id, person) for enrollment_id, person in db.session.execute(mine)]


def plan(
    program_key: str, edition: Edition | None = None, *, office_id: int | None = None,
    person_id: int | None = None,
) -> Iterator[Effect]:  # fmt: skip
    """What moving to the newest edition (or to `edition`) would do, one enrollment after another.

    Changes nothing.
    """
    newest = edition or curriculum.latest_edition(program_key)
    if newest is None:
        return
    for enrollment_id, _ in behind(newest, office_id=office_id, person_id=person_id):
        work = find_work(enrollment_id)
        assert work is not None, "it was listed just now"
        yield effect(work, newest)


def move_all(
    program_key: str, edition: Edition | None = None, *, actor_id: int | None,
    office_id: int | None = None, person_id: int | None = None,
) -> int:  # fmt: skip
    """Move people to the newest edition (or to `edition`); returns how many. The caller commits.

    Who is there already is left, so that the same once more changes nothing.
    """
    newest = edition or curriculum.latest_edition(program_key)
    if newest is None:
        return 0
    return move_some(behind(newest, office_id=office_id, person_id=person_id), newest,
                     actor_id=actor_id)  # fmt: skip


def batches(listed: Sequence[tuple[int, int]]) -> Iterable[Sequence[tuple[int, int]]]:
    """So many at a time as a command moves in one transaction."""
    return batched(listed, BATCH)


def move_some(listed: Sequence[tuple[int, int]], edition: Edition, *, actor_id: int | None) -> int:
    """Move these enrollments, (enrollment, person) each; all of them are locked first."""
    events.lock(*(events.person(person_id) for _, person_id in listed))
    count = 0
    for enrollment_id, _ in listed:
        work = find_work(enrollment_id)
        if work and work.status != Status.WITHDRAWN and work.edition < edition.number:
            _move(actor_id, rules.lock(work), edition)
            count += 1
    return count


def effect(work: Work, edition: Edition) -> Effect:
    """What moving would do to one enrollment, worked out without writing anything."""
    then = replace(work, edition_id=edition.id, edition=edition.number, digest=edition.digest)
    facts, adding, taking = ledger.facts(work.id), list[NewFact](), list[FactRow]()
    for key, task in then.tasks.items():
        known, passed = facts.get(key, []), quizzed.passed_before(then, task, facts)
        marks = ledger.of_kind(known, Kind.DONE)
        new, old = section_progress.mark(then, task, [*known, *passed], marks)
        adding, taking = [*adding, *passed, *new], [*taking, *old]
    gone = {line.id for line in taking}
    marked = {key: [line for line in lines if line.id not in gone] for key, lines in facts.items()}
    for mark in adding:
        row = FactRow(0, mark.task_key, mark.kind, None, mark.effective_on, None)
        marked.setdefault(str(mark.task_key), []).append(row)
    ended = _needless(then)
    before = Kept(work.id).lines
    after = _lines(then, marked, {number for number, _ in ended})
    again = {(key, "") for key in _reopened(before, after)}
    again |= {(then.outline.section_of[one.task_key].key, one.task_key) for one in taking
              if one.task_key in then.tasks}  # fmt: skip
    dates = edition_dates.anew(then, queries.due_dates(work.id), again)
    return Effect(work, then, adding, taking, ended, before, after, dates)


def _reopened(before: dict[str, Line], after: dict[str, Line]) -> list[str]:
    return [key for key, line in after.items() if key and not line.completed_on
            and key in before and before[key].completed_on]  # fmt: skip


def _lines(
    then: Work, facts: dict[str, list[FactRow]], ended: set[int]
) -> dict[str, Line]:  # fmt: skip
    current = {
        key: [row for row in rows if row.id not in ended]
        for key, rows in queries.reviews(then.id).items()
    }
    stood = (queries.stand(then, one, facts, current, {}) for one in then.outline.sections)
    return {line.section_key: line for line in section_progress.worked_out(stood)}


def _needless(then: Work) -> list[tuple[int, str]]:
    """What waits for a task that is gone, or that is no longer signed like this."""
    open_ones = select(Review).where(
        Review.enrollment_id == then.id, Review.closed_at.is_(None), Review.kind.in_(OF_TASKS)
    )
    found = []
    for review in db.session.scalars(open_ones.order_by(Review.id)):
        task = then.tasks.get(review.task_key or "")
        signed = task is not None and task.signers is not Signers.NONE
        if task is None or not signed or reviews.kind_of(task) != review.kind:
            found.append((review.id, review.title))
    return found


def _move(actor_id: int | None, held: Held, edition: Edition) -> None:
    found = effect(held, edition)
    ledger.supersede(found.taking)
    ledger.add(found.adding)
    _close(actor_id, [number for number, _ in found.waiting])
    moved = terms.change(held, edition_id=edition.id)
    moved = replace(moved, facts=ledger.facts(held.id))
    _move_dates(actor_id, moved, found.dates)
    _void(actor_id, moved, found)
    section_progress.write_anew(moved)
    (_, (done, required)) = found.counts
    events.record(
        events.person(held.person_id), "moved-to-edition", actor_id=actor_id, enrollment=held.id,
        was=held.edition, edition=edition.number, done=done, required=required,
        closed=len(found.waiting),
    )  # fmt: skip
    rescheduling.catch_up(actor_id, moved)  # what is open again follows the calendar


def _close(actor_id: int | None, review_ids: Sequence[int]) -> None:
    if review_ids:
        ended = update(Review).where(Review.id.in_(review_ids))
        run(ended.values(closed_at=clock.now(), outcome=Outcome.CANCELLED, decided_by=actor_id), {})
        db.session.expire_all()


def _move_dates(actor_id: int | None, moved: Held, dates: Dates) -> None:
    """What is new or open again gets a date, what is kept its own, what is gone has none any more.

    The date of a task which stands in another section now goes with it.
    """
    now = clock.now()
    present = select(DueDate).filter_by(enrollment_id=moved.id, superseded_at=None)
    rows = {(row.section_key, row.task_key): row for row in db.session.scalars(present)}
    ended = {place: row for place, row in rows.items()
             if place in dates or not _is_asked(moved, *place)}  # fmt: skip
    for row in ended.values():
        row.superseded_at = now
    db.session.flush()
    carried = {key: row for (_, key), row in ended.items() if key}
    added = [
        {"enrollment_id": moved.id, "section_key": section, "task_key": key, "recorded_at": now,
         **_days(dates[section, key], actor_id,
                 None if (section, key) in rows else carried.get(key))}
        for section, key in dates
    ]  # fmt: skip
    run(insert(DueDate), added) if added else None


def _is_asked(work: Work, section_key: str, task_key: str) -> bool:
    """Whether this edition has something there that may be due."""
    section = next((one for one in work.outline.sections if one.key == section_key), None)
    if section is None or not task_key:
        return section is not None
    return any(one.key == task_key and one.due_days is not None for one in section.tasks)


def _days(
    new: tuple[due.Due, date], actor_id: int | None, carried: DueDate | None
) -> dict[str, Any]:
    one, counted = new
    days = {"due_on": one.due_on, "base_on": one.base_on, "base_at": clock.now(),
            "counted_from": counted, "reason_id": None, "actor_id": actor_id}  # fmt: skip
    return {name: getattr(carried, name) for name in days} if carried else days


def _void(actor_id: int | None, moved: Held, found: Effect) -> None:
    """Nobody need answer about a date that is no more, or what is complete now."""
    dated = queries.due_dates(moved.id)
    complete = [key for key, line in found.after.items() if key and line.completed_on]
    old = found.work.outline
    sections = [one.key for one in old.sections if (one.key, "") not in dated]
    tasks = [key for key in old.tasks
             if not any(task == key for _, task in dated)
             or section_progress.marked(moved.facts, [key])]  # fmt: skip
    asking.void(actor_id, moved, sections=[*sections, *complete], tasks=tasks)
