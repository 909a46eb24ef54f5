"""The demo's competencies: reviews at all stages, ratings outside of them, steps that were granted.

Somebody was reviewed three times and works alone in places, somebody has a review to read,
somebody's waits for the supervisor, somebody's was held without a word of their own.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import cycle, cycles, evidence, granting, rating, reviewing, standings
from lms.competencies.cycle import Opened
from lms.competencies.framework import present
from lms.competencies.models import Basis, Rating
from lms.competencies.rating import Judgement
from lms.demo.branches import ALBANY, COLETTE, HOME, OFFICERS
from lms.demo.competency_words import (
    DECIDED,
    KEYS,
    RATED,
    REVIEWS,
    Answer,
    Decided,
    Rated,
    Review,
    Side,
)
from lms.demo.holidays import holidays
from lms.demo.learners import LEARNERS
from lms.demo.opening import person
from lms.demo.past import Past
from lms.demo.plan import at, open_day
from lms.demo.stages import Learner
from lms.demo.training import Step
from lms.progress.due import due_on

ALBANYS_DAYS = (30, 90)
SINCE = 395  # days; the offices had just opened
NAMED_PIECES = 3  # of evidence, the newest
KNOWN_BY = {
    "communication": (Basis.DEMONSTRATED, Basis.OBSERVED),
    "documentation": (Basis.RECORD,),
    "planning": (Basis.RECORD, Basis.DISCUSSED),
    "program-knowledge": (Basis.DISCUSSED, Basis.TEST),
    "safety": (Basis.DEMONSTRATED, Basis.DISCUSSED),
}  # all else was observed
TALKED, ENOUGH = (
    "We talked about it in supervision.", "I have seen enough of it to say so.",
)  # fmt: skip
BY_HANDLE = {one.handle: one for one in LEARNERS}


def steps(past: Past, today: date) -> Iterator[Step]:
    """What happened when; each to be done as if it were then."""
    opened = open_day(today - timedelta(days=SINCE), holidays(HOME, today))
    yield at(opened, time(9, 25), HOME), partial(_choose_days, past)
    for one in REVIEWS:
        yield from _review(past, one, today)
    for rated in RATED:
        yield from _rating(past, rated, today)
    for decided in DECIDED:
        moment = _ago(BY_HANDLE[decided.handle], decided.days, today, time(16, 10))
        yield moment, partial(_decide, past, decided)


def _choose_days(past: Past) -> None:
    """Albany leaves out the review in the middle."""
    cycle.change(past.actor(COLETTE), past.offices[ALBANY], ALBANYS_DAYS)


def _ago(who: Learner, days: int, today: date, wall: time) -> datetime:
    """So many days ago, when the learner's office was open."""
    day = open_day(today - timedelta(days=days), holidays(who.office, today))
    return at(day, wall, who.office)


def _review(past: Past, one: Review, today: date) -> Iterator[Step]:
    """Each on a day when the office was open; in this order also where two days become one."""
    who = BY_HANDLE[one.handle]
    closed = holidays(who.office, today)
    opens = open_day(today - timedelta(days=who.days), closed) + timedelta(days=one.day)

    def moment(after: int, wall: time) -> datetime:
        return at(due_on(opens, after, closed), wall, who.office)

    if one.mine:
        yield moment(one.mine.after, time(11, 35)), partial(_rate_oneself, past, one, one.mine)
    if one.theirs:
        yield moment(one.theirs.after, time(15, 10)), partial(_rate, past, one, one.theirs)
    if one.answer:
        yield moment(one.answer.after, time(15, 50)), partial(_answer, past, one, one.answer)


def _opened(past: Past, one: Review) -> Opened:
    """The review, which has opened by then."""
    me = past.actor(BY_HANDLE[one.handle])
    return next(found for found in cycles.of(me.id, me.today) if found.day == one.day)


def _levels(side: Side) -> Iterator[tuple[str, int]]:
    """What was rated and how; an office may have changed the framework."""
    for key, level in zip(KEYS, side.levels.replace(" ", ""), strict=True):
        if level != "-" and _asked(key):
            yield key, int(level)


