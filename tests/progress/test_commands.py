"""Putting people on a guide, checking and rebuilding, from the command line."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import delete, event

from lms.base import chain_check
from lms.base.db import db
from lms.cli import preceptor
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import queries, rules, timeline
from lms.progress.models import SectionProgress
from lms.progress.work import Work, works_of
from tests.cast import Cast, enrolled, person, posted
from tests.databases import GUIDE
from tests.progress.history import nothing_changes, verbs
from tests.progress.lines import history


def says(*words: str) -> Result:
    """What the command answers inside the test's app."""
    return CliRunner().invoke(preceptor, words, obj=nullcontext)


def enroll(email: str, *more: str, program: str = GUIDE) -> Result:
    return says("enrollments", "add", email, program, *more)


def work_of(who: Person) -> Work:
    (work,) = works_of(who.id)
    return work


@pytest.fixture
def newcomer(cast: Cast) -> Person:
    made = posted("Ana Lima", cast.office, cast.supervisor, "icm-specialist")
    db.session.commit()
    return made


def test_enrolling(newcomer: Person) -> None:
    said = enroll(newcomer.email, "--start", "2026-03-09")
    assert said.output == (
        "Ana Lima works through Intensive Case Management onboarding from 2026-03-09.\n"
    )
    db.session.rollback()  # it was committed
    work = work_of(newcomer)
    assert (work.starts_on, work.job_role) == (date(2026, 3, 9), "icm-specialist")
    assert verbs(newcomer.id)[-1] == "enrolled"


def test_enrolling_twice_is_refused(newcomer: Person) -> None:
    assert enroll(newcomer.email).exit_code == 0
    with nothing_changes():
        said = enroll(newcomer.email)
        assert (said.exit_code, said.stderr) == (
            1, "Error: This person is on this program already.\n",
        )  # fmt: skip
        db.session.rollback()


def test_today_is_the_offices_day(newcomer: Person, noon: time_machine.Traveller) -> None:
    """At nine in the evening in Utah it is tomorrow in UTC."""
    noon.move_to(datetime.fromisoformat("2026-03-10T03:00:00+00:00"))
    enroll(newcomer.email)
    assert work_of(newcomer).starts_on == date(2026, 3, 9)


def test_the_offices_closed_days_move_due_dates(cast: Cast, newcomer: Person) -> None:
    people.close_on(cast.office, date(2026, 3, 16), "Spring day")
    enroll(newcomer.email, "--start", "2026-03-02")
    due = queries.due_dates(work_of(newcomer).id)
    assert due["who-we-serve", ""] == date(2026, 3, 17)


def test_someone_without_a_post(cast: Cast) -> None:
    """Nobody would sign anything off."""
    newcomer = person("Ana Lima")
    with nothing_changes():
        refused = enroll(newcomer.email)
    assert refused.exit_code == 1
    assert "has no post" in refused.output


def test_who_cannot_sign_in_is_not_enrolled(newcomer: Person) -> None:
    people.deactivate(newcomer, actor_id=None)
    db.session.commit()
    for email in (newcomer.email, "nobody@example.org"):
        said = enroll(email)
        assert (said.exit_code, said.stderr) == (1, f"Error: Nobody signs in as {email}.\n")
    assert works_of(newcomer.id) == []


def test_a_guide_that_was_not_published(newcomer: Person) -> None:
    said = enroll(newcomer.email, program="no-such-guide")
    assert said.exit_code == 1
    assert said.stderr == (
        f"Error: “no-such-guide” is not published. Published: {GUIDE}\n"
    )  # fmt: skip


@pytest.mark.parametrize("day", ["1999-12-31", "2200-01-01", "2099-03-04"])
def test_an_impossible_day(newcomer: Person, day: str) -> None:
    said = enroll(newcomer.email, "--start", day)
    assert (said.exit_code, "Check the year" in said.stderr) == (1, True)
    db.session.rollback()
    assert works_of(newcomer.id) == []


