"""Which texts there are in one person's work, and which of them are one and the same.

Whoever removes an answer means it wherever it stands: in the draft, in each attempt, set aside for
another window. So all that was ever written at one prompt of one task is one text here. A comment,
a note or a reason is one by itself. Nothing here gives the words away: lists say how many.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    null,
    select,
    union_all,
)

from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.base.written import Copy, Written, counted
from lms.curriculum.models import Task
from lms.people.models import Person
from lms.progress.asking import OF_SECTION
from lms.progress.models import ENTRY, EXTENSION, DueDate, Meaning, Review, SignOff
from lms.progress.work import Work
from lms.signoff import drafts
from lms.signoff.extensions import title
from lms.signoff.models import Answer, Extension, Response, SetAside

ANSWER = "answer"
WHATS = {
    ANSWER: "Answer",
    "returned": "Comment on what was returned",
    "reopened": "Why it was reopened",
    "declined": "Why there is no more time",
    "note": "Note on a signature",
    "waived": "Why the task was waived",
    "revoked": "Why it was taken back",
    "moved": "Why a date was moved",
    "asked": "Why more time was asked for",
}


@dataclass(frozen=True)
class Text(Written):
    """One text of one person's work."""

    what: str
    section_key: str  # "" for what is about a task
    task_key: str
    position: int | None  # of the prompt, for an answer
    sources: tuple[int, ...]  # the submissions, reviews, signatures … that it stands in

    def label(self, work: Work) -> str:
        """What it is, in words."""
        if self.position is None:
            return WHATS[self.what]
        task = work.tasks.get(self.task_key)
        prompts = drafts.prompts(task) if task else ()
        known = self.position < len(prompts)
        return f"Answer: {prompts[self.position]}" if known else f"Answer {self.position + 1}"

    def about(self, work: Work) -> str:
        """The task or section that it is about."""
        return title(work, (self.section_key, self.task_key))


def listed(enrollment_id: int, task_key: str | None = None) -> list[Text]:
    """Every text of one enrollment, or of one task of it, in two queries at most."""
    places = _places(enrollment_id).subquery()
    found = (
        select(
            places.c.what, places.c.section, places.c.task, places.c.position, Prose.id,
            places.c.source, Prose.author_id, Person.name, Prose.written_at, shown(typed=True),
        )
        .join(Prose, Prose.id == places.c.prose)
        .join(Person, Person.id == Prose.author_id)
    )  # fmt: skip
    if task_key is not None:
        found = found.where(places.c.task == task_key)
    rows = [row for row in db.session.execute(found) if row[9]]
    texts = [_text(list(rows)) for _, rows in groupby(sorted(rows, key=_order), key=_same)]
    return sorted(texts, key=_reading)


def of(enrollment_id: int, text_id: int) -> Text | None:
    """The text that a row of prose belongs to, if it is one of this enrollment."""
    return next((one for one in listed(enrollment_id) if text_id in one.ids), None)


def by_place(work: Work, texts: Iterable[Text]) -> list[tuple[str, list[Text]]]:
    """The texts under the titles of what they are about, in the order of the guide."""
    order = [key for one in work.outline.sections for key in (one.key, *(t.key for t in one.tasks))]
    places = {key: number for number, key in enumerate(order)}

    def place(text: Text) -> tuple[int, str]:
        key = text.task_key or text.section_key
        return places.get(key, len(places)), key

    grouped = groupby(sorted(texts, key=place), key=place)
    return [(found[0].about(work), found) for found in (list(rows) for _, rows in grouped)]


def _same(row: Any) -> tuple[Any, ...]:
    """What makes rows one text: the prompt for answers, else the row of prose."""
    what, _, task, position, prose_id, *_ = row
    return (0, task, position) if what == ANSWER else (1, "", prose_id)


def _order(row: Any) -> tuple[Any, ...]:
    return _same(row), -row[8].timestamp(), -row[4], row[0]


def _reading(text: Text) -> tuple[Any, ...]:
    """The answers to a task first, then what was said about them."""
    return text.task_key, text.what != ANSWER, text.position or 0, text.written_at


def _text(rows: list[Any]) -> Text:
    what, section, task, position, *_ = rows[0]
    one = counted([Copy(row[4], *row[6:10]) for row in rows])
    return Text(
        **vars(one), what=what, section_key=section, task_key=task, position=position,
        sources=tuple(sorted({row[5] for row in rows if row[5] is not None})),
    )  # fmt: skip


def _places(enrollment_id: int) -> CompoundSelect[Any]:
    """Wherever a text of this enrollment can stand."""
    mine = Response.enrollment_id == enrollment_id
    about_section = and_(Review.kind == EXTENSION, Review.piece == OF_SECTION)
    kind = case(
        (Review.kind == EXTENSION, "declined"), (Review.source_id.is_(None), "reopened"),
        else_="returned",
    )  # fmt: skip
    waived = case((SignOff.meaning == Meaning.WAIVED, "waived"), else_="note")
    signed, moved = (
        and_(SignOff.enrollment_id == enrollment_id, SignOff.meaning != Meaning.ACCEPTED),
        DueDate.enrollment_id == enrollment_id,
    )
    return union_all(
        _row(Answer.prose_id, ANSWER, Response.task_key, Answer.submission_id,
             position=Answer.position).join_from(Answer, Response).where(mine),
        _row(SetAside.prose_id, ANSWER, Response.task_key, None,
             position=SetAside.position).join_from(SetAside, Response).where(mine),
        _row(Review.comment_id, kind, case((about_section, ""), else_=Review.task_key), Review.id,
             section=case((about_section, Review.task_key), else_=""))
        .where(Review.enrollment_id == enrollment_id, Review.kind != ENTRY),
        _row(SignOff.note_id, waived, Task.key, SignOff.id).join_from(SignOff, Task).where(signed),
        _row(SignOff.reason_id, "revoked", Task.key, SignOff.id)
        .join_from(SignOff, Task).where(signed),
        _row(DueDate.reason_id, "moved", DueDate.task_key, None, section=DueDate.section_key)
        .where(moved),
        _row(Extension.reason_id, "asked", Extension.task_key, Extension.id,
             section=Extension.section_key).where(Extension.enrollment_id == enrollment_id),
    )  # fmt: skip


def _row(
    prose: Any, what: Any, task: Any, source: Any, *, section: Any = "", position: Any = None
) -> Select[Any]:
    """One kind of place in the columns that all of them have."""
    number = cast(null(), Integer)
    return select(
        prose.label("prose"),
        cast(what, String).label("what"),
        (literal(section) if isinstance(section, str) else section).label("section"),
        task.label("task"),
        (number if position is None else position).label("position"),
        (number if source is None else source).label("source"),
    )
