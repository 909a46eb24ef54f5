"""Keeping the lines: mended within a quarter hour, superseded later, and the whole with them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)
from lms.people.actor import Actor
from lms.progress import rules, section_progress, standing, timeline
from lms.progress.models import SectionProgress
from lms.progress.section_progress import Kept
from lms.progress.sections import Tally
from lms.progress.work import Work
from lms.signoff import decisions
from tests.cast import START, Cast, posted
from tests.progress.history import nothing_changes, rows
from tests.progress.lines import history
from tests.progress.playing import send, sign
from tests.statements import statements
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("sound")
MINUTE, TODAY = timedelta(minutes=1), date(2026, 3, 4)
FIRST, SECOND, FIFTH = "who-we-serve", "general-case-management", "additional-resources"
TICKED, OTHER, WORDS = "nasw-code", "unhcr-role", "two-principles"
ENROLLED = datetime.fromisoformat("2026-03-04T19:00:00+00:00")


def table() -> dict[tuple[Any, ...], dict[str, Any]]:
    """Every kept line, its row and its moments."""
    return rows(SectionProgress.__tablename__)


def tally(work: Work, key: str) -> Tally:
    return Kept(work.id).lines[key].tally


def times(work: Work, key: str) -> list[tuple[datetime, datetime | None]]:
    """From when until when each row of a section holds."""
    return [(since, until) for _, since, until in history(work.id)[key]]


@pytest.mark.both
def test_within_a_quarter_hour_a_line_is_mended(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    """A learner at work makes few rows: the same ones, in other words."""
    before = table()
    noon.shift(14 * MINUTE + timedelta(seconds=59, microseconds=999_999))
    rules.tick(me, cast.work, TICKED)
    assert table().keys() == before.keys()
    assert times(cast.work, SECOND) == times(cast.work, "") == [(ENROLLED, None)]
    assert (tally(cast.work, SECOND).done, tally(cast.work, "").done) == (1, 1)


@pytest.mark.both
def test_later_it_is_superseded(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    before, later = table(), ENROLLED + 15 * MINUTE
    noon.move_to(later + MINUTE)
    rules.tick(me, cast.work, TICKED)
    for key in (SECOND, ""):
        assert times(cast.work, key) == [(ENROLLED, later), (later, None)]
        assert [line["done"] for line, *_ in history(cast.work.id)[key]] == [0, 1]
    assert len(table()) == len(before) + 2
    ended = {key: row | {"superseded_at": None} for key, row in table().items() if key in before}
    assert ended == before


def test_the_quarter_hour_begins_on_its_first_moment(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.move_to(ENROLLED + 15 * MINUTE)
    rules.tick(me, cast.work, TICKED)
    assert times(cast.work, SECOND)[0] == (ENROLLED, clock.now())


def test_one_line_mended_beside_one_superseded(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    """The whole changed minutes ago, this section an hour ago."""
    noon.shift(60 * MINUTE)
    rules.tick(me, cast.work, TICKED)
    noon.shift(5 * MINUTE)
    rules.tick(me, cast.work, OTHER)
    later = ENROLLED + 60 * MINUTE
    for key in (FIRST, SECOND, ""):
        assert times(cast.work, key) == [(ENROLLED, later), (later, None)]
    assert tally(cast.work, "").done == 2


def test_a_line_that_says_the_same_is_left_alone(cast: Cast, me: Actor) -> None:
    """A second response in progress, another date for what is done: no row is written."""
    rules.tick(me, cast.work, TICKED)
    before = table()
    with statements() as seen:
        Kept(cast.work.id).put(*Kept(cast.work.id).sections)
    assert len([sql for sql in seen if not sql.startswith("SELECT")]) == 0
    assert table() == before


@pytest.mark.both
def test_sections_that_are_gone_end(cast: Cast, noon: time_machine.Traveller) -> None:
    """As when somebody goes on with an edition that has no such section."""
    noon.shift(60 * MINUTE)
    kept = Kept(cast.work.id)
    kept.write([], gone=[FIRST, "no-such"])
    assert FIRST not in Kept(cast.work.id).lines
    assert times(cast.work, FIRST) == [(ENROLLED, clock.now())]
    assert list(timeline.faults()) == [
        f"enrollment {cast.work.id}, section {FIRST}: the line is missing"
    ]
    Kept(cast.work.id).put(kept.lines[FIRST])
    assert Kept(cast.work.id).lines == kept.lines


def test_a_clock_that_went_back_breaks_nothing(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    """A server that was corrected by an hour: the line of the later hour is mended."""
    before = table()
    noon.shift(-60 * MINUTE)
    rules.tick(me, cast.work, TICKED)
    assert table().keys() == before.keys()
    assert tally(cast.work, SECOND).done == 1


def task(key: str, **more: Any) -> TaskOutline:
    return TaskOutline(key, "Read", key, **more)


def section(key: str, *tasks: TaskOutline, days: int | None = 14) -> SectionOutline:
    return SectionOutline(key, key, days, "", (TopicOutline("", "", tasks),))


TALK = {"evidence": Evidence.NONE, "signers": Signers.SUPERVISOR}
GUIDE = ProgramOutline("small", "Small", sections=(
    section("mixed", task("read"), task("extra", required=False), task("talk", **TALK)),
    section("other-job", task("money", roles=("icm-specialist",))),
    section("free", task("maybe", required=False), task("perhaps", **TALK, required=False)),
    section("early", task("soon", due_days=7), task("later"), task("said", **TALK), days=30),
    section("undated", task("some-day"), days=None),
))  # fmt: skip


@pytest.fixture
def small(cast: Cast, me: Actor) -> Work:
    """The learner on a guide with something optional, early, undated, and for another job."""
    edition = publishing.publish(GUIDE)
    assert edition is not None
    return rules.enroll(me.id, edition, START, job_role="case-manager", actor_id=None)


def line(work: Work, key: str) -> tuple[int, int, date | None, date | None, date | None]:
    """What is done of how many, due when, open until, completed on."""
    found = Kept(work.id).lines[key]
    counts = (found.tally.done, found.tally.required)
    return (*counts, found.due_on, found.open_due, found.completed_on)


D14, D7, D30 = date(2026, 3, 16), date(2026, 3, 9), date(2026, 4, 1)


def test_new_lines(small: Work) -> None:
    """Also where this job has no task in a section, or none that counts."""
    assert line(small, "mixed") == (0, 2, D14, D14, None)
    assert line(small, "other-job") == line(small, "free") == (0, 0, D14, None, None)
    assert line(small, "early") == (0, 3, D30, D7, None)
    assert line(small, "undated") == (0, 1, None, None, None)
    assert line(small, "") == (0, 6, D30, D7, None)
    places = [found.position for found in Kept(small.id).lines.values()]
    assert places == [0, 1, 2, 3, 4, 5]


def test_what_is_optional_leaves_the_lines(small: Work, me: Actor, boss: Actor) -> None:
    before = table()
    for key in ("extra", "maybe"):
        rules.tick(me, small, key)
    sign(boss, small, send(me, small, "perhaps"))
    rules.untick(me, small, "maybe")
    assert table() == before


def test_a_task_with_a_date_of_its_own(small: Work, me: Actor, boss: Actor) -> None:
    """Once it is done, the next date is the section's; taken back, it counts again."""
    rules.tick(me, small, "soon")
    assert line(small, "early") == (1, 3, D30, D30, None)
    assert line(small, "")[3] == D14
    rules.tick(me, small, "later")
    review = send(me, small, "said")
    assert line(small, "early") == (2, 3, D30, None, None)
    decisions.give_back(boss, review, small, "Let us talk once more.")
    assert line(small, "early") == (2, 3, D30, D30, None)
    rules.untick(me, small, "soon")
    assert line(small, "early") == (1, 3, D30, D7, None)


