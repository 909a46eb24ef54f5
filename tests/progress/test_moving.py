"""Moving to a new edition: facts carried by key, dates kept, nothing lost, and said beforehand."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result

from lms.base import clock
from lms.base.db import db
from lms.cli import preceptor
from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)
from lms.people.actor import Actor
from lms.progress import moving, queries, record, rules, terms
from lms.progress.differences import differences
from lms.progress.due import Calendar
from lms.progress.models import Outcome
from lms.progress.moved_dates import moves
from lms.progress.section_progress import Kept
from lms.progress.standing import State
from lms.progress.terms import Why
from lms.progress.work import Work, find_work, works_of
from lms.signoff import decisions, extensions
from tests.cast import START, Cast, actor
from tests.databases import GUIDE
from tests.progress.editions import after, asking, published, sections, without
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.playing import finish, send, sign

pytestmark = pytest.mark.usefixtures("sound")

DAY = timedelta(days=1)
FIRST, LAST = "who-we-serve", "community-outreach"
NEW = TaskOutline("new-film", "Watch", "A film that is new")


def moved(cast: Cast) -> Work:
    """Everyone moves; the learner's work as it is then."""
    moving.move_all(GUIDE, actor_id=None)
    found = find_work(cast.work.id)
    assert found is not None
    return found


def places(work: Work) -> dict[str, int]:
    return {key: line.position for key, line in Kept(work.id).lines.items() if key}


@pytest.mark.both
def test_facts_are_carried_by_key(cast: Cast, me: Actor, boss: Actor) -> None:
    rules.tick(me, cast.work, "nasw-code")
    finish(me, boss, cast.work, "two-principles")
    dates = queries.due_dates(cast.work.id)
    edition = published(after(without(cast.work.outline, "unhcr-role"), "nasw-code", NEW))
    with history_grows() as superseded:
        work = moved(cast)
    assert superseded == []
    assert (work.edition, work.edition_id, work.starts_on) == (2, edition.id, START)
    stood = {
        key: task for one in queries.section_standings(work) for key, task in one.tasks.items()
    }
    assert {stood["nasw-code"].state, stood["two-principles"].state} == {State.DONE}
    assert stood["new-film"].state is State.NOT_STARTED
    assert "unhcr-role" not in stood
    assert queries.due_dates(work.id) == dates
    assert verbs(cast.learner.id)[-1] == "moved-to-edition"
    assert {one.edition for one in works_of(cast.colleague.id)} == {2}


def test_once_more_changes_nothing(cast: Cast) -> None:
    published(without(cast.work.outline, "unhcr-role"))
    assert moving.move_all(GUIDE, actor_id=None) == 2
    with nothing_changes():
        assert moving.move_all(GUIDE, actor_id=None) == 0
        assert list(moving.plan(GUIDE)) == []
    assert moving.move_all("no-such-guide", actor_id=None) == 0


@pytest.mark.both
def test_sections_come_go_and_change_places(cast: Cast, me: Actor) -> None:
    rules.tick(me, cast.work, "community-map")
    here = SectionOutline("safety", "Safety", 7, topics=(TopicOutline("", "", (NEW,)),))
    published(sections(cast.work.outline, lambda old: [here, *reversed(old[:-1])]))
    before = queries.due_dates(cast.work.id)
    work = moved(cast)
    dates = queries.due_dates(work.id)
    assert dates["safety", ""] == START + 7 * DAY
    assert (LAST, "") not in dates
    assert dates[FIRST, ""] == before[FIRST, ""]
    assert places(work) == {one.key: n for n, one in enumerate(work.outline.sections, 1)}
    assert work.outline.sections[0].key == "safety"


def test_a_date_that_was_moved_stays_and_goes_with_its_task(cast: Cast, boss: Actor) -> None:
    late, own = date(2026, 3, 25), ("additional-resources", "dv-protocol")
    decisions.move_due(boss, cast.work, (FIRST, ""), late, "A late laptop.")
    decisions.move_due(boss, cast.work, own, late, "A late laptop.")
    task = cast.work.tasks["dv-protocol"]
    old = without(cast.work.outline, "dv-protocol")
    published(after(old, "nasw-code", task))
    work = moved(cast)
    there = work.outline.section_of["dv-protocol"].key
    dates = queries.due_dates(work.id)
    assert there != own[0]
    assert (dates[FIRST, ""], dates[there, "dv-protocol"]) == (late, late)
    assert own not in dates
    assert moves(work.id)[there, "dv-protocol"].moved_by == boss.name


