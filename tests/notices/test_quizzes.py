"""The daily mail of training officers and quizzes: facts past their day, decisions that wait.

Numbers only: a mail goes through hands that may read neither a question nor who failed.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.notices import daily
from lms.people import rules as people
from lms.people.models import Grant, Role
from lms.quizzes import deciding
from tests.cast import Cast, actor, posted
from tests.mailing import BASE, PostBox
from tests.notices.conftest import Command
from tests.notices.test_log import mails
from tests.quizzes.banked import Learner, attempts, brought, hired, joined, opened, small
from tests.statements import statements

Clock = time_machine.Traveller
LAST = date(2026, 3, 4)  # the mail is of the day after
DROPPED, TWO = "1 question is drawn no more", "2 questions are drawn no more"
WAITS = "1 result waits for your decision: a key was corrected"
CORRECTED = {"q1": "Two"}


def dated(*keys: str, last: date = LAST) -> None:
    """The shared small bank, whose facts are held for certain until that day."""
    brought(small(tags=dict.fromkeys(keys, f"review-by={last}")))


def corrected(cast: Cast) -> Learner:
    """Nadia passed, and by the corrected key did not."""
    found = opened(cast)
    found.me.took(q4="Two")
    brought(small(CORRECTED))
    return found.me


def texts(noon: Clock, box: PostBox, notices: Command, days: int = 0) -> dict[str, str]:
    """The mails of another morning, that many days later."""
    box.taken.clear()
    moment = datetime(2026, 3, 5, 15, tzinfo=UTC) + timedelta(days=days)  # eight, or nine in summer
    noon.move_to(moment, tick=False)
    assert notices("send").exit_code == 0
    return {one["To"].addresses[0].addr_spec: one.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            for one in box.taken}  # fmt: skip


@pytest.mark.both
def test_what_an_officer_reads(cast: Cast, noon: Clock, box: PostBox, notices: Command) -> None:
    """Both at once, in both forms, with the way to the page; and nothing for anyone else."""
    corrected(cast)
    brought(small(CORRECTED, tags=dict.fromkeys(("q2", "q3"), f"review-by={LAST}")))
    told = mails(noon, box, notices)
    mine = told[cast.officer.email]
    address = f"{BASE}/offices/{cast.office.id}/quizzes"
    assert (
        f"\n\nQuizzes of Salt Lake City\n- {TWO}: look at their facts again\n- {WAITS}\n"
        f"Open these quizzes: {address}\n"
    ) in mine
    assert "<h2>Quizzes of Salt Lake City</h2>" in mine
    assert f'<a href="{address}">Open these quizzes</a>' in mine
    assert TWO in told[cast.other_officer.email], "the shared bank is drawn from there too"
    assert "result" not in told[cast.other_officer.email]
    for part, who in cast.people().items():
        if "officer" not in part:
            assert "Quizzes of" not in told.get(who.email, ""), part


def test_no_mail_holds_a_question_or_a_name(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    corrected(cast)
    brought(small(CORRECTED, tags={"q2": f"review-by={LAST}"}))
    mine = mails(noon, box, notices)[cast.officer.email]
    assert f"{DROPPED}: look at its fact again" in mine
    for secret in ("Nadia", "Karim", "Title of", "How many is", "q2", "Numbers", "50 %", "check-"):
        assert secret not in mine


def test_it_is_said_for_a_week(cast: Cast, noon: Clock, box: PostBox, notices: Command) -> None:
    dated("q1", last=LAST + timedelta(days=1))
    said = {
        days: DROPPED in texts(noon, box, notices, days).get(cast.officer.email, "")
        for days in (0, 1, 4, 5, 6, 7, 8, 9, 15)
    }
    working = {1, 4, 5, 6, 7, 8}  # Friday to Friday, without the weekend
    assert said == {days: days in working - {8} for days in said}


def test_the_last_day_itself_is_a_day_on_which_it_is_drawn(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    dated("q1", last=LAST + timedelta(days=1))
    assert mails(noon, box, notices) == {}


def test_an_own_bank_that_was_mended(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    """Where the office's own has a new day there is nothing to say, and elsewhere there is."""
    dated("q1")
    tag = {"q1": f"review-by={LAST + timedelta(days=365)}"}
    brought(small(tags=tag), cast.office, cast.officer)
    told = mails(noon, box, notices)
    assert {*told} == {cast.other_officer.email}


