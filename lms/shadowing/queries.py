"""Reading the log: entries with all that their pages show, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.curriculum.outline import Signers
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.conditions import holds_on
from lms.people.models import Person, Post
from lms.progress.decided import decided
from lms.progress.models import ENTRY, Review, SignOff
from lms.shadowing import office_rules
from lms.shadowing.activities import title
from lms.shadowing.confirming import about
from lms.shadowing.models import (
    Confirmation,
    EntryAttempt,
    EntryTask,
    EntryText,
    LogEntry,
    State,
)

PAGE = 25
LISTED = 200  # so many colleagues of an office are listed at most
COLLEAGUE = aliased(Person)


def from_device(person_id: int, device_id: str) -> LogEntry | None:
    """The entry that was made on a device under this id before."""
    return db.session.scalar(select(LogEntry).filter_by(person_id=person_id, device_id=device_id))


def references(person_id: int) -> set[str]:
    """What a learner's cases are called already."""
    return set(db.session.scalars(select(LogEntry.reference).filter_by(person_id=person_id)))


def draft(entry_id: int) -> dict[int, tuple[EntryText, Prose]]:
    """The texts of an entry as it is being written, by the prompt's place."""
    rows = db.session.execute(
        select(EntryText, Prose)
        .join(Prose, Prose.id == EntryText.prose_id)
        .where(EntryText.entry_id == entry_id, EntryText.attempt_id.is_(None))
    )
    return {row.position: (row, written) for row, written in rows}


def _colleagues(actor: Actor) -> Select[int, str]:
    """Whoever works in the actor's office today, and the supervisor."""
    here = exists().where(
        Post.person_id == Person.id, Post.office_id == actor.office_id, holds_on(actor.today, Post)
    )
    return (
        select(Person.id, Person.name)
        .where(or_(here, Person.id == actor.supervisor_id), Person.id != actor.id)
        .where(Person.deactivated_at.is_(None))
    )


def colleagues(actor: Actor, named: int | None = None) -> dict[int, str]:
    """Those to choose from, by name; with whoever is named already, though they left since."""
    rows = db.session.execute(_colleagues(actor).order_by(Person.name, Person.id).limit(LISTED))
    found = dict(rows.all())
    return found if named is None or named in found else found | people.names([named])


def is_colleague(actor: Actor, person_id: int | None) -> bool:
    """Whether someone is one of them."""
    found = _colleagues(actor).where(Person.id == person_id)
    return db.session.execute(found).first() is not None


def usual(actor: Actor, number: int = 3) -> dict[int, str]:
    """Whom the actor was with most lately, the supervisor first: for one tap."""
    lately = (
        select(LogEntry.colleague_id, func.max(LogEntry.id).label("last"))
        .where(LogEntry.person_id == actor.id, LogEntry.colleague_id.is_not(None))
        .group_by(LogEntry.colleague_id)
        .subquery()
    )
    found = (
        _colleagues(actor)
        .outerjoin(lately, lately.c.colleague_id == Person.id)
        .where(or_(lately.c.last.is_not(None), Person.id == actor.supervisor_id))
        .order_by(Person.id != actor.supervisor_id, lately.c.last.desc())
    )
    return dict(db.session.execute(found.limit(number)).all())


def beside(colleague: str | None, told: Any) -> str:
    """Who was there: a colleague's name, or a partner's job and agency; "" while it is not said.

    `told` is an entry, or a row with these columns of one.
    """
    return colleague or (f"{told.agency_job}, {told.agency}" if told.agency else "")


@dataclass(frozen=True)
class Line:
    """One entry in a list."""

    entry: LogEntry
    colleague: str | None  # a person of the system
    confirmed_by: int | None  # id of the person; with `by_link` none
    by_link: bool

    @property
    def beside(self) -> str:
        """Who was there."""
        return beside(self.colleague, self.entry)

    @property
    def confirmed(self) -> bool:
        """Whether somebody says that it took place."""
        return self.by_link or self.confirmed_by is not None


LINES = (
    select(LogEntry, COLLEAGUE.name, Confirmation)
    .outerjoin(COLLEAGUE, COLLEAGUE.id == LogEntry.colleague_id)
    .outerjoin(
        Confirmation,
        and_(Confirmation.entry_id == LogEntry.id, Confirmation.superseded_at.is_(None)),
    )
)


def as_line(entry: LogEntry, colleague: str | None, said: Confirmation | None) -> Line:
    """An entry with its colleague's name; its newest confirmation, if it still speaks for it."""
    good = said if said is not None and said.about == about(entry) else None
    return Line(entry, colleague, good.person_id if good else None,
                bool(good and good.link_id))  # fmt: skip


