"""Who may open which work: the learner's own, and what waits for a signer's decision.

Who signs is derived from the posts of today, never stored: the present supervisor; without an
active one, the office's training officer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, true, union
from sqlalchemy.orm import aliased

from lms.base.db import db, run
from lms.base.errors import NotAllowed, NotFound
from lms.curriculum.outline import Signers
from lms.people.actor import Actor
from lms.people.conditions import holds_on, lasts
from lms.people.models import Grant, Person, Post, Role
from lms.progress.models import Outcome, Review
from lms.progress.work import Work, find_work

BY_SUPERVISOR = (Signers.SUPERVISOR, Signers.EITHER)
BY_OFFICER = (Signers.TRAINING_OFFICER, Signers.EITHER)
POST, BOSS, LEARNER = aliased(Post), aliased(Person), aliased(Person)


def own_work(actor: Actor, enrollment_id: int) -> Work:
    """The actor's own enrollment. NotFound for strangers, NotAllowed for who may only look."""
    work = find_work(enrollment_id)
    if work is None:
        raise NotFound
    if work.person_id == actor.id:
        return work
    if may_look(actor, work.person_id):
        raise NotAllowed
    raise NotFound


def record_of(actor: Actor, enrollment_id: int, at: datetime | None = None) -> Work:
    """An enrollment whose states and dates the actor may see: their own, or their people's.

    Raises NotFound for strangers.
    """
    work = find_work(enrollment_id, at)
    if work is None or (work.person_id != actor.id and not may_look(actor, work.person_id)):
        raise NotFound
    return work


def work_to_lead(actor: Actor, enrollment_id: int) -> Work:
    """The work of someone whom the actor leads today. NotFound, or NotAllowed for onlookers."""
    work = record_of(actor, enrollment_id)
    if not leads(actor, work.person_id):
        raise NotAllowed
    return work


def person_to_see(actor: Actor, person_id: int) -> Person:
    """Somebody whose states and dates the actor may see: themselves, or one of their people.

    Raises NotFound for strangers.
    """
    seen = visible(actor).holds(Person.id.expression)
    found = select(Person).where(Person.id == person_id, or_(Person.id == actor.id, seen))
    person = db.session.scalar(found)
    if person is None:
        raise NotFound
    return person


def person_to_lead(actor: Actor, person_id: int) -> Person:
    """Somebody whom the actor leads today. NotFound, or NotAllowed for onlookers."""
    person = person_to_see(actor, person_id)
    if not leads(actor, person.id):
        raise NotAllowed
    return person


@dataclass(frozen=True)
class Visible:
    """The people whose states and dates somebody may see: the one scope of lists and reports.

    By the posts of `day`, and those that begin later: a new hire is seen before the first day.
    Whoever left is seen as before: their post goes on.
    """

    day: date
    everyone: bool = False
    supervisor_id: int | None = None
    offices: frozenset[int] = frozenset()

    def holds(self, person: ColumnElement[int]) -> ColumnElement[bool]:
        """The condition that a person is among them."""
        return true() if self.everyone else exists().where(POST.person_id == person, self.by(POST))

    def by(self, post: type[Post]) -> ColumnElement[bool]:
        """The condition that a post makes its person visible."""
        lasting = lasts(self.day, post)
        if self.everyone:
            return lasting
        mine: ColumnElement[bool] = post.office_id.in_(self.offices)
        if self.supervisor_id is not None:  # compared with None, it would be who has no supervisor
            mine = or_(post.supervisor_id == self.supervisor_id, mine)
        return and_(lasting, mine)


def visible(actor: Actor) -> Visible:
    """Whom the actor may see: their people, those of their offices, or everyone."""
    here = actor.officer_of | actor.auditor_of
    return Visible(actor.today, actor.is_administrator, actor.id, here)


def may_look(actor: Actor, person_id: int) -> bool:
    """Whether the actor may see a person's states and dates (never, by this, what they wrote)."""
    seen = select(literal(1)).where(visible(actor).holds(literal(person_id)))
    return db.session.scalar(seen) is not None


def signs(
    actor: Actor, day: date, person: ColumnElement[int] | None = None,
    signers: ColumnElement[str] | None = None,
) -> ColumnElement[bool]:  # fmt: skip
    """The condition that the actor is the one to decide on a review, on `day`.

    Asked of every review, or of one `person` and whose sign-off (`signers`) a task asks for.
    """
    person = Review.person_id.expression if person is None else person
    signers = Review.signers.expression if signers is None else signers
    as_supervisor = and_(POST.supervisor_id == actor.id, signers.in_(BY_SUPERVISOR))
    unled = ~_led(person)
    as_officer = and_(POST.office_id.in_(actor.officer_of), or_(signers.in_(BY_OFFICER), unled))
    return and_(
        person != actor.id,
        signers != Signers.NONE,
        exists()
        .where(POST.person_id == person, holds_on(day, POST))
        .where(LEARNER.id == POST.person_id, LEARNER.deactivated_at.is_(None))
        .where(or_(as_supervisor, as_officer)),
    )


def signs_task(actor: Actor, person_id: int, signers: str) -> bool:
    """Whether the actor decides today on tasks of this person that ask for these signers."""
    asked = signs(actor, actor.today, literal(person_id), literal(signers))
    return db.session.scalar(select(literal(1)).where(asked)) is not None


