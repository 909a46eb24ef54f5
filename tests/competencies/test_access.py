"""Who may open what: each of the cast, with a supervisor, without one, and once somebody left."""

from collections.abc import Callable

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.base.prose import Words
from lms.competencies import access, rating
from lms.competencies.access import Sight, sight
from lms.competencies.rating import Judgement
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import reviews
from lms.progress.access import person_to_lead, person_to_see
from lms.progress.models import RATING
from tests.cast import Cast, actor, posted
from tests.competencies.framed import INCIDENT, grant
from tests.competencies.framed import stands as standing
from tests.competencies.rated import led_by, lines, rate, rated, self_rated
from tests.conftest import NOON
from tests.progress.playing import send

Open = Callable[[Actor, int], Person]
SEE, RATE = person_to_see, access.person_to_rate
GRANT, SUSPEND, PAPER = access.person_to_grant, person_to_lead, access.person_on_paper
DOORS = (SEE, RATE, GRANT, SUSPEND, PAPER)
STRANGERS = {"colleague", "other_supervisor", "other_officer"}
LOOK = {"learner", "supervisor", "officer", "administrator", "auditor"}
MAY: dict[Open, set[str]] = {
    SEE: LOOK, RATE: {"learner", "supervisor"}, GRANT: {"supervisor"},
    SUSPEND: {"supervisor", "officer"}, PAPER: {"officer"},
}  # fmt: skip
HERE = frozenset({"supervisor"})


def let_in(door: Open, cast: Cast, who: str) -> bool | None:
    """Whether somebody of the cast may; None: they are told nothing."""
    try:
        return door(actor(cast.people()[who]), cast.learner.id) is cast.learner
    except NotAllowed:
        return False
    except NotFound:
        return None


def met(cast: Cast, door: Open, without: frozenset[str] = frozenset()) -> dict[str, bool | None]:
    """What each of the cast meets at a door."""
    return {who: let_in(door, cast, who) for who in cast.people() if who not in without}


@pytest.mark.parametrize("door", DOORS)
def test_each_of_the_cast(cast: Cast, door: Open) -> None:
    for who, found in met(cast, door).items():
        assert found is (who in MAY[door] if who in LOOK else None), who


@pytest.mark.parametrize("gone", ["none", "deactivated"])
@pytest.mark.parametrize("door", DOORS)
def test_where_nobody_leads(cast: Cast, door: Open, gone: str) -> None:
    """The officer takes the place of a supervisor; an earlier one is a stranger."""
    if gone == "none":
        led_by(cast, None)
    else:
        people.deactivate(cast.supervisor, actor_id=None)
        db.session.commit()
    may = (MAY[door] - HERE) | ({"officer"} if door in (RATE, GRANT) else set())
    for who, found in met(cast, door, HERE).items():
        assert found is (who in may if who in LOOK else None), who
    if gone == "none":
        assert let_in(door, cast, "supervisor") is None


@pytest.mark.parametrize("door", DOORS)
def test_under_another_supervisor(cast: Cast, door: Open) -> None:
    led_by(cast, cast.other_supervisor)
    assert let_in(door, cast, "supervisor") is None
    assert let_in(door, cast, "other_supervisor") is ("supervisor" in MAY[door])


@pytest.mark.parametrize("door", DOORS)
def test_who_left_is_looked_at_and_judged_no_more(cast: Cast, door: Open) -> None:
    """What stands on paper can still be copied: their record goes on."""
    people.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    may = MAY[door] if door in (SEE, PAPER) else set()
    for who, found in met(cast, door, frozenset({"learner"})).items():
        assert found is (who in may if who in LOOK else None), who


@pytest.mark.parametrize("door", DOORS)
def test_nobody_is_found_who_does_not_exist(cast: Cast, door: Open) -> None:
    for who in cast.people().values():
        with pytest.raises(NotFound):
            door(actor(who), 2**31 - 1)


def test_people_see_and_rate_themselves_whatever_they_are(cast: Cast) -> None:
    for who in cast.people().values():
        assert SEE(actor(who), who.id) is RATE(actor(who), who.id) is who
        for door in (GRANT, SUSPEND, PAPER):
            with pytest.raises(NotAllowed):
                door(actor(who), who.id)


