"""What follows from the facts: the lines of `section_progress`, and the marks of done tasks.

A list of a thousand people reads these only. They are written with the ledger in the same
transaction; `preceptor progress check` proves that they still say what the ledger says.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select, update

from lms.base import clock, events
from lms.base.db import db
from lms.curriculum.outline import SectionOutline, TaskOutline
from lms.progress import queries, standing
from lms.progress.models import Enrollment, Fact, Kind, SectionProgress
from lms.progress.queries import FactRow
from lms.progress.work import Work, every_work

Facts = Mapping[str, Sequence[FactRow]]


def line(work: Work, section: SectionOutline, facts: Facts) -> tuple[int, int, date | None]:
    """(required, done, completed on) of a section as its facts have it."""
    required = [task for task in section.tasks if task.required and task.key in work.tasks]
    dates = [standing.completed_on(task, facts.get(task.key, ())) for task in required]
    done = [day for day in dates if day is not None]
    complete = bool(required) and len(done) == len(required)
    return len(required), len(done), max(done) if complete else None


def write(work: Work, section: SectionOutline, facts: Facts, kept: SectionProgress) -> bool:
    """Bring a kept line up to date; True when this completed the section."""
    before = kept.completed_on
    kept.required, kept.done, kept.completed_on = line(work, section, facts)
    return before is None and kept.completed_on is not None


def mark(work: Work, task: TaskOutline, facts: Collection[FactRow]) -> None:
    """Let the ledger say that a task is done, and since when, exactly while its facts say so."""
    done = standing.completed_on(task, facts)
    marks = [fact for fact in facts if fact.kind == Kind.DONE]
    if [kept.effective_on for kept in marks] == ([done] if done else []):
        return
    supersede(marks)
    if done:
        db.session.add(
            Fact(person_id=work.person_id, kind=Kind.DONE, enrollment_id=work.id,
                 task_key=task.key, effective_on=done, recorded_at=clock.now())
        )  # fmt: skip


def supersede(facts: Collection[FactRow]) -> None:
    """Let facts no longer hold; they stay in the ledger."""
    ids = [fact.id for fact in facts]
    db.session.execute(update(Fact).where(Fact.id.in_(ids)).values(superseded_at=clock.now()))


def start(work: Work) -> None:
    """The lines of a new enrollment."""
    due = queries.due_dates(work.id)
    for place, section in enumerate(work.outline.sections, 1):
        required, done, completed = line(work, section, {})
        db.session.add(
            SectionProgress(
                enrollment_id=work.id, section_key=section.key, position=place, required=required,
                done=done, due_on=due.get((section.key, "")), completed_on=completed,
            )
        )  # fmt: skip


def faults() -> Iterator[str]:
    """Every line that differs from what the ledger says, and every task marked done wrongly."""
    for work in every_work():
        facts, kept = queries.facts(work.id), queries.section_lines(work.id)
        due = queries.due_dates(work.id)
        lines = {row.section_key: row for row in kept}
        for section in work.outline.sections:
            name = f"enrollment {work.id}, section {section.key}"
            row = lines.pop(section.key, None)
            if row is None:
                yield f"{name}: the line is missing"
                continue
            wanted = (*line(work, section, facts), due.get((section.key, "")))
            found = (row.required, row.done, row.completed_on, row.due_on)
            if wanted != found:
                yield f"{name}: kept {_said(found)}, the ledger says {_said(wanted)}"
        for key in lines:
            yield f"enrollment {work.id}, section {key}: no such section in its edition"
        yield from _done_faults(work, facts)


def _said(line: tuple[int, int, date | None, date | None]) -> str:
    required, done, completed, due = line
    return f"{done} of {required}, due {due or 'never'}, completed {completed or 'not yet'}"


def _done_faults(work: Work, facts: Facts) -> Iterator[str]:
    for key, task in work.tasks.items():
        known = facts.get(key, ())
        marked = next((fact.effective_on for fact in known if fact.kind == Kind.DONE), None)
        wanted = standing.completed_on(task, known)
        if marked != wanted:
            yield f"enrollment {work.id}, task {key}: marked done {marked}, the facts say {wanted}"


def rebuild() -> int:
    """Write every line and mark anew from the facts; returns how many enrollments were rebuilt.

    Each enrollment is locked first: what someone ticks meanwhile waits, and counts afterwards.
    """
    count = 0
    for work in every_work():
        db.session.execute(select(Enrollment.id).filter_by(id=work.id).with_for_update())
        for row in queries.section_lines(work.id):
            db.session.delete(row)
        db.session.flush()
        start(work)
        db.session.flush()
        facts = queries.facts(work.id)
        kept = {row.section_key: row for row in queries.section_lines(work.id)}
        for section in work.outline.sections:
            write(work, section, facts, kept[section.key])
        for key, task in work.tasks.items():
            mark(work, task, facts.get(key, ()))
        events.record(events.person(work.person_id), "progress-rebuilt", actor_id=None,
                      enrollment=work.id)  # fmt: skip
        count += 1
    return count
