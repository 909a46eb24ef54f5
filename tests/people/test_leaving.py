"""A supervisor leaves: their people get another one in the same breath, or the officer signs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base import events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import leaving, queries, rules
from lms.people.leaving import HandingOver
from lms.people.models import Person, Post
from lms.progress import access
from lms.signoff import rules as signoff
from lms.signoff.drafts import Writing
from tests.cast import Cast, actor, person, posted
from tests.people.linking import lines

TODAY, LATER = date(2026, 3, 4), date(2026, 3, 9)


def over(cast: Cast, to: Person, day: date = TODAY) -> HandingOver:
    """All of the supervisor's people to someone."""
    led = leaving.led_by(cast.supervisor.id, TODAY)
    return HandingOver(to, day, [number for number, _ in led])


def boss_of(someone: Person, day: date) -> int | None:
    """Who supervises somebody on a day."""
    post = queries.post_of(someone.id, day)
    assert post is not None
    return post.supervisor_id


@pytest.mark.both
def test_people_and_what_waits_go_over_at_once(cast: Cast, sound: None) -> None:
    """The successor decides from that day; office and job stay; the record names each change."""
    texts = ["Dignity of the person.", "Service before self."]
    signoff.submit(actor(cast.learner), cast.work, "two-principles", Writing(texts, 0))
    assert access.count_waiting(actor(cast.supervisor)) == 1
    assert leaving.led_by(cast.supervisor.id, TODAY) == [
        (cast.learner.id, "Marisol Vega"), (cast.colleague.id, "Yonas Tesfaye"),
    ]  # fmt: skip
    leaving.let_go(cast.supervisor, over(cast, cast.other_supervisor), actor_id=cast.officer.id)
    db.session.commit()
    for someone in (cast.learner, cast.colleague):
        assert boss_of(someone, TODAY) == cast.other_supervisor.id
        assert boss_of(someone, date(2026, 3, 3)) == cast.supervisor.id
        found = actor(someone)
        assert (found.office, found.job_role) == ("Salt Lake City", "case-manager")
    assert access.count_waiting(actor(cast.other_supervisor)) == 1
    assert queries.actor(cast.supervisor.id) is None
    assert lines(cast.supervisor)[-1][0] == "deactivated"
    given = [data for verb, data in lines(cast.learner) if verb == "post-given"][-1]
    assert given["supervisor"] == cast.other_supervisor.id


def test_twice_changes_nothing(cast: Cast, sound: None) -> None:
    """A double click, or another officer at the same time with another successor."""
    leaving.let_go(cast.supervisor, over(cast, cast.other_supervisor), actor_id=None)
    db.session.commit()
    before = (lines(cast.supervisor), lines(cast.learner))
    for again in (over(cast, cast.other_supervisor), over(cast, cast.officer), None):
        leaving.let_go(cast.supervisor, again, actor_id=None)
        db.session.commit()
    assert (lines(cast.supervisor), lines(cast.learner)) == before


def test_without_a_successor_the_officer_signs(cast: Cast) -> None:
    """Nobody's post changes."""
    leaving.let_go(cast.supervisor, None, actor_id=None)
    assert boss_of(cast.learner, TODAY) == cast.supervisor.id
    assert not actor(cast.learner).supervisor_active
    assert access.leads(actor(cast.officer), cast.learner.id)


def test_from_a_later_day(cast: Cast) -> None:
    """Until then the officer signs."""
    leaving.let_go(cast.supervisor, over(cast, cast.other_supervisor, LATER), actor_id=None)
    assert boss_of(cast.learner, TODAY) == cast.supervisor.id
    assert boss_of(cast.learner, LATER) == cast.other_supervisor.id