def test_check_and_rebuild(cast: Cast) -> None:
    right = "The kept lines say what the ledger says.\n"
    said = says("progress", "check")
    assert (said.exit_code, said.stdout) == (0, right)
    db.session.execute(delete(SectionProgress).filter_by(enrollment_id=cast.work.id, position=1))
    db.session.commit()
    said = says("progress", "check")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.splitlines() == [
        f"enrollment {cast.work.id}, section who-we-serve: the line is missing",
        "preceptor progress rebuild writes them anew from the ledger.",
    ]
    assert says("progress", "rebuild").stdout == "2 enrollments rebuilt.\n"
    db.session.rollback()
    assert says("progress", "check").stdout == right


def test_the_past_is_checked_as_well_unless_today_is_asked_for(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(timedelta(days=1))
    rules.tick(me, cast.work, "nasw-code")
    old = SectionProgress.superseded_at.is_not(None)
    db.session.execute(delete(SectionProgress).where(old))
    db.session.commit()
    said = says("progress", "check")
    assert said.exit_code == 1
    first, *_, last = said.stderr.splitlines()
    assert first == (
        f"enrollment {cast.work.id}, section (all), 2026-03-04 19:00 to 2026-03-05 19:00 UTC: "
        "the line is missing"
    )
    assert last == "preceptor progress rebuild writes them anew from the ledger."
    assert says("progress", "check", "--today").exit_code == 0
    says("progress", "rebuild")
    assert says("progress", "check").exit_code == 0


@pytest.fixture
def one_by_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of one person, so that a few are many."""
    monkeypatch.setattr(timeline, "BATCH", 1)
    enrolled(posted("Ana Lima", cast.office, cast.supervisor))
    db.session.commit()


@contextmanager
def killed_at_commit(number: int) -> Iterator[None]:
    """The process ends before it has written its batch of this number."""
    left = iter(range(number, 0, -1))

    def kill(_session: object) -> None:
        if next(left) == 1:
            raise KeyboardInterrupt

    event.listen(db.session(), "before_commit", kill)
    try:
        yield
    finally:
        event.remove(db.session(), "before_commit", kill)


@pytest.mark.both
def test_a_rebuild_is_written_a_few_people_at_a_time(cast: Cast, one_by_one: None) -> None:
    """Killed half way, what was written stays; run again it goes on well."""
    wanted = history(cast.work.id)
    assert says("progress", "rebuild").stderr.splitlines() == [
        "Rebuilt: 1 of 3", "Rebuilt: 2 of 3", "Rebuilt: 3 of 3",
    ]  # fmt: skip
    db.session.execute(delete(SectionProgress))
    db.session.commit()
    with killed_at_commit(2):
        assert says("progress", "rebuild").exit_code == 1
    db.session.rollback()
    assert len(timeline.enrollments(missing_only=True)) == 2
    db.session.rollback()
    assert says("db", "upgrade").stdout == (
        "The kept lines of 2 enrollments were written from the ledger.\n"
    )
    assert timeline.enrollments(missing_only=True) == []
    assert history(cast.work.id) == wanted
    assert says("progress", "check").stderr.splitlines() == [
        "Checked: 1 of 3", "Checked: 2 of 3", "Checked: 3 of 3",
    ]  # fmt: skip
    assert list(chain_check.faults()) == []


def test_whoever_ticked_before_the_rebuild_came_to_them_gets_a_past_too(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    """An upgrade that was killed half way, and an office that opened all the same."""
    wanted = history(cast.work.id)
    db.session.execute(delete(SectionProgress).filter_by(enrollment_id=cast.work.id))
    noon.shift(timedelta(days=1))
    rules.tick(me, cast.work, "nasw-code")
    db.session.commit()
    assert list(timeline.faults()) == []
    db.session.rollback()
    assert says("db", "upgrade").stdout.startswith("The kept lines of 1 enrollments")
    assert list(timeline.faults(past=True)) == []
    found = history(cast.work.id)
    assert {key: rows[0][:2] for key, rows in found.items()} == {
        key: rows[0][:2] for key, rows in wanted.items()
    }
    db.session.rollback()
    assert says("db", "upgrade").stdout == ""


def test_what_somebody_else_wrote_meanwhile_is_left(cast: Cast) -> None:
    """Two upgrades at once: who waited for the lock looks again."""
    db.session.execute(delete(SectionProgress))
    listed = timeline.enrollments(missing_only=True)
    assert timeline.rebuild(listed, missing_only=True) == 2
    db.session.commit()
    with nothing_changes():
        assert timeline.rebuild(listed, missing_only=True) == 0