def lines(
    person_id: int, page: int = 1, *, states: Sequence[State] = tuple(State)
) -> tuple[list[Line], bool]:
    """A person's entries, the latest day first: one page of them, and whether there are more."""
    mine = LINES.where(LogEntry.person_id == person_id, LogEntry.state.in_(states))
    rows = db.session.execute(
        mine.order_by(LogEntry.on.desc(), LogEntry.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    return [as_line(*row) for row in rows[:PAGE]], len(rows) > PAGE


def line(entry_id: int) -> Line:
    """One entry as lists show it."""
    return as_line(*db.session.execute(LINES.where(LogEntry.id == entry_id)).one())


def lines_for(enrollment_id: int, task_key: str) -> list[Line]:
    """The entries that are for one task, in the order of their days."""
    mine = LINES.join(EntryTask, EntryTask.entry_id == LogEntry.id).where(
        EntryTask.enrollment_id == enrollment_id, EntryTask.task_key == task_key,
        EntryTask.ended_at.is_(None), LogEntry.state != State.GIVEN_UP,
    )  # fmt: skip
    rows = db.session.execute(mine.order_by(LogEntry.on, LogEntry.id).limit(LISTED))
    return [as_line(*row) for row in rows]


@dataclass(frozen=True)
class Attempt:
    """One time that an entry was sent, with what became of it."""

    review: Review
    decided_by: str | None
    comment: str | None
    signed: SignOff | None
    note: str | None
    attempt: EntryAttempt | None  # none where it was reopened
    texts: Sequence[tuple[str, str | None]] = field(default=())  # (prompt, rendered; None: erased)

    @property
    def at(self) -> datetime:
        """When it was sent, or reopened."""
        return self.attempt.sent_at if self.attempt else self.review.opened_at


def attempts(entry_id: int) -> list[Attempt]:
    """Every time an entry was sent or reopened, the latest first, with texts and comments."""
    rows = db.session.execute(
        decided(ENTRY, entry_id)
        .add_columns(EntryAttempt)
        .outerjoin(EntryAttempt, EntryAttempt.review_id == Review.id)
        .where(Review.signers != Signers.NONE)
    ).all()
    listed: list[Any] = [list(row) for row in rows]
    texts = _texts(entry_id)
    return [
        replace(Attempt(*row), texts=texts.get(row[5].id, ()) if row[5] else ())
        for place, row in enumerate(listed)
        if not _only_moved(row, listed[place + 1 :])
    ]


def _only_moved(row: Sequence[Any], earlier: Sequence[Sequence[Any]]) -> bool:
    """An entry that came back is for other tasks since then: the same answer in another row."""
    if not earlier or row[5] is not None:
        return False
    new, old = row[0], earlier[0][0]
    return (new.closed_at, new.comment_id) == (old.closed_at, old.comment_id)


def _texts(entry_id: int) -> dict[int, list[tuple[str, str | None]]]:
    found: dict[int, list[tuple[str, str | None]]] = {}
    rows = db.session.execute(
        select(EntryText.attempt_id, EntryText.prompt, shown())
        .join(Prose, Prose.id == EntryText.prose_id)
        .where(EntryText.entry_id == entry_id, EntryText.attempt_id.is_not(None))
        .order_by(EntryText.position)
    )
    for attempt_id, prompt, html in rows:
        found.setdefault(int(attempt_id or 0), []).append((prompt, html))
    return found


class Citable(NamedTuple):
    """An entry that something else may cite, in a few words."""

    id: int
    name: str  # “Assessment, watched (Case A)”
    on: date


def citable(person_id: int, cited: Collection[int] = ()) -> list[Citable]:
    """A person's latest accepted entries, for other rooms to cite; with those cited already."""
    accepted = select(LogEntry.id).filter_by(person_id=person_id, state=State.ACCEPTED)
    latest = accepted.order_by(LogEntry.on.desc(), LogEntry.id.desc()).limit(PAGE)
    found = db.session.scalars(
        select(LogEntry)
        .where(LogEntry.person_id == person_id)
        .where(or_(LogEntry.id.in_(latest), LogEntry.id.in_(cited)))
        .order_by(LogEntry.on.desc(), LogEntry.id.desc())
    ).all()
    labels = office_rules.of_office(people.office_of(person_id)).labels if found else {}
    return [Citable(one.id, title(one.activity, one.part, one.reference, labels), one.on)
            for one in found]  # fmt: skip


class Noted(NamedTuple):
    """What a learner wrote in one entry, to look back on."""

    reference: str
    on: date
    texts: Sequence[tuple[str, str | None]]  # (prompt, rendered)


def noted(enrollment_id: int, task_key: str) -> list[Noted]:
    """What a learner wrote in the log for a task, in the order of the days."""
    entries = db.session.scalars(
        select(LogEntry)
        .join(EntryTask, EntryTask.entry_id == LogEntry.id)
        .where(EntryTask.enrollment_id == enrollment_id, EntryTask.task_key == task_key)
        .where(EntryTask.ended_at.is_(None), LogEntry.state != State.GIVEN_UP)
        .order_by(LogEntry.on, LogEntry.id)
    ).all()
    rows = db.session.execute(
        select(EntryText.entry_id, EntryText.prompt, shown())
        .join(Prose, Prose.id == EntryText.prose_id)
        .where(EntryText.entry_id.in_([one.id for one in entries]))
        .where(EntryText.attempt_id.is_(None))
        .order_by(EntryText.position)
    ).all()
    return [
        Noted(one.reference, one.on, [(prompt, html) for number, prompt, html in rows
                                      if number == one.id and html])
        for one in entries
    ]  # fmt: skip
