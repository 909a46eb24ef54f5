"""Putting many people on a guide at once: all of them, each by their own office's calendar."""

from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base import chain_check, clock
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.events import Event
from lms.curriculum import queries as curriculum
from lms.curriculum.models import DueDays, Edition
from lms.people import rules as people
from lms.people.models import Office, Person
from lms.progress import enrolling, queries, rules, timeline
from lms.progress.due import Calendar, due_on
from lms.progress.enrolling import Starter, calendar_of, enroll_all
from lms.progress.models import DueDate, Enrollment
from lms.progress.section_progress import Kept
from lms.progress.work import Work, find_work, works_of
from lms.signoff import decisions
from tests.cast import START, Cast, actor, posted
from tests.databases import GUIDE
from tests.progress.history import nothing_changes, verbs
from tests.statements import statements
from tests.together import together

LATER = date(2026, 3, 9)
FIRST, FIFTH = "who-we-serve", "additional-resources"
EARLY = ("dv-protocol", "child-abuse-reporting", "suicide-protocol")


@pytest.fixture
def edition(cast: Cast) -> Edition:
    found = curriculum.latest_edition(GUIDE)
    assert found is not None
    return found


def hired(cast: Cast, count: int) -> list[Person]:
    """People who are new."""
    return [posted(f"Learner {n}", cast.office, cast.supervisor) for n in range(count)]


def starters(those: Sequence[Person], start: date = START, **more: object) -> list[Starter]:
    return [Starter(one.id, start, "case-manager", **more) for one in those]  # type: ignore[arg-type]


def give(office: Office, edition: Edition, **days: int) -> None:
    """An office's own days for sections."""
    for key, number in days.items():
        db.session.add(
            DueDays(office_id=office.id, program_id=edition.program_id,
                    section_key=key.replace("_", "-"), days=number, recorded_at=clock.now())
        )  # fmt: skip
    db.session.flush()


@pytest.mark.both
def test_many_at_once_are_as_if_one_by_one(cast: Cast, edition: Edition) -> None:
    many, alone = hired(cast, 7), posted("Ana Lima", cast.office, cast.supervisor)
    works = enroll_all(edition, starters(many), actor_id=cast.officer.id)
    one = rules.enroll(alone.id, edition, START, job_role="case-manager", actor_id=cast.officer.id)
    db.session.commit()
    assert [work.person_id for work in works] == [person.id for person in many]
    assert [find_work(work.id) for work in works] == works
    for work in works:
        assert queries.due_dates(work.id) == queries.due_dates(one.id)
        assert Kept(work.id).lines == Kept(one.id).lines
        assert verbs(work.person_id) == ["person-added", "post-given", "enrolled"]
    wanted = [
        {"enrollment": work.id, "program": GUIDE, "edition": 1, "on": "2026-03-02"}
        for work in works
    ]
    said = select(Event.data, Event.actor_id).where(Event.verb == "enrolled")
    rows = db.session.execute(said.order_by(Event.chain_id)).all()
    assert [data for data, who in rows if who == cast.officer.id][:-1] == wanted
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


@pytest.mark.both
def test_in_the_order_given(cast: Cast, edition: Edition) -> None:
    many = hired(cast, 5)[::-1]
    works = enroll_all(edition, starters(many), actor_id=None)
    assert [work.person_id for work in works] == [person.id for person in many]
    found = [[one.id for one in works_of(person.id)] for person in many]
    assert found == [[work.id] for work in works]


def test_one_who_is_on_it_already_enrolls_nobody(cast: Cast, edition: Edition) -> None:
    those = [*hired(cast, 3), cast.learner]
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match="on this program already"):
            enroll_all(edition, starters(those), actor_id=None)
        db.session.rollback()


def test_one_who_is_named_twice_enrolls_nobody(cast: Cast, edition: Edition) -> None:
    those = hired(cast, 2)
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match="on this program already"):
            enroll_all(edition, starters([*those, those[0]]), actor_id=None)
        db.session.rollback()


def test_one_impossible_start_enrolls_nobody(cast: Cast, edition: Edition) -> None:
    those = hired(cast, 2)
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match="start date"):
            enroll_all(edition, [*starters(those[:1]), *starters(those[1:], date.max)],
                       actor_id=None)  # fmt: skip
        db.session.rollback()


@pytest.mark.both
def test_nobody_to_enroll(cast: Cast, edition: Edition) -> None:
    """A file in which everyone is on the guide already."""
    db.session.commit()
    with nothing_changes():
        assert enroll_all(edition, [], actor_id=None) == []


@pytest.mark.both
def test_two_enroll_the_same_people_at_once(app: Flask, cast: Cast, edition: Edition) -> None:
    """In opposite orders: one enrolls them all, the other is told."""
    many, found = hired(cast, 12), edition.id

    def enroll(those: Sequence[Starter]) -> list[Work]:
        return enroll_all(db.session.get_one(Edition, found), those, actor_id=None)

    there, back = starters(many), starters(many[::-1])
    answers = together(app, lambda: enroll(there), lambda: enroll(back), lambda: enroll(there[3:]))
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(refused) == 2
    counted = select(func.count()).select_from(Enrollment).group_by(Enrollment.person_id)
    assert set(db.session.scalars(counted)) == {1}
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


