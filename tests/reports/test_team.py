"""Team completion: the right people, in the right order, as they are and as they were."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import update

from lms.base import clock
from lms.base.db import db
from lms.curriculum.models import Program
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Leave
from lms.progress import access
from lms.progress.standing import State
from lms.progress.work import works_of
from lms.reports import team
from lms.reports.asked import Asked
from lms.signoff import decisions
from tests.cast import START, Cast, actor, enrolled, posted
from tests.progress.playing import finish, send
from tests.statements import statements
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
DAY = timedelta(days=1)
FIRST, SECOND = "who-we-serve", "general-case-management"


def asked(cast: Cast, who: Actor, **more: object) -> Asked:
    zones = (cast.office.time_zone, cast.elsewhere.time_zone)
    return Asked(cast.work.program_id, who.today, zones=zones, **more)  # type: ignore[arg-type]


def seen(cast: Cast, who: Actor, **more: object) -> list[str]:
    """The names that somebody sees, in order."""
    found = team.team(access.visible(who), asked(cast, who, **more))
    assert found.people == len(found.lines)
    return [line.name for line in found.lines]


def cells(cast: Cast, who: Actor, name: str, **more: object) -> dict[str, tuple[str, int, int]]:
    """State, done and days late of each section of one person."""
    found = team.team(access.visible(who), asked(cast, who, **more))
    (line,) = (line for line in found.lines if line.name == name)
    return {key: (cell.state.value, cell.done, cell.late) for key, cell in line.cells.items()}


@pytest.mark.both
def test_each_sees_their_own_people(cast: Cast, officer: Actor, boss: Actor) -> None:
    both = ["Marisol Vega", "Yonas Tesfaye"]
    for part in ("supervisor", "officer", "auditor", "administrator"):
        assert seen(cast, actor(cast.people()[part])) == both
    for part in ("learner", "colleague", "other_supervisor", "other_officer"):
        assert seen(cast, actor(cast.people()[part])) == []


def test_a_supervisor_s_people_are_those_of_today(cast: Cast, boss: Actor, me: Actor) -> None:
    people.give_post(cast.learner, cast.office, "case-manager", starts_on=me.today,
                     supervisor=cast.other_supervisor)  # fmt: skip
    assert seen(cast, boss) == ["Yonas Tesfaye"]
    assert seen(cast, actor(cast.other_supervisor)) == ["Marisol Vega"]


def test_a_new_hire_is_seen_before_the_first_day(cast: Cast, officer: Actor, boss: Actor) -> None:
    hired = posted("Ana Abel", cast.office, cast.supervisor, since=START + 30 * DAY)
    enrolled(hired, START + 30 * DAY)
    for who in (officer, boss):
        assert "Ana Abel" in seen(cast, who)
    assert seen(cast, actor(cast.other_officer)) == []


def test_whoever_changes_offices_is_seen_by_both_and_stands_once(
    cast: Cast, officer: Actor
) -> None:
    people.give_post(cast.learner, cast.elsewhere, "case-manager", supervisor=None,
                     starts_on=officer.today + 10 * DAY)  # fmt: skip
    assert seen(cast, officer) == ["Marisol Vega", "Yonas Tesfaye"]
    found = team.team(
        access.visible(actor(cast.other_officer)), asked(cast, actor(cast.other_officer))
    )
    assert [(line.name, line.office) for line in found.lines] == [
        ("Marisol Vega", "Salt Lake City")
    ]


def test_cells_say_state_count_and_days_late(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    finish(me, boss, cast.work, "nasw-code")
    review = send(me, cast.work, "two-principles")
    assert cells(cast, officer, "Marisol Vega")[SECOND] == ("in-progress", 1, 0)
    decisions.give_back(boss, review, cast.work, "Say more.")
    noon.shift(14 * DAY)  # March 18; section 1 was due on the 16th
    now = cells(cast, actor(cast.officer), "Marisol Vega")
    assert now[FIRST] == ("not-started", 0, 2)
    assert now[SECOND] == ("returned", 1, 0)
    found = team.team(access.visible(officer), asked(cast, actor(cast.officer)))
    assert (found.people, found.behind) == (2, 2)
    assert [(line.done, line.required, line.percent) for line in found.lines] == [
        (1, 114, 0), (0, 114, 0),
    ]  # fmt: skip


def test_what_needs_attention_comes_first(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    late = posted("Zoe Late", cast.office, cast.supervisor)
    enrolled(late, START - 40 * DAY)
    away = posted("Abe Away", cast.office, cast.supervisor)
    enrolled(away, START - 50 * DAY)
    now = clock.now()
    db.session.add(Leave(person_id=away.id, starts_on=START, first_at=now, recorded_at=now))
    work = works_of(cast.colleague.id)[0]
    decisions.give_back(boss, send(actor(cast.colleague), work, "two-principles"), work, "More.")
    assert seen(cast, officer) == ["Zoe Late", "Yonas Tesfaye", "Marisol Vega", "Abe Away"]
    assert seen(cast, officer, overdue=True) == ["Zoe Late"]
    assert seen(cast, officer, state="on-leave") == ["Abe Away"]
    assert seen(cast, officer, sort="name")[0] == "Abe Away"
    assert seen(cast, officer, sort="started")[-1] == "Abe Away"
    assert len(seen(cast, officer, sort="office")) == len(seen(cast, officer, sort="done")) == 4


def test_filters(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    send(me, cast.work, "two-principles")
    for wanted, filters in (
        (["Marisol Vega"], {"search": "mariSOL"}),
        (["Marisol Vega"], {"search": "marisol.vega@example"}),
        ([], {"search": "%"}),
        ([], {"search": "_arisol"}),
        (["Marisol Vega", "Yonas Tesfaye"], {"office_id": cast.office.id}),
        ([], {"office_id": cast.elsewhere.id}),
        ([], {"supervisor_id": cast.other_supervisor.id}),
        (["Marisol Vega"], {"state": "in-progress"}),
        ([], {"state": "done"}),
        ([], {"state": "finished"}),
        ([], {"state": "left"}),
        ([], {"since": START + DAY}),
        (["Marisol Vega", "Yonas Tesfaye"], {"since": START, "until": START}),
    ):
        assert seen(cast, officer, **filters) == wanted, filters


def test_whoever_left_is_listed_apart(cast: Cast, officer: Actor) -> None:
    people.deactivate(cast.learner, actor_id=None)
    assert seen(cast, officer) == ["Yonas Tesfaye"]
    assert seen(cast, officer, state="left") == ["Marisol Vega"]


@pytest.mark.both
def test_as_it_was_at_the_end_of_a_day(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    finish(me, boss, cast.work, "nasw-code")
    days: dict[date, list[tuple[str, dict[str, tuple[object, ...]]]]] = {}

    def look(on: date | None = None) -> list[tuple[str, dict[str, tuple[object, ...]]]]:
        who = actor(cast.officer)
        found = team.team(access.visible(who), asked(cast, who, on=on, sort="name"))
        return [
            (
                line.name,
                {key: (one.state.value, one.done, one.late) for key, one in line.cells.items()},
            )
            for line in found.lines
        ]

    def end_of_day() -> None:
        days[actor(cast.officer).today] = look()
        noon.shift(DAY)

    end_of_day()
    review = send(actor(cast.learner), cast.work, "two-principles")
    end_of_day()
    decisions.give_back(actor(cast.supervisor), review, cast.work, "Say more.")
    hired = posted("Ana Abel", cast.office, cast.supervisor)
    enrolled(hired, START)
    noon.shift(timedelta(minutes=40))
    finish(actor(cast.learner), boss, cast.work, "foundations-video")
    end_of_day()
    people.deactivate(cast.colleague, actor_id=None)
    end_of_day()
    noon.shift(20 * DAY)
    decisions.move_due(actor(cast.supervisor), cast.work, (FIRST, ""), date(2026, 6, 1), "Ill.")
    end_of_day()
    for day, then in days.items():
        assert look(day) == then, day
    assert look(START - DAY) == []


def test_days_end_at_each_office_s_own_midnight(cast: Cast, noon: time_machine.Traveller) -> None:
    """Half past eleven in Denver is tomorrow in New York: two offices, two ends of one day."""
    east = people.add_office("Albany", "America/New_York")
    there = posted("Kofi Asante", east, cast.supervisor)
    work = enrolled(there)
    noon.move_to(clock.start_of(date(2026, 3, 6), "America/Denver") - timedelta(minutes=30))
    for person, mine in ((cast.learner, cast.work), (there, work)):
        finish(actor(person), actor(cast.supervisor), mine, "nasw-code")
    noon.shift(3 * DAY)
    who = actor(cast.administrator)
    wanted = replace(
        asked(cast, who, on=date(2026, 3, 5)), zones=("America/Denver", "America/New_York")
    )
    found = team.team(access.visible(who), wanted)
    assert {line.name: line.done for line in found.lines} == {
        "Marisol Vega": 1, "Yonas Tesfaye": 0, "Kofi Asante": 0,
    }  # fmt: skip


@pytest.mark.both
def test_the_page_asks_as_much_for_many_as_for_few(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    window = visit(cast.officer)

    def counted(path: str) -> int:
        assert window.get(path).status_code == 200
        with statements() as sent:
            window.get(path)
        return len(sent)

    pages = ("/team", "/team?on=2026-03-03", f"/team/{cast.work.id}",
             "/team/sections/general-case-management", "/team/tasks/nasw-code")  # fmt: skip
    before = [counted(path) for path in pages]
    for number in range(60):
        enrolled(posted(f"Hire {number:02}", cast.office, cast.supervisor))
    finish(me, boss, cast.work, "nasw-code")
    assert [counted(path) for path in pages] == before
    page = words(window.get("/team"))
    assert "62 people" in page
    assert "More" in page
    assert "Nobody" not in words(window.get("/team?page=2"))
    assert "There is nobody more." in words(window.get("/team?page=3&state=not-started"))


HOSTILE = ("99999999999999999999", "%00", "%ff%fe", "'; DROP TABLE person", "9999-12-31", "%5C%25_",
           "1999-01-01", "-1", "a" * 3000)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_no_filter_is_a_fault(cast: Cast, visit: Visit, value: str) -> None:
    window = visit(cast.officer)
    for name in ("search", "office", "supervisor", "program", "state", "since", "until", "on",
                 "sort", "overdue", "page"):  # fmt: skip
        for path in ("/team", "/team/sections/who-we-serve", "/team/tasks/nasw-code"):
            assert window.get(f"{path}?{name}={value}").status_code < 500


def test_what_is_wrong_is_said_beside_its_field(cast: Cast, visit: Visit) -> None:
    answer = visit(cast.officer).get("/team?on=2099-01-01&search=marisol")
    assert answer.status_code == 422
    assert "Choose a day that has been" in words(answer)
    assert "Marisol Vega" in words(answer)
    assert "Yonas" not in words(answer).partition("Overall")[2]


def test_another_office_s_own_tasks_are_no_guide_to_show(cast: Cast, visit: Visit) -> None:
    db.session.execute(update(Program).values(office_id=cast.elsewhere.id))  # and no guide at all
    db.session.commit()
    window = visit(cast.officer)
    assert "No guide is published yet" in words(window.get("/team"))
    assert window.get("/team/sections/who-we-serve").status_code == 404


def test_a_task_across_people(cast: Cast, me: Actor, boss: Actor, visit: Visit) -> None:
    finish(me, boss, cast.work, "nasw-code")
    send(actor(cast.colleague), works_of(cast.colleague.id)[0], "two-principles")
    window = visit(cast.officer)
    page = words(window.get("/team/sections/general-case-management"))
    assert "1 of 2 done" in page
    assert "0 of 2 done, 1 waiting" in page
    page = words(window.get("/team/tasks/nasw-code"))
    assert page.index("Yonas Tesfaye") < page.index("Marisol Vega")
    page = words(window.get("/team/tasks/two-principles"))
    assert "Yonas Tesfaye Salt Lake City, started Mon, Mar 2 Waiting for sign-off" in page
    assert window.get("/team/tasks/no-such-task").status_code == 404
    assert window.get("/team/sections/no-such-section").status_code == 404


def test_every_state_of_the_map_has_its_words() -> None:
    assert set(team.STATES) == {state.value for state in State}
