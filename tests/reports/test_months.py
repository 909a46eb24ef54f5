"""A guide month by month: the same numbers as the team page has for each month's last day."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine

from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.people import accounts
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Office, Person, Role
from lms.progress import rules
from lms.progress.access import visible
from lms.progress.models import Status
from lms.progress.offices import offices as offices_of
from lms.progress.rules import enroll
from lms.reports import months, pictures, team
from lms.reports.asked import Asked
from lms.roster import leave, local_tasks
from lms.roster.local_tasks import Local
from tests.cast import START, Cast, actor, enrolled, posted
from tests.progress.playing import finish, on_terms
from tests.reports.test_pictures import ticks
from tests.statements import statements
from tests.visitor import Visitor, words
from tests.workflow.calendar_model import guide

Visit = Callable[..., Visitor]
DRILL = Local("Watch", "The fire drill", due_days=3)
MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)


def asked(who: Actor, **more: Any) -> Asked:
    program_id = curriculum.guides()[0].program_id
    zones = tuple(sorted({office.time_zone for office in offices_of(visible(who))}))
    return Asked(program_id, actor(db.session.get_one(Person, who.id)).today, zones=zones, **more)


def by_month(who: Actor, **more: Any) -> dict[str, tuple[int, int, int]]:
    found = months.standing(visible(who), asked(who, **more))
    return {one.on.isoformat()[:7]: one.numbers for one in found if any(one.numbers)}


def on_the_team_page(who: Actor, on: date, **more: Any) -> tuple[int, int, int]:
    """The same numbers of one day, by the team page."""
    found = team.team(visible(who), asked(who, on=on, **more))
    done = team.team(visible(who), asked(who, on=on, state="finished", **more)).people
    return (done, found.people - done - found.behind, found.behind)


@pytest.mark.both
def test_the_months_as_they_ended(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    """Finished, on track, late; and what comes later does not change a month that is over."""
    assert by_month(officer) == {}
    assert pictures.months(visible(officer), asked(officer)) is None
    noon.move_to(datetime.fromisoformat("2026-04-01T05:30:00+00:00"))  # still March in Denver
    for key in cast.work.tasks:
        finish(me, boss, cast.work, key)
    db.session.commit()
    noon.move_to(datetime.fromisoformat("2026-04-01T06:30:00+00:00"))
    march = {"2026-03": (1, 0, 1)}  # the colleague has done nothing since the 16th
    assert by_month(officer) == march
    rules.untick(me, cast.work, ticks(cast)[0])
    noon.move_to(datetime.fromisoformat("2026-06-10T18:00:00+00:00"))
    assert by_month(officer) == march | {"2026-04": (0, 0, 2), "2026-05": (0, 0, 2)}
    found = pictures.months(visible(officer), asked(officer))
    assert found is not None
    assert found.says == (
        "At the end of Sun, May 31: 0 finished, 0 on track, 2 late with something."
    )
    assert found.rows[-1] == ("May 2026", 0, 0, 2)
    assert len(found.rows) == 12
    ET.fromstring(str(found.svg))


def test_on_track_and_withdrawn(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    for task in cast.work.outline.section("who-we-serve").tasks:
        finish(me, boss, cast.work, task.key)
    finish(me, boss, cast.work, "dv-protocol")
    soon = [key for key, one in cast.work.tasks.items() if one.due_days]
    for key in soon:
        if key != "dv-protocol":
            finish(me, boss, cast.work, key)
    noon.move_to(datetime.fromisoformat("2026-04-02T18:00:00+00:00"))
    assert by_month(officer) == {"2026-03": (0, 1, 1)}
    on_terms(cast.work, status=Status.WITHDRAWN)
    noon.move_to(datetime.fromisoformat("2026-05-02T18:00:00+00:00"))
    assert by_month(officer) == {"2026-03": (0, 1, 1), "2026-04": (0, 0, 1)}


@pytest.mark.both
def test_the_months_of_those_one_sees(cast: Cast, noon: time_machine.Traveller) -> None:
    noon.move_to(datetime.fromisoformat("2026-04-02T18:00:00+00:00"))
    seen = {name: bool(by_month(actor(who))) for name, who in cast.people().items()}
    assert {name for name, some in seen.items() if some} == {
        "supervisor", "officer", "administrator", "auditor",
    }  # fmt: skip


def test_month_ends_over_a_new_year() -> None:
    found = months.ends(date(2024, 3, 31))
    assert (found[0], found[-2], found[-1]) == (
        date(2023, 3, 31), date(2024, 1, 31), date(2024, 2, 29),
    )  # fmt: skip


def hire(name: str, office: Office, boss: Person | None = None) -> Person:
    hired = posted(name, office, boss)
    enrolled(hired, START)
    return hired


@pytest.mark.both
def test_the_picture_and_the_team_page_say_the_same(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """Also with people on leave, gone for good, gone and back, moved, and off the guide."""
    hired = {name: hire(name, cast.office, cast.supervisor)
             for name in ("Ana Abel", "Ben Bo", "Cy Cole", "Di Dorn")}  # fmt: skip
    east = hire("Kofi Asante", people.add_office("Albany", "America/New_York"))
    for key in cast.work.tasks:
        finish(me, boss, cast.work, key)
    noon.move_to(datetime.fromisoformat("2026-03-27T18:00:00+00:00"))
    leave.record(boss, hired["Ana Abel"], date(2026, 3, 28), date(2026, 4, 3))
    people.deactivate(hired["Ben Bo"], actor_id=None)
    people.deactivate(hired["Cy Cole"], actor_id=None)
    db.session.commit()
    noon.move_to(datetime.fromisoformat("2026-04-10T18:00:00+00:00"))
    accounts.reactivate(hired["Cy Cole"], actor_id=None)
    people.give_post(hired["Di Dorn"], cast.elsewhere, "case-manager", supervisor=None,
                     starts_on=date(2026, 4, 20))  # fmt: skip
    leave.record(actor(cast.administrator), east, date(2026, 4, 25), None)
    noon.move_to(datetime.fromisoformat("2026-06-10T18:00:00+00:00"))
    chief = actor(cast.administrator)
    found = by_month(chief)
    assert found == {"2026-03": (1, 1, 3), "2026-04": (1, 1, 4), "2026-05": (1, 1, 4)}
    for who in (chief, actor(cast.officer), actor(cast.other_officer), actor(cast.supervisor)):
        for office in (None, *(one.id for one in offices_of(visible(who)))):
            numbers = by_month(who, office_id=office)
            for on in (MARCH, APRIL, MAY):
                wanted = on_the_team_page(who, on, office_id=office)
                assert numbers.get(on.isoformat()[:7], (0, 0, 0)) == wanted, (who.name, office, on)
    assert by_month(chief, office_id=cast.elsewhere.id) == {
        "2026-04": (0, 0, 1), "2026-05": (0, 0, 1),
    }  # fmt: skip


@pytest.mark.both
def test_an_office_s_own_tasks_and_other_guides_are_not_in_it(
    cast: Cast, officer: Actor, noon: time_machine.Traveller, visit: Visit
) -> None:
    """Each person counts once, on the guide that is shown; other guides can be chosen."""
    noon.move_to(datetime.fromisoformat("2026-04-10T18:00:00+00:00"))
    before = by_month(officer)
    noon.move_to(datetime.fromisoformat("2026-03-20T18:00:00+00:00"))
    own = local_tasks.save(cast.office, [DRILL], actor_id=cast.officer.id)
    other = publishing.publish(guide())
    assert own is not None
    assert other is not None
    enroll(cast.learner.id, other, date(2026, 3, 20), actor_id=None)
    db.session.commit()
    noon.move_to(datetime.fromisoformat("2026-04-10T18:00:00+00:00"))
    assert by_month(officer) == before == {"2026-03": (0, 0, 2)}
    window = visit(cast.officer)
    assert "0 on track, 2 late" in said(window, f"?program={cast.work.program_id}")
    assert "0 on track, 1 late" in said(window, f"?program={other.program_id}")
    assert window.get(f"/reports?program={own.program_id}").status_code == 422


@pytest.fixture
def both_offices(cast: Cast, noon: time_machine.Traveller) -> Cast:
    """One more officer of two offices, each with people, after a month."""
    hire("Kofi Asante", cast.elsewhere)
    people.grant(cast.officer, Role.TRAINING_OFFICER, cast.elsewhere)
    db.session.commit()
    noon.move_to(datetime.fromisoformat("2026-04-10T18:00:00+00:00"))
    return cast


def said(window: Visitor, query: str = "") -> str:
    answer = window.get(f"/reports{query}")
    assert answer.status_code == 200
    assert answer.text.count('role="img"') == 1
    return words(answer)


@pytest.mark.both
def test_an_officer_of_two_offices_sees_either_or_both(cast: Cast, both_offices: Cast,
                                                       visit: Visit) -> None:  # fmt: skip
    window = visit(cast.officer)
    for query, late in (("", 3), (f"?office={cast.office.id}", 2),
                        (f"?office={cast.elsewhere.id}", 1), ("?office=&program=", 3)):  # fmt: skip
        assert f"0 on track, {late} late" in said(window, query)
    page = window.get(f"/reports?office={cast.elsewhere.id}").text
    assert f'href="/reports/overdue?office={cast.elsewhere.id}"' in page
    assert f'href="/team?office={cast.elsewhere.id}"' in page
    assert "onboarding, Boise: each month as" in words(
        window.get(f"/reports?office={cast.elsewhere.id}")
    )


def test_of_one_office_there_is_nothing_to_choose(cast: Cast, visit: Visit) -> None:
    assert "All offices" not in visit(cast.officer).get("/reports").text


@pytest.mark.parametrize("query", ["office=999", "office=x", "program=999", "program=%27"])
def test_what_cannot_be_chosen_is_said_beside_it(
    cast: Cast, both_offices: Cast, visit: Visit, query: str
) -> None:
    answer = visit(cast.officer).get(f"/reports?{query}")
    assert answer.status_code == 422
    assert "Choose one from the list." in words(answer)
    assert 'role="img"' not in answer.text


def test_an_office_of_others_is_no_choice(cast: Cast, visit: Visit) -> None:
    answer = visit(cast.officer).get(f"/reports?office={cast.elsewhere.id}")
    assert answer.status_code == 422
    assert "Boise" not in answer.text


@pytest.mark.both
def test_as_many_queries_for_many_people_and_offices(
    cast: Cast, both_offices: Cast, visit: Visit
) -> None:
    def asked_for() -> int:
        window = visit(cast.administrator)
        window.get("/reports")
        with statements() as seen:
            said(window)
        return len(seen)

    before = asked_for()
    for number in range(6):
        zone = ("America/Chicago", "America/Boise")[number % 2]
        hire(f"Hire {number}", people.add_office(f"Office {number}", zone))
    db.session.commit()
    assert asked_for() == before <= 10
