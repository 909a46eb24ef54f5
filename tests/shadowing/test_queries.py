"""The pages of the log ask the database as often for three entries as for three thousand."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, insert, select

from lms.base import clock
from lms.base.db import db
from lms.people.actor import Actor
from lms.progress.models import Fact, Review
from lms.shadowing import queries
from lms.shadowing.models import EntryTask, LogEntry, State
from tests.cast import Cast, enrolled, posted
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    DAY,
    accepted,
    begun,
    returned,
    review_of,
    sent,
)
from tests.statements import statements
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
MANY, STATES = 3_000, (State.DRAFT, State.PENDING, State.ACCEPTED, State.RETURNED)
MOST = 24  # statements of the largest page, signing in included


def many(cast: Cast) -> None:
    """A log of years, as rows: of every state, some for a task, all of it counted or waiting."""
    db.session.commit()
    now, who = clock.now(), cast.learner.id
    first = (db.session.scalar(select(func.max(LogEntry.id))) or 0) + 1
    numbers = range(first, first + MANY)
    states = {number: STATES[number % len(STATES)] for number in numbers}
    db.session.execute(insert(LogEntry), [
        {"id": n, "person_id": who, "reference": f"Visit {n}", "state": states[n], "version": 1,
         "activity": "assessment", "part": "watched", "on": DAY - timedelta(days=n % 400),
         "minutes": 30, "colleague_id": cast.supervisor.id, "agency": "", "agency_job": "",
         "mode": "phone", "interpreter": False, "file": "", "agreed": "nobody", "drafted": False,
         "started_at": now, "saved_at": now}
        for n in numbers
    ])  # fmt: skip
    sent_ones = [n for n in numbers if states[n] != State.DRAFT]
    db.session.execute(insert(Review), [
        {"kind": "entry", "person_id": who, "enrollment_id": cast.work.id, "piece": n,
         "source_id": n, "title": "Assessment", "signers": "supervisor", "proposed_on": DAY,
         "sent_at": now, "opened_at": now,
         "closed_at": None if states[n] == State.PENDING else now,
         "outcome": {State.ACCEPTED: "accepted", State.RETURNED: "returned"}.get(states[n])}
        for n in sent_ones
    ])  # fmt: skip
    db.session.execute(insert(Fact), [
        {"person_id": who, "kind": "entry", "source_id": n, "effective_on": DAY, "minutes": 30,
         "recorded_at": now}
        for n in sent_ones if states[n] == State.ACCEPTED
    ])  # fmt: skip
    db.session.execute(insert(EntryTask), [
        {"entry_id": n, "enrollment_id": cast.work.id, "task_key": CASE_NOTE, "linked_at": now}
        for n in numbers if states[n] == State.DRAFT
    ])  # fmt: skip
    db.session.commit()


def counted(windows: dict[str, Visitor], pages: dict[str, tuple[str, str]]) -> dict[str, int]:
    """How many statements each page takes."""
    found = {}
    for name, (who, path) in pages.items():
        windows[who].get(path)  # an edition is read once in a process
        with statements() as seen:
            assert windows[who].get(path).status_code == 200, path
        found[name] = len(seen)
    return found


def test_three_and_three_thousand(cast: Cast, me: Actor, boss: Actor, visit: Visit) -> None:
    done, waiting, draft, back = accepted(me, boss), sent(me), begun(me), returned(
        me, boss, tasks=[])  # fmt: skip
    task = f"/onboarding/{cast.work.id}/tasks"
    pages = {
        "My log": ("learner", "/log"), "a draft": ("learner", f"/log/entries/{draft.id}"),
        "one that came back": ("learner", f"/log/entries/{back.id}"),
        "one that counts": ("learner", f"/log/entries/{done.id}"),
        "a new one": ("learner", "/log/new"), "My onboarding": ("learner", "/onboarding"),
        "its task": ("learner", f"{task}/{ASSESSMENTS}/log"),
        "another task": ("learner", f"{task}/{CASE_NOTE}/log"),
        "the review": ("supervisor", f"/approvals/{review_of(waiting).id}/entry"),
        "approvals": ("supervisor", "/approvals"),
        "for its leader": ("supervisor", f"/log/entries/{done.id}"),
        "a person's log": ("supervisor", f"/log/people/{me.id}"),
        "on paper": ("supervisor", f"/log/people/{me.id}/paper"),
        "the team": ("supervisor", "/log/team"),
        "unseen": ("supervisor", "/log/team?unseen=close-out"),
        "the office": ("officer", f"/offices/{cast.office.id}/log"),
    }  # fmt: skip
    windows = {who: visit(cast.people()[who]) for who in ("learner", "supervisor", "officer")}
    few = counted(windows, pages)
    many(cast)
    assert counted(windows, pages) == few
    assert max(few.values()) <= MOST, few
    assert few["My onboarding"] <= 14


def test_three_people_and_sixty(cast: Cast, me: Actor, boss: Actor, visit: Visit) -> None:
    accepted(me, boss)
    pages = {name: ("supervisor", path) for name, path in (
        ("team", "/log/team"), ("unseen", "/log/team?unseen=close-out"),
        ("second", "/log/team?page=2"), ("file", "/log/team.csv"))}  # fmt: skip
    windows = {"supervisor": visit(cast.supervisor)}
    few = counted(windows, pages)
    for number in range(60):
        enrolled(posted(f"Learner {number:02}", cast.office, cast.supervisor))
    db.session.commit()
    assert counted(windows, pages) == few
    first, second, third = (
        windows["supervisor"].get(f"/log/team?page={page}").text for page in (1, 2, 3)
    )
    assert [page.count('<th scope="row">') for page in (first, second, third)] == [25, 25, 12]
    lines = windows["supervisor"].get("/log/team.csv").text.splitlines()
    assert len(lines) == 63


def test_what_other_records_may_cite(cast: Cast, me: Actor, boss: Actor) -> None:
    """Accepted entries of one person, and those cited already, whatever became of them."""
    good, back = accepted(me, boss, tasks=[]), returned(me, boss, tasks=[])
    assert [one.id for one in queries.citable(me.id)] == [good.id]
    assert {one.id for one in queries.citable(me.id, [back.id])} == {good.id, back.id}
    [found] = queries.citable(me.id)
    assert (found.name, found.on) == ("Assessment, watched (Case A)", DAY)
    assert queries.citable(boss.id, [good.id]) == []
