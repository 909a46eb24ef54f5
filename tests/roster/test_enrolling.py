"""Enrolling one or many: the dates are seen first, and what is saved is what was seen."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from lms.base.db import db
from lms.base.errors import NotFound
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import queries
from lms.progress.models import Status
from lms.progress.work import works_of
from lms.roster import choosing, enrolling, leave
from lms.roster.enrolling import Standing
from tests.cast import Cast, actor, person, posted
from tests.databases import GUIDE
from tests.progress.history import nothing_changes, verbs
from tests.progress.playing import on_terms
from tests.progress.refusing import refused
from tests.statements import statements
from tests.together import together
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
MONDAY = date(2026, 3, 9)
FIRST = "who-we-serve"


@pytest.fixture
def class_of_three(cast: Cast) -> list[Person]:
    """Three who have a post at the learner's office and no guide."""
    names = ("Ana Lima", "Binh Tran", "Chipo Moyo")
    made = [posted(name, cast.office, cast.supervisor) for name in names]
    db.session.commit()
    return made


def ids(found: list[Person]) -> list[int]:
    return [one.id for one in found]


def address(found: list[Person], start: object = MONDAY, program: str = GUIDE) -> str:
    chosen = "&".join(f"person={one.id}" for one in found)
    return f"/roster/enroll?{chosen}&program={program}&start={start}"


@pytest.mark.both
def test_what_is_seen_is_what_is_saved(officer: Actor, class_of_three: list[Person]) -> None:
    planned = enrolling.plan(officer, ids(class_of_three), GUIDE, MONDAY)
    (dates,) = planned.dates()
    works = enrolling.enroll(officer, ids(class_of_three), GUIDE, MONDAY)
    assert [work.person_id for work in works] == ids(class_of_three)
    for work in works:
        due = queries.due_dates(work.id)
        listed = {work.outline.section(key).title: day for (key, task), day in due.items()
                  if not task}  # fmt: skip
        assert listed == dict(dates.sections)
        assert (work.starts_on, work.job_role) == (MONDAY, "case-manager")
        assert verbs(work.person_id)[-1] == "enrolled"
    assert {title for title, _ in dates.tasks} == {
        task.title for task in works[0].tasks.values() if task.due_days
    }


def test_each_office_has_its_own_calendar(cast: Cast, class_of_three: list[Person]) -> None:
    away = posted("Dina Haile", cast.elsewhere, cast.other_supervisor)
    people.close_on(cast.elsewhere, date(2026, 3, 23), "A day of Boise")
    planned = enrolling.plan(actor(cast.administrator), [*ids(class_of_three), away.id], GUIDE,
                             MONDAY)  # fmt: skip
    here, there = planned.dates()
    assert (here.office, there.office) == ("Salt Lake City", "Boise")
    assert (here.sections[0][1], there.sections[0][1]) == (date(2026, 3, 23), date(2026, 3, 24))
    assert (len(here.names), there.names) == (3, ["Dina Haile"])


def test_whoever_has_leave_ahead_sees_dates_that_wait(
    officer: Actor, class_of_three: list[Person]
) -> None:
    """Apart from the others; and what is seen is what is saved."""
    away, other, _ = class_of_three
    leave.record(officer, away, date(2026, 3, 16), date(2026, 3, 20))
    listed = enrolling.plan(officer, ids(class_of_three), GUIDE, MONDAY).dates()
    found = {one.names[0]: one for one in listed}
    usual, waits = dict(found[other.name].sections), dict(found[away.name].sections)
    title = next(iter(usual))
    assert found[away.name].names == [away.name]
    assert (usual[title], waits[title]) == (date(2026, 3, 23), date(2026, 3, 30))
    works = enrolling.enroll(officer, ids(class_of_three), GUIDE, MONDAY)
    due = {work.person_id: queries.due_dates(work.id)[FIRST, ""] for work in works}
    assert (due[away.id], due[other.id]) == (waits[title], usual[title])