def test_a_thousand_are_as_quick_as_ten(cast: Cast, edition: Edition) -> None:
    """As many statements for ten people as for sixty: none for each."""
    few, more = hired(cast, 70)[:10], []
    more = list(db.session.scalars(select(Person).where(Person.id > few[-1].id)))
    assert len(more) == 60
    sent = []
    for those in (few, more):
        listed = starters(those)
        db.session.commit()
        edition = db.session.merge(edition)
        assert edition.digest
        with statements() as seen:
            enroll_all(edition, listed, actor_id=None)
        sent.append(len(seen))
    assert sent[0] == sent[1] <= 20


def test_each_by_their_own_calendar(cast: Cast, edition: Edition) -> None:
    """Two offices, two start days, one file."""
    people.close_on(cast.elsewhere, date(2026, 3, 16), "Spring day")
    give(cast.elsewhere, edition, general_case_management=45)
    here, there, later = hired(cast, 3)
    calendar = calendar_of(cast.elsewhere.id, edition.program_id)
    works = enroll_all(
        edition,
        [*starters([here]), *starters([there], calendar=calendar), *starters([later], LATER)],
        actor_id=None,
    )
    found = [queries.due_dates(work.id) for work in works]
    assert [due[FIRST, ""] for due in found] == [
        date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 23),
    ]  # fmt: skip
    assert [due["general-case-management", ""] for due in found] == [
        date(2026, 4, 1), date(2026, 4, 16), date(2026, 4, 8),
    ]  # fmt: skip


def test_an_offices_calendar(cast: Cast, edition: Edition) -> None:
    """Its closed days and its own days; another office's are not its own, nor are old ones."""
    people.close_on(cast.office, date(2026, 7, 3), "Independence day")
    give(cast.office, edition, who_we_serve=7)
    give(cast.elsewhere, edition, community_outreach=100)
    old = db.session.scalars(select(DueDays).filter_by(office_id=cast.office.id)).one()
    mine = calendar_of(cast.office.id, edition.program_id)
    assert mine == Calendar(frozenset({date(2026, 7, 3)}), {FIRST: 7})
    assert calendar_of(cast.office.id, edition.program_id + 1).days == {}
    assert calendar_of(None, edition.program_id) == Calendar()
    old.superseded_at = clock.now()
    db.session.flush()
    assert calendar_of(cast.office.id, edition.program_id).days == {}


@pytest.mark.parametrize("days", [0, 3, 13, 14, 15, 400])
def test_a_task_is_never_due_after_its_section(cast: Cast, edition: Edition, days: int) -> None:
    """Where an office gives fewer days for a section than the guide for a task in it."""
    give(cast.office, edition, additional_resources=days)
    (newcomer,) = hired(cast, 1)
    calendar = calendar_of(cast.office.id, edition.program_id)
    (work,) = enroll_all(edition, starters([newcomer], calendar=calendar), actor_id=None)
    due = queries.due_dates(work.id)
    section = due[FIFTH, ""]
    assert section == due_on(START, days, ())
    assert {due[FIFTH, key] for key in EARLY} == {min(section, date(2026, 3, 16))}
    assert list(timeline.faults()) == []


def test_a_date_keeps_what_it_was_set_to(cast: Cast, edition: Edition) -> None:
    """Leave and closed days that come later move it from there."""
    (newcomer,) = hired(cast, 1)
    (work,) = enroll_all(edition, starters([newcomer]), actor_id=cast.officer.id)
    rows = db.session.scalars(select(DueDate).filter_by(enrollment_id=work.id)).all()
    assert len(rows) == 9
    assert all(due_on(row.base_on, 0, ()) == row.due_on for row in rows)
    assert {row.base_at for row in rows} == {clock.now()}
    assert {row.actor_id for row in rows} == {cast.officer.id}


def test_who_is_enrolled(cast: Cast, edition: Edition) -> None:
    program, newcomer = edition.program_id, hired(cast, 1)[0].id
    ids = [cast.learner.id, newcomer, cast.colleague.id, 4711]
    assert enrolling.enrolled(program, ids) == {cast.learner.id, cast.colleague.id}
    assert enrolling.enrolled(program + 1, ids) == set()
    assert enrolling.enrolled(program, []) == set()
    assert enrolling.enrolled(program, [newcomer] * 1200 + ids) == {
        cast.learner.id, cast.colleague.id,
    }  # fmt: skip


def test_a_supervisor_moves_a_date_and_its_base(cast: Cast) -> None:
    """Moved by hand, it is counted from there."""
    boss = actor(cast.supervisor)
    decisions.move_due(boss, cast.work, (FIRST, ""), date(2026, 3, 20), "Because of the move.")
    mine = select(DueDate).filter_by(enrollment_id=cast.work.id, section_key=FIRST, task_key="")
    old, new = db.session.scalars(mine.order_by(DueDate.id))
    assert (old.due_on, old.base_on, old.superseded_at) == (
        date(2026, 3, 16), date(2026, 3, 16), clock.now(),
    )  # fmt: skip
    assert (new.due_on, new.base_on, new.base_at) == (
        date(2026, 3, 20), date(2026, 3, 20), clock.now(),
    )  # fmt: skip
