"""Ratings that stand on paper: who copies them, naming whom; and ratings that were wrong."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.base.prose import Prose, Words
from lms.competencies import access, known, raters, rating, reviewing
from lms.competencies.models import Rating
from lms.competencies.rating import Judgement
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Role
from lms.progress.models import Meaning, SignOff
from tests.cast import Cast, actor, person
from tests.competencies.rated import judged, led_by, lines, opened, rate, told
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
TODAY, A_DAY = date(2026, 3, 4), timedelta(days=1)
KEY = "assessment"
THEN = TODAY - 20 * A_DAY
WHY, CLIENT = Words("It was another week."), Words("As with A012 345 678.")
COPIES = "Only the training officer of the person’s office copies ratings from paper"


def copied(officer: Actor, cast: Cast, level: int = 2, on: date = THEN) -> Rating:
    """What the supervisor wrote on a form."""
    found = rating.record(officer, cast.learner, cast.supervisor.id, KEY, judged(level, on))
    db.session.commit()
    return found


def level(cast: Cast) -> int | None:
    """What holds for the learner."""
    return known.of(cast.learner.id, TODAY).levels.get(KEY)


def test_the_officer_copies_it_and_names_who_made_it(cast: Cast, officer: Actor) -> None:
    found = copied(officer, cast)
    assert (found.rater_id, found.recorder_id) == (cast.supervisor.id, officer.id)
    assert (found.by_self, found.on, level(cast)) == (False, THEN, 2)
    signed = db.session.get_one(SignOff, found.sign_off_id)
    assert (signed.meaning, signed.signer_id, signed.on) == (Meaning.RECORDED, officer.id, THEN)
    comment = db.session.get_one(Prose, found.comment_id)
    assert verbs(cast.learner.id)[-1] == "rating-recorded"
    assert told(cast.learner, "rating-recorded") == [{
        "rating": found.id, "competency": KEY, "level": 2, "on": THEN.isoformat(),
        "by_self": False, "comment": comment.digest, "rater": cast.supervisor.id,
    }]  # fmt: skip
    (line,) = lines(actor(cast.supervisor), cast.learner)
    assert (line.rater, line.recorder) == ("Daniel Okafor", "Priya Raman")


def test_the_same_again_is_that_rating(cast: Cast, officer: Actor, boss: Actor) -> None:
    found = copied(officer, cast)
    with nothing_changes():
        assert copied(officer, cast) is found
    mine = rating.give(boss, cast.learner, KEY, judged(2, THEN))
    assert mine is not found, "what the supervisor says here is their own word"
    assert copied(officer, cast, 3) is not found


@pytest.mark.parametrize("who", ["learner", "colleague", "supervisor", "other_supervisor",
                                 "other_officer", "administrator", "auditor"])  # fmt: skip
def test_nobody_else_copies(cast: Cast, who: str) -> None:
    with refused(COPIES):
        copied(actor(cast.people()[who]), cast)


def test_an_officer_copies_nothing_about_themselves(cast: Cast, officer: Actor) -> None:
    with refused(COPIES):
        rating.record(officer, cast.officer, cast.supervisor.id, KEY, judged(2, THEN))


def test_nobody_rated_themselves_on_paper(cast: Cast, officer: Actor) -> None:
    with refused("Nobody rates themselves", "rater"):
        rating.record(officer, cast.learner, cast.learner.id, KEY, judged(2, THEN))


@pytest.mark.parametrize("who", ["colleague", "other_supervisor", "other_officer", "auditor"])
def test_only_who_led_them_can_have_rated(cast: Cast, officer: Actor, who: str) -> None:
    with refused(".", "rater"):
        rating.record(officer, cast.learner, cast.people()[who].id, KEY, judged(2, THEN))
    with refused(".", "rater"):
        rating.record(officer, cast.learner, 2**31 - 1, KEY, judged(2, THEN))


def names(cast: Cast) -> list[str]:
    """Who can have made a rating of the learner."""
    return [name for _, name in raters.of(cast.learner.id)]


def test_whoever_led_them_and_the_officers_can_have_rated(cast: Cast) -> None:
    assert names(cast) == ["Daniel Okafor", "Priya Raman"]
    led_by(cast, cast.other_supervisor)
    people.grant(person("Asta Berg"), Role.TRAINING_OFFICER)
    people.grant(cast.learner, Role.TRAINING_OFFICER, cast.office)
    db.session.commit()
    assert names(cast) == ["Asta Berg", "Daniel Okafor", "Ingrid Moe", "Priya Raman"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (judged(2, TODAY + A_DAY), "on"), (judged(7, THEN), "level"),
        (judged(2, THEN, basis=()), "basis"), (judged(3, THEN, behaviours=()), "behaviours"),
        (judged(2, THEN, comment=Words()), "comment"), (judged(2, THEN, evidence=(7,)), "evidence"),
    ],
)  # fmt: skip
def test_paper_needs_the_same_grounds(
    cast: Cast, officer: Actor, said: Judgement, field: str
) -> None:
    with refused(".", field):
        rating.record(officer, cast.learner, cast.supervisor.id, KEY, said)


def test_nobody_copies_a_client_or_what_does_not_exist(cast: Cast, officer: Actor) -> None:
    boss = cast.supervisor.id
    with refused("A-number"):
        rating.record(officer, cast.learner, boss, KEY, judged(2, THEN, comment=CLIENT))
    with nothing_changes(), pytest.raises(NotFound):
        rating.record(officer, cast.learner, boss, "cooking", judged(2, THEN))


def test_an_old_paper_does_not_outdo_what_was_seen_since(
    cast: Cast, officer: Actor, boss: Actor
) -> None:
    rate(boss, cast.learner, level=3)
    copied(officer, cast, 1)
    assert level(cast) == 3
    copied(officer, cast, 2, TODAY)
    assert level(cast) == 2


# What was wrong counts no more, and stays to be seen.


def test_taken_back_it_counts_no_more_and_stays(cast: Cast, boss: Actor, me: Actor) -> None:
    found = rate(boss, cast.learner)
    rating.take_back(boss, found, WHY)
    assert level(cast) is None
    reason = db.session.get_one(Prose, found.reason_id)
    assert verbs(cast.learner.id)[-1] == "rating-taken-back"
    assert told(cast.learner, "rating-taken-back") == [
        {"rating": found.id, "competency": KEY, "reason": reason.digest}
    ]
    for reader in (me, boss, actor(cast.officer), actor(cast.auditor)):
        (line,) = lines(reader, cast.learner)
        assert (line.level, line.taken_back_by) == (2, "Daniel Okafor")
        assert line.reason == "<p>It was another week.</p>"
        assert line.taken_back_at == found.taken_back_at


def test_a_second_time_changes_nothing(cast: Cast, boss: Actor, officer: Actor) -> None:
    found = copied(officer, cast)
    rating.take_back(boss, found, WHY)
    db.session.commit()
    with nothing_changes():
        rating.take_back(boss, found, WHY)
        rating.take_back(boss, found, Words("In other words."))
        rating.take_back(officer, found, Words())


def test_it_takes_a_reason_without_a_client(cast: Cast, boss: Actor) -> None:
    found = rate(boss, cast.learner)
    for words in (Words(), Words(" \n ")):
        with refused("Say why", "reason"):
            rating.take_back(boss, found, words)
    with refused("A-number"):
        rating.take_back(boss, found, CLIENT)


def test_only_whoever_gave_or_copied_it_takes_it_back(cast: Cast, officer: Actor) -> None:
    found = copied(officer, cast)
    for part in cast.people().keys() - {"supervisor", "officer"}:
        with refused("Only whoever gave this rating"):
            rating.take_back(actor(cast.people()[part]), found, WHY)
    rating.take_back(officer, found, WHY)
    assert level(cast) is None


def test_who_leads_no_longer_takes_back_their_own(cast: Cast, boss: Actor) -> None:
    found = rate(boss, cast.learner)
    led_by(cast, cast.other_supervisor)
    with refused("Only whoever gave this rating"):
        rating.take_back(actor(cast.other_supervisor), found, WHY)
    rating.take_back(boss, found, WHY)
    assert level(cast) is None


def test_people_take_back_how_they_rated_themselves(cast: Cast, me: Actor, boss: Actor) -> None:
    found = rating.give(me, cast.learner, KEY, Judgement(3, TODAY))
    with refused("Only whoever gave this rating"):
        rating.take_back(boss, found, WHY)
    rating.take_back(me, found, WHY)
    assert lines(me, cast.learner)[0].taken_back_by == "Marisol Vega"


def test_what_is_being_made_is_changed_instead(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(28 * A_DAY)
    made = reviewing.say(me, opened(cast.learner, me), KEY, Judgement(2, TODAY), 0)
    with refused("still being made"):
        rating.take_back(me, made, WHY)


def test_the_same_is_said_anew_after_it_was_taken_back(
    cast: Cast, boss: Actor, officer: Actor
) -> None:
    first = rate(boss, cast.learner)
    rating.take_back(boss, first, WHY)
    assert rate(boss, cast.learner) is not first
    paper = copied(officer, cast)
    rating.take_back(officer, paper, WHY)
    assert copied(officer, cast) is not paper


def test_whose_rating_a_page_lets_be_taken_back(cast: Cast, boss: Actor, officer: Actor) -> None:
    found = copied(officer, cast)
    for who in (boss, officer):
        assert access.rating_to_take_back(who, found.id) is found
    for part in ("learner", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            access.rating_to_take_back(actor(cast.people()[part]), found.id)
    for part in ("colleague", "other_supervisor", "other_officer"):
        with pytest.raises(NotFound):
            access.rating_to_take_back(actor(cast.people()[part]), found.id)
    with pytest.raises(NotFound):
        access.rating_to_take_back(boss, 2**31 - 1)
