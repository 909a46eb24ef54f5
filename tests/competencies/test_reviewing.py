"""A review: the person rates themselves, the supervisor rates and signs, the person answers."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base import events
from lms.base.db import db
from lms.base.errors import NotFound, WrittenElsewhere
from lms.base.prose import Prose, Words
from lms.competencies import known, ratings, reviewing
from lms.competencies.cycle import PATIENCE, Opened, Stage
from lms.competencies.models import CompetencyReview, Rating
from lms.competencies.rating import Judgement
from lms.people.actor import Actor
from lms.progress import access, reviews
from lms.progress.models import RATING, Meaning, Outcome, Review, SignOff
from tests.cast import Cast, actor
from tests.competencies.rated import judged, led_by, opened, rated, self_rated, told
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
A_DAY, KEY = timedelta(days=1), "assessment"
OPENS, READY = date(2026, 4, 1), date(2026, 4, 8)
LEADS = "Only the present supervisor can rate this person"
CLIENT, THANKS = Words("As with A012 345 678."), Words("Thank you. I see the second otherwise.")
STRANGERS = (
    "colleague", "other_supervisor", "other_officer", "administrator", "auditor", "officer",
)  # fmt: skip
Verb = Callable[[Actor, Opened], object]


@pytest.fixture(autouse=True)
def today(noon: time_machine.Traveller) -> time_machine.Traveller:
    """It is the thirtieth day."""
    noon.shift(28 * A_DAY)
    return noon


def said(me: Actor, cast: Cast, level: int = 2, version: int = 0, **more: object) -> Rating:
    """The learner says how an assessment goes; kept."""
    on = Judgement(level, me.today, **more)  # type: ignore[arg-type]  # as its fields are
    found = reviewing.say(me, opened(cast.learner, me), KEY, on, version)
    db.session.commit()
    return found


def row(cast: Cast) -> CompetencyReview:
    """The only review that was begun."""
    return db.session.scalars(select(CompetencyReview).filter_by(person_id=cast.learner.id)).one()


def stage(cast: Cast, reader: Actor) -> Stage:
    return opened(cast.learner, reader).stage


def approval(cast: Cast) -> Review:
    """What waited for the supervisor, or waits."""
    found = reviews.newest(RATING, row(cast).id)
    assert found is not None
    return found


# Saying.


def test_the_first_word_begins_the_review(cast: Cast, me: Actor) -> None:
    assert opened(cast.learner, me).row is None
    found = said(me, cast, comment=Words("Two of them."))
    assert (found.by_self, found.given_at, found.version) == (True, None, 1)
    assert (row(cast).id, row(cast).day, stage(cast, me)) == (found.review_id, 30, Stage.OPEN)
    assert verbs(me.id)[-1] == "review-begun", "nothing was given yet"
    assert ratings.made(row(cast).id, me.id) == {KEY: found}


def test_what_was_said_is_said_anew(cast: Cast, me: Actor) -> None:
    first = said(me, cast, 2, comment=Words("Two of them."))
    comment = first.comment_id
    again = said(me, cast, 3, version=1, comment=Words("Three of them."))
    assert (again.id, again.level, again.version, again.comment_id) == (first.id, 3, 2, comment)
    assert db.session.get_one(Prose, comment).text == "Three of them."
    said(me, cast, 3, version=2)
    assert db.session.get_one(Prose, comment).text == ""
    assert verbs(me.id).count("review-begun") == 1


@pytest.mark.parametrize("version", [0, 2, -1])
def test_another_window_saved_meanwhile(cast: Cast, me: Actor, version: int) -> None:
    said(me, cast)
    with nothing_changes(), pytest.raises(WrittenElsewhere):
        said(me, cast, 4, version=version)
    db.session.rollback()


def test_what_is_said_has_to_hold_up(cast: Cast, me: Actor) -> None:
    found = opened(cast.learner, me)
    for wrong, field in ((Judgement(5, me.today), "level"), (Judgement(2, OPENS + A_DAY), "on")):
        with refused(".", field):
            reviewing.say(me, found, KEY, wrong, 0)
    with refused("A-number"):
        reviewing.say(me, found, KEY, Judgement(2, me.today, comment=CLIENT), 0)
    with pytest.raises(NotFound):
        reviewing.say(me, found, "cooking", Judgement(2, me.today), 0)


def test_a_supervisor_needs_grounds_here_too(cast: Cast, me: Actor, boss: Actor) -> None:
    found = self_rated(me, cast.learner)
    with refused("Say how you know it", "basis"):
        reviewing.say(boss, found, KEY, judged(2, boss.today, basis=()), 0)
    with refused("does not count any more", "evidence"):
        reviewing.say(boss, found, KEY, judged(2, boss.today, evidence=(1,)), 0)


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_has_a_say(cast: Cast, me: Actor, who: str) -> None:
    found, stranger = self_rated(me, cast.learner), actor(cast.people()[who])
    with refused(LEADS):
        reviewing.say(stranger, found, KEY, judged(2, stranger.today), 0)
    with refused(LEADS):
        reviewing.finish(stranger, found)
    for verb in (reviewing.finish_own, reviewing.take_up):
        with refused("Only the person of this review"):
            verb(stranger, found)
    with refused("Only the person of this review"):
        reviewing.acknowledge(stranger, found, THANKS)


# The person finishes, and goes on.


def test_finished_it_waits_for_the_supervisor(cast: Cast, me: Actor, boss: Actor) -> None:
    found = self_rated(me, cast.learner)
    assert (stage(cast, me), found.row and found.row.self_rated_at) == (
        Stage.SELF_RATED, row(cast).self_rated_at,
    )  # fmt: skip
    assert [access.count_waiting(who) for who in (boss, actor(cast.officer), me)] == [1, 0, 0]
    waits = approval(cast)
    assert (waits.title, waits.signers, waits.proposed_on) == (
        "30-day review", "supervisor", OPENS,
    )  # fmt: skip
    assert verbs(me.id)[-3:] == ["rating-given", "rating-given", "review-self-rated"]
    (line,) = told(cast.learner, "review-self-rated")
    assert line == {"cycle": row(cast).id, "review": waits.id, "ratings": 2}
    with nothing_changes():
        reviewing.finish_own(me, opened(cast.learner, me))


def test_one_rating_at_least(cast: Cast, me: Actor, boss: Actor) -> None:
    with refused("Rate one competency at least"):
        reviewing.finish_own(me, opened(cast.learner, me))
    found = self_rated(me, cast.learner)
    with refused("Rate one competency at least"):
        reviewing.finish(boss, found)


def test_finished_it_is_not_changed_unless_taken_up(cast: Cast, me: Actor, boss: Actor) -> None:
    self_rated(me, cast.learner)
    with refused("Take it up again"):
        said(me, cast, 4, version=1)
    reviewing.take_up(me, opened(cast.learner, me))
    db.session.commit()
    assert (stage(cast, me), access.count_waiting(boss)) == (Stage.OPEN, 0)
    assert approval(cast).outcome == Outcome.WITHDRAWN
    assert verbs(me.id)[-1] == "review-taken-up"
    with nothing_changes():
        reviewing.take_up(me, opened(cast.learner, me))
    with refused("The person rates first"):
        reviewing.say(boss, opened(cast.learner, boss), KEY, judged(2, boss.today), 0)
    said(me, cast, 4, version=1)
    reviewing.finish_own(me, opened(cast.learner, me))
    assert ratings.levels([me.id], by_self=True, settled=False)[me.id][KEY].level == 4
    assert access.count_waiting(boss) == 1


# The supervisor rates.


@pytest.mark.parametrize("verb", ["say", "finish"])
def test_the_supervisor_waits_as_long_as_asked(
    cast: Cast, boss: Actor, today: time_machine.Traveller, verb: str
) -> None:
    found = opened(cast.learner, boss)
    assert found.ready_on == READY == OPENS + PATIENCE
    today.shift(6 * A_DAY)
    with refused("The person rates first; from Wed, Apr 8 on"):
        if verb == "say":
            reviewing.say(boss, found, KEY, judged(2, boss.today), 0)
        else:
            reviewing.finish(boss, found)
    today.shift(A_DAY)
    assert rated(boss, cast.learner).stage is Stage.RATED


def test_finishing_signs_and_closes(cast: Cast, me: Actor, boss: Actor) -> None:
    self_rated(me, cast.learner)
    rated(boss, cast.learner, assessment=3, ethics=1)
    found, signed = row(cast), db.session.get_one(SignOff, row(cast).sign_off_id)
    assert (found.rated_by, stage(cast, me)) == (boss.id, Stage.RATED)
    assert (signed.meaning, signed.signer_id, signed.on) == (Meaning.RATED, boss.id, OPENS)
    assert signed.review_id == approval(cast).id
    assert (approval(cast).outcome, approval(cast).decided_by) == (Outcome.ACCEPTED, boss.id)
    assert access.count_waiting(boss) == 0
    assert known.of(me.id, OPENS).levels == {KEY: 3, "ethics": 1}
    (line,) = told(cast.learner, "review-rated")
    assert line == {
        "cycle": found.id, "sign_off": signed.id, "content": signed.content_digest, "ratings": 2,
    }  # fmt: skip
    with nothing_changes():
        reviewing.finish(boss, opened(cast.learner, boss))


def test_the_signature_stands_for_every_rating(cast: Cast, me: Actor, boss: Actor) -> None:
    self_rated(me, cast.learner)
    rated(boss, cast.learner, assessment=3, ethics=1)
    given = ratings.of_review(row(cast).id)[False]
    assert {one.sign_off_id for one in given.values()} == {row(cast).sign_off_id}
    stated = [{
        "rating": one.id, "competency": one.competency_key, "framework": one.framework_id,
        "level": one.level, "on": "2026-04-01", "rater": boss.id, "basis": ["observed"],
        "behaviours": [0], "evidence": [],
        "comment": db.session.get_one(Prose, one.comment_id).digest,
    } for one in given.values()]  # fmt: skip
    whole = events.canonical({"ratings": stated}).encode()
    signed = db.session.get_one(SignOff, row(cast).sign_off_id)
    assert signed.content_digest == hashlib.sha256(whole).hexdigest()


def test_rated_nothing_in_it_changes(cast: Cast, me: Actor, boss: Actor) -> None:
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    closed = "This review was finished meanwhile"
    found = opened(cast.learner, boss)
    with refused(closed):
        reviewing.say(boss, found, KEY, judged(4, boss.today), 0)
    with refused(closed):
        reviewing.take_up(me, found)
    led_by(cast, cast.other_supervisor)
    with refused(closed):
        reviewing.finish(actor(cast.other_supervisor), found)


def test_who_did_not_rate_in_time_rates_no_more(
    cast: Cast, me: Actor, boss: Actor, today: time_machine.Traveller
) -> None:
    said(me, cast)
    today.shift(7 * A_DAY)
    rated(boss, cast.learner)
    for verb in (reviewing.finish_own, reviewing.take_up):
        with refused("This review was finished meanwhile"):
            verb(me, opened(cast.learner, me))
    with refused("This review was finished meanwhile"):
        said(me, cast, 4, version=1)
    reviewing.acknowledge(me, opened(cast.learner, me), Words())
    assert stage(cast, me) is Stage.ACKNOWLEDGED
