"""Leaving a program and taking it up again: one enrollment goes on, on new terms.

Whoever leaves keeps the record; whoever comes back finds what was done, and new dates for the
rest. Nothing that counted is lost by either.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from lms.base import clock, events
from lms.base.db import db, run
from lms.base.errors import Refusal
from lms.base.events import Chain, Event
from lms.people.actor import Actor
from lms.people.first_days import OF_GUIDE
from lms.progress import due, enrolling, rules, section_progress
from lms.progress.due import Calendar, Due
from lms.progress.leaves import leaves_of, waiting
from lms.progress.ledger import Facts
from lms.progress.models import DueDate, Outcome, Review, Status, Term
from lms.progress.work import Held, Work, find_work

LEFT = "program-left"
ON_IT = "This person is on this program, since another day. Nothing was changed."


class Why(StrEnum):
    """Why somebody left a program: a closed list, for it stands in the record."""

    LEFT_OFFICE = "left-office"
    CHANGED_ROLE = "changed-role"
    MISTAKE = "mistake"
    OTHER = "other"


def withdraw(actor: Actor, work: Work, why: Why) -> None:
    """Let somebody leave a program; what waits for a decision needs none any more.

    The record stays. A second time changes nothing.
    """
    held = rules.lock_left(work)
    if held.status == Status.WITHDRAWN:
        return
    change(held, status=Status.WITHDRAWN)
    close_waiting(actor.id, held)
    section_progress.write_anew(held)
    events.record(events.person(held.person_id), LEFT, actor_id=actor.id, enrollment=held.id,
                  why=why.value)  # fmt: skip


def re_enroll(
    actor: Actor, work: Work, starts_on: date, calendar: Calendar, *, job_role: str
) -> Work:
    """Take a program up again from a new first day, with new due dates for what is not complete.

    The same once more changes nothing. Raises Refusal for an impossible day, for somebody who is
    on it since another day, or through another enrollment.
    """
    held = rules.lock_left(work)
    if held.status != Status.WITHDRAWN:
        if held.starts_on == starts_on:
            return held
        raise Refusal(ON_IT)
    if enrolling.enrolled(held.program_id, [held.person_id]):
        raise Refusal(enrolling.ALREADY)
    back = change(held, status=Status.ACTIVE, starts_on=starts_on, job_role=job_role)
    replace_dates(actor.id, back, plan(back, starts_on, calendar, held.facts))
    section_progress.write_anew(back)
    events.record(events.person(held.person_id), "re-enrolled", actor_id=actor.id,
                  enrollment=held.id, on=starts_on)  # fmt: skip
    return back


def plan(work: Work, starts_on: date, calendar: Calendar, facts: Facts) -> list[Due]:
    """The due dates from a start, of what is not complete; they wait for leaves. Raises Refusal."""
    OF_GUIDE.check(starts_on, "starts_on")
    dates = waiting(due.schedule(work.outline, starts_on, calendar), leaves_of(work.person_id),
                    starts_on, calendar.closed)  # fmt: skip
    return [one for one in dates if not is_done(work, one, facts)]


def is_done(work: Work, one: Due, facts: Facts) -> bool:
    """Whether nothing is left to do of what is due: it keeps its date."""
    if one.task_key:
        return bool(section_progress.marked(facts, [one.task_key]))
    section = work.outline.section(one.section_key)
    return section_progress.completed_on(work, section, facts) is not None


def change(held: Held, **new: object) -> Held:
    """Put new terms in the place of the present ones. The caller holds the person."""
    now = clock.now()
    present = select(Term).filter_by(enrollment_id=held.id, superseded_at=None)
    term = db.session.scalars(present).one()
    terms: dict[str, Any] = {name: getattr(term, name) for name in
                             ("edition_id", "starts_on", "job_role", "status")}  # fmt: skip
    term.superseded_at = now
    db.session.flush()
    db.session.add(Term(enrollment_id=held.id, recorded_at=now, **(terms | new)))
    db.session.flush()
    found = find_work(held.id)
    assert found is not None, "it was written just now"
    return replace(held, **{one.name: getattr(found, one.name) for one in fields(Work)})


def close_waiting(actor_id: int | None, work: Work, task_keys: Sequence[str] | None = None) -> int:
    """Close what waits in this enrollment (or for these tasks of it): no decision is needed.

    Returns how many. The caller rewrites the kept lines and writes the event.
    """
    waiting = update(Review).where(Review.enrollment_id == work.id, Review.closed_at.is_(None))
    if task_keys is not None:
        waiting = waiting.where(Review.task_key.in_(task_keys))
    ended = waiting.values(closed_at=clock.now(), outcome=Outcome.CANCELLED, decided_by=actor_id)
    closed = run(ended.returning(Review.id), {}).all()
    db.session.expire_all()  # what was read before says nothing of it
    return len(closed)


def replace_dates(actor_id: int | None, work: Work, planned: Sequence[Due]) -> None:
    """Let these due dates hold from now on instead of the present ones of the same places."""
    now, places = clock.now(), {(one.section_key, one.task_key) for one in planned}
    present = select(DueDate).filter_by(enrollment_id=work.id, superseded_at=None)
    for row in db.session.scalars(present):
        if (row.section_key, row.task_key) in places:
            row.superseded_at = now
    db.session.flush()
    enrolling.write_dates([(work, planned)], actor_id, now)


def left(work: Work) -> tuple[Why, datetime] | None:
    """Why and when somebody left a program the last time; None when they never did."""
    lines = select(Event.data, Event.at).join(Chain, Chain.id == Event.chain_id).where(
        Chain.subject_kind == "person", Chain.subject_id == work.person_id, Event.verb == LEFT
    )  # fmt: skip
    for data, at in db.session.execute(lines.order_by(Event.number.desc())):
        if data["enrollment"] == work.id:
            return Why(data["why"]), at
    return None