def test_who_cannot_start_is_said_and_left_out(cast: Cast, officer: Actor) -> None:
    later = posted("Eli Noor", cast.office, cast.supervisor, since=date(2026, 6, 1))
    gone = posted("Fay Odeh", cast.office, cast.supervisor)
    left = posted("Gil Perez", cast.office, cast.supervisor)
    people.deactivate(gone, actor_id=None)
    (work,) = enrolling.enroll(officer, [left.id], GUIDE, MONDAY)
    on_terms(work, status=Status.WITHDRAWN)
    everyone = [cast.colleague.id, later.id, gone.id, left.id]
    found = {line.person.name: line.standing for line in
             enrolling.plan(officer, everyone, GUIDE, MONDAY).lines}  # fmt: skip
    assert found == {
        "Yonas Tesfaye": Standing.ALREADY, "Eli Noor": Standing.NO_POST,
        "Fay Odeh": Standing.LEFT, "Gil Perez": Standing.WITHDRAWN,
    }  # fmt: skip
    with refused("None of them"):
        enrolling.enroll(officer, everyone, GUIDE, MONDAY)
    (work,) = enrolling.enroll(officer, [*everyone, later.id], GUIDE, date(2026, 6, 1))
    assert work.person_id == later.id


def test_once_more_changes_nothing(officer: Actor, class_of_three: list[Person]) -> None:
    enrolling.enroll(officer, ids(class_of_three), GUIDE, MONDAY)
    with nothing_changes():
        assert enrolling.enroll(officer, ids(class_of_three), GUIDE, MONDAY) == []


@pytest.mark.both
def test_two_officers_at_once(
    app: Flask, cast: Cast, officer: Actor, class_of_three: list[Person]
) -> None:
    chief, chosen = actor(cast.administrator), ids(class_of_three)
    answers = together(
        app,
        lambda: len(enrolling.enroll(officer, chosen, GUIDE, MONDAY)),
        lambda: len(enrolling.enroll(chief, chosen, GUIDE, MONDAY)),
    )
    assert sorted(map(str, answers)) == ["0", "3"]
    assert [len(works_of(one)) for one in chosen] == [1, 1, 1]


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2028, 3, 5), date.max])
def test_a_wrong_year(officer: Actor, class_of_three: list[Person], day: date) -> None:
    with refused("Check the year: a guide starts in 2000 or later", "start"):
        enrolling.enroll(officer, ids(class_of_three), GUIDE, day)


@pytest.mark.parametrize(
    ("day", "far"),
    [("2025-01-16", "412 days ago"), ("2025-03-03", "366 days ago"), ("2025-03-04", ""),
     ("2027-03-04", ""), ("2027-03-05", "366 days from now"), ("2028-03-01", "days from now")],
)  # fmt: skip
def test_a_first_day_far_away_is_asked_about(
    cast: Cast, officer: Actor, visit: Visit, day: str, far: str
) -> None:
    """Beside the dates, before saving; whoever means it ticks a box that is there only then."""
    there = posted("Hana Ito", cast.office, cast.supervisor, since=date(2024, 1, 8))
    window = visit(cast.officer)
    page = window.get(address([there], day))
    assert ("This first day is" in words(page), 'name="sure"' in page.text) == (bool(far),) * 2
    assert far in words(page)
    form = {"person": there.id, "program": GUIDE, "start": day}
    if far:
        with nothing_changes():
            asked = window.post("/roster/enroll", **form)
        assert (asked.status_code, 'id="sure-err"' in asked.text) == (422, True)
        assert "Due dates, Salt Lake City" in words(asked)
        with refused("Check the first day", "sure"):
            enrolling.enroll(officer, [there.id], GUIDE, date.fromisoformat(day))
    sent = window.post("/roster/enroll", **form, sure="y" if far else "")
    assert "Enrolled: 1 person." in words(window.follow(sent))


def test_nobody_and_nothing(cast: Cast, officer: Actor, class_of_three: list[Person]) -> None:
    with refused("at least one"):
        enrolling.enroll(officer, [], GUIDE, MONDAY)
    with refused("a guide that is published", "program"):
        enrolling.enroll(officer, ids(class_of_three), "no-such-guide", MONDAY)
    with refused("up to 200"):
        enrolling.enroll(officer, list(range(1, 300)), GUIDE, MONDAY)


