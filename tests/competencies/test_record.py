"""The competency record: ratings and decisions with dates and names, and not a comment in it."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from lms.base import tables
from lms.base.db import db
from lms.base.prose import Words
from lms.base.tables import Cell
from lms.competencies import erasing, granting, rating, record, reviewing
from lms.competencies.models import Basis
from lms.competencies.rating import Judgement
from lms.people.actor import Actor
from tests.cast import Cast
from tests.competencies.framed import ALONE, ASSESSMENT, INCIDENT, MEETING, SHADOW, grant, published
from tests.competencies.rated import facts as facts_of
from tests.competencies.rated import judged, opened, rate, rated, self_rated, tick
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("sound")
TODAY, A_DAY, ZONE = date(2026, 3, 4), timedelta(days=1), "America/Denver"
SECRET = Words("The lantern fish hums in seven colors.")
EMPTY: tuple[Cell, ...] = (None,) * 4


def rows(cast: Cast) -> list[tuple[Cell, ...]]:
    """The lines of the file."""
    found = record.sheet(cast.learner, record.record(cast.learner.id), TODAY, ZONE)
    return [tuple(row) for row in found.rows]


def whole(cast: Cast) -> str:
    """The file, as it is sent."""
    found = record.sheet(cast.learner, record.record(cast.learner.id), TODAY, ZONE)
    written = io.StringIO()
    for line in (found.full_head, *found.rows, found.notes):
        written.write(f"{list(line)}\n")
    return written.getvalue()


@pytest.mark.both
def test_a_line_for_each_rating(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    rate(boss, cast.learner, "assessment", 3, behaviours=(0, 2), comment=SECRET,
         basis=(Basis.RECORD, Basis.OBSERVED), evidence=tuple(facts_of(cast.learner)))  # fmt: skip
    on = TODAY - 20 * A_DAY
    rating.record(officer, cast.learner, boss.id, "assessment", judged(1, on, behaviours=()))
    rating.give(boss, cast.learner, "ethics", judged(0, TODAY, basis=(), behaviours=()))
    assert rows(cast) == [
        ("Rating", "C01", "Ethical practice and professional boundaries", "Not observed yet",
         TODAY, "Daniel Okafor", None, None, 0, 0, None),
        ("Rating", "C08", "Intake and assessment", "Competent", TODAY, "Daniel Okafor", None,
         "observed on the job, record review", 2, 2, None),
        ("Rating", "C08", "Intake and assessment", "Beginning", on, "Daniel Okafor",
         "Priya Raman", "observed on the job", 0, 0, None),
    ]  # fmt: skip
    assert len(record.HEAD) == len(rows(cast)[0])


def test_what_holds_no_more_is_not_in_it(cast: Cast, me: Actor, boss: Actor) -> None:
    rating.take_back(boss, rate(boss, cast.learner), Words("Somebody else."))
    rating.give(me, cast.learner, "assessment", Judgement(4, TODAY))
    rate(boss, cast.colleague)
    assert rows(cast) == []


def test_nor_what_is_being_made_or_how_they_rate_themselves(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(28 * A_DAY)
    self_rated(me, cast.learner)
    reviewing.say(boss, opened(cast.learner, boss), "safety", judged(1, boss.today), 0)
    assert rows(cast) == []
    rated(boss, cast.learner)
    assert [row[1] for row in rows(cast)] == ["C01", "C08", "C13"]


def test_what_the_framework_asks_no_longer_stays_in_it(cast: Cast, boss: Actor) -> None:
    rate(boss, cast.learner, "assessment")
    rate(boss, cast.learner, "ethics")
    published(lambda one: replace(one, domains=one.domains[:1]))
    assert [row[1:3] for row in rows(cast)] == [
        ("C01", "Ethical practice and professional boundaries"), ("", "Assessment"),
    ]  # fmt: skip


@pytest.mark.both
def test_a_line_for_each_decision(
    cast: Cast, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    at = [TODAY, TODAY + A_DAY]
    grant(boss, cast.learner, ALONE, knowing=True)
    noon.shift(A_DAY)
    granting.suspend(officer, cast.learner, ASSESSMENT, INCIDENT)
    grant(boss, cast.learner, SHADOW, Words("As the *office* does it."), activity=MEETING)
    granting.take_back(boss, cast.learner, MEETING, Words("It was the colleague."))
    assert rows(cast) == [
        ("Taken back", None, "Team meeting", "May shadow", at[1], "Daniel Okafor", *EMPTY,
         "It was the colleague."),
        ("Granted", None, "Team meeting", "May shadow", at[1], "Daniel Okafor", *EMPTY,
         "As the office does it."),
        ("Suspended", None, "Assessment", "Works independently", at[1], "Priya Raman", *EMPTY,
         INCIDENT.text),
        ("Granted", None, "Assessment", "Works independently", at[0], "Daniel Okafor", *EMPTY,
         "She did this for six years."),
    ]  # fmt: skip


def test_no_comment_is_in_it(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    rate(boss, cast.learner, comment=SECRET)
    noon.shift(28 * A_DAY)
    said = Judgement(2, me.today, comment=SECRET)
    reviewing.say(me, opened(cast.learner, me), "ethics", said, 0)
    reviewing.finish_own(me, opened(cast.learner, me))
    words = judged(3, boss.today, comment=SECRET)
    reviewing.say(boss, opened(cast.learner, boss), "ethics", words, 0)
    reviewing.finish(boss, opened(cast.learner, boss))
    reviewing.acknowledge(me, opened(cast.learner, me), SECRET)
    db.session.commit()
    assert len(rows(cast)) == 2
    assert "lantern" not in whole(cast)
    assert "Comments, and how people rate themselves, are not part of this record." in whole(cast)


def test_a_reason_that_was_removed_says_so(cast: Cast, boss: Actor) -> None:
    found = grant(boss, cast.learner)
    assert erasing.erase(boss, cast.learner.id, found.reason_id or 0, "by-mistake") == 1
    assert str(rows(cast)[0][-1]).startswith("Text removed by Daniel Okafor")


def test_the_file_has_a_name_and_says_of_whom(cast: Cast) -> None:
    found = record.sheet(cast.learner, record.record(cast.learner.id), TODAY, ZONE)
    assert (found.name, found.title, found.as_of) == (
        f"competencies-{cast.learner.id}", "Competencies of Marisol Vega", TODAY,
    )  # fmt: skip
    assert {tables.CSV, tables.XLSX} <= tables.KINDS.keys()


@pytest.mark.both
def test_as_many_statements_for_two_as_for_twenty(cast: Cast, boss: Actor) -> None:
    asked, who = [], cast.learner.id
    for number in (2, 18):
        for _ in range(number):
            rate(boss, cast.learner, level=1 + len(rows(cast)) % 2)
            grant(boss, cast.learner, [SHADOW, ALONE][len(rows(cast)) % 2], knowing=True)
        db.session.commit()
        with statements() as seen:
            record.record(who)
        asked.append(len(seen))
    assert asked[0] == asked[1] < 6
