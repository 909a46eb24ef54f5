"""More time: asked for with a reason, granted or declined, taken back, void once it is done."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotFound
from lms.base.events import Event
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import access, queries, reviews, rules
from lms.progress.models import EXTENSION, Outcome, Review
from lms.progress.moved_dates import moves
from lms.progress.section_progress import Kept
from lms.signoff import extensions
from lms.signoff import queries as written
from lms.signoff.models import Extension
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.playing import finish, on_terms, send
from tests.progress.refusing import refused
from tests.together import together
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]

DAY = timedelta(days=1)
PLACE, DUE, LATER = ("who-we-serve", ""), date(2026, 3, 16), date(2026, 3, 25)
TASK = ("additional-resources", "dv-protocol")
WHY = "My laptop came *late*."
ALL_DONE = "done already"


@pytest.fixture
def asked(cast: Cast, me: Actor) -> Review:
    """A question that waits."""
    return extensions.ask(me, cast.work, PLACE, LATER, WHY)


def due(cast: Cast, place: tuple[str, str] = PLACE) -> date:
    return queries.due_dates(cast.work.id)[place]


@pytest.mark.both
def test_asked_and_granted(cast: Cast, boss: Actor, asked: Review) -> None:
    assert (due(cast), access.count_waiting(boss)) == (DUE, 1)
    (line,), _ = written.waiting(boss)
    assert (line.kind, line.title) == (EXTENSION, "More time for Learn More About Who We Serve")
    extensions.grant(boss, asked, cast.work, LATER)
    assert due(cast) == LATER == Kept(cast.work.id).lines[PLACE[0]].due_on
    assert (asked.outcome, access.count_waiting(boss)) == (Outcome.ACCEPTED, 0)
    moved = moves(cast.work.id)[PLACE]
    assert (moved.moved_by, "<em>late</em>" in (moved.reason or "")) == (boss.name, True)
    assert verbs(cast.learner.id)[-3:] == [
        "extension-asked", "due-date-moved", "extension-granted",
    ]  # fmt: skip


def test_events_hold_nothing_that_was_typed(cast: Cast, boss: Actor, asked: Review) -> None:
    extensions.decline(boss, asked, cast.work, "The funder asks for it by then.")
    lines = db.session.scalars(select(Event).where(Event.verb.startswith("extension"))).all()
    text = " ".join(str(line.data) for line in lines)
    assert len(lines) == 2
    assert "laptop" not in text
    assert "funder" not in text


def test_another_day_is_given(cast: Cast, boss: Actor, asked: Review) -> None:
    extensions.grant(boss, asked, cast.work, LATER - DAY)
    assert due(cast) == LATER - DAY
    with nothing_changes():
        extensions.grant(boss, asked, cast.work, LATER - DAY)
    with refused("until another day"):
        extensions.grant(boss, asked, cast.work, LATER)


def test_declined_with_why_then_asked_anew(
    cast: Cast, me: Actor, boss: Actor, asked: Review
) -> None:
    extensions.decline(boss, asked, cast.work, "The *funder* asks for it.")
    assert (asked.outcome, due(cast)) == (Outcome.RETURNED, DUE)
    with nothing_changes():
        extensions.decline(boss, asked, cast.work, "The *funder* asks for it.")
    with refused("in other words"):
        extensions.decline(boss, asked, cast.work, "No.")
    again = extensions.ask(me, cast.work, PLACE, LATER, WHY)
    assert again.id != asked.id
    assert (asked.superseded_at is None, again.closed_at) == (False, None)
    assert [one.review.id for one in extensions.at(cast.work.id, PLACE)] == [again.id, asked.id]


def test_taken_back(cast: Cast, me: Actor, boss: Actor, asked: Review) -> None:
    extensions.withdraw(me, asked.id, cast.work)
    with nothing_changes():
        extensions.withdraw(me, asked.id, cast.work)
    with refused("took this back meanwhile"):
        extensions.grant(boss, asked, cast.work, LATER)
    extensions.ask(me, cast.work, PLACE, LATER, WHY)
    with pytest.raises(NotFound):
        extensions.withdraw(me, send(me, cast.work, "icm-orientation").id, cast.work)


def test_one_waits_for_each_place(cast: Cast, me: Actor, asked: Review) -> None:
    with nothing_changes():
        assert extensions.ask(me, cast.work, PLACE, LATER, f" {WHY}\n") == asked
    with refused("waits for an answer"):
        extensions.ask(me, cast.work, PLACE, LATER + DAY, WHY)
    own = extensions.ask(me, cast.work, TASK, LATER, WHY)
    assert own.title.startswith("More time for Go through your local DV protocol")
    assert len(db.session.scalars(select(Extension)).all()) == 2


@pytest.mark.both
def test_two_at_once_ask_once(app: Flask, cast: Cast, me: Actor) -> None:
    work = cast.work
    answers = together(
        app,
        lambda: extensions.ask(me, work, PLACE, LATER, WHY).id,
        lambda: extensions.ask(me, work, PLACE, LATER, WHY).id,
    )
    assert len(set(answers)) == 1


def test_a_task_is_due_with_its_section_at_last(cast: Cast, me: Actor, boss: Actor) -> None:
    section = due(cast, (TASK[0], ""))
    far = section + 3 * DAY
    with refused("Its section is due", "due_on"):
        extensions.ask(me, cast.work, TASK, far, WHY)
    review = extensions.ask(me, cast.work, TASK, LATER, WHY)
    with refused("Its section is due", "due_on"):
        extensions.grant(boss, review, cast.work, far)
    extensions.grant(boss, review, cast.work, LATER)
    assert (due(cast, TASK), due(cast, (TASK[0], ""))) == (LATER, section)


@pytest.mark.parametrize(
    ("day", "why"),
    [(DUE, "after the present"), (DUE - DAY, "after the present"), (date(2026, 3, 21), "closed"),
     (date(2026, 3, 31), "closed"), (date.max, "five years")],
)  # fmt: skip
def test_days_that_cannot_be(cast: Cast, me: Actor, boss: Actor, day: date, why: str) -> None:
    people.close_on(cast.office, date(2026, 3, 31), "Cesar Chavez Day")
    with refused(why, "due_on"):
        extensions.ask(me, cast.work, PLACE, day, WHY)
    review = extensions.ask(me, cast.work, PLACE, LATER, WHY)
    with refused(why, "due_on"):
        extensions.grant(boss, review, cast.work, day)


def test_words_are_asked_for_and_guarded(cast: Cast, me: Actor, boss: Actor) -> None:
    with refused("Say why", "reason"):
        extensions.ask(me, cast.work, PLACE, LATER, " \n")
    with refused("A-number"):
        extensions.ask(me, cast.work, PLACE, LATER, "Busy with A 123 456 789.", cleared=True)
    review = extensions.ask(me, cast.work, PLACE, LATER, WHY)
    with refused("Say why not", "comment"):
        extensions.decline(boss, review, cast.work, "")
    with refused("A-number"):
        extensions.decline(boss, review, cast.work, "See A 123 456 789.", cleared=True)


@pytest.mark.parametrize("place", [("no-such", ""), ("who-we-serve", "nasw-code"), ("", "")])
def test_where_nothing_is_due(cast: Cast, me: Actor, place: tuple[str, str]) -> None:
    with pytest.raises(NotFound):
        extensions.ask(me, cast.work, place, LATER, WHY)


def test_what_is_done_needs_no_more_time(cast: Cast, me: Actor, boss: Actor, asked: Review) -> None:
    own = extensions.ask(me, cast.work, TASK, LATER, WHY)
    for task in cast.work.outline.sections[0].tasks:
        finish(me, boss, cast.work, task.key)
    db.session.refresh(asked)
    assert (asked.outcome, own.closed_at) == (Outcome.CANCELLED, None)
    finish(me, boss, cast.work, TASK[1])
    assert own.outcome == Outcome.CANCELLED
    assert verbs(cast.learner.id).count("extension-void") == 2
    for place in (PLACE, TASK):
        with refused(ALL_DONE):
            extensions.ask(me, cast.work, place, LATER, WHY)
    with refused("needs no answer"):
        extensions.grant(boss, asked, cast.work, LATER)


def test_who_answers(cast: Cast, me: Actor, boss: Actor, officer: Actor, asked: Review) -> None:
    with refused("waits for someone else"):
        extensions.grant(officer, asked, cast.work, LATER)
    with refused("own work"):
        extensions.grant(me, asked, cast.work, LATER)
    with refused("Only the learner"):
        extensions.ask(boss, cast.work, PLACE, LATER, WHY)
    with refused("Only the learner"):
        extensions.withdraw(boss, asked.id, cast.work)
    people.deactivate(cast.supervisor, actor_id=None)
    extensions.decline(actor(cast.officer), asked, cast.work, "Not now.")
    assert asked.outcome == Outcome.RETURNED


def test_a_new_supervisor_reads_what_waits_only(cast: Cast, boss: Actor, asked: Review) -> None:
    new = actor(cast.other_supervisor)
    assert access.may_read(boss, asked)
    assert not access.may_read(new, asked)
    people.give_post(cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
                     starts_on=boss.today)  # fmt: skip
    assert access.may_read(new, asked)
    with refused("waits for someone else"):
        extensions.grant(boss, asked, cast.work, LATER)


def test_a_program_that_was_left(cast: Cast, me: Actor, boss: Actor, asked: Review) -> None:
    on_terms(cast.work, status="withdrawn")
    with refused("was left"):
        extensions.grant(boss, asked, cast.work, LATER)
    with refused("was left"):
        extensions.ask(me, cast.work, PLACE, LATER, WHY)


def test_it_is_no_task(cast: Cast, me: Actor, asked: Review) -> None:
    assert PLACE[0] not in queries.reviews(cast.work.id)
    with pytest.raises(NotFound):
        extensions.asked(send(me, cast.work, "icm-orientation"))
    held = rules.lock(cast.work)
    own = extensions.ask(me, cast.work, TASK, LATER, WHY)
    task = cast.work.tasks[TASK[1]]
    assert list(reviews.current_reviews(held, task)) == []
    assert queries.task_standing(cast.work, task).waiting == ()
    assert own.piece == 1
