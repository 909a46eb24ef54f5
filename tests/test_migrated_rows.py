"""What each migration fills in: rows from before it say the same afterwards, and none is lost."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
import time_machine
from click.testing import CliRunner
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from lms.base import chain_check, clock
from lms.base.db import db
from lms.cli import preceptor
from lms.curriculum import courses
from lms.curriculum.commands import CONTENT
from lms.curriculum.course_reading import read_catalogue
from lms.curriculum.reading import COURSES_FILE
from lms.progress import rules, timeline
from lms.progress.models import DueDate, Review, SectionProgress
from lms.signoff import decisions, queries
from tests.cast import START, Cast, actor
from tests.progress.lines import rebuilt
from tests.progress.playing import send, sign
from tests.test_migrations import kept

pytestmark = pytest.mark.both
# 0007, 0011 and 0012 make their tables: what was there is published anew. 0010 makes the one of
# quizzes: it is filled by the next edition, for none that was published ever changes.
OF_QUIZZES = {"section_quiz": 0, "quiz_bank": 0, "quiz_question": 0}
SINCE = OF_QUIZZES | {"framework": 0}
LEFT = {"course": 0, "course_term": 0} | SINCE


def reviews() -> list[dict[str, object]]:
    """Every review with every column it has at this revision."""
    rows = db.session.execute(text("SELECT * FROM review ORDER BY id")).mappings().all()
    db.session.rollback()
    return [dict(row) for row in rows]


def test_reviews_from_before_they_kept_their_task_survive(cast: Cast) -> None:
    """0002 fills in what they lacked: when they were sent, and the task as worded then."""
    me, boss = actor(cast.learner), actor(cast.supervisor)
    sign(boss, cast.work, send(me, cast.work, "two-principles"))
    waits = send(me, cast.work, "boundary-challenges").id
    now = clock.now()
    db.session.add(
        Review(kind="entry", person_id=me.id, piece=1, source_id=waits, title="Shadowing",
               signers="supervisor", sent_at=now, opened_at=now)
    )  # fmt: skip
    db.session.commit()
    wanted, counts = reviews(), kept()
    added = {"sent_at", "task_id"}
    downgrade(revision="0001_ground")
    assert reviews() == [{k: v for k, v in row.items() if k not in added} for row in wanted]
    upgrade()
    assert rebuilt(missing_only=True) == 2
    db.session.commit()
    counts |= LEFT | {"event": counts["event"] + 2}
    assert (reviews(), kept()) == (wanted, counts)
    assert [row["sent_at"] for row in wanted] == [row["opened_at"] for row in wanted]
    assert [row["task_id"] is None for row in wanted] == [False, False, True]
    (attempt,) = queries.attempts(cast.work.id, "two-principles")
    assert attempt.signed is not None
    sign(boss, cast.work, db.session.get_one(Review, waits))
    assert list(timeline.faults()) == []
    db.session.rollback()
    downgrade(revision="0001_ground")
    assert {row["id"] for row in reviews()} == {row["id"] for row in wanted}


def lines() -> list[tuple[object, ...]]:
    """What the kept lines say, and from when until when; not which rows say it."""
    names = [column.key for column in SectionProgress.__table__.columns if column.key != "id"]
    columns = [getattr(SectionProgress, name) for name in names]
    rows = db.session.execute(select(*columns)).all()
    db.session.rollback()
    return sorted((tuple(row) for row in rows), key=repr)


def test_the_command_writes_the_lines_that_an_older_version_did_not_keep(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    """`preceptor db upgrade`: with their history, once; a second time there is nothing to do."""
    me, boss = actor(cast.learner), actor(cast.supervisor)
    rules.tick(me, cast.work, "nasw-code")
    noon.shift(timedelta(days=1))
    waits = send(me, cast.work, "two-principles")
    noon.shift(timedelta(days=1))
    sign(boss, cast.work, waits)
    db.session.commit()
    wanted, counts = lines(), kept()
    assert len(wanted) == 2 * 7 + 2 + 2
    noon.shift(timedelta(days=1))
    run, left = CliRunner().invoke, 12  # those of the sections that hold, until they are outdated
    for words, said in (
        (("downgrade", "0002_trust"), ""),
        (("upgrade", "0003_team"), ""),  # to a version of one's own choice: nothing but tables
        (("upgrade",), "The kept lines of 2 enrollments were written from the ledger.\n"),
        (("upgrade",), ""),
    ):
        done = run(preceptor, ["db", *words], obj=nullcontext)
        assert (done.exit_code, done.stdout) == (0, said), (words, done.output)
        db.session.rollback()
        assert kept()["section_progress"] == (len(wanted) if words == ("upgrade",) else left)
        left = 0
    assert lines() == wanted
    assert kept() == counts | LEFT | {"event": counts["event"] + 2}
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


def test_due_dates_from_before_they_said_what_they_count_from(cast: Cast) -> None:
    """0005: what was set by hand has a reason; all else was counted from the first day."""
    moved = date(2026, 3, 25)
    decisions.move_due(actor(cast.supervisor), cast.work, ("who-we-serve", ""), moved, "A laptop.")
    db.session.commit()
    counted = select(DueDate.id, DueDate.counted_from).order_by(DueDate.id)
    wanted = db.session.execute(counted).all()
    assert {day for _, day in wanted} == {START, None}
    db.session.rollback()
    downgrade(revision="0004_leavers")
    upgrade()
    assert db.session.execute(counted).all() == wanted
    db.session.rollback()


def test_tasks_from_before_a_course_could_close_one(cast: Cast) -> None:
    """0007: they name none, and say all else as before; the courses are published anew."""
    asked = text("SELECT * FROM task ORDER BY id")
    wanted, counts = [dict(row) for row in db.session.execute(asked).mappings()], kept()
    assert {row["course"] for row in wanted} == {""}
    db.session.rollback()
    downgrade(revision="0006_log")
    before = [dict(row) for row in db.session.execute(asked).mappings()]
    assert before == [
        {k: v for k, v in row.items() if k not in ("course", "quiz")} for row in wanted
    ]
    db.session.rollback()
    upgrade()
    assert [dict(row) for row in db.session.execute(asked).mappings()] == wanted
    assert kept() == counts | LEFT
    assert courses.publish(read_catalogue(CONTENT / COURSES_FILE)) == counts["course"]


def test_tasks_from_before_a_quiz_could_close_one(cast: Cast) -> None:
    """0010: they name none, and say all else as before."""
    asked = text("SELECT * FROM task ORDER BY id")
    wanted, counts = [dict(row) for row in db.session.execute(asked).mappings()], kept()
    assert {row["quiz"] for row in wanted} == {""}
    db.session.rollback()
    downgrade(revision="0009_training")
    before = [dict(row) for row in db.session.execute(asked).mappings()]
    assert before == [{k: v for k, v in row.items() if k != "quiz"} for row in wanted]
    db.session.rollback()
    upgrade()
    assert [dict(row) for row in db.session.execute(asked).mappings()] == wanted
    assert kept() == counts | SINCE