def test_what_is_sent_is_no_longer_open(small: Work, me: Actor, boss: Actor) -> None:
    rules.tick(me, small, "read")
    review = send(me, small, "talk")
    assert line(small, "mixed") == (1, 2, D14, None, None)
    assert tally(small, "mixed").submitted == 1
    sign(boss, small, review)
    assert line(small, "mixed") == (2, 2, D14, None, TODAY)
    rules.untick(me, small, "read")
    assert line(small, "mixed") == (1, 2, D14, D14, None)


def test_a_waiver_counts_as_done(small: Work, me: Actor, boss: Actor) -> None:
    for key in ("some-day", "read"):
        decisions.waive(boss, small, key, "Done in the job before.")
    assert line(small, "undated") == (1, 1, None, None, TODAY)
    assert Kept(small.id).lines["undated"].tally.state == "waived"
    assert tally(small, "") == Tally(required=6, done=2, waived=2, begun=2)


def test_a_moved_date_moves_the_lines(small: Work, boss: Actor) -> None:
    day = date(2026, 4, 20)
    decisions.move_due(boss, small, ("early", ""), day, "Because of the move.")
    assert line(small, "early") == (0, 3, day, D7, None)
    decisions.move_due(boss, small, ("early", "soon"), date(2026, 3, 20), "Because of the move.")
    assert line(small, "early") == (0, 3, day, date(2026, 3, 20), None)
    assert line(small, "") == (0, 6, day, D14, None)


