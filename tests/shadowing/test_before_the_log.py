"""What was attested before there was a log stays valid, counts with entries, and never too much."""

from datetime import date

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress import rules
from lms.progress.models import Meaning, Review
from lms.progress.standing import State as Standing
from lms.progress.work import Work
from lms.shadowing import decisions, sending
from lms.signoff import decisions as signoff
from lms.signoff import drafts
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing
from lms.signoff.rules import submit
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.progress.playing import send, sign
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    CLOSE_OUT,
    accepted,
    begun,
    places,
    returned,
    review_of,
    sent,
    stands,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")
ON = Statement(Meaning.OBSERVED, date(2026, 3, 3))


def sent_before(me: Actor, work: Work, key: str = ASSESSMENTS) -> Review:
    """What was begun and sent before observations were logged."""
    held = rules.lock(work)
    drafts.begin(me, held, held.tasks[key])
    review = send(me, work, key)
    db.session.commit()
    return review


def test_one_from_before_and_one_entry_close_a_task(cast: Cast, me: Actor, boss: Actor) -> None:
    review = sent_before(me, cast.work)
    entry = sent(me)
    assert stands(cast.work) == (Standing.SUBMITTED, 0, 2)
    sign(boss, cast.work, review)
    decisions.accept(boss, review_of(entry), Words())
    assert stands(cast.work) == (Standing.DONE, 2, 0)
    shown = works.signatures(cast.work.id)[ASSESSMENTS]
    assert [row.entry_id for row in shown] == [None, entry.id]
    decisions.reopen(boss, entry, Words("This was an intake."))
    assert stands(cast.work) == (Standing.RETURNED, 1, 0)


def test_what_was_attested_without_an_entry_counts(cast: Cast, me: Actor, boss: Actor) -> None:
    signoff.record(boss, cast.work, ASSESSMENTS, ON)
    with nothing_changes():
        signoff.record(boss, cast.work, ASSESSMENTS, ON)
    accepted(me, boss)
    assert stands(cast.work) == (Standing.DONE, 2, 0)
    late = begun(me, tasks=places(cast.work, ASSESSMENTS))
    with refused("has all it asks for", "tasks"):
        sending.send(me, late, writing(late, tasks=places(cast.work, ASSESSMENTS)))


def test_together_never_more_than_is_asked(cast: Cast, me: Actor, boss: Actor) -> None:
    accepted(me, boss)
    sent(me)
    with refused("waits for an answer or has been signed"):
        signoff.record(boss, cast.work, ASSESSMENTS, ON)
    held = rules.lock(cast.work)
    drafts.begin(me, held, held.tasks[ASSESSMENTS])
    with refused("waits for an answer or has been signed"):
        send(me, cast.work, ASSESSMENTS)


def test_what_came_back_before_waits_no_more_where_entries_took_its_place(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    """A return, or a reopening, is not taken back into a task that has all it asks for."""
    returned_then = sent_before(me, cast.work)
    signoff.give_back(boss, returned_then, cast.work, "Which day was it?")
    first, second = accepted(me, boss), sent(me)
    with refused("Entries of the log count for this already"):
        signoff.take_up(boss, returned_then, cast.work)
    decisions.accept(boss, review_of(second), Words())
    decisions.reopen(boss, first, Words("This was an intake."))
    signoff.take_up(boss, returned_then, cast.work)
    assert stands(cast.work)[1:] == (1, 1)
    back = review_of(first).id
    with refused("has all it asks for", "tasks"):
        sending.send(me, first, writing(first))
    assert review_of(first).id == back


def test_a_reopened_signature_is_not_restored_beside_entries(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    sign(boss, cast.work, sent_before(me, cast.work, CLOSE_OUT))
    signoff.reopen(boss, cast.work, CLOSE_OUT, "Which day was it?")
    reopened = works_reviews(cast.work, CLOSE_OUT)[-1]
    texts = dict.fromkeys(range(3), "With thanks.")
    accepted(me, boss, activity="close-out", texts=texts)
    assert stands(cast.work, CLOSE_OUT)[1] == 1
    with refused("Entries of the log count for this already"):
        signoff.take_up(boss, reopened, cast.work)


def works_reviews(work: Work, key: str) -> list[Review]:
    """All reviews of a task, oldest first."""
    mine = select(Review).filter_by(enrollment_id=work.id, task_key=key).order_by(Review.id)
    return list(db.session.scalars(mine))


def test_new_observations_are_logged(cast: Cast, me: Actor) -> None:
    for key in (ASSESSMENTS, CLOSE_OUT, CASE_NOTE):
        texts = ["With thanks."] * len(cast.work.tasks[key].prompts)
        with refused("What you observe is logged"):
            submit(me, cast.work, key, Writing(texts, 0, ON.on))


def test_entries_are_reopened_one_by_one(cast: Cast, me: Actor, boss: Actor) -> None:
    accepted(me, boss)
    with refused("Reopen the entry"):
        signoff.reopen(boss, cast.work, ASSESSMENTS, "Not enough.")


def test_a_waiver_ends_what_is_asked_and_leaves_what_was_sent(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    waiting, back = sent(me), returned(me, boss)
    waiver = signoff.waive(boss, cast.work, ASSESSMENTS, "Done in Boise last year.")
    assert stands(cast.work)[0] == Standing.WAIVED
    with refused("has all it asks for", "tasks"):
        sending.send(me, back, writing(back))
    decisions.accept(boss, review_of(waiting), Words())
    assert stands(cast.work)[:2] == (Standing.WAIVED, 1)
    signoff.revoke(boss, cast.work, ASSESSMENTS, waiver.id, "It was another office’s form.")
    assert stands(cast.work)[:2] == (Standing.RETURNED, 1)
    sending.send(me, back, writing(back))
    assert stands(cast.work) == (Standing.SUBMITTED, 1, 1)
