"""A text about somebody's competencies that slipped through goes, by its author or who oversees."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, WrittenElsewhere
from lms.base.prose import Prose, Words
from lms.competencies import erasing, granting, rating, reviewing, standings
from lms.competencies.erasing import ANSWER, DECIDED, RATED, TAKEN_BACK
from lms.competencies.rating import Judgement
from lms.people.actor import Actor
from tests.cast import Cast, actor
from tests.competencies.framed import ASSESSMENT, INCIDENT, grant
from tests.competencies.rated import led_by, lines, opened, rate, rated, self_rated, told
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
A_DAY, WHY = timedelta(days=1), Why.NAMES_A_CLIENT
STRANGERS = ("colleague", "other_supervisor", "other_officer")


@pytest.fixture(autouse=True)
def written(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> None:
    """A text of every kind, all by the rules."""
    noon.shift(28 * A_DAY)
    found = rate(boss, cast.learner, "safety")
    rating.take_back(boss, found, Words("It was another week."))
    said = Judgement(2, me.today, comment=Words("Two of them."))
    reviewing.say(me, opened(cast.learner, me), "ethics", said, 0)
    self_rated(me, cast.learner, assessment=3)
    rated(boss, cast.learner, assessment=1)
    reviewing.acknowledge(me, opened(cast.learner, me), Words("I see it otherwise."))
    grant(boss, cast.learner)
    granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT)
    db.session.commit()


def labels(who: Actor, cast: Cast) -> list[tuple[str, int]]:
    """What somebody may remove: which kind, and how many words it has."""
    return [(one.label, one.words) for one in erasing.removable(who, cast.learner.id)]


def text(cast: Cast, label: str, place: int = 0) -> int:
    """A text by its kind, the newest first."""
    return [one.id for one in erasing.texts(cast.learner.id) if one.label == label][place]


@pytest.mark.both
def test_each_removes_what_is_theirs(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    mine = [(RATED, 3), (ANSWER, 4)]
    every = [(RATED, 6), (RATED, 3), (RATED, 6), (TAKEN_BACK, 4), (ANSWER, 4), (DECIDED, 5),
             (DECIDED, 6)]  # fmt: skip
    assert labels(me, cast) == mine
    assert labels(boss, cast) == labels(officer, cast) == every
    led_by(cast, cast.other_supervisor)
    assert labels(boss, cast) == [one for one in every if one not in mine], "their own, still"
    assert labels(actor(cast.other_supervisor), cast) == every


def test_who_finds_the_list(cast: Cast) -> None:
    for who in ("learner", "supervisor", "officer"):
        assert erasing.overseen(actor(cast.people()[who]), cast.learner.id) is cast.learner
    for who in ("administrator", "auditor"):
        with pytest.raises(NotAllowed):
            erasing.overseen(actor(cast.people()[who]), cast.learner.id)
        assert labels(actor(cast.people()[who]), cast) == []
    for who in STRANGERS:
        with pytest.raises(NotFound):
            erasing.overseen(actor(cast.people()[who]), cast.learner.id)
    with pytest.raises(NotFound):
        erasing.overseen(actor(cast.officer), 2**31 - 1)


@pytest.mark.both
def test_it_is_gone_and_what_it_stood_beside_stays(cast: Cast, boss: Actor) -> None:
    before = standings.history(cast.learner.id, ASSESSMENT)[0][0]
    for label in (RATED, TAKEN_BACK, ANSWER, DECIDED):
        number = text(cast, label)
        assert erasing.erase(boss, cast.learner.id, number, WHY) == 1
        db.session.commit()
        gone = db.session.get_one(Prose, number)
        assert (gone.text, gone.html, gone.salt, gone.erased_by) == (None, None, None, boss.id)
        with nothing_changes():
            assert erasing.erase(boss, cast.learner.id, number, WHY) == 0
    after = standings.history(cast.learner.id, ASSESSMENT)[0][0]
    assert str(after.reason).startswith("Text removed by Daniel Okafor")
    assert after._replace(reason=None) == before._replace(reason=None)
    (line,) = [one for one in lines(boss, cast.learner) if not one.by_self]
    assert str(line.comment).startswith("Text removed by Daniel Okafor")
    assert (line.level, line.rater) == (1, "Daniel Okafor")
    assert len(told(cast.learner, "text-erased")) == 4


def test_the_record_says_whose_and_why(cast: Cast, officer: Actor) -> None:
    number = text(cast, ANSWER)
    erasing.erase(officer, cast.learner.id, number, WHY)
    assert told(cast.learner, "text-erased") == [
        {"author": cast.learner.id, "texts": str(number), "why": "names-a-client"}
    ]


def test_nobody_removes_what_is_not_theirs(cast: Cast, me: Actor, boss: Actor) -> None:
    by_boss = text(cast, DECIDED)
    for who in cast.people().keys() - {"supervisor", "officer"}:
        with nothing_changes(), pytest.raises(NotFound):
            erasing.erase(actor(cast.people()[who]), cast.learner.id, by_boss, WHY)
    with pytest.raises(NotFound):
        erasing.erase(boss, cast.colleague.id, by_boss, WHY)
    other = db.session.scalars(select(Prose.id).where(Prose.id.not_in(
        [one.id for one in erasing.texts(cast.learner.id)]))).first()  # fmt: skip
    with pytest.raises(NotFound):
        erasing.erase(boss, cast.learner.id, other or 2**31 - 1, WHY)


def test_why_is_one_of_a_list(cast: Cast, boss: Actor) -> None:
    with refused("Choose why", "why"):
        erasing.erase(boss, cast.learner.id, text(cast, RATED), "because")


def test_a_page_that_is_open_does_not_bring_it_back(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(30 * A_DAY)
    said = Judgement(2, me.today, comment=Words("Two of them."))
    made = reviewing.say(me, opened(cast.learner, me, 60), "ethics", said, 0)
    db.session.commit()
    version = made.version
    erasing.erase(me, cast.learner.id, made.comment_id or 0, WHY)
    db.session.commit()
    with nothing_changes(), pytest.raises(WrittenElsewhere):
        reviewing.say(me, opened(cast.learner, me, 60), "ethics", said, version)
    db.session.rollback()
    assert reviewing.say(me, opened(cast.learner, me, 60), "ethics", said, version + 1) is made


def test_what_was_rated_is_still_the_same_request(cast: Cast, boss: Actor) -> None:
    """The words of what was sent twice are gone: it is the same rating all the same."""
    found = rate(boss, cast.learner, "planning")
    erasing.erase(boss, cast.learner.id, found.comment_id or 0, WHY)
    db.session.commit()
    with nothing_changes():
        assert rate(boss, cast.learner, "planning") is found


def test_a_comment_that_was_emptied_is_no_text(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(30 * A_DAY)
    before = labels(me, cast)
    said = Judgement(2, me.today, comment=Words("Two of them."))
    reviewing.say(me, opened(cast.learner, me, 60), "ethics", said, 0)
    assert len(labels(me, cast)) == len(before) + 1
    reviewing.say(me, opened(cast.learner, me, 60), "ethics", Judgement(2, me.today), 1)
    assert labels(me, cast) == before
