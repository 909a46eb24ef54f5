"""What other rooms show of the log: the ways to it, that something waits, and nothing it says."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine

from lms.base.db import db
from lms.people.actor import Actor
from lms.progress import terms
from lms.reports import reports
from lms.shadowing.office_rules import Asked, change
from lms.shadowing.serving import Place
from lms.signoff.late import waiting_long
from tests.cast import Cast
from tests.shadowing.logged import accepted, sent
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
FORTNIGHT = timedelta(days=14)
BOTH = ("two-assessments", "practice-case-note")


def for_both(cast: Cast, me: Actor, officer: Actor) -> None:
    """An entry that waits, for two tasks: with a review for each, of which one asks."""
    change(cast.office, Asked(shares=True), actor_id=officer.id)
    sent(me, tasks=[Place(cast.work.id, key) for key in BOTH], drafted=True)


@pytest.mark.both
def test_what_waits_long_is_one_line(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    for_both(cast, me, officer)
    noon.shift(FORTNIGHT)
    (line,), more = waiting_long(officer, 5)
    assert (line.learner, line.supervisor, more) == ("Marisol Vega", "Daniel Okafor", False)


@pytest.mark.both
def test_what_belongs_to_no_guide_leads_to_the_log(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller, visit: Visit
) -> None:
    terms.withdraw(officer, cast.work, terms.Why.OTHER)
    sent(me)
    noon.shift(FORTNIGHT)
    window = visit(cast.officer)
    for path in ("/approvals", "/approvals/late"):
        page = window.get(path)
        assert page.status_code == 200
        assert f'href="/log/people/{cast.learner.id}">Marisol Vega' in page.text


@pytest.mark.parametrize("who", ["supervisor", "officer", "auditor", "administrator"])
def test_the_team_pages_lead_to_the_log(cast: Cast, visit: Visit, who: str) -> None:
    window, log = visit(getattr(cast, who)), f'href="/log/people/{cast.learner.id}"'
    assert 'href="/log/team"' in window.get("/team").text
    assert log in window.get(f"/team/{cast.work.id}").text
    assert log in window.get(f"/record/{cast.work.id}").text
    assert window.get(f"/log/people/{cast.learner.id}").status_code == 200


def test_a_past_day_does_not_lead_to_a_log_that_has_none(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    for path in ("team", "record"):
        page = window.get(f"/{path}/{cast.work.id}?on=2026-03-03").text
        assert f"/log/people/{cast.learner.id}" not in page


def test_my_record_leads_to_my_own_log(cast: Cast, visit: Visit) -> None:
    page = visit(cast.learner).get(f"/record/{cast.work.id}").text
    assert f'href="/log/people/{cast.learner.id}"' in page
    stranger = visit(cast.colleague)
    assert stranger.get(f"/log/people/{cast.learner.id}").status_code == 404


def test_other_files_hold_nothing_of_the_log(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, visit: Visit
) -> None:
    """Neither references nor with whom, nor what was written; a signature on a task stays one."""
    accepted(me, boss)
    for_both(cast, me, officer)
    db.session.commit()
    window = visit(cast.officer)
    addresses = [f"/reports/{one.key}" for one in reports.ALL] + ["/team"]
    files = [f"{one}.{kind}" for one in addresses for kind in ("csv", "xlsx")]
    for path in [*files, f"/record/{cast.work.id}/record.csv", "/roster/people.csv"]:
        answer = window.get(path)
        assert answer.status_code == 200, path
        told = _cells(answer.data) if path.endswith("xlsx") else answer.data.decode()
        for secret in ("Case A", "Case B", "Valley Health", "nurse", "Informed consent"):
            assert secret not in told, (path, secret)


def _cells(data: bytes) -> str:
    sheets = openpyxl.load_workbook(BytesIO(data)).worksheets
    return str([[cell.value for cell in row] for sheet in sheets for row in sheet.iter_rows()])