def test_an_officer_elsewhere_copies_nothing_for_the_people_they_lead_here(cast: Cast) -> None:
    """Whoever leads somebody is not by that the officer of their office."""
    ana = posted("Ana Lima", cast.office, cast.other_officer)
    db.session.commit()
    other = actor(cast.other_officer)
    assert GRANT(other, ana.id) is ana
    with pytest.raises(NotAllowed):
        PAPER(other, ana.id)


SIGHTS = {
    "learner": (True, True), "supervisor": (False, True), "officer": (False, False),
    "administrator": (False, False), "auditor": (False, False),
}  # fmt: skip


@pytest.mark.parametrize("who", SIGHTS)
def test_who_reads_words(cast: Cast, who: str) -> None:
    found = sight(actor(cast.people()[who]), cast.learner.id)
    assert (found.mine, found.words) == SIGHTS[who]
    assert (found.signs, found.suspends) == (who == "supervisor", who in MAY[SUSPEND])
    author = cast.people()[who].id
    assert found.reads(author), "everybody reads what they wrote"
    assert found.reads(cast.colleague.id) is found.words


def test_the_officer_reads_them_where_nobody_leads(cast: Cast) -> None:
    led_by(cast, None)
    assert sight(actor(cast.officer), cast.learner.id).words
    assert not sight(actor(cast.supervisor), cast.learner.id).words
    assert Sight(1, 2, signs=False).words is False


@pytest.mark.parametrize("who", ["learner", "supervisor", "officer", "administrator", "auditor"])
def test_comments_and_own_views_are_for_those_who_read_words(
    cast: Cast, me: Actor, boss: Actor, who: str
) -> None:
    found = rate(boss, cast.learner)
    rating.give(me, cast.learner, "assessment", Judgement(4, me.today, comment=Words("Mine.")))
    rating.take_back(boss, found, Words("It was another week."))
    db.session.commit()
    seen = lines(actor(cast.people()[who]), cast.learner)
    said = {one.by_self: one.comment for one in seen}
    words = {False: "<p>I saw it on two visits.</p>", True: "<p>Mine.</p>"}
    assert said == (words if SIGHTS[who][1] else {False: None})
    (theirs,) = [one for one in seen if not one.by_self]
    assert (theirs.level, theirs.reason) == (2, "<p>It was another week.</p>")


def test_whoever_rated_before_reads_their_own_words(
    cast: Cast, boss: Actor, officer: Actor
) -> None:
    """The officer rated while nobody led; now somebody does."""
    led_by(cast, None)
    rate(officer, cast.learner, comment=Words("While nobody led."))
    led_by(cast, cast.other_supervisor)
    rate(actor(cast.other_supervisor), cast.learner)
    assert [one.comment for one in lines(officer, cast.learner)] == [
        None, "<p>While nobody led.</p>",
    ]  # fmt: skip


def test_everybody_who_looks_reads_why_something_was_decided(cast: Cast, boss: Actor) -> None:
    found = grant(boss, cast.learner, words=INCIDENT)
    assert found.reason_id is not None
    assert standing(cast.learner).held is not None


def test_what_waits_is_opened_by_whoever_signs(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    other = send(me, cast.work, "two-principles")
    noon.move_to(NOON.replace(month=4))
    self_rated(me, cast.learner)
    waits = reviews.newest(RATING, 1)
    assert waits is not None
    found = access.cycle_review_of(boss, waits.id)
    assert (found.person_id, found.day) == (cast.learner.id, 30)
    for who in cast.people().keys() - {"supervisor"}:
        refusal = NotFound if who in STRANGERS else NotAllowed
        with pytest.raises(refusal):
            access.cycle_review_of(actor(cast.people()[who]), waits.id)
    for number in (other.id, 2**31 - 1):
        with pytest.raises(NotFound):
            access.cycle_review_of(boss, number)
    rated(boss, cast.learner)
    assert access.cycle_review_of(boss, waits.id) is found
