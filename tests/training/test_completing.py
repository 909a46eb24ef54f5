"""A confirmed completion: signed, counted once, and what it closes in a guide."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.base import events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import courses
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Evidence, TaskOutline
from lms.people.actor import Actor
from lms.progress import moving, rules
from lms.progress import queries as works
from lms.progress.models import Fact, Kind, SignOff
from lms.progress.standing import State as Standing
from lms.progress.work import Work, find_work
from lms.training import completing
from lms.training.models import State
from tests.cast import Cast
from tests.databases import GUIDE
from tests.progress import editions
from tests.training.asked import RCCM, TODAY, completed, course, require, stands
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
TASKS = [
    TaskOutline("rccm-course", "Complete", "The course on RCCM", evidence=Evidence.COURSE,
                course=RCCM),
    TaskOutline("rccm-again", "Complete", "And once more", evidence=Evidence.COURSE, course=RCCM),
    TaskOutline("team-course", "Complete", "Teamwork", evidence=Evidence.COURSE,
                course="teamwork"),
]  # fmt: skip


@pytest.fixture
def work(cast: Cast, officer: Actor) -> Work:
    """The learner on an edition that asks for three courses."""
    latest = curriculum.latest_edition(GUIDE)
    assert latest is not None
    outline = curriculum.outline(latest.id, latest.digest)
    for task in TASKS:
        outline = editions.after(outline, "nasw-code", task)
    editions.published(outline)
    db.session.commit()
    moving.move_all(GUIDE, actor_id=officer.id)
    db.session.commit()
    found = find_work(cast.work.id)
    assert found is not None
    return found


def standing(work: Work, key: str) -> tuple[Standing, date | None]:
    """Where a task stands, and since when it is done."""
    found = works.task_standing(work, work.tasks[key])
    return found.state, found.done_on


def facts() -> list[tuple[str | None, int | None]]:
    """The lines of the ledger that hold: task and minutes."""
    held = select(Fact.task_key, Fact.minutes).where(
        Fact.kind == Kind.COURSE, Fact.superseded_at.is_(None)
    )
    return [(row.task_key, row.minutes) for row in db.session.execute(held.order_by(Fact.id))]


@pytest.mark.both
def test_it_closes_the_tasks_that_ask_for_it(work: Work, cast: Cast, boss: Actor) -> None:
    assert standing(work, "rccm-course") == (Standing.NOT_STARTED, None)
    record = completed(boss, cast.learner, on=TODAY - timedelta(days=1))
    for key in ("rccm-course", "rccm-again"):
        assert standing(work, key) == (Standing.DONE, record.on)
    assert standing(work, "team-course") == (Standing.NOT_STARTED, None)
    assert sorted(minutes or 0 for _, minutes in facts()) == [0, 90], "minutes are counted once"


def test_the_guides_record_says_who_confirmed_it(
    work: Work, cast: Cast, boss: Actor, visit: Callable[..., Visitor]
) -> None:
    completed(boss, cast.learner)
    (row,) = works.signatures(work.id)["rccm-course"]
    assert (row.signer, row.meaning, row.of_task) == ("Daniel Okafor", "confirmed", False)
    page = words(visit(cast.supervisor).get(f"/record/{work.id}/tasks/rccm-course"))
    assert "Daniel Okafor: confirmed" in page
    assert "Revoke" not in page


@pytest.mark.both
def test_taken_back_the_tasks_open_again(work: Work, cast: Cast, boss: Actor) -> None:
    record = completed(boss, cast.learner)
    events.lock(events.person(cast.learner.id))
    completing.take_back(boss, record, State.RETURNED)
    db.session.commit()
    assert standing(work, "rccm-course") == (Standing.NOT_STARTED, None)
    assert (facts(), record.state) == ([], State.RETURNED)
    assert db.session.scalar(select(func.count()).select_from(SignOff)) == 1, "it stays as history"


def test_where_no_task_asks_for_it_it_counts_by_itself(cast: Cast, boss: Actor) -> None:
    completed(boss, cast.learner)
    assert facts() == [(None, 90)]


def test_a_part_counts_its_minutes_and_nothing_more(
    work: Work, cast: Cast, boss: Actor, officer: Actor
) -> None:
    require(officer, cast.office)
    completed(boss, cast.learner, complete=False, minutes=30)
    assert facts() == [(None, 30)]
    assert standing(work, "rccm-course")[0] is Standing.NOT_STARTED
    assert stands(cast.learner).state == "missing"


def test_a_renewal_is_another_record_and_the_task_stays_done_by_the_first(
    work: Work, cast: Cast, boss: Actor
) -> None:
    first = completed(boss, cast.learner, on=TODAY - timedelta(days=1))
    second = completed(boss, cast.learner)
    assert first.id != second.id
    assert standing(work, "rccm-course") == (Standing.DONE, first.on)
    assert (None, 90) in facts()


def test_a_waived_task_stays_waived(work: Work, cast: Cast, boss: Actor) -> None:
    from lms.signoff import decisions

    decisions.waive(boss, work, "rccm-course", "She wrote it.")
    completed(boss, cast.learner)
    assert standing(work, "rccm-course")[0] is Standing.WAIVED
    assert standing(work, "rccm-again")[0] is Standing.DONE


def test_nobody_confirms_their_own(cast: Cast, boss: Actor) -> None:
    with pytest.raises(Refusal, match="their own"):
        completed(boss, cast.supervisor)


def test_it_is_good_as_long_as_was_asked_on_its_day(
    cast: Cast, boss: Actor, officer: Actor
) -> None:
    assert completing.usual_end(cast.learner.id, course().id, TODAY) is None
    require(officer, cast.office, starts_on=TODAY - timedelta(days=1), months=12)
    ends = [completing.usual_end(cast.learner.id, course().id, TODAY - timedelta(days=n))
            for n in (0, 2)]  # fmt: skip
    assert ends == [date(2027, 3, 4), None]
    assert completing.usual_end(cast.learner.id, None, TODAY) is None


def test_a_course_of_its_own_renewal_ends_by_that(cast: Cast) -> None:
    courses.describe(course().id, course().terms._replace(renew_months=24))
    assert completing.usual_end(cast.learner.id, course().id, TODAY) == date(2028, 3, 4)


def test_a_guide_that_was_left_is_not_touched(work: Work, cast: Cast, boss: Actor) -> None:
    from lms.progress import terms

    terms.withdraw(boss, work, terms.Why.MISTAKE)
    db.session.commit()
    completed(boss, cast.learner)
    assert facts() == [(None, 90)]
    assert rules.lock_left(work).facts.get("rccm-course") is None
