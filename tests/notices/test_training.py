"""The daily mail and training: what is late or runs out, seats, what changed since yesterday."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.people.actor import Actor
from lms.training import bookings, sessions
from tests.cast import HIRED, Cast, actor
from tests.mailing import PostBox
from tests.notices.conftest import Command
from tests.notices.test_log import mails
from tests.training.asked import TEAMWORK, TODAY, completed, require
from tests.training.offered import COURSE, offered, signed_up
from tests.training.recorded import returned

MORNING = datetime(2026, 3, 5, 14, tzinfo=UTC)


@pytest.mark.both
def test_a_course_is_told_when_it_is_late_or_nearly(
    cast: Cast, boss: Actor, officer: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    require(officer, cast.office, starts_on=HIRED, within=30)
    require(officer, cast.office, TEAMWORK, starts_on=HIRED, within=365)
    completed(boss, cast.colleague, usual=False, until=TODAY + timedelta(days=5))
    told = mails(noon, box, notices)
    assert (
        "Refugee Coordinated Case Management: was needed by Wed, Feb 4" in told[cast.learner.email]
    )
    assert "Refugee Coordinated Case Management: runs out Mon, Mar 9" in told[cast.colleague.email]
    assert "Teamwork" not in told[cast.learner.email]


def test_who_has_a_seat_is_not_told_that_it_is_missing(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    require(officer, cast.office, COURSE, starts_on=HIRED, within=30)
    bookings.sign_up(me, offered(officer, cast.office, day=date(2026, 3, 20)))
    db.session.commit()
    assert "Your training" not in mails(noon, box, notices).get(cast.learner.email, "")


def test_who_only_waits_is_still_told(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    require(officer, cast.office, COURSE, starts_on=HIRED, within=30)
    made = offered(officer, cast.office, seats=1, day=date(2026, 3, 20))
    signed_up(made, [cast.colleague, cast.learner])
    told = mails(noon, box, notices)
    assert "Case Management Assessment: was needed by" in told[cast.learner.email]
    assert "Your training" not in told.get(cast.colleague.email, "")


@pytest.mark.both
def test_a_seat_is_told_two_days_before(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    for day in (date(2026, 3, 6), date(2026, 3, 20)):
        bookings.sign_up(me, offered(officer, cast.office, day=day, closes_hours=1))
    db.session.commit()
    told = mails(noon, box, notices)[cast.learner.email]
    assert "Fri, Mar 6" in told
    assert "you have a seat" in told
    assert "Mar 20" not in told


@pytest.mark.both
def test_who_moved_up_and_whose_session_was_called_off_hear_of_it(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    session, other = (offered(officer, cast.office, seats=1, day=date(2026, 3, day))
                      for day in (20, 25))  # fmt: skip
    colleague = actor(cast.colleague)
    bookings.sign_up(me, session)
    bookings.sign_up(colleague, session)
    bookings.sign_up(me, other)
    bookings.cancel(me, session)
    sessions.call_off(officer, other)
    db.session.commit()
    told = mails(noon, box, notices)
    assert "a seat became free, and you have it" in told[cast.colleague.email]
    assert "called off; look for another one" in told[cast.learner.email]
    noon.shift(timedelta(days=1))
    box.taken.clear()
    assert notices("send").exit_code == 0
    assert cast.colleague.email not in {one["To"].addresses[0].addr_spec for one in box.taken}


def test_a_record_that_came_back_needs_action(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    returned(me, boss)
    assert "Needs action: 1 record that came back" in mails(noon, box, notices)[cast.learner.email]
