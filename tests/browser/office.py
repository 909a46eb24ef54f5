"""The office after three weeks: something of every kind for the pages to show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from lms.base import clock
from lms.base.db import db
from lms.people.actor import Actor
from lms.progress.models import Meaning, Review
from lms.progress.work import Work
from lms.signoff import decisions, drafts
from lms.signoff.decisions import Statement
from tests.cast import Cast, actor, assemble
from tests.progress import playing

WAITING, RETURNED, SIGNED = "two-principles", "context-and-well-being", "icm-basics"
WAIVED, REOPENED, DRAFTED = "boundary-challenges", "icm-orientation", "termination-steps"
TWICE, MOVED = "two-assessments", "general-case-management"


def three_weeks_in() -> Cast:
    """The cast, enrolled three weeks ago; the learner has work at every stage."""
    now = clock.now()
    with clock.pretend(now - timedelta(days=21)):
        cast = assemble(clock.now().date())
    me, boss, work = actor(cast.learner), actor(cast.supervisor), cast.work
    with clock.pretend(now - timedelta(days=14)):
        keys = (WAITING, RETURNED, SIGNED, REOPENED, TWICE)
        sent = {key: playing.send(me, work, key, on=me.today) for key in keys}
        db.session.commit()
    with clock.pretend(now - timedelta(days=7)):
        _answer(boss, work, sent)
        _set_aside(me, work)
        db.session.commit()
    return cast


def seven_weeks_in() -> Cast:
    """The cast, enrolled fifty days ago; one task is signed by a month ago, another since."""
    now = clock.now()
    with clock.pretend(now - timedelta(days=50)):
        cast = assemble(clock.now().date())
    for key, days in ((WAITING, 40), (RETURNED, 7)):
        with clock.pretend(now - timedelta(days=days)):
            me, boss = actor(cast.learner), actor(cast.supervisor)
            sent = playing.send(me, cast.work, key, on=me.today)
            playing.sign(boss, cast.work, sent, on=me.today)
            db.session.commit()
    return cast


def _answer(boss: Actor, work: Work, sent: Mapping[str, Review]) -> None:
    decisions.give_back(boss, sent[RETURNED], work, "Say **more** about the second one.")
    for key in (SIGNED, REOPENED):
        stated = Statement(Meaning.DISCUSSED, boss.today, "A good hour.")
        decisions.sign_off(boss, sent[key], work, stated)
    decisions.reopen(boss, work, REOPENED, "We left out the second half.")
    decisions.waive(boss, work, WAIVED, "She taught this for six years.")
    monday = boss.today + timedelta(days=42 - boss.today.weekday())
    decisions.move_due(boss, work, (MOVED, ""), monday, "Her laptop came late.")


def _set_aside(me: Actor, work: Work) -> None:
    drafts.save_draft(me, work, DRAFTED, playing.writing(work, DRAFTED, "A first thought.", ""))
    other = playing.writing(work, DRAFTED, "Another thought.", "And more.")
    drafts.save_draft(me, work, DRAFTED, replace(other, choice=drafts.MINE))
