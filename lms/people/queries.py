"""Reading persons, posts and roles, fully loaded."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import batched, db, in_force, run
from lms.people.actor import Actor
from lms.people.conditions import away, holds_on, lasts
from lms.people.models import Grant, Holiday, Leave, Office, Person, Post, Role

BOSS, LED, LED_POST = aliased(Person), aliased(Person), aliased(Post)


def by_email(email: str) -> Person | None:
    """The person who signs in with this address."""
    return db.session.scalar(select(Person).filter_by(email=email.strip().lower()))


def office_named(name: str) -> int | None:
    """The office of this name."""
    return db.session.scalar(select(Office.id).filter_by(name=" ".join(name.split())))


def post_of(person_id: int, day: date, at: datetime | None = None) -> Post | None:
    """The post a person holds on `day`; the latest, should two overlap. As known now or `at`."""
    found = select(Post).where(Post.person_id == person_id, holds_on(day, at=at))
    return db.session.scalar(found.order_by(Post.starts_on.desc(), Post.id.desc()).limit(1))


def office_of(person_id: int) -> int | None:
    """The office whose calendar a person goes by: today's, or that of the latest post known."""
    who = actor(person_id)
    if who is not None and who.office_id is not None:
        return who.office_id
    known = select(Post.office_id).where(Post.person_id == person_id, Post.superseded_at.is_(None))
    return db.session.scalar(known.order_by(Post.starts_on.desc(), Post.id.desc()).limit(1))


def posts_on(person_ids: Sequence[int], day: date) -> dict[int, Post]:
    """The posts that these people hold on `day`, by person; the latest, should two overlap."""
    found: dict[int, Post] = {}
    for some in batched(person_ids):
        held = select(Post).where(Post.person_id.in_(some), holds_on(day))
        rows = db.session.scalars(held.order_by(Post.starts_on, Post.id))
        found |= {post.person_id: post for post in rows}
    return found


def _leads(day: str) -> ColumnElement[bool]:
    """Whether a person has people on a day that the statement is given by this name."""
    return (
        exists()
        .where(LED_POST.supervisor_id == Person.id, LED_POST.person_id == LED.id)
        .where(holds_on(bindparam(day), LED_POST), LED.deactivated_at.is_(None))
    )


def leads_from(person_id: int, day: date) -> date | None:
    """The first day after `day` on which a post begins that somebody leads; None if none is known.

    Until then the posts of today decide, and they see no team.
    """
    led = select(Post.starts_on).join(Person, Person.id == Post.person_id)
    coming = led.where(Post.supervisor_id == person_id, lasts(day), Post.starts_on > day)
    here = coming.where(Person.deactivated_at.is_(None))
    return db.session.scalar(here.order_by(Post.starts_on).limit(1))


# Asked by every request, and therefore built once. Which day it is there depends on the office,
# which this looks up: so it asks for the three days that it can be anywhere on earth. One line for
# each post and grant.
DAYS = ("yesterday", "today", "tomorrow")
WHO = (
    select(
        Person.id, Person.name, Person.email, Person.session_key, Person.time_zone,
        Office.id.label("office_id"), Office.name.label("office"),
        Office.time_zone.label("office_zone"), Post.job_role, Post.starts_on, Post.ends_on,
        BOSS.id.label("supervisor_id"), BOSS.name.label("supervisor"),
        BOSS.email.label("supervisor_email"), BOSS.deactivated_at.label("supervisor_left"),
        Grant.role, Grant.office_id.label("granted_for"), *(_leads(day).label(day) for day in DAYS),
        *(away(Person.id.expression, bindparam(day)).label(f"away_{day}") for day in DAYS),
    )
    .outerjoin(Post, and_(
        Post.person_id == Person.id,
        Post.superseded_at.is_(None),
        Post.starts_on <= bindparam("tomorrow"),
        or_(Post.ends_on.is_(None), Post.ends_on >= bindparam("yesterday")),
    ))
    .outerjoin(Office, Office.id == Post.office_id)
    .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
    .outerjoin(Grant, and_(Grant.person_id == Person.id, Grant.superseded_at.is_(None)))
    .where(Person.id == bindparam("person_id"), Person.deactivated_at.is_(None))
    .order_by(Post.starts_on.desc(), Post.id.desc())
)  # fmt: skip
POST = ("office_id", "office", "job_role", "supervisor_id", "supervisor", "supervisor_email")


def actor(person_id: int) -> Actor | None:
    """Who acts, in one query; None when there is no such person or they were deactivated.

    An office's day ends at its own midnight, so the office's clock says which post holds now.
    """
    utc = clock.now().date()
    days = {name: utc + timedelta(days=n) for n, name in enumerate(DAYS, -1)}
    rows = run(WHO, {"person_id": person_id, **days}).all()
    if not rows:
        return None
    held = next((row for row in rows if _holds_now(row)), None)
    zone = rows[0].time_zone or (held.office_zone if held else clock.DEFAULT_ZONE)
    name = DAYS[(clock.today(zone) - utc).days + 1]
    return _actor(rows, held, zone, has_people=getattr(rows[0], name),
                  on_leave=getattr(rows[0], f"away_{name}"))  # fmt: skip


def _holds_now(row: Row[*tuple[Any, ...]]) -> bool:
    if row.office_id is None:
        return False
    today = clock.today(row.office_zone)
    return bool(row.starts_on <= today and (row.ends_on is None or row.ends_on >= today))


