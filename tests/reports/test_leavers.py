"""Who left, and came back since: a past day shows them as they were on it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.people import accounts
from lms.people import rules as people
from lms.people.placed import Placed, placed
from lms.progress import access
from lms.progress.record import end_of
from lms.reports import across, team, team_file
from lms.reports.asked import LEFT, Asked
from tests.cast import Cast, actor
from tests.statements import statements
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
DAY = timedelta(days=1)
HERE, GONE, BACK, NOW = date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 12)


@pytest.fixture
def away_and_back(cast: Cast, noon: time_machine.Traveller) -> Cast:
    """The learner left on the 5th and came back on the 8th; it is the 12th."""
    noon.shift(DAY)
    people.deactivate(cast.learner, actor_id=cast.officer.id)
    noon.shift(3 * DAY)
    accounts.reactivate(cast.learner, actor_id=cast.officer.id)
    db.session.commit()
    noon.shift(4 * DAY)
    return cast


def look(cast: Cast, on: date, state: str = "") -> Asked:
    zones = (cast.office.time_zone, cast.elsewhere.time_zone)
    return Asked(cast.work.program_id, NOW, on=None if on == NOW else on, zones=zones, state=state)


def names(cast: Cast, on: date, state: str = "") -> set[str]:
    visible, asked = access.visible(actor(cast.officer)), look(cast, on, state)
    found = {line.name for line in team.team(visible, asked).lines}
    sheet = team_file.sheet(visible, asked, cast.work.outline, "")
    assert {row[0] for row in sheet.rows} == found
    section = cast.work.outline.sections[0]
    assert {line.name for line in across.people_in(visible, asked, section, 1)[0]} == found
    return found


@pytest.mark.both
def test_a_past_day_has_those_who_were_there_on_it(away_and_back: Cast) -> None:
    """On page and file, and across people: coming back later changes no day that is over."""
    both = {"Marisol Vega", "Yonas Tesfaye"}
    for on, here, left in (
        (HERE, both, set()), (GONE, {"Yonas Tesfaye"}, {"Marisol Vega"}), (BACK, both, set()),
        (NOW, both, set()),
    ):  # fmt: skip
        assert names(away_and_back, on) == here, on
        assert names(away_and_back, on, LEFT) == left, on


def test_leaving_once_more_changes_no_earlier_day(
    away_and_back: Cast, noon: time_machine.Traveller
) -> None:
    people.deactivate(away_and_back.learner, actor_id=None)
    db.session.commit()
    noon.shift(DAY)
    assert "Marisol Vega" not in names(away_and_back, GONE)
    assert "Marisol Vega" in names(away_and_back, BACK)
    assert "Marisol Vega" not in names(away_and_back, NOW)


@pytest.mark.parametrize("page", ["team", "record"])
def test_the_person_s_own_pages_say_so_too(away_and_back: Cast, visit: Visit, page: str) -> None:
    cast, window = away_and_back, visit(away_and_back.officer)

    def said(on: str) -> tuple[bool, bool]:
        text = words(window.get(f"/{page}/{cast.work.id}{on}"))
        return "Started Mon, Mar 2 Left" in text, "Supervisor: Daniel Okafor" in text

    assert said("") == said(f"?on={HERE}") == said(f"?on={BACK}") == (False, True)
    assert said(f"?on={GONE}") == (True, False)
    people.deactivate(cast.learner, actor_id=None)
    assert (said(""), said(f"?on={BACK}")) == ((True, False), (False, True))


@pytest.mark.both
def test_office_and_supervisor_are_those_of_the_day(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    """As known at its end: a supervisor who left later was still there, a post to come is one."""
    then = end_of(cast.work, HERE)
    noon.shift(DAY)
    people.give_post(cast.learner, cast.elsewhere, "case-manager", supervisor=cast.other_supervisor,
                     starts_on=NOW)  # fmt: skip
    people.deactivate(cast.supervisor, actor_id=None)
    later = end_of(cast.work, GONE)
    me, before = cast.learner.id, Placed("Salt Lake City", "Daniel Okafor", True)
    assert placed(me, HERE, then) == before
    assert placed(me, GONE, later) == before._replace(supervisor_active=False)
    assert placed(me, NOW, later) == Placed("Boise", "Ingrid Moe", True)
    assert placed(cast.supervisor.id, HERE, then) == Placed("Salt Lake City", "", False)
    assert placed(cast.supervisor.id, GONE, later) is None
    assert placed(cast.administrator.id, HERE, then) == Placed("", "", False)
    assert placed(me, GONE) == actor(cast.learner)


@pytest.mark.both
def test_as_many_queries_however_often_somebody_left(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    noon.shift(DAY)

    def asked() -> list[int]:
        counted = []
        for path in ("/team?on=2026-03-04", f"/team/{cast.work.id}?on=2026-03-04"):
            window = visit(cast.officer)
            window.get(path)
            with statements() as seen:
                assert window.get(path).status_code == 200
            counted.append(len(seen))
        return counted

    before = asked()
    for _ in range(5):
        people.deactivate(cast.colleague, actor_id=None)
        accounts.reactivate(cast.colleague, actor_id=None)
    assert asked() == before
