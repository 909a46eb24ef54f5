"""A sentence in every kind of text about somebody's competencies, and every page that there is."""

from collections import defaultdict
from datetime import timedelta

import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, rating, reviewing
from lms.competencies.rating import Judgement
from lms.curriculum.framework_outline import Step
from lms.people.actor import Actor
from tests.cast import Cast, actor
from tests.competencies.rated import judged, opened, rate
from tests.competencies.visiting import may, one, person, review
from tests.doors import DOORS

LANTERN = "The lantern fish hums in seven colors"
COMMENT, IN_REVIEW, DRAFT = f"{LANTERN} by day", f"{LANTERN} by night", f"{LANTERN} at dawn"
OWN, OWN_IN_REVIEW, OWN_OPEN = f"{LANTERN} alone", f"{LANTERN} in pairs", f"{LANTERN} in schools"
REPLY, TAKEN_BACK = f"{LANTERN}, or so", f"{LANTERN} no more"
GRANTED, SUSPENDED = f"{LANTERN} at noon", f"{LANTERN} at dusk"
BESIDE = {COMMENT, OWN, OWN_IN_REVIEW, IN_REVIEW, REPLY}  # for the person and who signs for them
REASONS = {TAKEN_BACK, GRANTED, SUSPENDED}  # for whoever may look
FIRST, SECOND = 30, 60


def plant(cast: Cast, noon: time_machine.Traveller) -> None:
    """One review that was answered and one that is under way, ratings beside them, decisions."""
    me, boss, who = actor(cast.learner), actor(cast.supervisor), cast.learner
    noon.shift(timedelta(days=31))
    rate(boss, who, "ethics", 2, comment=Words(COMMENT))
    rating.give(me, who, "ethics", judged(3, me.today, comment=Words(OWN)))
    rating.take_back(boss, rate(boss, who, "ethics", 1), Words(TAKEN_BACK))
    _both(me, boss, cast, FIRST, OWN_IN_REVIEW, IN_REVIEW)
    reviewing.finish(boss, opened(who, boss, FIRST))
    reviewing.acknowledge(me, opened(who, me, FIRST), Words(REPLY))
    granting.grant(boss, who, "assessment", Step.SHADOW, Words(GRANTED))
    granting.suspend(boss, who, "assessment", Words(SUSPENDED))
    db.session.commit()
    noon.shift(timedelta(days=30))
    _both(me, boss, cast, SECOND, OWN_OPEN, DRAFT)
    db.session.commit()


def _both(me: Actor, boss: Actor, cast: Cast, day: int, own: str, theirs: str) -> None:
    """The person has finished; the supervisor has said something."""
    who = cast.learner
    reviewing.say(me, opened(who, me, day), "safety", Judgement(2, me.today, comment=Words(own)), 0)
    reviewing.finish_own(me, opened(who, me, day))
    said = judged(3, boss.today, comment=Words(theirs))
    reviewing.say(boss, opened(who, boss, day), "safety", said, 0)


def pages(cast: Cast) -> set[str]:
    """Everything about the learner's competencies, and each door that opens something."""
    rows = defaultdict(
        lambda: 1, work=cast.work.id, learner=cast.learner.id, office=cast.office.id,
        guide=cast.work.program_id,
    )  # fmt: skip  # the first of whatever else a door names
    elsewhere = {
        door.path.format_map(rows) for doors in DOORS.values() for door in doors
        if door.method == "GET"
    }  # fmt: skip
    return elsewhere | {
        person(cast), may(cast), *(person(cast, f"record{kind}") for kind in ("", ".csv", ".xlsx")),
        person(cast, "texts"), *(one(cast, key) for key in ("ethics", "safety")),
        *(one(cast, key, verb) for key in ("ethics", "safety") for verb in ("rate", "paper")),
        *(review(cast, part, day) for part in ("", "safety") for day in (FIRST, SECOND)),
        *(person(cast, f"texts/{number}/remove") for number in range(1, 20)),
    }  # fmt: skip