def test_the_whole_is_completed_with_its_last_section(
    small: Work, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    for key in ("read", "soon", "later"):
        rules.tick(me, small, key)
    for key in ("talk", "said"):
        sign(boss, small, send(me, small, key))
    assert line(small, "") == (5, 6, D30, None, None)  # what is left has no date
    noon.shift(timedelta(days=3))
    rules.tick(me, small, "some-day")
    assert line(small, "") == (6, 6, D30, None, TODAY + timedelta(days=3))
    rules.untick(me, small, "some-day")
    assert line(small, "") == (5, 6, D30, None, None)


def test_another_job_has_other_lines(cast: Cast, small: Work) -> None:
    newcomer = posted("Ana Lima", cast.office, cast.supervisor, "icm-specialist")
    edition = curriculum.latest_edition("small")
    assert edition is not None
    work = rules.enroll(newcomer.id, edition, START, job_role="icm-specialist", actor_id=None)
    assert line(work, "other-job") == (0, 1, D14, D14, None)
    assert line(work, "")[:2] == (0, 7)


MOST = 12


@pytest.mark.both
def test_a_tick_is_few_statements(
    cast: Cast, visit: Callable[..., Visitor], noon: time_machine.Traveller
) -> None:
    """A whole request: nine, ten once a quarter hour; two more where tasks have dates of their own.

    The request for the same once more only reads.
    """
    window = visit(cast.learner)
    window.get("/onboarding")
    plain, others, early = (
        [task.key for task in cast.work.outline.section(key).tasks if standing.needs(task).tick]
        for key in (SECOND, FIRST, FIFTH)
    )
    steps = ((0, plain[0]), (0, early[0]), (20, others[0]), (5, early[1]), (0, plain[0]))
    sent = []
    for minutes, key in steps:
        noon.shift(minutes * MINUTE)
        db.session.commit()
        with statements() as seen:
            assert window.post(f"/onboarding/{cast.work.id}/tasks/{key}/tick").status_code == 303
        sent.append(len(seen))
    assert sent == [9, 11, 10, 12, 4]
    assert max(sent) <= MOST


def test_enrolling_writes_the_lines_that_are_worked_out(small: Work) -> None:
    assert [*Kept(small.id).lines.values()] == section_progress.work_out(small)
    with nothing_changes():
        assert list(timeline.faults()) == []
