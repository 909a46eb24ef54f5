"""Another due date for one person: with a reason, on a day the office is open, never by editing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotFound
from lms.base.events import Event
from lms.base.prose import Prose
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import queries
from lms.progress.models import DueDate
from lms.progress.moved_dates import dates_and_moves, moves
from lms.progress.section_progress import Kept
from lms.progress.work import Work, works_of
from lms.signoff import decisions
from tests.cast import START, Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]

DAY = timedelta(days=1)
SECTION, DUE = "who-we-serve", date(2026, 3, 16)  # a Monday, 14 days after the start
LATER = date(2026, 3, 25)
PLACE, TASK = (SECTION, ""), ("additional-resources", "dv-protocol")
WHY = "Her laptop came *late*."


def kept(work: Work, section: str = SECTION) -> date | None:
    """The date in the line beside the ledger."""
    return Kept(work.id).lines[section].due_on


def dates(work: Work, place: tuple[str, str]) -> list[tuple[date, bool]]:
    """Every date a place ever had, and whether it holds."""
    section, task = place
    mine = select(DueDate).filter_by(enrollment_id=work.id, section_key=section, task_key=task)
    rows = db.session.scalars(mine.order_by(DueDate.id)).all()
    return [(row.due_on, row.superseded_at is None) for row in rows]


def move(who: Actor, work: Work, day: date, place: tuple[str, str] = PLACE) -> None:
    decisions.move_due(who, work, place, day, WHY)


@pytest.mark.parametrize("part", ["supervisor", "officer"])
def test_moving_a_section(cast: Cast, part: str, noon: time_machine.Traveller) -> None:
    noon.shift(DAY)
    who = actor(cast.people()[part])
    move(who, cast.work, LATER)
    assert dates(cast.work, PLACE) == [(DUE, False), (LATER, True)]
    assert queries.due_dates(cast.work.id)[PLACE] == kept(cast.work) == LATER
    due, shown = dates_and_moves(cast.work.id)
    assert (due, list(shown)) == (queries.due_dates(cast.work.id), [PLACE])
    assert (shown[PLACE].moved_by, shown[PLACE].due_on) == (who.name, LATER)
    assert "<em>late</em>" in (shown[PLACE].reason or "")
    first = queries.section_standings(cast.work)[0]
    assert {first.due_on, *(task.due_on for task in first.tasks.values())} == {LATER}


def test_the_reason_is_prose_and_the_record_keeps_its_digest(cast: Cast, boss: Actor) -> None:
    move(boss, cast.work, LATER)
    reason = db.session.scalars(select(Prose)).one()
    assert (reason.purpose, reason.text, reason.author_id) == ("reason", WHY, boss.id)
    line = db.session.scalars(select(Event).filter_by(verb="due-date-moved")).one()
    assert line.data == {
        "enrollment": cast.work.id, "section": SECTION, "task": "", "was": str(DUE),
        "on": str(LATER), "reason": reason.digest,
    }  # fmt: skip
    assert line.actor_id == boss.id


def test_a_task_with_a_date_of_its_own_moves_by_itself(cast: Cast, boss: Actor) -> None:
    before = kept(cast.work, TASK[0])
    move(boss, cast.work, LATER, TASK)
    due = queries.due_dates(cast.work.id)
    assert (due[TASK], due[TASK[0], ""], kept(cast.work, TASK[0])) == (LATER, before, before)
    found = queries.task_standing(cast.work, cast.work.tasks[TASK[1]])
    assert (found.due_on, found.overdue(DUE + DAY), found.overdue(LATER + DAY)) == (
        LATER, False, True,
    )  # fmt: skip


def test_only_this_person_s_date_moves(cast: Cast, boss: Actor) -> None:
    (other,) = works_of(cast.colleague.id)
    move(boss, cast.work, LATER)
    assert (queries.due_dates(other.id)[PLACE], kept(other)) == (DUE, DUE)
    assert "due-date-moved" not in verbs(cast.colleague.id)


def test_moving_back_is_another_move(cast: Cast, boss: Actor) -> None:
    move(boss, cast.work, LATER)
    move(boss, cast.work, DUE)
    assert dates(cast.work, PLACE) == [(DUE, False), (LATER, False), (DUE, True)]
    assert kept(cast.work) == DUE
    assert verbs(cast.learner.id)[-2:] == ["due-date-moved"] * 2


def test_the_same_date_once_more_changes_nothing(cast: Cast, boss: Actor) -> None:
    with nothing_changes():
        move(boss, cast.work, DUE)
    move(boss, cast.work, LATER)
    with nothing_changes():
        move(boss, cast.work, LATER)


def test_the_same_date_once_more_is_no_move(cast: Cast, boss: Actor) -> None:
    move(boss, cast.work, DUE)
    assert dates(cast.work, PLACE) == [(DUE, True)]
    assert moves(cast.work.id) == {}
    assert "due-date-moved" not in verbs(cast.learner.id)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 3, 21), "office is closed"),  # a Saturday
        (date(2026, 3, 22), "office is closed"),
        (date(2026, 3, 31), "office is closed"),  # a holiday
        (START - 3 * DAY, "from the start"),  # a Friday
        (date(1, 1, 1), "from the start"),
        (date(2200, 1, 1), "within five years"),
        (date.max, "within five years"),
    ],
)
@pytest.mark.parametrize("place", [PLACE, TASK])
def test_a_day_nothing_can_fall_due_on(
    cast: Cast, boss: Actor, day: date, why: str, place: tuple[str, str]
) -> None:
    people.close_on(cast.office, date(2026, 3, 31), "Cesar Chavez Day")
    people.close_on(cast.elsewhere, LATER, "A day of another office")
    with refused(why, "due_on"):
        move(boss, cast.work, day, place)
    move(boss, cast.work, LATER, place)


def test_the_day_of_the_start_and_a_day_gone_by_will_do(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    """A supervisor may state late what was agreed earlier."""
    noon.shift(20 * DAY)
    move(boss, cast.work, START)
    assert kept(cast.work) == START
    assert queries.section_standings(cast.work)[0].overdue(boss.today)


@pytest.mark.parametrize(
    "part",
    ["learner", "colleague", "other_supervisor", "other_officer", "administrator", "auditor"],
)
def test_strangers_move_nothing(cast: Cast, part: str) -> None:
    with refused("supervisor or the office’s training officer"):
        move(actor(cast.people()[part]), cast.work, LATER)


def test_a_supervisor_who_handed_over_moves_nothing(cast: Cast, boss: Actor) -> None:
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
        starts_on=boss.today,
    )  # fmt: skip
    with refused("supervisor or the office’s training officer"):
        move(boss, cast.work, LATER)
    move(actor(cast.other_supervisor), cast.work, LATER)
    assert kept(cast.work) == LATER


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_a_move_says_why(cast: Cast, boss: Actor, reason: str) -> None:
    with refused("Say why", "reason"):
        decisions.move_due(boss, cast.work, PLACE, LATER, reason)


def test_the_guard_looks_at_the_reason(cast: Cast, boss: Actor) -> None:
    with refused("A-number"):
        decisions.move_due(boss, cast.work, PLACE, LATER, "Busy with A 123 456 789.", cleared=True)
    with refused("phone"):
        decisions.move_due(boss, cast.work, PLACE, LATER, "Ask 801-555-0142.")
    decisions.move_due(boss, cast.work, PLACE, LATER, "Ask 801-555-0142.", cleared=True)
    assert kept(cast.work) == LATER


@pytest.mark.parametrize(
    "place", [("no-such-section", ""), (SECTION, "nasw-code"), ("", ""), (SECTION, TASK[1])]
)
def test_where_nothing_is_due_nothing_moves(
    cast: Cast, boss: Actor, place: tuple[str, str]
) -> None:
    db.session.commit()
    with nothing_changes():
        with pytest.raises(NotFound):
            move(boss, cast.work, LATER, place)
        db.session.rollback()


@pytest.mark.parametrize(
    "place",
    [PLACE, TASK],
)
def test_the_learner_reads_why(cast: Cast, visit: Visit, place: tuple[str, str]) -> None:
    """The page says so to whoever moves it: “The learner sees why.”"""
    section, task = place
    path = f"/record/{cast.work.id}/due/{section}" + (f"/{task}" if task else "")
    moved = visit(cast.supervisor).post(path, due_on=str(LATER), reason="A borrowed laptop.")
    assert moved.status_code == 303
    window = visit(cast.learner)
    pages = [
        f"/record/{cast.work.id}",
        "/onboarding",
        f"/onboarding/{cast.work.id}/tasks/{TASK[1]}",
    ]
    assert any("A borrowed laptop." in words(window.get(page)) for page in pages)


def test_a_refused_date_keeps_what_was_typed(cast: Cast, visit: Visit) -> None:
    path = f"/record/{cast.work.id}/due/{SECTION}"
    answer = visit(cast.supervisor).post(path, due_on="2026-03-21", reason="A borrowed laptop.")
    assert answer.status_code == 422
    assert "The office is closed on this day." in words(answer)
    assert 'value="2026-03-21"' in answer.text
    assert "A borrowed laptop.</textarea>" in answer.text
    for part, status in (("learner", 403), ("auditor", 403), ("colleague", 404)):
        window = visit(cast.people()[part])
        sent = window.post(path, due_on=str(LATER), reason="A borrowed laptop.")
        assert (window.get(path).status_code, sent.status_code) == (status, status), part