def test_an_own_bank_is_told_to_its_office_alone(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    brought(small())
    brought(small(tags={"q1": f"review-by={LAST}"}), cast.office, cast.officer)
    assert {*mails(noon, box, notices)} == {cast.officer.email}


@pytest.mark.parametrize("stands", [True, False])
def test_what_was_decided_waits_no_more(
    cast: Cast, noon: Clock, box: PostBox, notices: Command, stands: bool
) -> None:
    me = corrected(cast)
    assert WAITS in mails(noon, box, notices)[cast.officer.email]
    (attempt,) = attempts()
    deciding.decide(actor(cast.officer), cast.office.id, attempt.id, stands=stands)
    db.session.commit()
    assert cast.officer.email not in texts(noon, box, notices, days=1)
    assert me.closed is stands


def test_what_waits_is_told_as_long_as_it_waits(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    corrected(cast)
    assert WAITS in texts(noon, box, notices, days=28)[cast.officer.email]


def test_nobody_is_asked_about_a_result_of_their_own(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    """They may not decide about it; the other officer of the office may."""
    found = opened(cast)
    Learner(cast.officer, joined(found.edition, cast.officer)).took(q4="Two")
    second = posted("Ada Lind", cast.office)
    people.grant(second, Role.TRAINING_OFFICER, cast.office)
    brought(small(CORRECTED))
    told = mails(noon, box, notices)
    assert WAITS in told[second.email]
    assert "Quizzes of" not in told.get(cast.officer.email, "")
    deciding.decide(actor(second), cast.office.id, attempts()[0].id, stands=True)


def test_who_keeps_every_office_reads_of_each(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    """Once, also where they keep one of them besides."""
    people.grant(cast.other_officer, Role.TRAINING_OFFICER)
    corrected(cast)
    brought(small(CORRECTED, tags={"q2": f"review-by={LAST}"}))
    mine = texts(noon, box, notices)[cast.other_officer.email]
    here = mine.index("Quizzes of Salt Lake City")
    assert mine.index("Quizzes of Boise") < here
    assert mine.count("Quizzes of") == 2
    assert (mine.index(WAITS) > here, mine.count(WAITS), mine.count(DROPPED)) == (True, 1, 2)


def test_who_is_no_officer_any_more_reads_nothing(
    cast: Cast, noon: Clock, box: PostBox, notices: Command
) -> None:
    corrected(cast)
    held = select(Grant).filter_by(person_id=cast.officer.id)
    db.session.scalars(held).one().superseded_at = clock.now()
    assert cast.officer.email not in mails(noon, box, notices)


@pytest.mark.both
def test_queries_do_not_grow(cast: Cast, noon: Clock) -> None:
    """With offices, their officers, their banks and what waits there."""
    found = opened(cast)
    noon.move_to(datetime(2026, 3, 5, 15, tzinfo=UTC), tick=False)

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            office = people.add_office(f"Office {number}", "America/Denver")
            who = posted(f"Officer {number}", office)
            people.grant(who, Role.TRAINING_OFFICER, office)
            people.grant(who, Role.TRAINING_OFFICER, cast.office)
            hired(cast, f"Hire {number}", found.edition, office).took(q4="Two")
            brought(small(), office)
            brought(small(CORRECTED, tags={"q2": f"review-by={LAST}"}), office)

    def cost() -> tuple[int, int]:
        with statements() as seen:
            told = [one for batch in daily.due() for one in batch]
        return len(seen), len(told)

    grow(0, 2)
    cost()  # the guides are read once
    few, people_few = cost()
    grow(2, 10)
    many, people_many = cost()
    assert (many, people_many) == (few, people_few + 8)
