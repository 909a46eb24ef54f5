"""The demo's offices: everyone where the sign-in page says, on whatever day it is loaded."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base import chain_check, clock
from lms.base.db import db
from lms.base.events import Chain, Event
from lms.base.prose import Prose
from lms.demo import loading, office
from lms.demo.branches import BRANCHES, HOME
from lms.demo.holidays import holidays, staff_day
from lms.people import queries as people
from lms.people.models import Office, Person, Post
from lms.progress import due, timeline
from lms.progress.models import Review
from tests import cast
from tests.conftest import CI, Made
from tests.demo import (
    boise_and_albany,
    competencies,
    log,
    quizzes,
    salt_lake_city,
    settings,
    training,
)
from tests.demo.looking import loaded, run

# The Sunday after Thanksgiving, at one at night, and late, when it is Monday in Albany; a holiday;
# a leap day.
SUNDAY = ("2026-11-29T01:00-07:00", "2026-11-29T23:00-07:00")
DAYS = (SUNDAY, ("2027-01-01T19:00+00:00",), ("2028-02-29T19:00+00:00",))
# Publishing the tests did before, by their own clock.
PUBLISHED = ("edition-published", "courses-published", "framework-published", "bank-published")
OURS = Event.verb.not_in(PUBLISHED)


@pytest.mark.parametrize("moments", DAYS if CI else DAYS[:1])
def test_everyone_is_where_the_sign_in_page_tells(
    opened: Callable[[str], Made], kind: str, moments: tuple[str, ...]
) -> None:
    """Whatever the day; and one day makes one past, whatever the hour of loading."""
    app, renew = opened(kind)
    pasts = []
    for moment in moments:
        renew()
        with app.app_context(), loaded(moment):
            _everyone_is_at_their_stage()
            _the_record_is_whole_and_in_order()
            _people_worked_in_the_daytime_of_working_days()
            pasts.append(_everything_but_salts())
            _a_second_load_changes_nothing(app)
            assert _everything_but_salts() == pasts[-1]
            cast.person("Omar Haddad")  # whoever looks around may add people
            assert not loading.load()
    assert all(past == pasts[0] for past in pasts)


def _everyone_is_at_their_stage() -> None:
    salt_lake_city.everyone()
    boise_and_albany.everyone()
    settings.all_offices()
    log.everything()
    training.everything()
    quizzes.everything()
    competencies.everything()
    deciders = people.names(db.session.scalars(select(Review.decided_by)))
    signers = {one.name for one in (*office.AT_HOME, *office.ELSEWHERE) if one.post}
    assert set(deciders.values()) == signers


def _the_record_is_whole_and_in_order() -> None:
    assert list(chain_check.faults()) == []
    assert list(timeline.faults(past=True)) == []
    for chain in db.session.scalars(select(Chain.id)):
        lines = select(Event.at).where(Event.chain_id == chain, OURS).order_by(Event.number)
        times = db.session.scalars(lines).all()
        assert times == sorted(times)


def _people_worked_in_the_daytime_of_working_days() -> None:
    """By the clock of the office that a line of the record is about."""
    today = clock.today(HOME.zone)
    made = db.session.execute(select(Office.id, Office.name)).all()
    named = {one.name: one for one in BRANCHES}
    branches = {key: named[name] for key, name in made}
    for key, branch in branches.items():
        own = {staff_day(today)} if branch is HOME else set()
        assert people.holidays(key) == set(holidays(branch, today)) | own
    lines = select(Event.at, Post.office_id).join(Chain, Chain.id == Event.chain_id)
    about = (Chain.subject_kind == "person") & (Post.person_id == Chain.subject_id)
    for moment, where in db.session.execute(lines.outerjoin(Post, about).where(OURS)):
        branch = branches.get(where, HOME)
        there = clock.local(moment, branch.zone)
        assert due.is_working(there.date(), holidays(branch, today))
        assert 8 <= there.hour < 17
        assert there.date() < today


def _a_second_load_changes_nothing(app: Flask) -> None:
    assert not loading.load()
    assert run(app, "demo", "load").output.startswith("The demo is loaded already")


def _everything_but_salts() -> list[Any]:
    salted = {"content", "comment", "note", "reason", "reply"}
    events = db.session.execute(
        select(Chain.subject_kind, Event.at, Event.actor_id, Event.verb, Event.data)
        .join(Chain, Chain.id == Event.chain_id)
        .where(OURS)
        .order_by(Event.at, Event.chain_id, Event.number)
    )
    lines = [
        (*rest, json.dumps({k: v for k, v in data.items() if k not in salted}, sort_keys=True))
        for *rest, data in events
    ]
    texts = db.session.execute(select(Prose.author_id, Prose.text, Prose.written_at))
    return [*lines, *sorted(texts, key=repr), db.session.scalar(select(func.count(Person.id)))]