@pytest.mark.parametrize("part", ["supervisor", "other_officer", "auditor", "learner"])
def test_strangers_enroll_nobody(cast: Cast, class_of_three: list[Person], part: str) -> None:
    db.session.commit()
    with nothing_changes(), pytest.raises(NotFound):
        enrolling.enroll(actor(cast.people()[part]), ids(class_of_three), GUIDE, MONDAY)


def test_without_a_post_nobody_is_anybodys(cast: Cast) -> None:
    """Who has no supervisor is not therefore every officer's."""
    alone = posted("Hana Ito", cast.elsewhere)
    with pytest.raises(NotFound):
        choosing.chosen(actor(cast.officer), [alone.id])
    assert choosing.chosen(actor(cast.other_officer), [alone.id]) == [alone]
    assert choosing.chosen(actor(cast.administrator), [person("Ivo Jansen").id])


def test_the_page_shows_then_saves(cast: Cast, visit: Visit, class_of_three: list[Person]) -> None:
    window = visit(cast.officer)
    asked = window.get(f"/roster/enroll?person={class_of_three[0].id}")
    assert "Enroll Ana Lima" in words(asked)
    assert 'value="2026-03-04"' in asked.text
    shown = words(window.get(address(class_of_three)))
    assert "Due dates, Salt Lake City" in shown
    assert "Learn More About Who We Serve Mon, Mar 23" in shown
    assert "Enroll 3 people" in shown
    sent = window.post("/roster/enroll", person=ids(class_of_three), program=GUIDE, start=MONDAY)
    after = words(window.follow(sent))
    assert "Enrolled: 3 people." in after
    assert after.count("On it already") == 3
    again = window.post("/roster/enroll", person=ids(class_of_three), program=GUIDE, start=MONDAY)
    assert "Nothing was changed." in words(window.follow(again))


def test_with_nobody_chosen_the_page_says_what_to_do(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    assert "Nobody is chosen yet." in words(window.get("/roster/enroll"))
    sent = window.post("/roster/enroll", program=GUIDE, start=MONDAY)
    assert sent.status_code == 409


@pytest.mark.parametrize(
    "more",
    [
        {"start": "2026-02-30"}, {"start": ""}, {"start": "9999-12-31"}, {"start": "x" * 200_000},
        {"program": "no-such-guide"}, {"program": "\ufffd"}, {"program": ""},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(
    cast: Cast, visit: Visit, class_of_three: list[Person], more: dict[str, str]
) -> None:
    window, chosen = visit(cast.officer), ids(class_of_three)
    data = {"person": chosen, "program": GUIDE, "start": str(MONDAY)} | more
    db.session.commit()
    with nothing_changes():
        sent = window.post("/roster/enroll", **data)
        assert sent.status_code == 422, words(sent)
        seen = window.get("/roster/enroll", query_string=data)
        assert seen.status_code == 422
    assert 'class="err"' in sent.text
    assert 'class="err"' in seen.text


@pytest.mark.parametrize("row", ["999999", "1" * 20, "0", "-1", "x", "\u0661", "\x00", ""])
def test_a_person_who_is_none(cast: Cast, visit: Visit, row: str) -> None:
    window = visit(cast.officer)
    asked = {"person": row, "program": GUIDE, "start": str(MONDAY)}
    status = 400 if row == "\x00" else 404
    assert window.get("/roster/enroll", query_string=asked).status_code == status
    assert window.post("/roster/enroll", **asked).status_code == status


def test_as_many_statements_for_many_as_for_one(cast: Cast, visit: Visit) -> None:
    def asked(number: int) -> int:
        made = [posted(f"{'ABCDEFGHIJ'[n]} {number}", cast.office) for n in range(number)]
        window = visit(cast.officer)
        with statements() as seen:
            assert window.get(address(made)).status_code == 200
        return len(seen)

    assert asked(1) == asked(10)
