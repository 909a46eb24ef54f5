"""Somebody need not take a course: because they taught it, say. The reason stays in the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from lms.base import clock, erasing, events, prose
from lms.base.db import db, in_force
from lms.base.erasing import Why
from lms.base.errors import NotFound, Refusal
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.base.written import Copy, counted
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access
from lms.progress.decided import COPY
from lms.training.erasing import Text
from lms.training.models import Waiver

REASON = "Say why: it stays in the record."
WHO = "Only the supervisor or the office’s training officer can waive a course."


def waive(
    actor: Actor, person_id: int, course_id: int, reason: str, *, cleared: bool = False
) -> None:
    """This person need not take this course, because …; the same once more changes nothing.

    Raises Refusal.
    """
    course = courses.course(course_id)
    if course is None:
        raise Refusal("Choose a course from the list.")
    if not access.leads(actor, person_id):
        raise Refusal(WHO)
    if not reason.strip():
        raise Refusal(REASON, "reason")
    events.lock(events.person(person_id))
    if present := _current(person_id, course_id):
        said = db.session.get_one(Prose, present.reason_id).text
        if present.actor_id == actor.id and said in (None, prose.tidy(reason)):
            return
        raise Refusal("This course is waived already. Nothing was changed.")
    why = prose.write(actor.id, "reason", reason, cleared=cleared)
    db.session.flush()
    db.session.add(Waiver(person_id=person_id, course_id=course_id, reason_id=why.id,
                          actor_id=actor.id, recorded_at=clock.now()))  # fmt: skip
    _tell(actor, person_id, "course-waived", course.key, reason=why.digest)


def take_back(actor: Actor, person_id: int, course_id: int) -> None:
    """The course is asked again. Where it is not waived nothing changes. Raises Refusal."""
    if not access.leads(actor, person_id):
        raise Refusal(WHO)
    events.lock(events.person(person_id))
    present, course = _current(person_id, course_id), courses.course(course_id)
    if present is not None and course is not None:
        present.superseded_at = clock.now()
        _tell(actor, person_id, "course-asked-again", course.key)


def waived(person_ids: Iterable[int], at: datetime | None = None) -> set[tuple[int, int]]:
    """Which people need not take which courses: (person, course)."""
    held = in_force(Waiver.recorded_at, Waiver.superseded_at, at)
    rows = select(Waiver.person_id, Waiver.course_id).where(Waiver.person_id.in_(person_ids), held)
    return {(person, course) for person, course in db.session.execute(rows)}


class Reason(NamedTuple):
    """Why somebody need not take a course."""

    text_id: int
    reason: str | None  # rendered, or `Removed`
    by: str
    author_id: int
    at: datetime


def reasons(person_id: int) -> dict[int, Reason]:
    """Why one person need not take courses, by course."""
    rows = db.session.execute(
        select(Waiver.course_id, Prose.id, shown(), Person.name, Person.id, Waiver.recorded_at)
        .join(Prose, Prose.id == Waiver.reason_id)
        .join(Person, Person.id == Waiver.actor_id)
        .where(Waiver.person_id == person_id, Waiver.superseded_at.is_(None))
    )
    return {row[0]: Reason(*row[1:]) for row in rows}


def removable(actor: Actor, person_id: int) -> list[Text]:
    """Why courses were ever waived for one person, as far as the actor may remove the words."""
    rows = db.session.execute(
        select(Waiver.course_id, *COPY)
        .join(Prose, Prose.id == Waiver.reason_id)
        .join(Person, Person.id == Prose.author_id)
        .where(Waiver.person_id == person_id)
        .order_by(Waiver.id.desc())
    ).all()
    every = access.oversees(actor, person_id)
    found = [(course_id, Copy._make(copy)) for course_id, *copy in rows]
    return [
        Text(**vars(counted([copy])), label=f"Why it was waived: {_title(course_id)}")
        for course_id, copy in found
        if every or copy.author_id == actor.id
    ]


def text_to_erase(actor: Actor, person_id: int, text_id: int) -> Text:
    """One of these. Raises NotFound for any other."""
    text = next((one for one in removable(actor, person_id) if one.id == text_id), None)
    if text is None:
        raise NotFound
    return text


def erase(actor: Actor, person_id: int, text_id: int, why: str) -> int:
    """Remove the words; the waiver stands. Nothing the second time.

    Raises NotFound, and Refusal for a reason that is not on the list.
    """
    events.lock(events.person(person_id))
    text = text_to_erase(actor, person_id, text_id)
    if why not in list(Why):
        raise Refusal("Choose why: it stays in the record.", "why")
    number = erasing.erase([db.session.get_one(Prose, text_id)], actor_id=actor.id, why=why)
    if number:
        events.record(events.person(person_id), "text-erased", actor_id=actor.id,
                      author=text.author_id, texts=str(text_id), why=why)  # fmt: skip
    return number


def _title(course_id: int) -> str:
    course = courses.course(course_id)
    return course.title if course else ""


def _current(person_id: int, course_id: int) -> Waiver | None:
    mine = select(Waiver).filter_by(person_id=person_id, course_id=course_id, superseded_at=None)
    return db.session.scalar(mine)


def _tell(actor: Actor, person_id: int, verb: str, course: str, **data: int | str | None) -> None:
    events.record(events.person(person_id), verb, actor_id=actor.id, course=course, **data)