def test_a_task_that_asks_for_more_is_open_again(cast: Cast, me: Actor, boss: Actor) -> None:
    for key in [task.key for task in cast.work.outline.section(LAST).tasks]:
        finish(me, boss, cast.work, key)
    finish(me, boss, cast.work, "three-case-files")
    parts = (("open", 3), ("closed", 1))
    more = after(cast.work.outline, cast.work.outline.section(LAST).tasks[0].key, NEW)
    published(asking(more, "three-case-files", count=4, parts=parts))
    (one, other) = moving.plan(GUIDE)
    was, now = one.counts
    assert (now[0], now[1]) == (was[0] - 1, was[1] + 1)
    assert (one.reopened, other.reopened) == ([LAST], [])
    assert {(d.what, d.key, d.said) for d in differences(one.work.outline, one.then.outline)} == {
        ("new", "new-film", "in Community Outreach"),
        ("changed", "three-case-files", "asks for 4 instead of 3"),
    }
    work = moved(cast)
    whole = Kept(work.id).lines[""].tally
    assert (whole.done, whole.required) == now
    found = queries.task_standing(work, work.tasks["three-case-files"])
    assert (found.state, found.pieces["open"]) == (State.IN_PROGRESS, 2)
    rules.count(me, work, "three-case-files", "open", 3)
    assert queries.task_standing(work, work.tasks["three-case-files"]).state is State.DONE


def test_a_task_that_asks_for_less_is_done(cast: Cast, me: Actor) -> None:
    rules.count(me, cast.work, "three-cases-notes", "", 2)
    published(asking(cast.work.outline, "three-cases-notes", count=2))
    work = moved(cast)
    found = queries.task_standing(work, work.tasks["three-cases-notes"])
    assert (found.state, found.done_on) == (State.DONE, me.today)


@pytest.mark.both
def test_what_waits_for_a_task_that_is_gone(cast: Cast, me: Actor, boss: Actor) -> None:
    gone, kept = send(me, cast.work, "two-principles"), send(me, cast.work, "icm-orientation")
    unsigned = send(me, cast.work, "boundary-challenges")
    more = extensions.ask(me, cast.work, (LAST, ""), date(2026, 6, 30), "A late laptop.")
    old = asking(without(cast.work.outline, "two-principles"), "boundary-challenges",
                 signers=Signers.NONE, evidence=Evidence.TICK, prompts=())  # fmt: skip
    published(sections(old, lambda them: them[:-1]))
    (one, _) = moving.plan(GUIDE)
    assert sorted(number for number, _ in one.waiting) == sorted([gone.id, unsigned.id])
    work = moved(cast)
    db.session.expire_all()
    assert {gone.outcome, unsigned.outcome, more.outcome} == {Outcome.CANCELLED}
    assert kept.closed_at is None
    sign(boss, work, kept)
    assert queries.task_standing(work, work.tasks["icm-orientation"]).state is State.DONE
    assert queries.task_standing(work, work.tasks["boundary-challenges"]).waiting == ()


