"""A supervisor leaves: their people get another one in the same breath, or the officer signs."""

from datetime import date

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import leaving, queries, rules
from lms.people.leaving import HandingOver
from lms.people.models import Person, Post
from lms.progress import access
from lms.signoff import rules as signoff
from lms.signoff.drafts import Writing
from tests.cast import Cast, actor, posted
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


def test_an_impossible_day_is_refused(cast: Cast) -> None:
    """Nothing changes."""
    late = over(cast, cast.other_supervisor, date(9999, 12, 31))
    with pytest.raises(Refusal) as caught:
        leaving.let_go(cast.supervisor, late, actor_id=None)
    assert caught.value.field == "starts_on"
    db.session.rollback()
    assert queries.actor(cast.supervisor.id)


def test_only_those_named_go_over(cast: Cast) -> None:
    """The rest is for another office to decide."""
    some = HandingOver(cast.other_supervisor, TODAY, [cast.learner.id, cast.officer.id])
    leaving.let_go(cast.supervisor, some, actor_id=None)
    assert boss_of(cast.learner, TODAY) == cast.other_supervisor.id
    assert boss_of(cast.colleague, TODAY) == cast.supervisor.id
    assert boss_of(cast.officer, TODAY) is None  # never one of theirs
