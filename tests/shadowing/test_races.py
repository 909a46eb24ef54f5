"""Two at the same moment: one of them counts, nothing is doubled, and the other is told."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask

from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import logged
from lms.progress.models import Review
from lms.shadowing import confirming, decisions, entries, sending
from lms.shadowing.models import ConfirmLink, LogEntry, State
from lms.shadowing.serving import Place
from tests.cast import Cast, actor
from tests.progress.history import rows
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    accepted,
    ask,
    begun,
    counts_for,
    linked,
    places,
    quick,
    review_of,
    sent,
    stands,
    writing,
)
from tests.together import together

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
Job = Callable[[], object]
Verb = Callable[..., object]
DEVICE = "0b2f6c1e-4b6d-4a53-9f0e-2f1f0c7f8d11"


def on(row: type[LogEntry] | type[Review], number: int, verb: Verb, *more: object) -> Job:
    """What somebody (the first of `more`) does to a row that a thread of its own reads."""
    who, rest = more[0], more[1:]
    return lambda: verb(who, db.session.get_one(row, number), *rest)


def link_used(number: int) -> Job:
    """Somebody presses the button behind a link."""
    return lambda: use(db.session.get_one(ConfirmLink, number))


def use(link: ConfirmLink) -> None:
    confirming.confirm_by_link(link)


def refusals(answers: Sequence[object], again: LogEntry) -> list[str]:
    """Why whoever came second was refused; with the entry read again."""
    db.session.expire_all()
    db.session.refresh(again)
    return [answer.message for answer in answers if isinstance(answer, Refusal)]


def test_begun_twice_on_one_device(app: Flask, cast: Cast, me: Actor) -> None:
    answers = together(app, *[lambda: entries.begin(me, quick(), DEVICE).id] * 4)
    assert len(set(answers)) == 1
    assert len(rows("log_entry")) == len(rows("entry_task")) == 1


def test_begun_twice_on_two(app: Flask, cast: Cast, me: Actor) -> None:
    """Two references are never the same."""
    together(app, *[
        lambda name=name: entries.begin(me, quick(), f"{name}-{DEVICE}"[:36]).id for name in "abcd"
    ])  # fmt: skip
    names = sorted(row["reference"] for row in rows("log_entry").values())
    assert names == ["Case A", "Case B", "Case C", "Case D"]


def test_sent_twice(app: Flask, cast: Cast, me: Actor) -> None:
    made = begun(me)
    number, said = made.id, writing(made)
    answers = together(app, *[on(LogEntry, number, sending.send, me, said)] * 4)
    assert answers == [None] * 4
    assert (len(rows("entry_attempt")), len(rows("review"))) == (1, 1)


def test_two_texts_from_two_windows(app: Flask, cast: Cast, me: Actor) -> None:
    made = begun(me)
    number = made.id
    both = [writing(made, texts={0: text}) for text in ("In the car.", "At the desk.")]
    answers = together(app, *[on(LogEntry, number, entries.save, me, said) for said in both])
    [why] = refusals(answers, made)
    assert "saved from another window" in why
    assert made.version == 2


def test_accepted_and_taken_back(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    for _ in range(4):
        made = sent(me, tasks=[])
        number, review = made.id, review_of(made).id
        answers = together(
            app, on(Review, review, decisions.accept, boss, Words()),
            on(LogEntry, number, sending.withdraw, me),
        )  # fmt: skip
        [why] = refusals(answers, made)
        if made.state == State.ACCEPTED:
            assert ("signed this off meanwhile" in why, counts_for(made)) == (True, [None])
        else:
            assert made.state == State.DRAFT
            assert ("took this back meanwhile" in why, counts_for(made)) == (True, [])


def test_accepted_twice(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    made = sent(me)
    review = review_of(made).id
    answers = together(app, *[on(Review, review, decisions.accept, boss, Words())] * 4)
    assert [answer is not None for answer in answers].count(True) == 1
    assert (len(rows("sign_off")), counts_for(made)) == (1, [ASSESSMENTS])
    assert stands(cast.work)[1:] == (1, 0)


def test_accepted_and_returned(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    made = sent(me)
    review = review_of(made).id
    answers = together(
        app, on(Review, review, decisions.accept, boss, Words()),
        on(Review, review, decisions.give_back, boss, Words("Say more.")),
    )  # fmt: skip
    [why] = refusals(answers, made)
    assert why.startswith("You ")
    assert counts_for(made) == ([ASSESSMENTS] if made.state == State.ACCEPTED else [])


def test_the_last_place_of_a_task(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    """Two are sent for it, or linked to it: one finds room."""
    accepted(me, boss)
    first, second = begun(me), begun(me)
    jobs = [(one.id, writing(one)) for one in (first, second)]
    answers = together(app, *[on(LogEntry, n, sending.send, me, said) for n, said in jobs])
    [why] = refusals(answers, first)
    assert "has all it asks for" in why
    [place] = places(cast.work, CASE_NOTE)
    numbers = [accepted(me, boss, tasks=[]).id for _ in range(2)]
    answers = together(app, *[on(LogEntry, n, decisions.link, boss, place) for n in numbers])
    assert len(refusals(answers, first)) == 1
    assert stands(cast.work, CASE_NOTE)[1] == 1


def test_reopened_and_linked(
    app: Flask, cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, shares=True)
    made = accepted(me, boss)
    number, place = made.id, Place(cast.work.id, CASE_NOTE)
    together(
        app, on(LogEntry, number, decisions.reopen, boss, Words("Which day was it?")),
        on(LogEntry, number, decisions.link, officer, place),
    )  # fmt: skip
    db.session.refresh(made)
    assert (made.state, counts_for(made)) == (State.RETURNED, [])
    wanted = {one.task_key for one in logged.current(made.id)}
    assert wanted == set(linked(made))


def test_a_link_used_twice(app: Flask, cast: Cast, me: Actor) -> None:
    made = begun(me)
    number = confirming.make_link(me, made).id

    answers = together(app, *[link_used(number)] * 3)
    assert len(refusals(answers, made)) == 2
    assert len(rows("confirmation")) == 1


def test_two_links_at_once(app: Flask, cast: Cast, me: Actor) -> None:
    """Made twice by a double click, it is one; a renewal and a use leave one of both."""
    made = begun(me)
    number = made.id
    answers = together(app, *[lambda: renewed(me, number, 0)] * 3)
    assert len(set(answers)) == len(rows("confirm_link")) == 1
    first = confirming.latest(number)
    assert first is not None
    known = first.id
    jobs: list[Job] = [
        lambda: renewed(me, number, known),
        link_used(known),
    ]
    assert len(refusals(together(app, *jobs), made)) == 1
    assert len(rows("confirmation")) <= 1


def renewed(me: Actor, number: int, after: int) -> int:
    """The number of the link that a learner is given."""
    return confirming.make_link(me, db.session.get_one(LogEntry, number), after=after).id


def test_two_who_confirm(app: Flask, cast: Cast, me: Actor) -> None:
    colleague = actor(cast.colleague)
    made = sent(me, colleague_id=colleague.id, agency="", agency_job="")
    number = made.id
    jobs: list[Job] = [
        *[on(LogEntry, number, confirming.confirm, colleague)] * 3,
        on(LogEntry, number, confirming.unconfirm, colleague),
    ]
    together(app, *jobs)
    current = [one for one in rows("confirmation").values() if one["superseded_at"] is None]
    assert len(current) <= 1