def test_what_was_done_for_a_task_that_is_gone_stays_on_record(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    finish(me, boss, cast.work, "two-principles")
    title = cast.work.tasks["two-principles"].title
    published(without(cast.work.outline, "two-principles"))
    work = moved(cast)
    shown = record.record(work)
    assert [(key, said) for key, said, _ in shown.earlier] == [("two-principles", title)]
    assert shown.signatures["two-principles"][0].signer == boss.name
    published(cast.work.outline)  # and with the task, all of it is back
    work = moved(cast)
    assert (work.edition, record.record(work).earlier) == (3, [])
    assert queries.task_standing(work, work.tasks["two-principles"]).state is State.DONE


def test_as_at_before_the_move(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    rules.tick(me, cast.work, "unhcr-role")
    before, dates = queries.section_standings(cast.work), queries.due_dates(cast.work.id)
    noon.shift(DAY)
    published(sections(without(cast.work.outline, "unhcr-role"), lambda old: old[1:]))
    moved(cast)
    yesterday = me.today - DAY
    moment = clock.end_of(yesterday, me.zone)
    was = find_work(cast.work.id, moment)
    assert was == cast.work
    assert queries.section_standings(was, moment) == before
    assert queries.due_dates(was.id, moment) == dates


def test_only_some_move(cast: Cast, officer: Actor) -> None:
    edition = published(without(cast.work.outline, "unhcr-role"))
    assert moving.behind(edition, office_id=cast.elsewhere.id) == []
    assert len(moving.behind(edition, office_id=cast.office.id)) == 2
    assert moving.behind(edition, person_id=cast.learner.id) == [(cast.work.id, cast.learner.id)]
    terms.withdraw(officer, cast.work, Why.OTHER)
    assert moving.move_all(GUIDE, actor_id=None) == 1
    left = find_work(cast.work.id)
    assert left is not None
    assert left.edition == 1
    back = terms.re_enroll(officer, left, START, Calendar(), job_role="case-manager")
    assert (back.edition, moving.move_all(GUIDE, actor_id=None)) == (1, 1)


def test_optional_now_and_other_jobs() -> None:
    before = TaskOutline("a", "Read", "A")
    one = SectionOutline("s", "S", topics=(TopicOutline("", "", (before,)),))
    old = ProgramOutline("p", "P", sections=(one,))

    def said(**other: object) -> list[str]:
        return [item.said for item in differences(old, asking(old, "a", **other))]

    assert said(required=False) == ["no longer counts"]
    assert said(roles=("other",)) == ["is for other jobs"]
    assert said(evidence=Evidence.RESPONSE) == ["is finished in another way"]
    assert said(title="In other words") == []
    away = replace(old, sections=(replace(one, key="t", title="T"),))
    assert [(item.what, item.key) for item in differences(old, away)] == [
        ("new", "t"), ("gone", "s"), ("moved", "a"),
    ]  # fmt: skip


def says(*more: str) -> Result:
    """What the command answers inside the test's app."""
    db.session.commit()
    return CliRunner().invoke(preceptor, ("enrollments", "move", *more), obj=nullcontext)


def test_the_command_says_first_and_then_does(cast: Cast, me: Actor, boss: Actor) -> None:
    finish(me, boss, cast.work, "two-principles")
    send(me, cast.work, "icm-orientation")
    published(without(cast.work.outline, "two-principles", "icm-orientation"))
    db.session.commit()
    with nothing_changes():
        tried = says(GUIDE, "--dry-run")
    assert tried.exit_code == 0, tried.output
    told = tried.output.splitlines()
    assert told[:2] == ["Intensive Case Management onboarding: to edition 2.", "From edition 1:"]
    assert sum(line.startswith("  gone: ") for line in told) == 2
    assert "Marisol Vega: 1 of 114 done, then 0 of 112" in told
    assert any(line.startswith("  waits no longer: ") for line in told)
    assert told[-2:] == [
        "2 enrollments to move; for 2 something changes; 1 decisions closed.",
        "Nothing was changed: this was a dry run.",
    ]
    done = says(GUIDE)
    assert done.output.splitlines()[-1] == "Moved: 2."
    assert [work.edition for work in works_of(cast.learner.id)] == [2]
    assert says(GUIDE).output.splitlines()[-1] == "Moved: 0."


def test_the_command_for_some(cast: Cast) -> None:
    published(without(cast.work.outline, "unhcr-role"))
    assert says(GUIDE, "--office", "Boise").output.splitlines()[-1] == "Moved: 0."
    one = says(GUIDE, "--person", cast.learner.email)
    assert one.output.splitlines()[-1] == "Moved: 1."
    assert actor(cast.learner).id == cast.learner.id


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such-guide"], "is not published"),
        ([GUIDE, "--office", "Nowhere"], "There is no office"),
        ([GUIDE, "--person", "nobody@example.org"], "Nobody signs in as"),
    ],
)
def test_the_command_refuses(cast: Cast, words: list[str], said: str) -> None:
    with nothing_changes():
        found = says(*words)
    assert (found.exit_code, said in found.stderr) == (1, True)