def leads(actor: Actor, person_id: int) -> bool:
    """Whether the actor may change what this person has to do: the supervisor, the officer."""
    return signs_task(actor, person_id, Signers.EITHER)


def waiting_for(actor: Actor) -> ColumnElement[bool]:
    """The condition of what waits for this actor's decision today."""
    return and_(Review.closed_at.is_(None), signs(actor, actor.today))


def readable(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor reads a review's words: it waits for them, or they decided it.

    Whoever ended it otherwise, by a waiver or by taking it back, reads nothing by that.
    """
    decided = and_(
        Review.decided_by == actor.id, Review.outcome.in_((Outcome.ACCEPTED, Outcome.RETURNED))
    )
    return or_(decided, waiting_for(actor))


def may_erase(actor: Actor, person_id: int, author_id: int) -> bool:
    """Whether the actor may remove a text about a person: its author, or who answers for it."""
    return actor.id == author_id or oversees(actor, person_id)


def oversees(actor: Actor, person_id: int) -> bool:
    """Whether the actor is the person's present supervisor, or the office's training officer.

    Also of whoever left or whose work ended: a text that should not be there has to go all the
    same. Never of oneself.
    """
    mine = or_(POST.supervisor_id == actor.id, POST.office_id.in_(actor.officer_of))
    found = exists().where(POST.person_id == person_id, holds_on(actor.today, POST), mine)
    return person_id != actor.id and db.session.scalar(select(literal(1)).where(found)) is not None


def count_waiting(actor: Actor) -> int:
    """How many decisions wait for this actor."""
    return run(_counted(actor, actor.today), {}).scalar() or 0


@lru_cache(maxsize=256)  # every page of whoever signs asks it: built once for each, each day
def _counted(actor: Actor, _today: date) -> Select[int]:
    return select(func.count()).select_from(Review).where(waiting_for(actor))


def counts_waiting(signer_ids: Collection[int], day: date) -> dict[int, int]:
    """The same for many at once, by the posts of `day`; whoever has nothing waiting is left out."""
    waiting = (
        select(Review.id)
        .join(POST, and_(POST.person_id == Review.person_id, holds_on(day, POST)))
        .join(LEARNER, and_(LEARNER.id == Review.person_id, LEARNER.deactivated_at.is_(None)))
        .where(Review.closed_at.is_(None))
    )
    as_supervisor = waiting.add_columns(POST.supervisor_id.label("signer")).where(
        POST.supervisor_id.in_(signer_ids),
        POST.supervisor_id != Review.person_id,
        Review.signers.in_(BY_SUPERVISOR),
    )
    as_officer = (
        waiting.add_columns(Grant.person_id.label("signer"))
        .join(Grant, or_(Grant.office_id == POST.office_id, Grant.office_id.is_(None)))
        .where(Grant.person_id.in_(signer_ids), Grant.person_id != Review.person_id)
        .where(Grant.role == Role.TRAINING_OFFICER, Grant.superseded_at.is_(None))
        .where(Review.signers != Signers.NONE)
        .where(or_(Review.signers.in_(BY_OFFICER), ~_led(Review.person_id.expression)))
    )
    pairs = union(as_supervisor, as_officer).subquery()  # whoever is both decides once
    found = db.session.execute(select(pairs.c.signer, func.count()).group_by(pairs.c.signer))
    return dict(found.all())


def _led(person: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a post has a supervisor who can sign."""
    return (
        exists()
        .where(BOSS.id == POST.supervisor_id, BOSS.deactivated_at.is_(None))
        .where(BOSS.id != person)
    )


def review_to_decide(actor: Actor, review_id: int) -> Review:
    """A review the actor decides on, or decided. NotFound for strangers, NotAllowed otherwise.

    A new supervisor reads what waits and what comes later, not what an earlier one decided.
    """
    review = db.session.get(Review, review_id)
    if review is None:
        raise NotFound
    if may_read(actor, review):
        return review
    if review.person_id == actor.id or may_look(actor, review.person_id):
        raise NotAllowed
    raise NotFound


def may_read(actor: Actor, review: Review) -> bool:
    """Whether the actor reads the words of a review: they decide on it today, or decided it."""
    mine = select(Review.id).where(Review.id == review.id, readable(actor))
    return db.session.scalar(mine) is not None


def review_to_answer(actor: Actor, review_id: int) -> Review:
    """The same for a page that may be old: whoever signs learns what changed meanwhile.

    Its words stay unread where may_read says no.
    """
    review = db.session.get(Review, review_id)
    if review and signs_task(actor, review.person_id, review.signers):
        return review
    return review_to_decide(actor, review_id)


def next_waiting(actor: Actor, after: Review) -> int | None:
    """The next decision after one just made; the oldest when it was the last."""
    found = select(Review.id).where(waiting_for(actor))
    later = found.where(
        (Review.sent_at > after.sent_at)
        | ((Review.sent_at == after.sent_at) & (Review.id > after.id))
    )
    order = (Review.sent_at, Review.id)
    return db.session.scalar(later.order_by(*order).limit(1)) or db.session.scalar(
        found.order_by(*order).limit(1)
    )
