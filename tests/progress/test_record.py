"""One person’s record: tasks, dates and signatures, and nothing of what was written."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.base.tables import as_csv
from lms.curriculum import queries as curriculum
from lms.people.actor import Actor
from lms.progress import record, rules
from lms.progress.models import Meaning
from lms.progress.record import HEAD, SIGNED
from lms.progress.work import Work
from lms.signoff import decisions
from lms.signoff import rules as sending
from lms.signoff.decisions import Statement
from tests.cast import START, Cast, actor, posted
from tests.databases import GUIDE
from tests.progress.playing import TALKED_ON, finish, send, sign, writing
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
WORDS, TALK, WATCHED, TICKED, DATED = (
    "two-principles", "boundary-challenges", "two-assessments", "nasw-code", "dv-protocol",
)  # fmt: skip
TYPED = {
    "response": "Marvellous dignity of persons.",
    "comment": "Splendid, but say more of it.",
    "note": "Wonderful conversation it was.",
    "reason": "Needless after her last post.",
}


def lines(work: Work, key: str) -> list[dict[str, str]]:
    """The lines of a task in the file, by the names of its columns."""
    found = csv.DictReader(
        StringIO("".join(as_csv(HEAD, record.record(work).rows())).removeprefix("\ufeff"))
    )
    return [line for line in found if line["Task"] == work.tasks[key].title]


def test_every_task_has_a_line(cast: Cast) -> None:
    found = record.record(cast.work)
    rows = list(found.rows())
    assert [row[2] for row in rows] == [task.title for task in cast.work.tasks.values()]
    assert {len(row) for row in rows} == {len(HEAD)}
    assert {row[5] for row in rows} == {"not-started"}
    assert (found.done, found.required, found.completed_on) == (0, 114, None)


def test_a_line_says_all_that_a_monitor_asks(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    review = send(me, cast.work, WORDS)
    noon.shift(DAY)
    sign(boss, cast.work, review, TODAY)
    assert lines(cast.work, WORDS) == [
        {
            "Section": "General Case Management",
            "Topic": "Ethics of service provision",
            "Task": cast.work.tasks[WORDS].title,
            "Number": "10",
            "Kind": "Activity",
            "State": "done",
            "Due": "2026-04-01",
            "Done": "2026-03-04",
            "Signed by": "Daniel Okafor",
            "Meaning": "discussed",
            "On": "2026-03-04",
            "Signed at (UTC)": "2026-03-05T19:00:00",
            "Reason": "",
            "Revoked at (UTC)": "",
        }
    ]


def test_each_signature_has_a_line(cast: Cast, me: Actor, boss: Actor) -> None:
    for n in range(2):
        sign(boss, cast.work, send(me, cast.work, WATCHED), TALKED_ON - n * DAY)
    both = lines(cast.work, WATCHED)
    assert [line["On"] for line in both] == ["2026-03-03", "2026-03-02"]
    assert {line["State"] for line in both} == {"done"}


def test_a_tick_is_done_without_a_signature(cast: Cast, me: Actor) -> None:
    rules.tick(me, cast.work, TICKED)
    (line,) = lines(cast.work, TICKED)
    told = [line[name] for name in ("State", "Done", "Signed by", "Meaning", "On")]
    assert told == ["done", "2026-03-04", "", "", ""]


def test_a_waiver_is_there_with_who_and_when(cast: Cast, boss: Actor) -> None:
    decisions.waive(boss, cast.work, WORDS, TYPED["reason"])
    (line,) = lines(cast.work, WORDS)
    told = [line[name] for name in ("State", "Done", "Signed by", "Meaning")]
    assert told == ["waived", "2026-03-04", "Daniel Okafor", "waived"]
    assert TYPED["reason"] in str(record.record(cast.work).signatures[WORDS])


def test_a_signature_that_was_reopened_is_not_shown(cast: Cast, me: Actor, boss: Actor) -> None:
    sign(boss, cast.work, send(me, cast.work, WORDS))
    decisions.reopen(boss, cast.work, WORDS, TYPED["reason"])
    (line,) = lines(cast.work, WORDS)
    assert (line["State"], line["Done"], line["Signed by"]) == ("returned", "", "")


@pytest.mark.both
def test_what_was_taken_back_stays_with_why(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """A signature and a waiver of one task, both revoked, and then a signature that counts."""
    signed = sign(boss, cast.work, send(me, cast.work, WORDS), TODAY)
    before = clock.now()
    noon.shift(DAY)
    decisions.revoke(boss, cast.work, WORDS, signed.id, TYPED["reason"])
    decisions.revoke(boss, cast.work, WORDS, signed.id, TYPED["reason"])
    waived = decisions.waive(boss, cast.work, WORDS, "Done elsewhere.")
    decisions.revoke(boss, cast.work, WORDS, waived.id, "After all, do it.")
    told = [[line[name] for name in SIGNED] for line in lines(cast.work, WORDS)]
    then, now = "2026-03-04T19:00:00", "2026-03-05T19:00:00"
    assert told == [
        ["Daniel Okafor", signed.meaning, "2026-03-04", then, TYPED["reason"], now],
        ["Daniel Okafor", "waived", "2026-03-05", now, "After all, do it.", now],
    ]
    assert record.record(cast.work, before).revoked == {}


def test_a_moved_date_is_there_with_its_reason(cast: Cast, boss: Actor) -> None:
    for place in (("general-case-management", ""), ("additional-resources", DATED)):
        decisions.move_due(boss, cast.work, place, date(2026, 3, 25), TYPED["reason"])
    assert lines(cast.work, WORDS)[0]["Due"] == lines(cast.work, DATED)[0]["Due"] == "2026-03-25"
    assert TYPED["reason"] in str(record.record(cast.work).moves)


def test_all_done_is_completed_on_the_last_day(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    *keys, last = cast.work.tasks
    for key in keys:
        finish(me, boss, cast.work, key)
    assert record.record(cast.work).completed_on is None
    noon.shift(3 * DAY)
    decisions.waive(boss, cast.work, last, TYPED["reason"])
    found = record.record(cast.work)
    assert (found.done, found.completed_on) == (114, TODAY + 3 * DAY)


def test_another_job_has_the_tasks_of_that_job(cast: Cast) -> None:
    counselor = posted("Ana Lima", cast.office, cast.supervisor, job_role="employment-counselor")
    edition = curriculum.latest_edition(GUIDE)
    assert edition is not None
    work = rules.enroll(
        counselor.id, edition, START, job_role="employment-counselor", actor_id=None
    )
    listed = [row[2] for row in record.record(work).rows()]
    assert listed == [task.title for task in work.tasks.values()]


def test_nothing_that_was_written_is_in_it(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    """Auditors and officers see it: states, dates, signatures and reasons are all they may."""
    review = sending.submit(
        me, cast.work, WORDS, writing(cast.work, WORDS, TYPED["response"], TYPED["response"])
    )
    assert review is not None
    decisions.give_back(boss, review, cast.work, TYPED["comment"])
    again = send(me, cast.work, WORDS)
    decisions.sign_off(boss, again, cast.work, Statement(Meaning.REVIEWED, TODAY, TYPED["note"]))
    decisions.record(boss, cast.work, TALK, Statement(Meaning.DISCUSSED, TODAY, TYPED["note"]))
    decisions.waive(boss, cast.work, DATED, TYPED["reason"])
    db.session.commit()
    shown = str(record.record(cast.work))
    assert [name for name, text in TYPED.items() if text in shown] == ["reason"]
    file = "".join(as_csv(HEAD, record.record(cast.work).rows()))
    assert [name for name, text in TYPED.items() if text in file] == ["reason"]
    for part in ("learner", "supervisor", "officer", "auditor", "administrator"):
        window = visit(cast.people()[part])
        page = window.get(f"/record/{cast.work.id}")
        assert page.status_code == 200, part
        assert [name for name, text in TYPED.items() if text in page.text] == ["reason"], part
        saved = window.get(f"/record/{cast.work.id}/record.csv").text
        assert saved == file, part


def test_strangers_find_no_record(cast: Cast, visit: Visit) -> None:
    for part in ("colleague", "other_supervisor", "other_officer"):
        for path in ("", "/record.csv"):
            answer = visit(cast.people()[part]).get(f"/record/{cast.work.id}{path}")
            assert answer.status_code == 404, part


def test_a_name_that_looks_like_a_formula_stays_a_name(cast: Cast, me: Actor) -> None:
    """A supervisor’s name is typed by somebody, too."""
    cast.supervisor.name = "=cmd|' /C calc'!A0"
    db.session.flush()
    sign(actor(cast.supervisor), cast.work, send(me, cast.work, WORDS))
    (line,) = lines(cast.work, WORDS)
    assert line["Signed by"] == "'=cmd|' /C calc'!A0"
