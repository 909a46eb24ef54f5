"""The pages of an office's settings, as its training officer uses them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.people import rules as people
from lms.people.models import Holiday, Office
from lms.progress import queries
from lms.progress.work import works_of
from lms.roster import local_tasks
from lms.roster.local_tasks import Local
from tests.cast import Cast, enrolled, posted
from tests.progress.history import nothing_changes
from tests.statements import statements
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]

ROW = {"verb_0": "Watch", "title_0": "The fire drill", "how_0": "tick", "due_days_0": "3"}
LIST = {"rows": "3", "was": "0", "verb_1": "Read", "how_1": "tick", "verb_2": "Read",
        "how_2": "tick"} | ROW  # fmt: skip
SETTINGS = {"name": "Salt Lake City", "time_zone": "America/Denver", "region": "UT",
            "escalate_days": "3"}  # fmt: skip


@pytest.fixture
def at(cast: Cast) -> str:
    return f"/offices/{cast.office.id}"


@pytest.fixture
def desk(cast: Cast, visit: Visit) -> Visitor:
    """The officer's window."""
    return visit(cast.officer)


@pytest.fixture
def slot(cast: Cast, at: str) -> str:
    return f"{at}/slots/{cast.work.program_id}/unhcr-role"


def test_an_officer_finds_the_way_to_each_part(desk: Visitor, at: str, cast: Cast) -> None:
    assert "Salt Lake City" in words(desk.get("/offices"))
    assert "Boise" not in words(desk.get("/offices"))
    page = desk.get(at)
    for part in ("settings", "holidays", f"due-days/{cast.work.program_id}", "slots", "own-tasks"):
        assert f'href="{at}/{part}"' in page.text
        assert desk.get(f"{at}/{part}").status_code == 200
    assert "0 of 4" in words(page)[:600] or "filled" in words(page)


def test_an_administrator_adds_an_office(cast: Cast, visit: Visit) -> None:
    desk = visit(cast.administrator)
    page = desk.follow(desk.post("/offices", **SETTINGS | {"name": "Provo"}))
    assert "Provo" in words(page)
    again = desk.post("/offices", **SETTINGS | {"name": "Provo"})
    assert again.status_code == 422
    assert "no other has" in words(again)
    assert "Add an office" not in words(visit(cast.officer).get("/offices"))


def test_settings_are_saved(desk: Visitor, at: str, cast: Cast) -> None:
    assert "Utah" in words(desk.follow(desk.post(f"{at}/settings", **SETTINGS)))
    db.session.refresh(cast.office)
    assert (cast.office.region, cast.office.escalate_days) == ("UT", 3)
    assert 'value="3"' in desk.get(f"{at}/settings").text
    desk.post(f"{at}/settings", **SETTINGS | {"escalate_days": "", "region": ""})
    db.session.refresh(cast.office)
    assert (cast.office.region, cast.office.escalate_days) == (None, None)


def test_public_holidays_are_previewed_and_taken_over(desk: Visitor, at: str) -> None:
    desk.post(f"{at}/settings", **SETTINGS)
    with nothing_changes():
        page = desk.get(f"{at}/holidays/public")
    assert "Pioneer Day" in words(page)
    assert page.text.count(" checked>") > 30
    chosen = {"days": ["2026-07-03", "2026-07-24"]}
    assert "2 days added." in words(desk.follow(desk.post(f"{at}/holidays/public", **chosen)))
    with nothing_changes():
        again = words(desk.follow(desk.post(f"{at}/holidays/public", **chosen)))
    assert "No new day was ticked. Nothing was changed." in again
    held = db.session.scalars(select(Holiday).order_by(Holiday.on)).all()
    assert [str(one.on) for one in held] == ["2026-07-03", "2026-07-24"]
    page = desk.follow(desk.post(f"{at}/holidays/{held[0].id}/remove"))
    assert "The office is open that day." in words(page)
    assert "you removed this one" in words(desk.get(f"{at}/holidays/public"))


def test_an_own_day_is_added_and_removed(desk: Visitor, at: str, cast: Cast) -> None:
    day = {"on": "2026-03-16", "name": "Spring day"}
    page = desk.follow(desk.post(f"{at}/holidays", **day))
    assert "8 due dates moved." in words(page)
    assert "Spring day" in words(page)
    again = desk.follow(desk.post(f"{at}/holidays", **day | {"name": "Another day"}))
    assert "That day is in the calendar already, as “Spring day”." in words(again)
    assert "Another day" not in words(again)
    path = f"{at}/holidays/{db.session.scalars(select(Holiday.id)).one()}/remove"
    assert "8 due dates moved." in words(desk.follow(desk.post(path)))
    removed = words(desk.follow(desk.post(path, on="2026-03-16")))
    assert "This day was removed already. Nothing was changed." in removed
    assert desk.post(f"{at}/holidays/999/remove", on="2026-03-16").status_code == 404


