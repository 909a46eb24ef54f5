"""Writing the record of a course: begun when it was taken, finished when there is time.

Each save counts the record's version, so that two windows cannot overwrite each other silently. A
record of a session is written by the attendance; one of an e-learning or an outside training by
whoever took it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal, WrittenElsewhere
from lms.base.gate import FIRST_DAY
from lms.base.prose import Prose
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.people.actor import Actor
from lms.training import citing, naming, requests
from lms.training.access import hold_record, own_request
from lms.training.models import CourseRecord, How, State, TrainingRequest

WRITABLE = (State.DRAFT, State.RETURNED)
FACTS = ("title", "provider", "how", "on", "minutes")
OWN_WAYS = (How.E_LEARNING, How.OUTSIDE)  # a session is recorded by its attendance
MINUTES = f"Write how many minutes it took: a whole number, up to {naming.MOST_MINUTES}."
SENT = "This was sent already; it stays as it was sent. Take it back to change it."


@dataclass(frozen=True)
class Writing:
    """What somebody says about a training, as far as it is said."""

    title: str = ""  # of a training of one's own; a course keeps its name
    provider: str = ""
    how: str = How.OUTSIDE
    on: date | None = None  # completed
    minutes: int | None = None
    reflection: str = ""
    entries: Sequence[int] | None = None  # log entries it cites; None: those it has
    version: int = 0
    cleared: bool = False  # "this identifies no client"


def begin(
    actor: Actor, course_id: int | None, title: str = "", provider: str = "",
    how: str = How.OUTSIDE, request_id: int | None = None,
) -> CourseRecord:  # fmt: skip
    """A record to be written: of a course, of a training of one's own, or of one that was approved.

    While nothing is said in it the same once more is the same record, and so is every further
    one of the same request. Raises Refusal naming the field, NotFound for another's request.
    """
    events.lock(events.person(actor.id))
    if request_id is not None:
        return _of_request(actor, request_id)
    course = naming.offered(actor, course_id)
    writing = named(Writing(title, provider, how), course)
    check(actor, writing, course)
    if (before := _blank(actor, course_id, writing)) is not None:
        return before
    return add(actor, actor.id, course_id, writing)


def save(actor: Actor, record: CourseRecord, writing: Writing) -> CourseRecord:
    """Keep what is said so far. The same once more changes nothing.

    Raises Refusal naming the field and while it waits or counts, WrittenElsewhere for an older
    version, ClientIdentified when the guard objects.
    """
    hold_record(record)
    writing = _of_record(record, writing)
    if says(record, writing):
        return record
    if record.state not in WRITABLE:
        raise Refusal(SENT)
    if record.version != writing.version:
        raise WrittenElsewhere
    check(actor, writing, course_of(record))
    if writing.entries is not None:
        citing.check(actor, record, writing.entries)
    for name in FACTS:
        setattr(record, name, getattr(writing, name))
    _reflect(actor, record, writing)
    if writing.entries is not None:
        citing.cite(record, writing.entries)
    record.saved_at = clock.now()
    become(record, State(record.state))
    return record


def says(record: CourseRecord, writing: Writing) -> bool:
    """Whether a record says already what was typed."""
    writing = _of_record(record, writing)
    facts = all(getattr(record, name) == getattr(writing, name) for name in FACTS)
    cites = writing.entries is None or set(writing.entries) == set(citing.cited(record.id))
    return facts and cites and prose.tidy(writing.reflection) == reflection(record)


def reflection(record: CourseRecord) -> str:
    """What its author wrote so far; "" where there is nothing, or nothing any more."""
    found = db.session.get(Prose, record.reflection_id) if record.reflection_id else None
    return (found.text if found else None) or ""


def become(record: CourseRecord, state: State) -> None:
    """Another state, and another version: a form from before is an old one."""
    record.state, record.version = state, record.version + 1
    db.session.flush()


def add(
    actor: Actor, person_id: int, course_id: int | None, writing: Writing,
    request_id: int | None = None,
) -> CourseRecord:  # fmt: skip
    """Write a new record; the caller holds the person and has checked what it says."""
    now = clock.now()
    record = CourseRecord(
        person_id=person_id, course_id=course_id, request_id=request_id, version=1,
        started_at=now, saved_at=now, **{name: getattr(writing, name) for name in FACTS},
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    events.record(events.person(person_id), "record-begun", actor_id=actor.id, record=record.id,
                  how=record.how, request=request_id)  # fmt: skip
    return record


def named(writing: Writing, course: CourseRow | None) -> Writing:
    """The same under the name of its course."""
    return replace(writing, title=course.title) if course else writing


def course_of(record: CourseRecord) -> CourseRow | None:
    """The course of the catalogue that a record is of, retired or not."""
    return courses.course(record.course_id) if record.course_id else None


def check(actor: Actor, writing: Writing, course: CourseRow | None) -> None:
    """Refuse what cannot be, whether it is finished or not. Raises Refusal at the field."""
    if writing.how not in OWN_WAYS:
        raise Refusal("Choose how it was taken.", "how")
    if course is None and writing.how != How.OUTSIDE:
        raise Refusal("A training that is no course of the list is an outside training.", "how")
    if writing.on is not None and writing.on > actor.today:
        raise Refusal("This day has not come yet.", "on")
    if writing.on is not None and writing.on < FIRST_DAY:
        raise Refusal("Check the year: this is too long ago.", "on")
    if writing.minutes is not None and not 0 < writing.minutes <= naming.MOST_MINUTES:
        raise Refusal(MINUTES, "minutes")
    if course is None:
        naming.check(writing.title, "title", naming.LONGEST_TITLE, required=naming.NAMELESS)
    naming.check(writing.provider, "provider", naming.LONGEST_PROVIDER)
    prose.look_at(writing.reflection, cleared=writing.cleared)


def _of_request(actor: Actor, request_id: int) -> CourseRecord:
    """The one record of an approved request, filled with what was asked for."""
    asked = own_request(actor, request_id)
    mine = select(CourseRecord).filter_by(person_id=actor.id, request_id=asked.id)
    if (before := db.session.scalar(mine)) is not None:
        return before
    if not requests.approved(asked.id):
        raise Refusal("This is not approved. Nothing was changed.")
    return add(actor, actor.id, asked.course_id, _wished(actor, asked), asked.id)


def _wished(actor: Actor, asked: TrainingRequest) -> Writing:
    been = asked.on if asked.on <= actor.today else None
    course = courses.course(asked.course_id) if asked.course_id else None
    return named(Writing(asked.title, asked.provider, How.OUTSIDE, been, asked.minutes), course)


def _blank(actor: Actor, course_id: int | None, writing: Writing) -> CourseRecord | None:
    """A record that was begun just so, and says nothing yet: a form that was sent twice."""
    mine = select(CourseRecord).filter_by(
        person_id=actor.id, course_id=course_id, request_id=None, title=writing.title,
        provider=writing.provider, how=writing.how, state=State.DRAFT, version=1,
    )  # fmt: skip
    return db.session.scalar(mine.limit(1))


def _of_record(record: CourseRecord, writing: Writing) -> Writing:
    """What cannot be changed stays: the name of a course, of what was approved, of a session."""
    if record.course_id or record.request_id:
        writing = replace(writing, title=record.title)
    return replace(writing, how=How.OUTSIDE) if record.request_id else writing


def _reflect(actor: Actor, record: CourseRecord, writing: Writing) -> None:
    """The words, in their one row."""
    if prose.tidy(writing.reflection) == reflection(record):
        return
    if record.reflection_id:
        kept = db.session.get(Prose, record.reflection_id)
        if kept is None:
            raise NotFound
        prose.rewrite(kept, writing.reflection, cleared=writing.cleared)
    else:
        kept = prose.write(actor.id, "draft", writing.reflection, cleared=writing.cleared)
    db.session.flush()
    record.reflection_id = kept.id