@pytest.mark.both
def test_what_is_planned_stays_planned(cast: Cast, sound: None) -> None:
    """Someone who moves to another supervisor soon does so; one who comes soon gets another."""
    moving, coming = cast.learner, posted("Amira Said", cast.office, cast.supervisor, since=LATER)
    april, may = date(2026, 4, 1), date(2026, 5, 1)
    rules.give_post(moving, cast.elsewhere, "other", supervisor=cast.officer, starts_on=april)
    rules.give_post(cast.colleague, cast.office, "other", supervisor=cast.officer, starts_on=TODAY)
    rules.give_post(cast.colleague, cast.elsewhere, "icm-specialist", supervisor=cast.supervisor,
                    starts_on=may)  # fmt: skip
    leaving.let_go(cast.supervisor, over(cast, cast.other_supervisor), actor_id=None)
    db.session.commit()
    there = cast.other_supervisor.id
    assert (boss_of(moving, TODAY), boss_of(moving, april)) == (there, cast.officer.id)
    assert boss_of(coming, LATER) == there
    assert (boss_of(cast.colleague, TODAY), boss_of(cast.colleague, may)) == (
        cast.officer.id, there,
    )  # fmt: skip
    last = queries.post_of(cast.colleague.id, may)
    assert last is not None
    assert (last.office_id, last.job_role) == (cast.elsewhere.id, "icm-specialist")


@pytest.mark.both
def test_an_impossible_successor_is_refused(cast: Cast) -> None:
    """One of the people, one led by them, one who left, the leaver; then nobody leaves."""
    below = posted("Amira Said", cast.office, cast.learner)
    gone = posted("Walter Brandt", cast.office)
    rules.deactivate(gone, actor_id=None)
    db.session.commit()
    tries = [(cast.learner, "is one of these people"), (below, "circle"), (gone, "cannot sign in"),
             (cast.supervisor, "cannot sign in")]  # fmt: skip
    count = len(db.session.scalars(select(Post.id)).all())
    for successor, said in tries:
        with pytest.raises(Refusal, match=said) as caught:
            leaving.let_go(cast.supervisor, over(cast, successor), actor_id=None)
        db.session.rollback()
        assert caught.value.field == "supervisor"
    assert len(db.session.scalars(select(Post.id)).all()) == count
    assert queries.actor(cast.supervisor.id)


@pytest.mark.parametrize("day", [date(2028, 3, 5), date(9999, 12, 31)])
def test_an_impossible_day_is_refused(cast: Cast, day: date) -> None:
    """Nothing changes."""
    late = over(cast, cast.other_supervisor, day)
    with pytest.raises(Refusal, match="Check the year") as caught:
        leaving.let_go(cast.supervisor, late, actor_id=None)
    assert caught.value.field == "starts_on"
    db.session.rollback()
    assert queries.actor(cast.supervisor.id)


def test_a_post_of_a_wrong_year_keeps_nobody_here(cast: Cast, sound: None) -> None:
    """It stands since before years were looked at; it goes over like any other."""
    wrong = date(2099, 3, 4)
    rules.set_post(cast.learner, cast.office, "other", supervisor=cast.supervisor,
                   starts_on=wrong, actor_id=None)  # fmt: skip
    leaving.let_go(cast.supervisor, over(cast, cast.other_supervisor), actor_id=None)
    there = cast.other_supervisor.id
    assert (boss_of(cast.learner, TODAY), boss_of(cast.learner, wrong)) == (there, there)


def test_only_those_named_go_over(cast: Cast) -> None:
    """The rest is for another office to decide."""
    some = HandingOver(cast.other_supervisor, TODAY, [cast.learner.id, cast.officer.id])
    leaving.let_go(cast.supervisor, some, actor_id=None)
    assert boss_of(cast.learner, TODAY) == cast.other_supervisor.id
    assert boss_of(cast.colleague, TODAY) == cast.supervisor.id
    assert boss_of(cast.officer, TODAY) is None  # never one of theirs