def test_due_days_are_for_new_enrollments(desk: Visitor, at: str, cast: Cast) -> None:
    path = f"{at}/due-days/{cast.work.program_id}"
    before = queries.due_dates(cast.work.id)
    assert "keep their dates" in words(desk.get(path))
    page = desk.follow(desk.post(path, **{"days_who-we-serve": "21"}))
    assert "1 section with days of your own." in words(page)
    assert curriculum.due_days(cast.office.id, cast.work.program_id) == {"who-we-serve": 21}
    assert queries.due_dates(cast.work.id) == before
    with nothing_changes():
        desk.post(path, **{"days_who-we-serve": "21"})
    desk.post(path, **{"days_who-we-serve": ""})
    assert curriculum.due_days(cast.office.id, cast.work.program_id) == {}


def test_a_slot_is_filled_and_learners_see_it(
    desk: Visitor, slot: str, cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    link = {"url": "https://example.org/unhcr", "note": "Ask at the desk.", "was": "0",
            "owner": str(cast.officer.id), "review_on": "2026-03-04"}  # fmt: skip
    assert desk.post(slot, **link).status_code == 303
    noon.shift(timedelta(days=1))
    desk.come_in(cast.officer)
    page = desk.get(f"/offices/{cast.office.id}/slots?page=3")  # after those that are empty
    assert "Look at it again" in words(page)
    assert "Priya Raman looks after it" in words(page)
    for path in ("/onboarding", f"/onboarding/{cast.work.id}/tasks/unhcr-role"):
        shown = visit(cast.learner).get(path)
        assert 'href="https://example.org/unhcr"' in shown.text
        assert "Ask at the desk." in words(shown)
    there = posted("Omid Karimi", cast.elsewhere)
    enrolled(there)
    assert "Ask at the desk." not in visit(there).get("/onboarding").text
    with nothing_changes():
        desk.post(slot, **link)


def test_what_someone_else_wrote_meanwhile_is_not_lost_silently(
    desk: Visitor, slot: str, cast: Cast
) -> None:
    desk.post(slot, note="First.", was="0", owner="0")
    page = desk.post(slot, note="Second.", was="0", owner="0")
    assert page.status_code == 409
    assert "Someone changed this slot meanwhile" in words(page)
    assert "Second." in page.text
    number = page.text.split('name="was"')[1].split('value="')[1].split('"')[0]
    assert desk.post(slot, note="Second.", was=number, owner="0").status_code == 303


def test_the_guard_looks_at_a_slot(desk: Visitor, slot: str) -> None:
    for note, status in (("Ask 801-555-0142.", 422), ("For A 123 456 789.", 422)):
        page = desk.post(slot, note=note, was="0", owner="0")
        assert page.status_code == status
        assert note in page.text
    page = desk.post(slot, note="Ask 801-555-0142.", was="0", owner="0")
    assert "I have checked" in words(page)
    kept = desk.post(slot, note="Ask 801-555-0142.", was="0", owner="0", cleared="y")
    assert kept.status_code == 303


def test_own_tasks_are_saved_and_done(desk: Visitor, at: str, cast: Cast, visit: Visit) -> None:
    page = desk.follow(desk.post(f"{at}/own-tasks", **LIST))
    assert "The fire drill" in page.text
    window = visit(cast.learner)
    home = words(window.get("/onboarding"))
    assert "Salt Lake City’s own tasks: 0 of 1 done" in home
    assert "of 114 tasks done" in home
    own = works_of(cast.learner.id)[1]
    window.post(f"/onboarding/{own.id}/tasks/t1/tick")
    for path in ("/onboarding", f"/onboarding/{cast.work.id}"):
        assert "Salt Lake City’s own tasks: 1 of 1 done" in words(window.get(path))
    assert "You finished all of it" in words(window.get(f"/onboarding/{own.id}"))
    with nothing_changes():
        assert desk.post(f"{at}/own-tasks", **LIST).status_code == 303


def test_a_task_is_taken_out_by_a_tick(desk: Visitor, at: str, cast: Cast) -> None:
    desk.post(f"{at}/own-tasks", **LIST)
    desk.post(f"{at}/own-tasks", **LIST | {"was": "1", "key_0": "t1", "out_0": "y"})
    assert local_tasks.tasks_of(local_tasks.latest(cast.office)) == []
    assert "None. Add what only your office does." in words(desk.get(at))


def test_a_wrong_row_is_named_and_nothing_typed_is_lost(desk: Visitor, at: str) -> None:
    wrong = {"title_1": "Ask 801-555-0142 for the key", "note_0": "See [this](javascript:x)."}
    with nothing_changes():
        page = desk.post(f"{at}/own-tasks", **LIST | wrong)
        assert page.status_code == 422
        assert "801-555-0142" in page.text
        page = desk.post(f"{at}/own-tasks", **LIST | wrong | {"cleared": "y"})
        assert page.status_code == 422
        assert "A link has to begin with" in words(page)
        assert 'id="note_0-err"' in page.text


HOSTILE = ["9" * 20, "9" * 5000, "-1", "1.5", "x", "\x00", "\ud800", "9999-12-31", "x" * 60_000]


@pytest.mark.parametrize("bad", HOSTILE, ids=lambda bad: bad[:10].encode(errors="replace"))
def test_hostile_input_changes_nothing(
    desk: Visitor, at: str, slot: str, cast: Cast, bad: str
) -> None:
    bad = bad.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    program = cast.work.program_id
    asked: list[tuple[str, dict[str, str]]] = [
        (f"{at}/settings", SETTINGS | {"escalate_days": bad}),
        (f"{at}/settings", SETTINGS | {"region": bad}),
        (f"{at}/settings", SETTINGS | {"time_zone": bad}),
        (f"{at}/holidays", {"on": bad, "name": "x"}),
        (f"{at}/holidays/public", {"days": bad}),
        (f"{at}/due-days/{program}", {"days_who-we-serve": bad}),
        (slot, {"owner": bad, "note": "x", "was": "0"}),
        (slot, {"owner": "0", "review_on": bad if bad != "9999-12-31" else "10000-01-01"}),
        (slot, {"owner": "0", "url": f"ftp://{bad}"}),
        (slot, {"owner": "0", "note": "x", "was": bad}),
        (f"{at}/own-tasks", LIST | {"rows": bad}),
        (f"{at}/own-tasks", LIST | {"was": bad}),
        (f"{at}/own-tasks", LIST | {"verb_0": bad}),
        (f"{at}/own-tasks", LIST | {"due_days_0": bad}),
        (f"{at}/own-tasks", LIST | {"url_0": f"ftp://{bad}"}),
    ]
    with nothing_changes():
        for path, form in asked:
            assert 400 <= desk.post(path, **form).status_code < 500, (path, form.keys())


@pytest.mark.parametrize(
    "path",
    ["due-days/999", "due-days/99999999999999999999", "slots/1/nasw-code", "slots/1/none-such",
     "slots/999/unhcr-role", "slots/1/" + "x" * 3000, "holidays?page=99999999999999999999"],
)  # fmt: skip
def test_what_is_not_there(desk: Visitor, at: str, path: str) -> None:
    assert desk.get(f"{at}/{path}").status_code == (200 if "?" in path else 404)


def count(act: Callable[[], object]) -> int:
    db.session.commit()
    with statements() as seen:
        act()
    return len(seen)


@pytest.mark.parametrize("path", ["", "/holidays", "/holidays/public", "/slots", "/own-tasks"])
def test_queries_do_not_grow(desk: Visitor, at: str, path: str, cast: Cast) -> None:
    local_tasks.save(cast.office, [Local("Read", "One")], actor_id=None)
    desk.get(f"{at}{path}")
    few = count(lambda: desk.get(f"{at}{path}"))
    for number in range(1, 6):
        enrolled(posted(f"Hire {number}", cast.office))
        people.close_on(cast.office, date(2026, 7, number), "Closed")
    tasks = [Local("Read", f"Task {number}") for number in range(20)]
    local_tasks.save(cast.office, tasks, actor_id=None, was=1)
    desk.get(f"{at}{path}")
    assert count(lambda: desk.get(f"{at}{path}")) == few


def test_the_list_of_offices_is_paged(cast: Cast, visit: Visit) -> None:
    db.session.add_all(Office(name=f"Office {n:02}", time_zone="America/Denver") for n in range(30))
    desk = visit(cast.administrator)
    assert "Office 29" not in words(desk.get("/offices"))
    assert "Office 29" in words(desk.get("/offices?page=2"))


def test_my_onboarding_with_all_of_it_takes_eight_statements(
    desk: Visitor, at: str, slot: str, cast: Cast, visit: Visit
) -> None:
    desk.post(slot, note="Ask at the desk.", was="0", owner="0")
    window = visit(cast.learner)
    window.get("/onboarding")
    without = count(lambda: window.get("/onboarding"))
    desk.post(f"{at}/own-tasks", **LIST)
    window.get("/onboarding")
    assert count(lambda: window.get("/onboarding")) == without <= 8