def _asked(key: str) -> bool:
    return key in present().outline.competencies


def _rate_oneself(past: Past, one: Review, side: Side) -> None:
    me, review = past.actor(BY_HANDLE[one.handle]), _opened(past, one)
    for key, level in _levels(side):
        said = Words(side.said.get(key, ""))
        reviewing.say(me, review, key, Judgement(level, me.today, comment=said), 0)
    if side.finished:
        reviewing.finish_own(me, review)


def _rate(past: Past, one: Review, side: Side) -> None:
    """Whoever leads them then rates, and signs."""
    who = BY_HANDLE[one.handle]
    boss, review = past.leader(who), _opened(past, one)
    for key, level in _levels(side):
        judged = _judged(who, key, level, side.said.get(key, ""), boss.today)
        reviewing.say(boss, review, key, judged, 0)
    reviewing.finish(boss, review)


def _answer(past: Past, one: Review, answer: Answer) -> None:
    me = past.actor(BY_HANDLE[one.handle])
    reviewing.acknowledge(me, _opened(past, one), Words(answer.words))


def _judged(who: Learner, key: str, level: int, said: str, on: date) -> Judgement:
    """A judgement with what it rests on: the newest evidence, or else some words."""
    outline = present().outline.competencies[key]
    if not level:
        return Judgement(0, on, comment=Words(said))
    lines, _ = evidence.lines(person(who).id, [outline], size=NAMED_PIECES)
    seen = range(min(level - 1, len(outline.behaviours)))
    words = said or ("" if lines else TALKED)
    return Judgement(level, on, KNOWN_BY.get(key, (Basis.OBSERVED,)), tuple(seen),
                     tuple(one.fact_id for one in lines), Words(words))  # fmt: skip


def _rating(past: Past, one: Rated, today: date) -> Iterator[Step]:
    """Outside a review: given, or copied from paper; and taken back, where it was wrong."""
    who = BY_HANDLE[one.handle]
    moment = _ago(who, one.days, today, time(15, 45))
    if one.paper:
        yield moment, partial(_copy, past, one, today)
    else:
        yield moment, partial(_give, past, one)
    if one.wrong:
        days, why = one.wrong
        yield _ago(who, days, today, time(15, 40)), partial(_take_back, past, one, why)


def _give(past: Past, one: Rated) -> None:
    who = BY_HANDLE[one.handle]
    boss = past.leader(who)
    if _asked(one.key):
        judged = _judged(who, one.key, one.level, one.said, boss.today)
        rating.give(boss, person(who), one.key, judged)


def _copy(past: Past, one: Rated, today: date) -> None:
    """The officer copies what the supervisor had written down some days before."""
    assert one.paper
    who, (rater, days) = BY_HANDLE[one.handle], one.paper
    on = open_day(today - timedelta(days=days), holidays(who.office, today))
    if _asked(one.key):
        judged, officer = _judged(who, one.key, one.level, one.said, on), OFFICERS[who.office]
        rating.record(past.actor(officer), person(who), person(rater).id, one.key, judged)


def _take_back(past: Past, one: Rated, why: str) -> None:
    who = BY_HANDLE[one.handle]
    mine = select(Rating).filter_by(person_id=person(who).id, competency_key=one.key)
    for wrong in db.session.scalars(mine.where(Rating.level == one.level)).all():
        rating.take_back(past.leader(who), wrong, Words(why))


def _decide(past: Past, one: Decided) -> None:
    """A step is granted, with a reason where not all is there; or it is suspended."""
    if one.activity not in present().outline.activity:
        return
    who = BY_HANDLE[one.handle]
    boss, someone = past.leader(who), person(who)
    if one.step is None:
        granting.suspend(boss, someone, one.activity, Words(one.why))
        return
    now = standings.of(someone.id, boss.today)[one.activity]
    missing = now.step(one.step).missing
    words = Words(one.why or (ENOUGH if missing else ""))
    alone = any(condition.need.gate for condition in missing)
    granting.grant(boss, someone, one.activity, one.step, words, knowing=alone)
