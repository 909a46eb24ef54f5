"""The daily mail and the log: what waits is counted once, what needs action is told."""

from datetime import UTC, datetime

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.shadowing import decisions, sending
from lms.shadowing.models import LogEntry
from lms.shadowing.office_rules import Asked, change
from lms.shadowing.serving import Place
from tests.cast import Cast
from tests.mailing import BASE, PostBox, html_of, text_of
from tests.notices.conftest import Command
from tests.shadowing.logged import accepted, review_of, sent, writing

MORNING = datetime(2026, 3, 5, 14, tzinfo=UTC)  # seven, the day after
SAID = "The brass kettle answers on Sundays"
NEEDS = "Needs action: 1 entry of your log"


def mails(noon: time_machine.Traveller, box: PostBox, notices: Command) -> dict[str, str]:
    """Both forms of each mail of the next morning, by whom it went to."""
    noon.move_to(MORNING, tick=False)
    assert notices("send").exit_code == 0
    return {one["To"].addresses[0].addr_spec: text_of(one) + html_of(one) for one in box.taken}


def give_back(boss: Actor, entry: LogEntry) -> None:
    decisions.give_back(boss, review_of(entry), Words(SAID))
    db.session.commit()


@pytest.mark.both
def test_what_waits_is_one_decision(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    """Also where an entry is for two tasks, and for an entry that is for none."""
    change(cast.office, Asked(shares=True), actor_id=officer.id)
    keys = ("two-assessments", "practice-case-note")
    sent(me, tasks=[Place(cast.work.id, key) for key in keys], drafted=True)
    sent(me, tasks=[])
    told = mails(noon, box, notices)
    assert "Waiting for your decision: 2" in told[cast.supervisor.email]
    assert cast.officer.email not in told
    assert cast.learner.email not in told


@pytest.mark.both
def test_an_entry_for_a_task_came_back_with_its_section(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    give_back(boss, sent(me))
    told = mails(noon, box, notices)[cast.learner.email]
    assert "Intensive Case Management: 1 task" in told
    assert NEEDS not in told
    assert SAID not in told


@pytest.mark.both
def test_an_entry_for_no_task_came_back(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command,
) -> None:  # fmt: skip
    give_back(boss, sent(me, tasks=[]))
    told = mails(noon, box, notices)[cast.learner.email]
    assert told.count(NEEDS) == 2, "in both forms"
    assert f"{BASE}/log" in told
    assert f"{BASE}/onboarding" not in told
    for secret in (SAID, "Case A", "Daniel"):
        assert secret not in told


@pytest.mark.both
def test_a_colleague_who_was_there_is_asked(
    cast: Cast, me: Actor, noon: time_machine.Traveller, box: PostBox, notices: Command
) -> None:
    """How many entries, not whose, and nothing of what they say."""
    sent(me, colleague_id=cast.colleague.id, agency="", agency_job="")
    told = mails(noon, box, notices)[cast.colleague.email]
    assert told.count("Were you there? 1 colleague’s entry names you") == 2, "in both forms"
    assert f"{BASE}/log" in told
    for secret in ("Marisol", "Case A", "assessment"):
        assert secret not in told


@pytest.mark.parametrize("after", ["sent again", "given up", "accepted"])
def test_nothing_to_do_is_no_mail(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller, box: PostBox,
    notices: Command, after: str,
) -> None:  # fmt: skip
    if after == "accepted":
        accepted(me, boss, tasks=[])
    else:
        entry = sent(me, tasks=[])
        give_back(boss, entry)
        if after == "sent again":
            sending.send(me, entry, writing(entry, tasks=[]))
        else:
            sending.give_up(me, entry)
        db.session.commit()
    assert cast.learner.email not in mails(noon, box, notices)
