"""What tests of competencies play with: evidence by the rules, ratings, reviews."""

from datetime import date
from typing import Any

from sqlalchemy import select

from lms.base.db import db
from lms.base.events import Chain, Event
from lms.base.prose import Words
from lms.competencies import access, cycles, rating, ratings, reviewing
from lms.competencies.cycle import Opened
from lms.competencies.models import Basis, Rating
from lms.competencies.rating import Judgement
from lms.competencies.ratings import Line
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import rules
from lms.progress.models import Fact, Meaning
from lms.progress.work import Work
from lms.signoff import decisions
from lms.signoff.decisions import Statement
from tests.cast import Cast, actor

SAID = Words("I saw it on two visits.")


def judged(level: int, on: date, **more: object) -> Judgement:
    """A judgement that holds up at any level."""
    given: dict[str, object] = {
        "basis": (Basis.OBSERVED,), "behaviours": (0,), "comment": SAID,
    } | more  # fmt: skip
    return Judgement(level, on, **given)  # type: ignore[arg-type]  # as its fields are


def rate(
    boss: Actor, who: Person, key: str = "assessment", level: int = 2, **more: object
) -> Rating:
    """A rating given outside a review."""
    found = rating.give(boss, who, key, judged(level, boss.today, **more))
    db.session.commit()
    return found


def led_by(cast: Cast, boss: Person | None) -> None:
    """The learner has another supervisor from today on, or none."""
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=boss,
        starts_on=actor(cast.learner).today,
    )  # fmt: skip
    db.session.commit()


def lines(reader: Actor, who: Person, key: str = "assessment") -> list[Line]:
    """The ratings of a competency as a reader sees them, the latest first."""
    return [*ratings.lines(access.sight(reader, who.id), key, 1)[0]]


def facts(who: Person) -> list[int]:
    """The lines of the ledger that count now, by id."""
    mine = select(Fact.id).filter_by(person_id=who.id, superseded_at=None)
    return list(db.session.scalars(mine.order_by(Fact.id)))


def told(who: Person, verb: str) -> list[dict[str, Any]]:
    """What the record says of a person under this verb."""
    mine = select(Event.data).join(Chain, Chain.id == Event.chain_id)
    mine = mine.where(Chain.subject_kind == "person", Chain.subject_id == who.id)
    return list(db.session.scalars(mine.where(Event.verb == verb).order_by(Event.number)))


def opened(who: Person, reader: Actor, day: int = 30) -> Opened:
    """The review of this day, which has opened."""
    return next(one for one in cycles.of(who.id, reader.today) if one.day == day)


def self_rated(me: Actor, who: Person, day: int = 30, **levels: int) -> Opened:
    """A review in which the person has finished."""
    wanted = levels or {"assessment": 2, "ethics": 3}
    for key, level in wanted.items():
        reviewing.say(me, opened(who, me, day), key, Judgement(level, me.today), 0)
    reviewing.finish_own(me, opened(who, me, day))
    db.session.commit()
    return opened(who, me, day)


def rated(boss: Actor, who: Person, day: int = 30, **levels: int) -> Opened:
    """A review in which the supervisor has finished."""
    wanted = levels or {"assessment": 2, "ethics": 1}
    for key, level in wanted.items():
        reviewing.say(boss, opened(who, boss, day), key, judged(level, boss.today), 0)
    reviewing.finish(boss, opened(who, boss, day))
    db.session.commit()
    return opened(who, boss, day)


def tick(me: Actor, work: Work, *keys: str) -> None:
    """Tasks that a tick closes."""
    for key in keys:
        rules.tick(me, work, key)
    db.session.commit()


def talked(boss: Actor, work: Work, *keys: str) -> None:
    """Conversations that the supervisor confirms without being asked."""
    for key in keys:
        decisions.record(boss, work, key, Statement(Meaning.DISCUSSED, boss.today, ""))
    db.session.commit()
