"""The team's map: people by competencies, on a page and as a file."""

from datetime import date

import pytest

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import rating, team
from lms.competencies.rating import Judgement
from lms.competencies.team import PAGE, Asked, Line
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.access import visible
from tests.cast import Cast, actor, posted
from tests.competencies.rated import judged, rate
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("sound")
TODAY, EVERYONE = date(2026, 3, 4), Asked()


def lines(who: Person, asked: Asked = EVERYONE) -> list[Line]:
    """Everybody on somebody’s map; the file has the same."""
    scope = visible(actor(who))
    found, more = team.lines(scope, asked, 1)
    assert not more
    assert list(team.stream(scope, asked)) == found
    return found


def names(who: Person, asked: Asked = EVERYONE) -> list[str]:
    return [one.member.name for one in lines(who, asked)]


@pytest.mark.both
def test_the_last_level_that_was_observed(cast: Cast, me: Actor, boss: Actor) -> None:
    rating.give(boss, cast.learner, "assessment", judged(3, date(2026, 3, 1)))
    rating.give(boss, cast.learner, "assessment", judged(2, date(2026, 3, 2)))
    rate(boss, cast.learner, level=0)
    rating.take_back(boss, rate(boss, cast.learner, "ethics", 4), Words("Somebody else."))
    rating.give(me, cast.learner, "safety", Judgement(4, TODAY))
    rate(boss, cast.colleague, "safety", 0)
    found = {one.member.name: one.levels for one in lines(cast.supervisor)}
    assert {key: held.level for key, held in found["Marisol Vega"].items()} == {"assessment": 2}
    assert {key: held.level for key, held in found["Yonas Tesfaye"].items()} == {"safety": 0}


@pytest.mark.both
@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("learner", []), ("colleague", []), ("supervisor", ["Marisol Vega", "Yonas Tesfaye"]),
        ("other_supervisor", ["Omar Haddad"]), ("other_officer", ["Luis Ortega", "Omar Haddad"]),
        ("officer", ["Daniel Okafor", "Ingrid Moe", "Marisol Vega", "Priya Raman",
                     "Yonas Tesfaye"]),
    ],
)  # fmt: skip
def test_each_sees_their_people(cast: Cast, who: str, seen: list[str]) -> None:
    assert names(cast.people()[who]) == seen


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_onlookers_see_all_of_theirs(cast: Cast, who: str) -> None:
    assert len(names(cast.people()[who])) == {"administrator": 7, "auditor": 5}[who]


def test_some_of_them(cast: Cast) -> None:
    everyone = cast.administrator
    assert names(everyone, Asked("vega")) == ["Marisol Vega"]
    assert names(everyone, Asked("%")) == names(everyone, Asked("nobody")) == []
    assert names(everyone, Asked("", cast.elsewhere.id)) == ["Luis Ortega", "Omar Haddad"]
    assert names(everyone, Asked("vega", cast.elsewhere.id)) == []
    assert names(cast.supervisor, Asked("", cast.elsewhere.id)) == []


def test_who_left_is_on_no_map(cast: Cast) -> None:
    assert "Marisol Vega" in names(cast.supervisor)
    people.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    assert names(cast.supervisor) == ["Yonas Tesfaye"]


def test_it_follows_at_once(cast: Cast, boss: Actor) -> None:
    """The page is kept while nothing changed; a rating changes something."""
    before = lines(cast.supervisor)
    assert team.lines(visible(boss), EVERYONE, 1)[0] == before
    found = rate(boss, cast.learner)
    assert lines(cast.supervisor)[0].levels["assessment"].id == found.id
    rating.take_back(boss, found, Words("Somebody else."))
    db.session.commit()
    assert lines(cast.supervisor) == before


@pytest.mark.both
def test_page_by_page(cast: Cast, boss: Actor) -> None:
    for number in range(PAGE):
        posted(f"Person {number:03}", cast.office, cast.supervisor)
    db.session.commit()
    pages = [team.lines(visible(boss), EVERYONE, number) for number in (1, 2, 3)]
    assert [(len(found), more) for found, more in pages] == [(PAGE, True), (2, False), (0, False)]
    listed = [one for found, _ in pages for one in found]
    assert listed == list(team.stream(visible(boss), EVERYONE))


def test_a_line_of_the_file(cast: Cast, boss: Actor) -> None:
    rate(boss, cast.learner, "ethics", 3)
    rate(boss, cast.learner, "safety", 0)
    sheet = team.sheet(visible(boss), Asked("vega"), "Name: vega")
    (row,) = [dict(zip(sheet.head, row, strict=True)) for row in sheet.rows]
    said = {title: word for title, word in row.items() if word}
    assert said == {
        "Person": "Marisol Vega", "Job": "Case manager", "Office": "Salt Lake City",
        "Ethical practice and professional boundaries": "Competent",
        "Safety, protection and crisis response": "Not observed yet",
    }  # fmt: skip
    assert (sheet.as_of, sheet.filters, len(sheet.head)) == (TODAY, "Name: vega", 3 + 14)


@pytest.mark.both
def test_as_many_statements_for_two_as_for_twenty(cast: Cast, boss: Actor) -> None:
    asked = []
    for number in (0, 20):
        for one in [posted(f"Person {n:03}", cast.office, cast.supervisor) for n in range(number)]:
            rate(boss, one)
        db.session.commit()
        scope = visible(boss)
        with statements() as seen:
            team.lines(scope, EVERYONE, 1)
        asked.append(len(seen))
    assert asked[0] == asked[1] < 6
