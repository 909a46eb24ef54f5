"""What follows from the facts: the lines of `section_progress`, and the marks of done tasks.

A list of a thousand people reads these only. They are written with the ledger in the same
transaction; `preceptor progress check` proves that they still say what the ledger says.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, insert, select, update

from lms.base import clock
from lms.base.db import CURRENT, db, run, upsert
from lms.curriculum.outline import SectionOutline, TaskOutline
from lms.progress import ledger, queries, standing
from lms.progress.due import Place
from lms.progress.ledger import MINE, FactRow, NewFact
from lms.progress.models import Kind, SectionProgress
from lms.progress.sections import SectionStanding, Tally, summed, tally
from lms.progress.standing import FactLine
from lms.progress.work import Held, Work

Facts = Mapping[str, Sequence[FactRow]]
UNSENT = (Kind.TICK, Kind.PIECE, Kind.DONE, Kind.WAIVED)
Days = Mapping[str, date]  # task key → the day since which it is done


@dataclass(frozen=True)
class Line:
    """How far one section is, or the whole (key "", position 0)."""

    section_key: str
    position: int
    tally: Tally
    due_on: date | None
    open_due: date | None
    completed_on: date | None

    def values(self) -> dict[str, Any]:
        """The columns by name."""
        return {
            "section_key": self.section_key, "position": self.position,
            "state": self.tally.state.value, "due_on": self.due_on, "open_due": self.open_due,
            "completed_on": self.completed_on, **self.tally._asdict(),
        }  # fmt: skip


SAID = ("position", "state", "due_on", "open_due", "completed_on", *Tally._fields)
COUNTS = [getattr(SectionProgress, name) for name in Tally._fields]
LINES = (
    select(
        SectionProgress.id, SectionProgress.recorded_at, SectionProgress.section_key,
        SectionProgress.position, SectionProgress.due_on, SectionProgress.open_due,
        SectionProgress.completed_on, *COUNTS,
    )
    .where(SectionProgress.enrollment_id == MINE, SectionProgress.superseded_at.is_(None))
    .order_by(SectionProgress.position)
)  # fmt: skip
ADD = insert(SectionProgress)
END = (
    update(SectionProgress)
    .where(SectionProgress.id.in_(bindparam("ids", expanding=True)))
    .values(superseded_at=bindparam("now"))
)


def marked(facts: Facts, keys: Iterable[str]) -> Days:
    """Which of these tasks the ledger marks as done."""
    marks = ((key, line) for key in keys for line in facts.get(key, ()) if line.kind == Kind.DONE)
    return {key: mark.effective_on for key, mark in marks}


def completed_on(work: Work, section: SectionOutline, facts: Facts) -> date | None:
    """The day on which a section was completed, by the marks; None before, or with no task."""
    required = [task.key for task in section.tasks if task.required and task.key in work.tasks]
    days = marked(facts, required)
    return max(days.values()) if required and len(days) == len(required) else None


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


def worked_out(sections: Iterable[SectionStanding]) -> list[Line]:
    """The lines of an enrollment from its sections, the whole first."""
    lines = [line_of(place, one) for place, one in enumerate(sections, 1)]
    return [whole(lines), *lines]


def whole(lines: Collection[Line]) -> Line:
    """The line that stands for all of these."""
    counting = [line for line in lines if line.tally.required]
    days = [line.completed_on for line in counting if line.completed_on]
    return Line(
        "", 0, summed([Tally(), *(line.tally for line in lines)]),
        max((line.due_on for line in counting if line.due_on), default=None),
        min((line.open_due for line in counting if line.open_due), default=None),
        max(days) if days and len(days) == len(counting) else None,
    )  # fmt: skip


def start(works: Iterable[Work], due: Mapping[int, Mapping[Place, date]]) -> None:
    """The lines of new enrollments, in which nothing is done yet; `due` by enrollment.

    Those who start alike have the same lines: for a whole class they are worked out once.
    """
    since, rows = clock.quarter(clock.now()), []
    alike: dict[tuple[Any, ...], list[Line]] = {}
    for work in works:
        key = (work.edition_id, work.job_role, *sorted(due[work.id].items()))
        if key not in alike:
            sections = work.outline.sections
            stood = [queries.stand(work, one, {}, {}, due[work.id]) for one in sections]
            alike[key] = worked_out(stood)
        rows += [row(work.id, since, line) for line in alike[key]]
    run(ADD, rows)


def shift(
    held: Held, task: TaskOutline, was: Collection[FactRow], now: Collection[FactRow]
) -> None:
    """Keep the lines of a change to a task for which nothing is ever sent: by the difference."""
    section, kept = held.outline.section_of[task.key], Kept(held.id)
    # In an earlier edition it may have been sent, and its review tells where it stands.
    sent = any(fact.kind not in UNSENT for fact in (*was, *now))
    early = any(one.due_days is not None for one in section.tasks)
    if kept.lack(held) or sent or early or kept.lines[section.key].tally.returned:
        _refresh(held, [section], kept)
        return
    before, after = (tally([standing.task_standing(task, facts)]) for facts in (was, now))
    line = kept.lines[section.key]
    counts = Tally(*(n - b + a for n, b, a in zip(line.tally, before, after, strict=True)))
    done = completed_on(held, section, held.facts)
    due = line.due_on if counts.with_learner else None
    kept.put(replace(line, tally=counts, completed_on=done, open_due=due))


def refresh(held: Held, *sections: SectionOutline) -> None:
    """Work the lines of these sections out anew, after what was sent, decided or moved.

    All of them, where some are lacking, as after an upgrade of the tables alone.
    """
    _refresh(held, sections, Kept(held.id))


def _refresh(held: Held, sections: Sequence[SectionOutline], kept: "Kept") -> None:
    due, current = queries.due_dates(held.id), queries.reviews(held.id)
    places = {one.key: place for place, one in enumerate(held.outline.sections, 1)}
    kept.put(*(
        line_of(places[one.key], queries.stand(held, one, held.facts, current, due))
        for one in (held.outline.sections if kept.lack(held) else sections)
    ))  # fmt: skip


def write_anew(work: Work) -> None:
    """Let the lines say what the facts say from now on, after the terms of all of it changed."""
    kept, wanted = Kept(work.id), {line.section_key: line for line in work_out(work)}
    gone = kept.lines.keys() - wanted.keys()
    kept.write([one for key, one in wanted.items() if one != kept.lines.get(key)], gone)


def work_out(work: Work, at: datetime | None = None) -> list[Line]:
    """The lines as the facts have them, or had them `at` a past moment (`work` as it was then)."""
    known, due = ledger.facts(work.id, at), queries.due_dates(work.id, at)
    current = queries.reviews(work.id, at)
    return worked_out(queries.stand(work, one, known, current, due)
                      for one in work.outline.sections)  # fmt: skip


def row(enrollment_id: int, since: datetime, line: Line) -> dict[str, Any]:
    """A line as a new row."""
    return line.values() | {"enrollment_id": enrollment_id, "recorded_at": since}


def line_of(place: int, stood: SectionStanding) -> Line:
    """The line of one section, at its place in the guide."""
    return Line(stood.section.key, place, stood.tally, stood.due_on, stood.open_due,
                stood.completed_on)  # fmt: skip


class Kept:
    """The lines that one enrollment has now, by section: the whole under ""."""

    def __init__(self, enrollment_id: int) -> None:
        self.enrollment_id = enrollment_id
        self.ids: dict[str, int] = {}
        self.since: dict[str, datetime] = {}
        self.lines: dict[str, Line] = {}
        for row_id, since, key, place, due, open_due, done, *counts in run(
            LINES, {"enrollment_id": enrollment_id}
        ):
            self.ids[key], self.since[key] = row_id, since
            self.lines[key] = Line(key, place, Tally(*counts), due, open_due, done)

    @property
    def sections(self) -> list[Line]:
        """Those of the sections, in the guide's order."""
        return [line for key, line in self.lines.items() if key]

    def lack(self, work: Work) -> bool:
        """Whether a section of this edition has no line."""
        return any(one.key not in self.lines for one in work.outline.sections)

    def put(self, *changed: Line) -> None:
        """Write lines that changed, and the whole with them; a section not named stays.

        Within the quarter hour in which a line was written it is mended; later it is superseded.
        """
        wanted = self.lines | {line.section_key: line for line in changed}
        wanted[""] = whole([line for key, line in wanted.items() if key])
        self.write([line for key, line in wanted.items() if line != self.lines.get(key)])

    def write(self, new: Sequence[Line], gone: Collection[str] = ()) -> None:
        """Let these lines hold from now on, and those of sections that are gone no longer."""
        now = clock.quarter(clock.now())
        passed = {one.section_key for one in new if self.since.get(one.section_key, now) < now}
        if ids := [self.ids[key] for key in passed | set(gone) if key in self.ids]:
            run(END, {"ids": ids, "now": now})
        if new:
            add = _adding(db.session.get_bind().dialect.name)
            run(add, [row(self.enrollment_id, now, one) for one in new])


@cache
def _adding(_dialect: str) -> Executable:
    """Add lines, or mend those that hold already; built once for either database."""
    add = upsert(SectionProgress)
    return add.on_conflict_do_update(
        index_elements=["enrollment_id", "section_key"], index_where=CURRENT,
        set_={name: add.excluded[name] for name in SAID},
    )  # fmt: skip
