"""What was granted ends, suspended or taken back as a mistake; and it may come again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, standings
from lms.competencies.granting import need_of
from lms.competencies.models import Readiness
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import rules
from lms.progress.models import Meaning, SignOff
from tests.cast import Cast
from tests.competencies.framed import (
    ALONE,
    ASSESSMENT,
    CO_LEAD,
    INCIDENT,
    MEETING,
    READING,
    SHADOW,
    decided,
    grant,
    may,
    stands,
)
from tests.competencies.rated import tick
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
CLIENT = Words("As with A012 345 678.")
OTHERWISE = Words("In other words.")
NOTHING = "Nothing is granted here now"
End = Callable[[Actor, Person, str, Words], Readiness]


@pytest.mark.parametrize(
    ("verb", "state"), [(granting.suspend, "suspended"), (granting.take_back, "taken-back")]
)
def test_it_ends_with_a_reason(cast: Cast, boss: Actor, verb: End, state: str) -> None:
    before = grant(boss, cast.learner, CO_LEAD, knowing=True)
    for words in (Words(), Words(" ")):
        with refused("Say why", "reason"):
            verb(boss, cast.learner, ASSESSMENT, words)
    with refused("A-number"):
        verb(boss, cast.learner, ASSESSMENT, CLIENT)
    found = verb(boss, cast.learner, ASSESSMENT, INCIDENT)
    db.session.commit()
    assert (found.step, found.framework_id) == ("co-lead", before.framework_id)
    assert (may(cast.learner), decided()[-1]) == (None, ("co-lead", state, True))
    signed = db.session.get_one(SignOff, found.sign_off_id)
    assert (signed.meaning, signed.content_digest) == (Meaning.SUSPENDED, found.digest)
    assert signed.note_id == found.reason_id
    assert verbs(cast.learner.id)[-1] == f"readiness-{state}"
    with nothing_changes():
        assert verb(boss, cast.learner, ASSESSMENT, INCIDENT) is found
    with refused(NOTHING):
        verb(boss, cast.learner, ASSESSMENT, OTHERWISE)
    grant(boss, cast.learner, CO_LEAD, knowing=True)
    assert may(cast.learner) is CO_LEAD


def test_only_what_is_granted_ends(cast: Cast, boss: Actor) -> None:
    for verb in (granting.suspend, granting.take_back):
        with refused(NOTHING):
            verb(boss, cast.learner, ASSESSMENT, INCIDENT)
    grant(boss, cast.learner)
    granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT)
    with refused(NOTHING):
        granting.take_back(boss, cast.learner, ASSESSMENT, INCIDENT)


def test_the_same_step_is_next_once_suspended_and_the_first_once_taken_back(
    cast: Cast, boss: Actor
) -> None:
    grant(boss, cast.learner, CO_LEAD, knowing=True)
    granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT)
    found = stands(cast.learner)
    assert found.held is not None
    assert found.held.suspended
    assert found.next is not None
    assert found.next.step is CO_LEAD
    grant(boss, cast.learner, CO_LEAD, knowing=True)
    granting.take_back(boss, cast.learner, ASSESSMENT, INCIDENT)
    found = stands(cast.learner)
    assert found.next is not None
    assert (found.held, found.next.step) == (None, SHADOW)


def test_what_was_missing_from_the_start_is_not_said_to_have_lapsed(
    cast: Cast, boss: Actor
) -> None:
    grant(boss, cast.learner, ALONE, knowing=True)
    granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT)
    found = stands(cast.learner)
    assert (found.lapsed, found.on_hold) == ([], False)


def test_every_decision_stays_to_be_seen(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    for place in range(14):
        grant(boss, cast.learner, SHADOW)
        noon.shift(timedelta(hours=1))
        granting.suspend(boss, cast.learner, ASSESSMENT, Words(f"For the time being{'!' * place}"))
    first, more = standings.history(cast.learner.id, ASSESSMENT)
    rest, no_more = standings.history(cast.learner.id, ASSESSMENT, 2)
    assert (len(first), more, len(rest), no_more) == (25, True, 3, False)
    assert [*first, *rest] == standings.all_decisions(cast.learner.id)
    latest = first[0]
    assert (latest.step, latest.state, latest.actor) == ("shadow", "suspended", "Daniel Okafor")
    assert latest.reason == f"<p>For the time being{'!' * 13}</p>"
    assert [need_of(one) for one in rest[-1].missing] == [READING]
    assert standings.history(cast.learner.id, MEETING) == ([], False)


def test_an_old_page_decides_about_nothing_that_it_did_not_show(
    cast: Cast, boss: Actor, officer: Actor
) -> None:
    """The officer suspends after an incident while the supervisor has the page open."""
    shown = grant(boss, cast.learner)
    seen = granting.suspend(officer, cast.learner, ASSESSMENT, INCIDENT)
    db.session.commit()
    for stale in (0, shown.id):
        with refused("Somebody decided about this meanwhile"):
            granting.grant(boss, cast.learner, ASSESSMENT, SHADOW, OTHERWISE, seen=stale)
    granting.grant(boss, cast.learner, ASSESSMENT, SHADOW, OTHERWISE, seen=seen.id)
    assert may(cast.learner) is SHADOW
    with refused("Somebody decided about this meanwhile"):
        granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT, seen=seen.id)


def test_what_lapsed_can_be_confirmed_with_a_reason(cast: Cast, me: Actor, boss: Actor) -> None:
    tick(me, cast.work, READING.key)
    before = granting.grant(boss, cast.learner, ASSESSMENT, SHADOW)
    rules.untick(me, cast.work, READING.key)
    assert [one.need for one in stands(cast.learner).lapsed] == [READING]
    assert granting.grant(boss, cast.learner, ASSESSMENT, SHADOW) is before, "no reason is given"
    after = granting.grant(boss, cast.learner, ASSESSMENT, SHADOW, OTHERWISE)
    assert after is not before
    assert stands(cast.learner).lapsed == []
    with nothing_changes():
        assert granting.grant(boss, cast.learner, ASSESSMENT, SHADOW, OTHERWISE) is after
