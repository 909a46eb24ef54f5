"""The daily mail and reviews of competencies: opened, rated, waiting, not rated by oneself in time.

Nobody sends a review: it opens by its day. So the mail says it, and not for ever.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import cycle, reviewing
from lms.curriculum.models import Framework
from lms.notices import daily
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person, Role
from lms.progress import terms
from tests.cast import Cast, actor, enrolled, posted
from tests.competencies.rated import opened, rated, self_rated
from tests.mailing import BASE, PostBox, html_of, text_of
from tests.notices.conftest import Command
from tests.statements import statements

Clock = time_machine.Traveller
Mails = Callable[[int], dict[str, str]]
DAY = timedelta(days=1)
OPENED = datetime(2026, 4, 1, 14, tzinfo=UTC)  # Wednesday, eight: thirty days after the first
OPEN, RATED = "Your 30-day review is open: rate yourself", "Your 30-day review was rated: read it"
AHEAD = "did not rate themselves; you can go ahead"


@pytest.fixture
def mails(noon: Clock, box: PostBox, notices: Command) -> Mails:
    """Both forms of each mail so many days after the review opened, by whom it went to."""

    def sent(days: int) -> dict[str, str]:
        noon.move_to(OPENED + days * DAY, tick=False)
        box.taken.clear()
        assert notices("send").exit_code == 0
        return {one["To"].addresses[0].addr_spec: text_of(one) + html_of(one) for one in box.taken}

    return sent


@pytest.fixture
def day(noon: Clock, cast: Cast) -> Callable[[int], None]:
    """It is so many days after the review opened, after the mails of that morning."""
    return lambda days: noon.move_to(OPENED + days * DAY + timedelta(hours=6), tick=False)


def address(cast: Cast, number: int = 30) -> str:
    """Where the learner's review is."""
    return f"{BASE}/competencies/reviews/{cast.work.id}/{number}"


@pytest.mark.both
def test_a_review_that_opened_is_told_to_its_person(cast: Cast, mails: Mails) -> None:
    """In both forms, with the way to it; nobody else has anything to do yet."""
    assert OPEN not in mails(-1).get(cast.learner.email, "")
    told = mails(0)
    mine = told[cast.learner.email]
    assert f"\n\n{OPEN}\nOpen this review: {address(cast)}\n" in mine
    assert f"<h2>{OPEN}</h2>" in mine
    assert f'<a href="{address(cast)}">Open this review</a>' in mine
    assert {who for who, text in told.items() if "review" in text} == {
        cast.learner.email, cast.colleague.email
    }  # fmt: skip


def test_an_open_review_is_told_for_two_weeks(cast: Cast, mails: Mails) -> None:
    said = {days: OPEN in mails(days).get(cast.learner.email, "") for days in range(18)}
    working = {days for days in said if (OPENED + days * DAY).weekday() < 5}
    assert said == {days: days in working and days <= 14 for days in said}


@pytest.mark.both
def test_what_one_has_rated_oneself_waits_for_the_supervisor(
    cast: Cast, day: Callable[[int], None], mails: Mails
) -> None:
    """It counts among the decisions, as everything does that waits for one."""
    day(0)
    self_rated(actor(cast.learner), cast.learner)
    told = mails(1)
    assert "30-day" not in told[cast.learner.email]
    assert told[cast.supervisor.email].count("Waiting for your decision: 1") == 2, "in both forms"
    assert f"{BASE}/approvals" in told[cast.supervisor.email]


@pytest.mark.both
def test_a_review_that_was_rated_is_told_until_it_was_read(
    cast: Cast, day: Callable[[int], None], mails: Mails
) -> None:
    day(0)
    self_rated(actor(cast.learner), cast.learner)
    rated(actor(cast.supervisor), cast.learner)
    told = mails(1)
    assert f"{RATED}\nOpen this review: {address(cast)}\n" in told[cast.learner.email]
    assert f"<h2>{RATED}</h2>" in told[cast.learner.email]
    assert "Waiting for your decision" not in told.get(cast.supervisor.email, "")
    assert RATED in mails(21)[cast.learner.email]
    day(21)
    me = actor(cast.learner)
    reviewing.acknowledge(me, opened(cast.learner, me), Words("Thanks."))
    assert "30-day" not in mails(22)[cast.learner.email]


def test_the_newest_alone_is_told_as_open(cast: Cast, mails: Mails) -> None:
    """The one that was passed by can be begun no more."""
    mine = mails(30)[cast.learner.email]
    assert "Your 60-day review is open: rate yourself" in mine
    assert address(cast, 60) in mine
    assert "30-day" not in mine