def _actor(
    rows: Sequence[Row[*tuple[Any, ...]]], held: Row[*tuple[Any, ...]] | None, zone: str, *,
    has_people: bool, on_leave: bool,
) -> Actor:  # fmt: skip
    """`held` is a line with the post of today; None leaves a person without one."""
    person, grants = rows[0], {(row.role, row.granted_for) for row in rows}
    post = {name: getattr(held, name) for name in POST if getattr(held, name, None) is not None}
    return Actor(
        id=person.id,
        name=person.name,
        email=person.email,
        session_key=person.session_key,
        zone=zone,
        supervisor_active=bool(held and held.supervisor_id and held.supervisor_left is None),
        has_people=has_people,
        on_leave=on_leave,
        officer_of=_offices(grants, Role.TRAINING_OFFICER),
        auditor_of=_offices(grants, Role.AUDITOR),
        is_administrator=any(role == Role.ADMINISTRATOR for role, _ in grants),
        **post,
    )


def _offices(grants: Iterable[tuple[str | None, int | None]], role: Role) -> frozenset[int]:
    found = {office_id for given, office_id in grants if given == role}
    if None in found:
        found |= set(db.session.scalars(select(Office.id)))
    return frozenset(office_id for office_id in found if office_id is not None)


def on_leave(person_ids: Iterable[int], day: date) -> set[int]:
    """Which of these people are on leave on `day`: nothing counts as late for them."""
    found: set[int] = set()
    for some in batched(list(person_ids)):
        mine = select(Person.id).where(Person.id.in_(some), away(Person.id.expression, day))
        found |= set(db.session.scalars(mine))
    return found


def leaves(person_id: int, at: datetime | None = None) -> list[Leave]:
    """The leaves of a person that hold, or held `at` a past moment, the latest first."""
    mine = select(Leave).where(
        Leave.person_id == person_id, in_force(Leave.recorded_at, Leave.superseded_at, at)
    )
    return list(db.session.scalars(mine.order_by(Leave.starts_on.desc(), Leave.id.desc())))


def names(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id, for lists that show who did what."""
    wanted = {found for found in person_ids if found is not None}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return dict(rows.all())


def holidays(office_id: int | None) -> frozenset[date]:
    """The days on which an office is closed."""
    return frozenset(db.session.scalars(select(Holiday.on).filter_by(office_id=office_id)))


def closed_days(office_ids: Iterable[int]) -> dict[int, tuple[str, frozenset[date]]]:
    """Each office's time zone and the days on which it is closed, by its id."""
    wanted = list(office_ids)
    zones = db.session.execute(select(Office.id, Office.time_zone).where(Office.id.in_(wanted)))
    days = select(Holiday.office_id, Holiday.on).where(Holiday.office_id.in_(wanted))
    closed: dict[int, set[date]] = {}
    for office_id, on in db.session.execute(days):
        closed.setdefault(office_id, set()).add(on)
    return {key: (zone, frozenset(closed.get(key, ()))) for key, zone in zones}


def officers(office_id: int | None) -> list[tuple[str, str]]:
    """Names and addresses of an office's training officers: whom to ask without a supervisor."""
    rows = db.session.execute(
        select(Person.name, Person.email)
        .join(Grant, and_(Grant.person_id == Person.id, Grant.superseded_at.is_(None)))
        .where(Grant.role == Role.TRAINING_OFFICER, Person.deactivated_at.is_(None))
        .where(or_(Grant.office_id == office_id, Grant.office_id.is_(None)))
        .order_by(Person.name)
    )
    return [(name, email) for name, email in rows]


def zone_of(person: Person) -> str:
    """The clock a person goes by, also before the first day: their own, or their office's."""
    offices = select(Office.time_zone).join(Post, Post.office_id == Office.id)
    latest = offices.where(Post.person_id == person.id, Post.superseded_at.is_(None))
    newest = latest.order_by(Post.starts_on.desc(), Post.id.desc()).limit(1)
    return person.time_zone or db.session.scalar(newest) or clock.DEFAULT_ZONE


def zones_of(people: Sequence[Person]) -> dict[int, str]:
    """The same for many, by id."""
    offices = select(Post.person_id, Office.time_zone).join(Office, Office.id == Post.office_id)
    latest = offices.where(Post.person_id.in_([one.id for one in people]))
    rows = db.session.execute(
        latest.where(Post.superseded_at.is_(None)).order_by(Post.starts_on, Post.id)
    )
    found: dict[int, str] = dict(rows.all())  # the last of each person stays
    return {one.id: one.time_zone or found.get(one.id, clock.DEFAULT_ZONE) for one in people}


def office_zone(person_id: int, day: date) -> str:
    """The clock of the office where a person works on `day`, or else of the latest one known."""
    held = post_of(person_id, day)
    office_id = held.office_id if held else office_of(person_id)
    zone = db.session.scalar(select(Office.time_zone).where(Office.id == office_id))
    return zone or clock.DEFAULT_ZONE


def is_last_administrator(person_id: int) -> bool:
    """Whether this person is an administrator, and no one else who can sign in is."""
    found = set(
        db.session.scalars(
            select(Grant.person_id)
            .join(Person, Person.id == Grant.person_id)
            .where(Grant.role == Role.ADMINISTRATOR, Grant.superseded_at.is_(None))
            .where(Person.deactivated_at.is_(None))
        )
    )
    return found == {person_id}


def anyone() -> bool:
    """Whether any person exists: an empty system explains how to start."""
    return db.session.scalar(select(exists().where(Person.id > 0))) or False
