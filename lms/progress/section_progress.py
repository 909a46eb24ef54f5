"""What follows from the facts: the lines of `section_progress`, and the marks of done tasks.

A list of a thousand people reads these only. They are written with the ledger in the same
transaction; `preceptor progress check` proves that they still say what the ledger says.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, delete, select, update

from lms.base import clock, events
from lms.base.db import db, run
from lms.curriculum.outline import SectionOutline, TaskOutline
from lms.progress import ledger, queries, standing
from lms.progress.ledger import FactRow, NewFact
from lms.progress.models import Kind, SectionProgress
from lms.progress.standing import FactLine
from lms.progress.work import Work, every_work

Facts = Mapping[str, Sequence[FactRow]]
Days = Mapping[str, date]  # task key → the day since which it is done
Line = tuple[int, int, date | None]  # required, done, completed on

KEPT = (
    update(SectionProgress)
    .where(SectionProgress.enrollment_id == bindparam("enrollment"))
    .where(SectionProgress.section_key == bindparam("section"))
    .values(required=bindparam("of"), done=bindparam("have"), completed_on=bindparam("since"))
)


def marked(facts: Facts, keys: Iterable[str]) -> Days:
    """Which of these tasks the ledger marks as done."""
    marks = ((key, line) for key in keys for line in facts.get(key, ()) if line.kind == Kind.DONE)
    return {key: mark.effective_on for key, mark in marks}


def worked_out(work: Work, facts: Facts) -> Days:
    """The same from everything else that the ledger says."""
    known = (
        (key, standing.completed_on(task, facts.get(key, ()))) for key, task in work.tasks.items()
    )
    return {key: day for key, day in known if day is not None}


def line(work: Work, section: SectionOutline, days: Days) -> Line:
    """(required, done, completed on) of a section."""
    required = [task.key for task in section.tasks if task.required and task.key in work.tasks]
    done = [days[key] for key in required if key in days]
    complete = bool(required) and len(done) == len(required)
    return len(required), len(done), max(done) if complete else None


def write(work: Work, section: SectionOutline, kept: Line) -> None:
    """Bring the kept line of a section up to date."""
    required, done, completed = kept
    place = {"enrollment": work.id, "section": section.key}
    run(KEPT, place | {"of": required, "have": done, "since": completed})


def move(work: Work, section_key: str, due_on: date) -> None:
    """Let the kept line of a section name its new date."""
    mine = update(SectionProgress).filter_by(enrollment_id=work.id, section_key=section_key)
    db.session.execute(mine.values(due_on=due_on))


def mark(
    work: Work, task: TaskOutline, facts: Collection[FactLine], marks: Collection[FactRow]
) -> tuple[list[NewFact], list[FactRow]]:
    """The mark that the ledger needs so that it says whether a task is done and since when.

    Returns the line to add, if any, and the marks to supersede.
    """
    done = standing.completed_on(task, facts)
    if [kept.effective_on for kept in marks] == ([done] if done else []):
        return [], []
    if done is None:
        return [], [*marks]
    new = NewFact(work.person_id, work.id, task.key, Kind.DONE, done, recorded_at=clock.now())
    return [new], [*marks]


def start(work: Work, days: Days) -> None:
    """The lines of an enrollment with what is done in it."""
    due = queries.due_dates(work.id)
    for place, section in enumerate(work.outline.sections, 1):
        required, done, completed = line(work, section, days)
        db.session.add(
            SectionProgress(
                enrollment_id=work.id, section_key=section.key, position=place, required=required,
                done=done, due_on=due.get((section.key, "")), completed_on=completed,
            )
        )  # fmt: skip
    db.session.flush()


def lines(enrollment_id: int) -> Sequence[SectionProgress]:
    """The kept lines of one enrollment, in the guide's order."""
    mine = select(SectionProgress).filter_by(enrollment_id=enrollment_id)
    return db.session.scalars(mine.order_by(SectionProgress.position)).all()


def faults() -> Iterator[str]:
    """Every line that differs from what the ledger says, and every task marked done wrongly."""
    for work in every_work():
        facts, due = ledger.facts(work.id), queries.due_dates(work.id)
        days, kept = worked_out(work, facts), {row.section_key: row for row in lines(work.id)}
        for section in work.outline.sections:
            name = f"enrollment {work.id}, section {section.key}"
            row = kept.pop(section.key, None)
            if row is None:
                yield f"{name}: the line is missing"
                continue
            wanted = (*line(work, section, days), due.get((section.key, "")))
            found = (row.required, row.done, row.completed_on, row.due_on)
            if wanted != found:
                yield f"{name}: kept {_said(found)}, the ledger says {_said(wanted)}"
        for key in kept:
            yield f"enrollment {work.id}, section {key}: no such section in its edition"
        yield from _mark_faults(work, marked(facts, work.tasks), days)


def _said(kept: tuple[int, int, date | None, date | None]) -> str:
    required, done, completed, due = kept
    return f"{done} of {required}, due {due or 'never'}, completed {completed or 'not yet'}"


def _mark_faults(work: Work, marks: Days, days: Days) -> Iterator[str]:
    for key in work.tasks:
        found, wanted = marks.get(key), days.get(key)
        if found != wanted:
            yield f"enrollment {work.id}, task {key}: marked done {found}, the facts say {wanted}"


def rebuild() -> int:
    """Write every line and mark anew from the facts; returns how many enrollments were rebuilt.

    Each person is locked first: what someone ticks meanwhile waits, and counts afterwards.
    """
    count = 0
    for work in every_work():
        events.lock(events.person(work.person_id))
        facts = ledger.facts(work.id)
        db.session.execute(delete(SectionProgress).filter_by(enrollment_id=work.id))
        start(work, worked_out(work, facts))
        for key, task in work.tasks.items():
            known = facts.get(key, [])
            new, old = mark(work, task, known, ledger.of_kind(known, Kind.DONE))
            ledger.supersede(old)
            ledger.add(new)
        events.record(events.person(work.person_id), "progress-rebuilt", actor_id=None,
                      enrollment=work.id)  # fmt: skip
        count += 1
    return count