@pytest.mark.both
def test_the_supervisor_is_told_how_many_did_not_rate_themselves(
    cast: Cast, day: Callable[[int], None], mails: Mails
) -> None:
    """Once they need not wait any longer: how many, and where; the page says who."""
    assert cast.supervisor.email not in mails(cycle.PATIENCE.days - 1)
    told = mails(cycle.PATIENCE.days)
    theirs = told[cast.supervisor.email]
    assert f"\n\n2 people {AHEAD}\n- Open this 30-day review: {BASE}/competencies/" in theirs
    assert f"<h2>2 people {AHEAD}</h2>" in theirs
    assert theirs.count(address(cast)) == 2, "in both forms"
    for one in (cast.learner, cast.colleague):
        assert one.name not in theirs
        assert AHEAD not in told[one.email]
    assert AHEAD not in told.get(cast.officer.email, "")
    day(7)
    self_rated(actor(cast.learner), cast.learner)
    assert f"1 person {AHEAD}" in mails(8)[cast.supervisor.email]


def test_that_is_told_for_two_weeks_too(cast: Cast, mails: Mails) -> None:
    said = [days for days in range(26) if AHEAD in mails(days).get(cast.supervisor.email, "")]
    assert (said[0], said[-1]) == (7, 21)


def test_where_no_supervisor_can_sign_the_officers_are_told(cast: Cast, mails: Mails) -> None:
    """Those of the office, and whoever keeps every office, once."""
    people.deactivate(cast.supervisor, actor_id=None)
    everywhere = posted("Ada Lind", cast.elsewhere)
    people.grant(everywhere, Role.TRAINING_OFFICER)
    people.grant(everywhere, Role.TRAINING_OFFICER, cast.office)
    told = mails(7)
    for one in (cast.officer, everywhere):
        assert told[one.email].count(f"2 people {AHEAD}") == 2, "in both forms"
    assert AHEAD not in told.get(cast.other_officer.email, "")


def test_nobody_goes_ahead_with_a_review_of_their_own(cast: Cast, mails: Mails) -> None:
    enrolled(cast.officer)
    people.deactivate(cast.supervisor, actor_id=None)
    mine = mails(7)[cast.officer.email]
    assert OPEN in mine
    assert f"2 people {AHEAD}" in mine


@pytest.mark.parametrize("why", ["off the guide", "deactivated"])
def test_of_who_left_nothing_is_said(
    cast: Cast, officer: Actor, mails: Mails, why: str
) -> None:  # fmt: skip
    if why == "deactivated":
        people.deactivate(cast.learner, actor_id=None)
    else:
        terms.withdraw(officer, cast.work, terms.Why.OTHER)
    told = mails(7)
    assert "30-day" not in told.get(cast.learner.email, "")
    assert f"1 person {AHEAD}" in told[cast.supervisor.email]


def test_an_office_that_holds_its_reviews_on_other_days(
    cast: Cast, officer: Actor, mails: Mails
) -> None:
    cycle.change(officer, cast.office, [33])
    assert "review" not in mails(0)[cast.learner.email]
    assert "Your 33-day review is open" in mails(5)[cast.learner.email]


def test_no_mail_holds_a_rating_or_a_name(
    cast: Cast, day: Callable[[int], None], mails: Mails
) -> None:
    day(0)
    self_rated(actor(cast.learner), cast.learner, ethics=1)
    rated(actor(cast.supervisor), cast.learner, ethics=3)
    told = mails(8)
    for who in (cast.learner, cast.supervisor):
        others = {one.name for one in cast.people().values()} - {who.name}
        for secret in ("thic", "ompetent", "eginning", "I saw it", *others):
            assert secret not in told[who.email]


def test_without_a_framework_nothing_is_said(cast: Cast, mails: Mails) -> None:
    db.session.execute(delete(Framework))
    told = mails(7)
    assert told, "of everything else it is"
    assert not [who for who, text in told.items() if "review" in text]


@pytest.mark.both
def test_queries_do_not_grow(cast: Cast, noon: Clock) -> None:
    """With people whose review is open, rated, or was not begun, and with who leads them."""

    def grow(first: int, last: int) -> None:
        noon.move_to(OPENED + timedelta(hours=6), tick=False)
        for number in range(first, last):
            who, boss = _led(cast, number)
            self_rated(actor(who), who)
            rated(actor(boss), who)
            enrolled(posted(f"Late {number}", cast.office, boss))
        db.session.commit()
        noon.move_to(OPENED + 7 * DAY, tick=False)

    def cost() -> tuple[int, int]:
        with statements() as seen:
            told = [one for batch in daily.due() for one in batch]
        return len(seen), len(told)

    grow(0, 2)
    cost()  # the guide and the framework are read once
    few, people_few = cost()
    grow(2, 10)
    many, people_many = cost()
    assert (many, people_many) == (few, people_few + 3 * 8)


def _led(cast: Cast, number: int) -> tuple[Person, Person]:
    """One more who learns, under a supervisor of their own."""
    boss = posted(f"Boss {number}", cast.office, job_role="supervisor")
    who = posted(f"Hire {number}", cast.office, boss)
    enrolled(who)
    db.session.commit()
    return who, boss
