"""Reading persons, posts and roles, fully loaded."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import db
from lms.people.actor import Actor
from lms.people.models import Grant, Holiday, Office, Person, Post, Role

# Named once: making an alias costs more than asking the question.
BOSS, LED, LED_POST = aliased(Person), aliased(Person), aliased(Post)


def holds_on(day: date, post: type[Post] = Post) -> ColumnElement[bool]:
    """The condition that a post is a person's post on `day`."""
    return and_(
        post.superseded_at.is_(None),
        post.starts_on <= day,
        or_(post.ends_on.is_(None), post.ends_on >= day),
    )


def by_email(email: str) -> Person | None:
    """The person who signs in with this address."""
    return db.session.scalar(select(Person).filter_by(email=email.strip().lower()))


def post_of(person_id: int, day: date) -> Post | None:
    """The post a person holds on `day`; the latest, should two overlap."""
    found = select(Post).where(Post.person_id == person_id, holds_on(day))
    return db.session.scalar(found.order_by(Post.starts_on.desc(), Post.id.desc()).limit(1))


def actor(person_id: int) -> Actor | None:
    """Who acts, in two queries; None when there is no such person or they were deactivated.

    An office's day ends at its own midnight, so the office's clock says which post holds now.
    """
    here = clock.now().date()
    near = and_(
        Post.superseded_at.is_(None),
        Post.starts_on <= here + timedelta(days=1),
        or_(Post.ends_on.is_(None), Post.ends_on >= here - timedelta(days=1)),
    )
    rows = db.session.execute(
        select(Person, Post, Office, BOSS)
        .outerjoin(Post, and_(Post.person_id == Person.id, near))
        .outerjoin(Office, Office.id == Post.office_id)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(Person.id == person_id, Person.deactivated_at.is_(None))
        .order_by(Post.starts_on.desc(), Post.id.desc())
    ).all()
    for person, post, office, supervisor in rows:
        if post is not None and _holds_now(post, office):
            return _actor(person, post, office, supervisor)
    return _actor(rows[0][0], None, None, None) if rows else None


def _holds_now(post: Post, office: Office) -> bool:
    today = clock.today(office.time_zone)
    return post.starts_on <= today and (post.ends_on is None or post.ends_on >= today)


def _actor(person: Person, post: Post | None, office: Office | None, boss: Person | None) -> Actor:
    zone = person.time_zone or (office.time_zone if office else clock.DEFAULT_ZONE)
    leads, grants = _people_and_roles(person.id, clock.today(zone))
    return Actor(
        id=person.id,
        name=person.name,
        email=person.email,
        session_key=person.session_key,
        zone=zone,
        office_id=office.id if office else None,
        office=office.name if office else "",
        job_role=post.job_role if post else "",
        supervisor_id=boss.id if boss else None,
        supervisor=boss.name if boss else "",
        supervisor_email=boss.email if boss else "",
        supervisor_active=bool(boss and boss.deactivated_at is None),
        has_people=leads,
        officer_of=_offices(grants, Role.TRAINING_OFFICER),
        auditor_of=_offices(grants, Role.AUDITOR),
        is_administrator=any(role == Role.ADMINISTRATOR for role, _ in grants),
    )


def _people_and_roles(person_id: int, day: date) -> tuple[bool, list[tuple[str, int | None]]]:
    leads = (
        exists()
        .where(LED_POST.supervisor_id == Person.id, LED_POST.person_id == LED.id)
        .where(holds_on(day, LED_POST), LED.deactivated_at.is_(None))
    )
    current = and_(Grant.person_id == Person.id, Grant.superseded_at.is_(None))
    rows = db.session.execute(
        select(leads, Grant.role, Grant.office_id)
        .outerjoin_from(Person, Grant, current)
        .where(Person.id == person_id)
    ).all()
    return rows[0][0], [(role, office_id) for _, role, office_id in rows if role is not None]


def _offices(grants: Iterable[tuple[str, int | None]], role: Role) -> frozenset[int]:
    found = {office_id for given, office_id in grants if given == role}
    if None in found:
        found |= set(db.session.scalars(select(Office.id)))
    return frozenset(office_id for office_id in found if office_id is not None)


def names(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id, for lists that show who did what."""
    wanted = {found for found in person_ids if found is not None}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return dict(rows.all())


def holidays(office_id: int | None) -> frozenset[date]:
    """The days on which an office is closed."""
    return frozenset(db.session.scalars(select(Holiday.on).filter_by(office_id=office_id)))


def anyone() -> bool:
    """Whether any person exists: an empty system explains how to start."""
    return db.session.scalar(select(exists().where(Person.id > 0))) or False
