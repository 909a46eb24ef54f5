"""A rating names its day, its grounds and whoever made it; it is signed and never written over."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.base import events
from lms.base.db import db
from lms.base.errors import NotFound
from lms.base.prose import Prose, Words
from lms.competencies import known, rating
from lms.competencies.framework import present
from lms.competencies.models import Basis, Rating
from lms.competencies.rating import MOST_EVIDENCE, Judgement
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.models import Meaning, SignOff
from tests.cast import Cast, actor
from tests.competencies.framed import published
from tests.competencies.rated import (
    SAID,
    facts,
    judged,
    led_by,
    lines,
    rate,
    talked,
    tick,
    told,
)
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
TODAY, A_DAY = date(2026, 3, 4), timedelta(days=1)
KEY = "assessment"
LEADS = "Only the present supervisor can rate this person"
CLIENT = Words("As with A012 345 678.")


def signature(found: Rating) -> SignOff:
    """The one behind a rating."""
    return db.session.get_one(SignOff, found.sign_off_id)


def count() -> int:
    """How many ratings there are of everybody."""
    return db.session.scalar(select(func.count()).select_from(Rating)) or 0


def test_the_supervisor_rates(cast: Cast, boss: Actor) -> None:
    found = rate(boss, cast.learner, level=3, behaviours=(2, 0, 2), basis=("record", "observed"))
    assert (found.person_id, found.rater_id, found.by_self) == (cast.learner.id, boss.id, False)
    assert (found.competency_key, found.level, found.on) == (KEY, 3, TODAY)
    assert (found.basis, found.behaviours) == (["observed", "record"], [0, 2])
    assert (found.framework_id, found.recorder_id, found.review_id) == (present().id, None, None)
    assert found.given_at is not None
    assert known.of(cast.learner.id, TODAY).levels == {KEY: 3}
    (line,) = lines(boss, cast.learner)
    assert (line.rater, line.recorder, line.comment) == (
        "Daniel Okafor", None, "<p>I saw it on two visits.</p>",
    )  # fmt: skip


def test_it_is_signed_exactly_as_it_stands(cast: Cast, boss: Actor) -> None:
    found = rate(boss, cast.learner, level=3)
    signed = signature(found)
    assert (signed.meaning, signed.signer_id, signed.person_id) == (
        Meaning.RATED, boss.id, cast.learner.id,
    )  # fmt: skip
    assert (signed.on, signed.enrollment_id, signed.review_id) == (TODAY, None, None)
    comment = db.session.get_one(Prose, found.comment_id)
    stated = {
        "rating": found.id, "competency": KEY, "framework": present().id, "level": 3,
        "on": "2026-03-04", "rater": boss.id, "basis": ["observed"], "behaviours": [0],
        "evidence": [], "comment": comment.digest,
    }  # fmt: skip
    whole = events.canonical({"ratings": [stated]}).encode()
    assert signed.content_digest == hashlib.sha256(whole).hexdigest()


def test_the_record_says_so_without_a_word(cast: Cast, boss: Actor) -> None:
    found = rate(boss, cast.learner)
    comment = db.session.get_one(Prose, found.comment_id)
    assert verbs(cast.learner.id)[-1] == "rating-given"
    assert told(cast.learner, "rating-given") == [{
        "rating": found.id, "competency": KEY, "level": 2, "on": "2026-03-04", "by_self": False,
        "comment": comment.digest,
    }]  # fmt: skip


@pytest.mark.parametrize("gone", ["none", "deactivated"])
def test_the_officer_rates_where_nobody_leads(cast: Cast, officer: Actor, gone: str) -> None:
    if gone == "none":
        led_by(cast, None)
    else:
        people.deactivate(cast.supervisor, actor_id=None)
        db.session.commit()
    assert rate(officer, cast.learner).rater_id == officer.id
    assert known.of(cast.learner.id, TODAY).levels == {KEY: 2}


@pytest.mark.parametrize("who", ["colleague", "other_supervisor", "other_officer", "auditor",
                                 "administrator", "officer"])  # fmt: skip
def test_nobody_else_rates(cast: Cast, who: str) -> None:
    with refused(LEADS):
        rating.give(actor(cast.people()[who]), cast.learner, KEY, judged(2, TODAY))


def test_a_supervisor_of_before_rates_no_longer(cast: Cast, boss: Actor) -> None:
    led_by(cast, cast.other_supervisor)
    with refused(LEADS):
        rating.give(boss, cast.learner, KEY, judged(2, TODAY))
    assert rate(actor(cast.other_supervisor), cast.learner).level == 2


def test_nobody_rates_who_left(cast: Cast, boss: Actor, officer: Actor) -> None:
    people.deactivate(cast.learner, actor_id=None)
    for who in (boss, officer):
        with refused(LEADS):
            rating.give(who, cast.learner, KEY, judged(2, TODAY))


def test_people_rate_themselves_without_a_signature(cast: Cast, me: Actor) -> None:
    talked(actor(cast.supervisor), cast.work, "icm-orientation")
    said = judged(4, TODAY, evidence=tuple(facts(cast.learner)))
    found = rating.give(me, cast.learner, KEY, said)
    assert (found.by_self, found.rater_id, found.sign_off_id) == (True, me.id, None)
    assert (found.basis, found.behaviours, found.evidence) == ([], [], [])
    assert told(cast.learner, "rating-given")[-1]["by_self"] is True
    assert known.of(cast.learner.id, TODAY).levels == {}


def test_whoever_rates_themselves_is_no_supervisor(cast: Cast, officer: Actor) -> None:
    """The officer leads whoever has no supervisor, and has none: but nobody leads themselves."""
    found = rating.give(officer, cast.officer, KEY, judged(4, TODAY))
    assert (found.by_self, found.sign_off_id) == (True, None)
    assert known.of(officer.id, TODAY).levels == {}
    with refused("Nobody rates themselves as a supervisor"):
        rating.sign(officer, officer.id, [found], Meaning.RATED, TODAY)


def test_only_what_the_framework_has_now_is_rated(cast: Cast, boss: Actor, me: Actor) -> None:
    for who, key in ((boss, "cooking"), (me, "cooking"), (boss, "")):
        with nothing_changes(), pytest.raises(NotFound):
            rating.give(who, cast.learner, key, judged(2, TODAY))
    rate(boss, cast.learner)
    published(lambda one: replace(one, domains=one.domains[:1]))
    with pytest.raises(NotFound):
        rating.give(boss, cast.learner, KEY, judged(3, TODAY))
    assert len(lines(boss, cast.learner)) == 1, "what was rated stays"
    assert rate(boss, cast.learner, "ethics").framework_id == present().id


@pytest.mark.parametrize("level", [-1, 5, 99])
def test_there_is_no_such_level(cast: Cast, boss: Actor, me: Actor, level: int) -> None:
    for who in (boss, me):
        with refused("Choose one of the levels", "level"):
            rating.give(who, cast.learner, KEY, judged(level, TODAY))


@pytest.mark.parametrize("on", [TODAY + A_DAY, date(1999, 12, 31), date(2206, 3, 4)])
def test_no_day_to_come_and_none_of_long_ago(cast: Cast, boss: Actor, me: Actor, on: date) -> None:
    for who in (boss, me):
        with refused("it cannot be to come", "on"):
            rating.give(who, cast.learner, KEY, judged(2, on))


def test_a_day_that_was(cast: Cast, boss: Actor) -> None:
    for on in (date(2000, 1, 1), TODAY - A_DAY, TODAY):
        assert rating.give(boss, cast.learner, KEY, judged(2, on)).on == on


@pytest.mark.parametrize(
    ("level", "more", "why", "field"),
    [
        (1, {"basis": ()}, "Say how you know it", "basis"),
        (2, {"basis": ("hearsay",)}, "Choose from the list how you know it", "basis"),
        (0, {"basis": ("hearsay",)}, "Choose from the list how you know it", "basis"),
        (1, {"comment": Words(" \n")}, "Choose what it rests on", "comment"),
        (1, {"behaviours": (4,)}, "Choose the behaviors from the list", "behaviours"),
        (1, {"behaviours": (-1,)}, "Choose the behaviors from the list", "behaviours"),
        (3, {"behaviours": ()}, "say which behaviors you have seen", "behaviours"),
        (4, {"behaviours": ()}, "say which behaviors you have seen", "behaviours"),
        (3, {"basis": (Basis.TEST,)}, "A quiz or reading alone", "basis"),
        (4, {"basis": (Basis.TEST, Basis.TEST)}, "A quiz or reading alone", "basis"),
    ],
)  # fmt: skip
def test_a_judgement_needs_grounds(
    cast: Cast, boss: Actor, level: int, more: dict[str, object], why: str, field: str
) -> None:
    with refused(why, field):
        rating.give(boss, cast.learner, KEY, judged(level, TODAY, **more))


@pytest.mark.parametrize(
    ("level", "more"),
    [
        (0, {"basis": (), "behaviours": (), "comment": Words()}),
        (1, {"behaviours": ()}),
        (2, {"basis": (Basis.TEST,), "behaviours": ()}),
        (3, {"basis": (Basis.TEST, Basis.DISCUSSED)}),
        (4, {"behaviours": (0, 1, 2, 3)}),
    ],
)
def test_grounds_that_will_do(cast: Cast, boss: Actor, level: int, more: dict[str, object]) -> None:
    assert rating.give(boss, cast.learner, KEY, judged(level, TODAY, **more)).level == level


def test_evidence_will_do_in_the_place_of_words(cast: Cast, boss: Actor, me: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    listed = facts(cast.learner)
    found = rate(boss, cast.learner, evidence=(*listed, listed[0]), comment=Words())
    assert (found.evidence, found.comment_id) == (listed, None)


def test_evidence_counts_now_and_is_the_persons_own(cast: Cast, boss: Actor, me: Actor) -> None:
    tick(me, cast.work, "nasw-code", "client-boundaries")
    gone = facts(cast.learner)
    rules.untick(me, cast.work, "nasw-code")
    still = facts(cast.learner)
    talked(boss, cast.work, "icm-orientation")
    for who, evidence in (
        (cast.learner, gone), (cast.colleague, still), (cast.learner, [2**31 - 1]),
        (cast.learner, [*still, 0]),
    ):  # fmt: skip
        with refused("does not count any more", "evidence"):
            rating.give(boss, who, KEY, judged(2, TODAY, evidence=tuple(evidence)))
    assert rate(boss, cast.learner, evidence=tuple(still)).evidence == still


def test_fifty_pieces_of_evidence_are_enough(cast: Cast, boss: Actor) -> None:
    with refused(f"Choose {MOST_EVIDENCE} at most", "evidence"):
        rating.give(boss, cast.learner, KEY, judged(2, TODAY, evidence=tuple(range(1, 52))))


def test_no_client_is_named(cast: Cast, boss: Actor, me: Actor) -> None:
    for who in (boss, me):
        with refused("A-number"):
            rating.give(who, cast.learner, KEY, judged(2, TODAY, comment=CLIENT))


def test_the_same_again_is_that_rating(cast: Cast, boss: Actor, me: Actor) -> None:
    for who, said in (
        (boss, judged(3, TODAY)), (me, Judgement(3, TODAY)), (boss, judged(0, TODAY, basis=())),
        (me, Judgement(2, TODAY, comment=SAID)),
    ):  # fmt: skip
        found = rating.give(who, cast.learner, KEY, said)
        db.session.commit()
        with nothing_changes():
            assert rating.give(who, cast.learner, KEY, said) is found
    assert count() == 4


@pytest.mark.parametrize(
    "other",
    [
        judged(4, TODAY), judged(3, TODAY - A_DAY), judged(3, TODAY, basis=(Basis.RECORD,)),
        judged(3, TODAY, behaviours=(1,)), judged(3, TODAY, comment=Words("In other words.")),
    ],
)  # fmt: skip
def test_anything_else_stands_beside_it(cast: Cast, boss: Actor, other: Judgement) -> None:
    """Nothing is written over: a rating of March can be read in June as it was in March."""
    first = rate(boss, cast.learner, level=3)
    before = lines(boss, cast.learner)
    assert rating.give(boss, cast.learner, KEY, other) is not first
    assert before[0] in lines(boss, cast.learner)
    assert count() == 2
    rate(boss, cast.learner, level=3)
    again = 3 if other.on == TODAY else 2  # of another day, it is the first that came twice
    assert count() == again, "what is said once more after something else of the day is new"


def test_each_competency_and_each_person_has_its_own(cast: Cast, boss: Actor) -> None:
    rate(boss, cast.learner)
    rate(boss, cast.learner, "ethics")
    rate(boss, cast.colleague)
    assert count() == 3
