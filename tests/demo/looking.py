"""Looking at the people of a loaded demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import time_machine
from click.testing import CliRunner, Result
from flask import Flask

from lms.base.db import db
from lms.cli import preceptor
from lms.demo import loading, office
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import queries
from lms.progress.standing import SectionStanding, State, TaskStanding
from lms.progress.work import works_of
from tests.conftest import NOON


@contextmanager
def loaded(moment: str | datetime = NOON) -> Iterator[None]:
    """The demo, loaded at `moment`, where time stands still."""
    with time_machine.travel(moment, tick=False):
        assert loading.load()
        db.session.commit()
        yield


def who(handle: str) -> Actor:
    """Someone of the demo."""
    person = people.by_email(office.email(handle))
    assert person is not None
    actor = people.actor(person.id)
    assert actor is not None
    return actor


def sections(handle: str) -> list[SectionStanding]:
    """How far a learner is."""
    (work,) = works_of(who(handle).id)
    return queries.section_standings(work)


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
