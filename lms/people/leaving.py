"""Letting a supervisor go: their people get another one in the same breath.

Without a successor nobody is stuck either: what waits then waits for the training officer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import queries, rules
from lms.people.conditions import lasts
from lms.people.first_days import OF_POST
from lms.people.models import Office, Person, Post


@dataclass(frozen=True)
class HandingOver:
    """Who leads these people from which day on, in the offices and jobs they have."""

    supervisor: Person
    from_day: date
    people: Collection[int]


def led_by(person_id: int, day: date) -> list[tuple[int, str]]:
    """Ids and names of the people somebody leads on `day` or from a later day on, by name."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Post, Post.person_id == Person.id)
        .where(Post.supervisor_id == person_id, lasts(day), Person.deactivated_at.is_(None))
        .group_by(Person.id, Person.name)
        .order_by(Person.name, Person.id)
    )
    return [(found, name) for found, name in rows]


def let_go(person: Person, over: HandingOver | None, *, actor_id: int | None) -> None:
    """Deactivate someone, and hand their people over. Twice changes nothing.

    Raises Refusal at `supervisor` for a successor who left, who leaves now, who has no post then,
    or who is led by one of these people; at `starts_on` for an impossible day; and when someone
    came under the leaver while this waited, for whoever decided saw nothing of them.
    """
    today = clock.today(queries.zone_of(person))
    seen = {*(over.people if over else ()), *dict(led_by(person.id, today))}
    db.session.flush()
    events.lock(*subjects(person, over))
    db.session.expire_all()  # what was read before waiting may be old
    if person.deactivated_at is not None:
        return
    if new := [name for number, name in led_by(person.id, today) if number not in seen]:
        raise Refusal(
            f"{person.name} leads {', '.join(new)} since a moment ago. Look at this page again; "
            "nothing was changed."
        )
    if over:
        _hand_over(person, over, actor_id)
    rules.deactivate(person, actor_id=actor_id)


def subjects(person: Person, over: HandingOver | None) -> list[events.Subject]:
    """Whose chains `let_go` takes: for whoever has more to take, and takes all at once."""
    taking_over = [over.supervisor.id, *over.people] if over else []
    return [events.SYSTEM, *map(events.person, {person.id, *taking_over})]


def _hand_over(leaver: Person, over: HandingOver, actor_id: int | None) -> None:
    successor = over.supervisor
    OF_POST.check(over.from_day, "starts_on")
    if successor.id == leaver.id or successor.deactivated_at is not None:
        raise Refusal(f"{successor.name} cannot take over: they cannot sign in.", "supervisor")
    working = select(Post.id).where(Post.person_id == successor.id, lasts(over.from_day))
    if db.session.scalar(working.limit(1)) is None:
        raise Refusal(f"{successor.name} cannot take over: they have no post then.", "supervisor")
    present = dict(led_by(leaver.id, over.from_day))
    for person_id in (one for one in over.people if one in present):
        if person_id == successor.id:
            raise Refusal(
                f"{successor.name} is one of these people. Give them another supervisor first.",
                "supervisor",
            )
        _give_supervisor(person_id, leaver.id, over, actor_id)


def _give_supervisor(
    person_id: int, leaver_id: int, over: HandingOver, actor_id: int | None
) -> None:
    """The same posts from the day on, each under the successor where it was under the leaver."""
    person = db.session.get_one(Person, person_id)
    posts = select(Post).where(Post.person_id == person_id, lasts(over.from_day))
    lasting = db.session.scalars(posts.order_by(Post.starts_on, Post.id)).all()
    for post in dropwhile(lambda one: one.supervisor_id != leaver_id, lasting):
        mine = post.supervisor_id == leaver_id
        before = db.session.get(Person, post.supervisor_id) if post.supervisor_id else None
        rules.set_post(
            person, db.session.get_one(Office, post.office_id), post.job_role,
            supervisor=over.supervisor if mine else before,
            starts_on=max(post.starts_on, over.from_day), actor_id=actor_id,
        )  # fmt: skip
