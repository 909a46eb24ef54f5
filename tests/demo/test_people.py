"""The demo office: everyone where the sign-in page says, on whatever day it is loaded."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base import chains, clock
from lms.base.db import db
from lms.base.events import Chain, Event
from lms.base.prose import Prose
from lms.demo import loading, office, plan
from lms.people import queries as people
from lms.people.models import Person
from lms.progress import access, due, projection
from lms.progress.models import Review
from lms.progress.standing import State
from lms.progress.work import works_of
from lms.signoff import queries as written
from tests import cast
from tests.conftest import Made
from tests.demo.looking import in_state, loaded, run, sections, tasks, who

# A Wednesday; the Sunday after Thanksgiving, at one at night; a holiday; a leap day.
DAYS = ("2026-03-04T19:00+00:00", "2026-11-29T08:00+00:00", "2027-01-01T19:00+00:00",
        "2028-02-29T19:00+00:00")  # fmt: skip


@pytest.mark.parametrize("moment", DAYS)
def test_everyone_is_at_the_stage_the_sign_in_page_tells(app: Flask, moment: str) -> None:
    with loaded(moment):
        _abdul_has_begun()
        _marisol_has_something_of_everything()
        _hanna_is_late_with_section_2()
        _yonas_is_nearly_done()
        _grace_has_finished()
        _approvals_wait_for_the_supervisor_alone()
        _the_record_is_whole_and_in_order()
        _people_worked_in_the_daytime_of_working_days()


def _abdul_has_begun() -> None:
    assert len(in_state("abdul", State.DONE)) == 3
    assert len(in_state("abdul", State.NOT_STARTED)) == len(tasks("abdul")) - 3


def _marisol_has_something_of_everything() -> None:
    first, second, *_ = sections("marisol")
    assert first.state is State.DONE
    assert first.completed_on is not None
    assert first.due_on is not None
    assert first.completed_on <= first.due_on
    assert second.state is State.RETURNED
    found = tasks("marisol")
    (returned,) = in_state("marisol", State.RETURNED)
    assert "make it yours" in str(getattr(found[returned].returned, "comment", ""))
    assert len(in_state("marisol", State.SUBMITTED)) == 2
    assert found["three-cases-notes"].pieces == {"": 1}
    assert found["three-cases-notes"].needs.pieces == {"": 3}
    assert found["trauma-informed-principles"].state is State.IN_PROGRESS
    (work,) = works_of(who("marisol").id)
    draft = written.draft(written.response(work.id, "trauma-informed-principles"))
    assert [bool(text.text) for _, text in sorted(draft.items())] == [True, False]
    assert not any(section.overdue(who("marisol").today) for section in sections("marisol"))


def _hanna_is_late_with_section_2() -> None:
    today = who("hanna").today
    late = [place for place, section in enumerate(sections("hanna"), 1) if section.overdue(today)]
    assert late == [2]
    assert sections("hanna")[0].state is State.DONE
    (waits,) = in_state("hanna", State.SUBMITTED)
    opened = tasks("hanna")[waits].waiting[0].opened_at
    assert today - clock.today(plan.ZONE, opened) >= timedelta(days=7)


def _yonas_is_nearly_done() -> None:
    assert [section.state for section in sections("yonas")[:4]] == [State.DONE] * 4
    assert len(in_state("yonas", State.SUBMITTED)) == 3
    open_tasks = {key for key, task in tasks("yonas").items() if not task.closed}
    assert open_tasks - in_state("yonas", State.SUBMITTED) == {"community-map"}
    assert not any(section.overdue(who("yonas").today) for section in sections("yonas"))


def _grace_has_finished() -> None:
    assert [section.state for section in sections("grace")] == [State.DONE] * 6
    for section in sections("grace"):
        assert section.completed_on is not None
        assert section.due_on is not None
        assert section.completed_on <= section.due_on
    (work,) = works_of(who("grace").id)
    outcomes = [one.review.outcome for one in written.attempts(work.id, "termination-steps")]
    assert outcomes == ["accepted", "returned"]


def _approvals_wait_for_the_supervisor_alone() -> None:
    lines, more = written.waiting(who("daniel"))
    assert [line.learner for line in lines].count("Yonas Tesfaye") == 3
    assert len(lines) == access.count_waiting(who("daniel")) == 6
    assert not more
    assert access.count_waiting(who("priya")) == 0
    assert who("priya").officer_of
    assert who("ruth").is_administrator
    assert who("sam").auditor_of
    deciders = people.names(db.session.scalars(select(Review.decided_by)))
    assert set(deciders.values()) == {"Daniel Okafor", "Priya Raman"}


def _the_record_is_whole_and_in_order() -> None:
    assert list(chains.faults()) == []
    assert list(projection.faults()) == []
    for chain in db.session.scalars(select(Chain.id)):
        lines = select(Event.at).where(Event.chain_id == chain).order_by(Event.number)
        times = db.session.scalars(lines).all()
        assert times == sorted(times)


def _people_worked_in_the_daytime_of_working_days() -> None:
    today = clock.today(plan.ZONE)
    closed = office.holidays(today)
    kept = people.holidays(who("marisol").office_id)
    assert kept == set(closed)
    ours = Event.verb != "edition-published"  # which the tests did before, by their own clock
    for moment in db.session.scalars(select(Event.at).where(ours)):
        there = clock.local(moment, plan.ZONE)
        assert due.is_working(there.date(), closed)
        assert 8 <= there.hour < 17
        assert there.date() < today


def test_one_day_makes_one_past(opened: Callable[[str], Made], kind: str) -> None:
    """Whether it is loaded in the morning or at night; a second load changes nothing."""
    app, renew = opened(kind)
    pasts = []
    for hour in ("T08:00-07:00", "T23:00-07:00"):
        renew()
        with app.app_context(), loaded(f"2026-03-04{hour}"):
            pasts.append(_everything_but_salts())
            assert not loading.load()
            assert run(app, "demo", "load").output.startswith("The demo office is loaded already")
            assert _everything_but_salts() == pasts[-1]
            cast.person("Omar Haddad")  # whoever looks around may add people
            assert not loading.load()
    assert pasts[0] == pasts[1]


def _everything_but_salts() -> list[Any]:
    salted = {"content", "comment", "note"}
    events = db.session.execute(
        select(Chain.subject_kind, Event.at, Event.actor_id, Event.verb, Event.data)
        .join(Chain, Chain.id == Event.chain_id)
        .where(Event.verb != "edition-published")  # by the tests, before
        .order_by(Event.at, Event.chain_id, Event.number)
    )
    lines = [
        (*rest, json.dumps({k: v for k, v in data.items() if k not in salted}, sort_keys=True))
        for *rest, data in events
    ]
    texts = db.session.execute(select(Prose.author_id, Prose.text, Prose.written_at))
    return [*lines, *sorted(texts, key=repr), db.session.scalar(select(func.count(Person.id)))]
