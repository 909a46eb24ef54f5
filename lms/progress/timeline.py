"""The lines of `section_progress` as they were at every moment, worked out from the facts.

Whoever doubts what the team page shows, now or as at a past day, can have it checked and written
anew: the ledger and what hangs on it say everything.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, select

from lms.base import clock, events
from lms.base.db import db, run
from lms.progress import ledger, section_progress, standing
from lms.progress.ledger import Facts
from lms.progress.models import (
    DueDate,
    Enrollment,
    Fact,
    Kind,
    Review,
    SectionProgress,
    Term,
)
from lms.progress.section_progress import Kept, Line
from lms.progress.work import Work, every_work, find_work

QUARTER = timedelta(minutes=15)
ONE_TICK = timedelta(microseconds=1)
MOMENTS = (
    Fact.recorded_at, Fact.superseded_at, Review.opened_at, Review.closed_at, Review.superseded_at,
    DueDate.recorded_at, DueDate.superseded_at, Term.recorded_at,
)  # fmt: skip
ADD = insert(SectionProgress)
WORDS = select(SectionProgress.section_key, SectionProgress.state).where(
    SectionProgress.enrollment_id == ledger.MINE, SectionProgress.superseded_at.is_(None)
)


def faults() -> Iterator[str]:
    """Every line that differs from what the ledger says, and every task marked done wrongly."""
    for work in every_work():
        wanted = {line.section_key: line for line in section_progress.work_out(work)}
        kept = Kept(work.id).lines
        for key, line in wanted.items():
            name = f"enrollment {work.id}, section {key or '(all)'}"
            if key not in kept:
                yield f"{name}: the line is missing"
            elif kept[key] != line:
                yield f"{name}: kept {_said(kept[key])}, the ledger says {_said(line)}"
        for key in kept.keys() - wanted.keys():
            yield f"enrollment {work.id}, section {key}: no such section in its edition"
        yield from _word_faults(work, kept)
        yield from _mark_faults(work, ledger.facts(work.id))


def _said(line: Line) -> str:
    counts = ", ".join(f"{number} {name}" for name, number in line.tally._asdict().items())
    return (
        f"{counts}, due {line.due_on or 'never'}, open until {line.open_due or 'never'}, "
        f"completed {line.completed_on or 'not yet'}"
    )


def _word_faults(work: Work, kept: Mapping[str, Line]) -> Iterator[str]:
    """The word for a line follows from its counts; lists are narrowed down by it all the same."""
    for key, word in run(WORDS, {"enrollment_id": work.id}):
        if word != kept[key].tally.state:
            yield (
                f"enrollment {work.id}, section {key or '(all)'}: kept as “{word}”, "
                f"its counts say “{kept[key].tally.state}”"
            )


def _mark_faults(work: Work, facts: Facts) -> Iterator[str]:
    marks = section_progress.marked(facts, work.tasks)
    for key, task in work.tasks.items():
        found, wanted = marks.get(key), standing.completed_on(task, facts.get(key, ()))
        if found != wanted:
            yield f"enrollment {work.id}, task {key}: marked done {found}, the facts say {wanted}"


def rebuild(*, missing_only: bool = False) -> int:
    """Write every line and mark anew from the facts; returns how many enrollments were rebuilt.

    `missing_only`: just those that have none, as after an upgrade of the tables. Everyone is
    locked first, and at once, so that two who take many people cannot block each other: what
    someone ticks meanwhile waits, and counts afterwards.
    """
    lacking = ~exists().where(SectionProgress.enrollment_id == Enrollment.id)
    found = select(Enrollment.id, Enrollment.person_id).order_by(Enrollment.id)
    whose = dict(db.session.execute(found.where(lacking) if missing_only else found).all())
    events.lock(*map(events.person, whose.values()))
    for enrollment_id in whose:
        work = find_work(enrollment_id)
        assert work is not None, "an enrollment has its terms"
        _mend_marks(work)
        _write_anew(work)
        events.record(events.person(work.person_id), "progress-rebuilt", actor_id=None,
                      enrollment=work.id)  # fmt: skip
    return len(whose)


def _mend_marks(work: Work) -> None:
    facts = ledger.facts(work.id)
    for key, task in work.tasks.items():
        known = facts.get(key, [])
        new, old = section_progress.mark(work, task, known, ledger.of_kind(known, Kind.DONE))
        ledger.supersede(old)
        ledger.add(new)


def _write_anew(work: Work) -> None:
    db.session.execute(delete(SectionProgress).filter_by(enrollment_id=work.id))
    rows: list[dict[str, object]] = []
    last: dict[str, dict[str, object]] = {}
    for since in moments(work.id):
        then = find_work(work.id, since + QUARTER - ONE_TICK)
        if then is None:
            continue
        lines = {one.section_key: one for one in section_progress.work_out(then, _end(since))}
        for key in [key for key, row in last.items() if _changed(row, lines.get(key))]:
            last.pop(key)["superseded_at"] = since
        for key, line in lines.items():
            if key not in last:
                last[key] = section_progress.row(work.id, since, line)
                last[key]["superseded_at"] = None
                rows.append(last[key])
    run(ADD, rows)


def _changed(row: dict[str, object], line: Line | None) -> bool:
    return line is None or any(row[name] != value for name, value in line.values().items())


def _end(since: datetime) -> datetime:
    """The last moment of a quarter hour, which may not have ended yet."""
    return min(since + QUARTER - ONE_TICK, clock.now())


def moments(enrollment_id: int) -> list[datetime]:
    """The quarter hours in which anything about an enrollment changed, in order."""
    found: set[datetime] = set()
    for column in MOMENTS:
        mine = select(column).where(column.class_.enrollment_id == enrollment_id)
        found |= {clock.quarter(at) for at in db.session.scalars(mine.distinct()) if at}
    return sorted(found)
