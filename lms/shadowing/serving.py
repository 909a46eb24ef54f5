"""Which tasks an entry can serve, and which it does: the tie between the log and the guide.

A task asks for so many entries of its kind, of a part if it has parts. What is accepted or waits
already is no longer asked for, so that nobody logs a third assessment for a task of two.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.curriculum.outline import Evidence, TaskOutline
from lms.people.actor import Actor
from lms.progress import ledger, rules, standing
from lms.progress import queries as works
from lms.progress.counted import Served
from lms.progress.ledger import FactRow
from lms.progress.models import ENTRY, Kind
from lms.progress.queries import ReviewRow
from lms.progress.work import Work, works_of
from lms.shadowing.models import EntryTask, LogEntry, State


class Place(NamedTuple):
    """A task of one enrollment: what an entry is linked to."""

    enrollment_id: int
    task_key: str

    def __str__(self) -> str:
        """As forms and addresses write it."""
        return f"{self.enrollment_id}.{self.task_key}"


@dataclass(frozen=True)
class Option:
    """A task that takes entries, and how many of which part it still asks for."""

    work: Work
    task: TaskOutline
    left: Mapping[str, int]  # by part; "" where it has none
    accepted: int
    waiting: int
    by_hand: int = 0  # counted by the learner, without an entry

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.work.id, self.task.key)

    @property
    def asked(self) -> int:
        """How many it asks for in all."""
        return self.task.count

    def takes(self, activity: str, file: str = "") -> bool:
        """Whether an entry of this kind is still asked for; of this file, once that is known."""
        fits = self.task.kind in ("", activity)
        part = file if self.task.parts else ""
        room = self.left.get(part, 0) if part or not self.task.parts else sum(self.left.values())
        return fits and room > 0


def place(text: str) -> Place | None:
    """A place as an address writes it; None for what is none."""
    number, _, key = text.partition(".")
    return Place(int(number), key) if number.isdecimal() and len(number) < 10 and key else None


def options(person_id: int, *, without: int | None = None) -> list[Option]:
    """Every task of a person that takes entries, the most particular first.

    `without` is an entry that is not counted as waiting: the one that is being written.
    """
    found = [
        _option(work, task, known.get(task.key, ()), current.get(task.key, ()), parts, without)
        for work in works_of(person_id)
        for logged in [[task for task in work.tasks.values() if task.logged]]
        if logged  # an office's own tasks, say, may ask for nothing
        for known, current in [(ledger.facts(work.id), works.reviews(work.id))]
        for parts in [_waiting_parts(work.id, without)]
        for task in logged
    ]
    return sorted(found, key=lambda one: not one.task.kind)


def _option(
    work: Work, task: TaskOutline, facts: Sequence[FactRow], reviews: Iterable[ReviewRow],
    parts: Mapping[tuple[str, str], int], without: int | None,
) -> Option:  # fmt: skip
    waiting = [one for one in reviews if one.closed_at is None
               and (one.kind, one.source_id) != (ENTRY, without)]  # fmt: skip
    accepted = sum(fact.kind in (Kind.SIGNED, Kind.ENTRY) for fact in facts)
    wanted = standing.needs(task)
    if any(fact.kind in (Kind.WAIVED, Kind.DONE) for fact in facts):
        left: Mapping[str, int] = {}
    elif task.evidence is Evidence.OBSERVATION:
        left = {"": wanted.sign_offs - accepted - len(waiting)}
    else:
        have = Counter(f.part or "" for f in facts if f.kind in (Kind.PIECE, Kind.ENTRY))
        left = {part: number - have[part] - parts.get((task.key, part), 0)
                for part, number in wanted.pieces.items()}  # fmt: skip
    by_hand = sum(fact.kind == Kind.PIECE for fact in facts)
    return Option(work, task, left, accepted, len(waiting), by_hand)


def _waiting_parts(enrollment_id: int, without: int | None) -> Mapping[tuple[str, str], int]:
    """How many entries wait for each part of the tasks that have parts."""
    rows = db.session.execute(
        select(EntryTask.task_key, LogEntry.file)
        .join(LogEntry, LogEntry.id == EntryTask.entry_id)
        .where(EntryTask.enrollment_id == enrollment_id, EntryTask.ended_at.is_(None))
        .where(LogEntry.state == State.PENDING, LogEntry.id != (without or 0))
    )
    return Counter((key, part) for key, file in rows for part in {file, ""})


def linked(entry_ids: Collection[int]) -> dict[int, list[Place]]:
    """The tasks that entries are for, by entry."""
    found: dict[int, list[Place]] = {number: [] for number in entry_ids}
    rows = select(EntryTask.entry_id, EntryTask.enrollment_id, EntryTask.task_key).where(
        EntryTask.entry_id.in_(entry_ids), EntryTask.ended_at.is_(None)
    )
    for number, enrollment_id, key in db.session.execute(rows.order_by(EntryTask.id)):
        found[number].append(Place(enrollment_id, key))
    return found


def served(entry: LogEntry, places: Iterable[Place] | None = None) -> list[Served]:
    """The tasks an entry is for, each with its person locked; those that are gone are left out.

    Those of one guide share what is known of it: what the first changes, the next sees.
    """
    listed = linked([entry.id])[entry.id] if places is None else list(places)
    wanted = {one.enrollment_id for one in listed}
    held = {work.id: rules.lock(work) for work in works_of(entry.person_id) if work.id in wanted}
    return [
        Served(held[number], task, entry.file if task.parts else None)
        for number, key in listed
        if number in held and (task := held[number].tasks.get(key))
    ]


def tasks_at(person_id: int, places: Iterable[Place]) -> list[TaskOutline]:
    """What stands at these places now, in their order; what is gone, or not logged, is left out."""
    known = {work.id: work.tasks for work in works_of(person_id)}
    found = (known.get(number, {}).get(key) for number, key in places)
    return [task for task in found if task is not None and task.logged]


def first_task(entry: LogEntry) -> TaskOutline | None:
    """The task whose prompts an entry answers."""
    return next(iter(tasks_at(entry.person_id, linked([entry.id])[entry.id])), None)


def link(actor: Actor, entry: LogEntry, place: Place) -> None:
    """The entry is for this task from now on. The caller holds the person."""
    db.session.add(EntryTask(entry_id=entry.id, enrollment_id=place.enrollment_id,
                             task_key=place.task_key, linked_at=clock.now()))  # fmt: skip
    db.session.flush()
    _tell(actor, entry, "entry-linked", place)


def unlink(actor: Actor, entry: LogEntry, place: Place) -> None:
    """The entry is no longer for this task. The caller holds the person."""
    row = db.session.scalars(select(EntryTask).filter_by(
        entry_id=entry.id, enrollment_id=place.enrollment_id, task_key=place.task_key,
        ended_at=None,
    )).one()  # fmt: skip
    row.ended_at = clock.now()
    db.session.flush()
    _tell(actor, entry, "entry-unlinked", place)


def _tell(actor: Actor, entry: LogEntry, verb: str, place: Place) -> None:
    events.record(events.person(entry.person_id), verb, actor_id=actor.id, entry=entry.id,
                  enrollment=place.enrollment_id, task=place.task_key)  # fmt: skip
