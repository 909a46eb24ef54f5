"""Looking at the people of a loaded demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.events import Chain, Event
from lms.cli import preceptor
from lms.demo import loading, office
from lms.demo.learners import LEARNERS
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access, queries
from lms.progress.models import Review
from lms.progress.sections import SectionStanding
from lms.progress.standing import State, TaskStanding
from lms.progress.work import Work, works_of
from lms.signoff import extensions
from lms.signoff import queries as written
from tests.conftest import NOON


@contextmanager
def loaded(moment: str | datetime = NOON) -> Iterator[None]:
    """The demo, loaded at `moment`, where time stands still."""
    with time_machine.travel(moment, tick=False):
        assert loading.load()
        db.session.commit()
        yield


def person(handle: str) -> Person:
    """Someone of the demo, whether they are still there or have left."""
    found = people.by_email(office.email(handle))
    assert found is not None
    return found


def who(handle: str) -> Actor:
    """Someone of the demo who can act."""
    actor = people.actor(person(handle).id)
    assert actor is not None
    return actor


def work(handle: str) -> Work:
    """The guide a learner works through."""
    return on_program(handle, loading.GUIDE)


def on_program(handle: str, key: str) -> Work:
    """A learner's work on one of the programs."""
    guides = (one for one in works_of(person(handle).id) if one.office_id is None)
    (found,) = (one for one in guides if one.outline.key == key)
    return found


def own_states(handle: str) -> list[State]:
    """How far a learner is with the office's own tasks."""
    (found,) = (one for one in works_of(person(handle).id) if one.office_id is not None)
    (section,) = queries.section_standings(found)
    return [task.state for task in section.tasks.values()]


def shifted(handle: str) -> set[str]:
    """The sections of which a leave or a closed day moved the date, by the record."""
    lines = select(Event.data).join(Chain, Chain.id == Event.chain_id)
    mine = lines.where(Chain.subject_kind == "person", Chain.subject_id == person(handle).id)
    moved = db.session.scalars(mine.where(Event.verb == "due-date-shifted"))
    return {str(one["section"]) for one in moved if not one["task"]}


def asked(handle: str, section_key: str) -> list[tuple[str | None, bool]]:
    """What was said to a learner's questions for more time, and whether the date is later now."""
    found = extensions.at(work(handle).id, (section_key, ""))
    now = queries.due_dates(work(handle).id)[section_key, ""]
    return [(one.review.outcome, now >= one.extension.due_on) for one in found]


def sections(handle: str) -> list[SectionStanding]:
    """How far a learner is."""
    return queries.section_standings(work(handle))


def tasks(handle: str) -> dict[str, TaskStanding]:
    """Every task of a learner."""
    return {key: task for section in sections(handle) for key, task in section.tasks.items()}


def in_state(handle: str, state: State) -> set[str]:
    """Keys of the tasks in a state."""
    return {key for key, task in tasks(handle).items() if task.state is state}


def run(app: Flask, *words: str) -> Result:
    """A `preceptor` command inside this app."""
    db.session.rollback()  # the command has a connection of its own
    return CliRunner().invoke(preceptor, words, obj=app.app_context)


def outcomes(handle: str, key: str) -> list[str | None]:
    """What was said to each attempt at a task, newest first."""
    mine = select(Review.outcome).filter_by(enrollment_id=work(handle).id, task_key=key)
    return list(db.session.scalars(mine.order_by(Review.id.desc())))


def sent_on(handle: str, key: str) -> date:
    """The day on which what waits was sent, by the clock of the learner's office."""
    return clock.today(zone_of(handle), tasks(handle)[key].waiting[0].sent_at)


def late(handle: str) -> list[int]:
    """The numbers of the sections in which a learner is late."""
    today = clock.today(zone_of(handle))
    return [place for place, one in enumerate(sections(handle), 1) if one.overdue(today)]


def zone_of(handle: str) -> str:
    """The clock of a learner's office."""
    (found,) = (one.office.zone for one in LEARNERS if one.handle == handle)
    return found


def in_time(handle: str) -> bool:
    """Whether every section was completed by its date."""
    return all(
        one.completed_on and one.due_on and one.completed_on <= one.due_on
        for one in sections(handle)
    )


def waiting(handle: str) -> list[str]:
    """Whose work waits for a signer; the page and the count agree."""
    lines, more = written.waiting(who(handle))
    assert not more
    assert len(lines) == access.count_waiting(who(handle))
    return sorted(line.learner for line in lines)