def waiting_for(app: Flask, job: Callable[[], None], meanwhile: Callable[[], object]) -> str | None:
    """Run `job` in a session of its own, and let it wait while something else is committed.

    Returns what it was refused with, None when it was done.
    """
    begun = Event()

    def run() -> str | None:
        with app.app_context():
            begun.set()
            try:
                job()
            except Refusal as refusal:
                return refusal.message
            db.session.commit()
            return None

    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(run)
        assert begun.wait(10)
        wait([waits], 0.5)  # it comes to the lock, or has not begun: either way it comes second
        assert not waits.done()
        meanwhile()
        db.session.commit()
        return waits.result(30)


def job_of(cast: Cast, to: Person | None) -> Callable[[], None]:
    """Let the supervisor go, in a session that knows them by their ids only."""
    leaver, people = cast.supervisor.id, [cast.learner.id, cast.colleague.id]
    successor = to.id if to else None

    def job() -> None:
        given = HandingOver(db.session.get_one(Person, successor), TODAY, people) if to else None
        leaving.let_go(db.session.get_one(Person, leaver), given, actor_id=None)

    return job


@pytest.fixture
def held(cast: Cast, kind: str) -> Cast:
    """Our own transaction holds everybody whom the other will ask for.

    On SQLite any other transaction waits for it, before it has read anything.
    """
    db.session.commit()
    everyone = (cast.supervisor, cast.other_supervisor, cast.learner, cast.colleague)
    events.lock(events.SYSTEM, *(events.person(one.id) for one in everyone))
    return cast


@pytest.mark.both
def test_a_successor_who_left_meanwhile_is_refused(app: Flask, held: Cast) -> None:
    said = waiting_for(
        app, job_of(held, held.other_supervisor),
        lambda: rules.deactivate(held.other_supervisor, actor_id=None),
    )  # fmt: skip
    assert said == "Ingrid Moe cannot take over: they cannot sign in."
    db.session.expire_all()
    assert queries.actor(held.supervisor.id)
    assert boss_of(held.learner, TODAY) == held.supervisor.id


@pytest.mark.both
def test_whoever_got_another_supervisor_meanwhile_keeps_them(app: Flask, held: Cast) -> None:
    said = waiting_for(
        app, job_of(held, held.other_supervisor),
        lambda: rules.give_post(held.learner, held.office, "case-manager", supervisor=held.officer,
                                starts_on=TODAY),
    )  # fmt: skip
    assert said is None
    db.session.expire_all()
    assert boss_of(held.learner, TODAY) == held.officer.id
    assert boss_of(held.colleague, TODAY) == held.other_supervisor.id


@pytest.mark.both
@pytest.mark.parametrize("handed_over", [True, False])
def test_nobody_comes_under_a_leaver_unseen(
    app: Flask, held: Cast, kind: str, *, handed_over: bool
) -> None:
    """Refused, whether the others go over or not; then nothing changed, and again it is seen.

    On SQLite nobody writes between the look and the change: whoever waits has not looked yet.
    """
    said = waiting_for(
        app, job_of(held, held.other_supervisor if handed_over else None),
        lambda: posted("Amira Said", held.office, held.supervisor, since=LATER),
    )  # fmt: skip
    if kind == "sqlite":
        assert said is None
        return
    assert said is not None
    assert said.startswith("Daniel Okafor leads Amira Said since a moment ago.")
    db.session.expire_all()
    assert queries.actor(held.supervisor.id)
    assert boss_of(held.learner, TODAY) == held.supervisor.id
    leaving.let_go(held.supervisor, over(held, held.other_supervisor), actor_id=None)
    assert queries.actor(held.supervisor.id) is None


def test_a_successor_has_a_post_then(cast: Cast) -> None:
    """Nobody is led by someone who works nowhere."""
    outside = person("Walter Brandt")
    with pytest.raises(Refusal, match="they have no post then") as caught:
        leaving.let_go(cast.supervisor, over(cast, outside), actor_id=None)
    assert caught.value.field == "supervisor"
    db.session.rollback()
    assert queries.actor(cast.supervisor.id)
