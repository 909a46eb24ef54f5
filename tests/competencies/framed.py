"""Other frameworks than the real one, published as its next edition: a step asks for more, or less.

And what somebody does to meet the real one, step by step.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, standings
from lms.competencies.framework import present
from lms.competencies.models import Readiness
from lms.competencies.readiness import ActivityStanding
from lms.curriculum import frameworks
from lms.curriculum.framework_outline import (
    ActivityOutline,
    FrameworkOutline,
    Need,
    NeedKind,
    Step,
)
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.work import Work
from tests.competencies.rated import rate, talked, tick
from tests.shadowing.logged import accepted

ASSESSMENT, MEETING = "assessment", "team-meeting"
SHADOW, CO_LEAD, LEAD, ALONE = Step
PROTOCOLS = ("dv-protocol", "child-abuse-reporting", "suicide-protocol")
COURSE = Need(NeedKind.COURSE, "rccm")
READING = Need(NeedKind.TASK, "client-boundaries", "icm-onboarding")
TALK = Need(NeedKind.TASK, "client-information-storage", "icm-onboarding")
WHY, INCIDENT = Words("She did this for six years."), Words("After what happened on Monday.")


def published(change: Callable[[FrameworkOutline], FrameworkOutline]) -> int:
    """The framework as changed is the newest from now on; the id of its edition."""
    made = frameworks.publish(change(present().outline))
    assert made is not None, "something has to change"
    db.session.commit()
    return made.id


def asking(activity: str, step: Step, *needs: Need, instead: bool = False) -> int:
    """A step of an activity asks for these too, or for these only."""

    def changed(one: ActivityOutline) -> ActivityOutline:
        listed = tuple((at, (*(() if instead else had), *needs) if at is step else had)
                       for at, had in one.needs)  # fmt: skip
        return replace(one, needs=listed) if one.key == activity else one

    return published(
        lambda outline: replace(outline, activities=tuple(map(changed, outline.activities)))
    )


def without(activity: str) -> int:
    """Nothing is said of an activity any more."""
    return published(
        lambda outline: replace(
            outline, activities=tuple(one for one in outline.activities if one.key != activity)
        )
    )


def may_shadow(me: Actor, work: Work) -> None:
    """All that is asked before the first step of anything."""
    tick(me, work, "client-boundaries")


def may_co_lead(me: Actor, boss: Actor, work: Work) -> None:
    """And before the second one of assessments."""
    may_shadow(me, work)
    talked(boss, work, "client-information-storage", "boundary-challenges")
    for _ in range(2):
        accepted(me, boss, tasks=[])


def may_lead(me: Actor, boss: Actor, work: Work, who: Person) -> None:
    """And before the third."""
    may_co_lead(me, boss, work)
    talked(boss, work, "assessment-timing")
    accepted(me, boss, tasks=[], part="took-part")
    rate(boss, who, "assessment", 2)


def may_work_alone(me: Actor, boss: Actor, work: Work, who: Person) -> None:
    """And before the last."""
    may_lead(me, boss, work, who)
    talked(boss, work, *PROTOCOLS)
    accepted(me, boss, tasks=[], part="led")
    for key in ("assessment", "confidentiality", "safety"):
        rate(boss, who, key, 3)


def grant(
    by: Actor, who: Person, step: Step = SHADOW, words: Words = WHY, *,
    activity: str = ASSESSMENT, knowing: bool = False,
) -> Readiness:  # fmt: skip
    """They may do this from now on, whatever is missing."""
    found = granting.grant(by, who, activity, step, words, knowing=knowing)
    db.session.commit()
    return found


def stands(who: Person, activity: str = ASSESSMENT) -> ActivityStanding:
    """Where somebody stands today."""
    return standings.of(who.id, clock.today("America/Denver"))[activity]


def may(who: Person, activity: str = ASSESSMENT) -> Step | None:
    """What somebody may do today."""
    return stands(who, activity).may


def decided() -> list[tuple[str, str, bool]]:
    """Every row of readiness there is: step, state, whether it holds."""
    found = db.session.scalars(select(Readiness).order_by(Readiness.id))
    return [(one.step, one.state, one.superseded_at is None) for one in found]
