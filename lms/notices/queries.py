"""Reading what a daily mail may say, for many at once: as many queries for one as for 500."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import db
from lms.base.mail import Mail
from lms.base.mail import Outcome as Sent
from lms.curriculum.models import Edition
from lms.people.conditions import holds_on
from lms.people.models import Grant, Leave, Office, Person, Post, Role
from lms.people.queries import closed_days
from lms.progress.models import (
    ENTRY,
    Enrollment,
    Outcome,
    Review,
    SectionProgress,
    Status,
    Term,
)

DAILY = "daily"
ONE_DAY = timedelta(days=1)
WANTS_MAIL = Person.daily_mail.is_(True)
BOSS = aliased(Person)


@dataclass(frozen=True)
class Reader:
    """Somebody who may get a mail, where they are now, and when their office is closed."""

    id: int
    name: str
    email: str
    zone: str
    closed: frozenset[date] = frozenset()

    @property
    def today(self) -> date:
        """The date on their wall."""
        return clock.today(self.zone)


class SectionRow(NamedTuple):
    """How one section of somebody's guide stands."""

    edition_id: int
    digest: str
    section_key: str
    returned: int
    open_due: date | None  # the earliest date of what is still with them


class OfficeRow(NamedTuple):
    """An office and one of its training officers."""

    person_id: int
    office_id: int
    name: str
    zone: str


def readers_after(last_id: int, size: int) -> list[Reader]:
    """The next people by id who want a daily mail."""
    return _readers(and_(Person.id > last_id, WANTS_MAIL), size)


def readers(person_ids: Collection[int]) -> list[Reader]:
    """Those of these people who want a daily mail, and can still sign in."""
    return _readers(and_(Person.id.in_(person_ids), WANTS_MAIL))


def recipients(person_ids: Collection[int]) -> dict[int, Reader]:
    """Those of these people who can still sign in, or are to, by id: links are for them all."""
    return {one.id: one for one in _readers(Person.id.in_(person_ids))}


def _readers(which: ColumnElement[bool], size: int | None = None) -> list[Reader]:
    people = db.session.execute(
        select(Person.id, Person.name, Person.email, Person.time_zone)
        .where(which, Person.deactivated_at.is_(None))
        .order_by(Person.id)
        .limit(size)
    ).all()
    posts = _posts([row.id for row in people])
    offices = closed_days({post.office_id for found in posts.values() for post in found})
    return [_reader(row.id, row.name, row.email, row.time_zone, posts.get(row.id, ()), offices)
            for row in people]  # fmt: skip


def _reader(
    person_id: int, name: str, email: str, own_zone: str | None, posts: Sequence[Post],
    offices: Mapping[int, tuple[str, frozenset[date]]],
) -> Reader:  # fmt: skip
    """By the post that holds on the day it is at its office, as for whoever is signed in."""
    for post in posts:
        office_zone, closed = offices[post.office_id]
        today = clock.today(office_zone)
        if post.starts_on <= today and (post.ends_on is None or post.ends_on >= today):
            return Reader(person_id, name, email, own_zone or office_zone, closed)
    return Reader(person_id, name, email, own_zone or clock.DEFAULT_ZONE)


def _posts(person_ids: Collection[int]) -> dict[int, list[Post]]:
    """Posts that hold today somewhere on earth, the latest first."""
    utc = clock.now().date()
    rows = db.session.scalars(
        select(Post)
        .where(Post.person_id.in_(person_ids), Post.superseded_at.is_(None))
        .where(Post.starts_on <= utc + ONE_DAY)
        .where(or_(Post.ends_on.is_(None), Post.ends_on >= utc - ONE_DAY))
        .order_by(Post.starts_on.desc(), Post.id.desc())
    )
    found: dict[int, list[Post]] = {}
    for post in rows:
        found.setdefault(post.person_id, []).append(post)
    return found


def offices_kept(person_ids: Collection[int]) -> list[OfficeRow]:
    """The offices of which these people are training officers, as `Actor.officer_of` has them."""
    rows = db.session.execute(
        select(Grant.person_id, Office.id, Office.name, Office.time_zone)
        .distinct()
        .join(Office, or_(Office.id == Grant.office_id, Grant.office_id.is_(None)))
        .where(Grant.person_id.in_(person_ids), Grant.superseded_at.is_(None))
        .where(Grant.role == Role.TRAINING_OFFICER)
        .order_by(Office.name)
    )
    return [OfficeRow(*row) for row in rows]


def led(signer_ids: Collection[int], day: date) -> dict[int, set[int]]:
    """Whom these people lead on a day, by signer: as their supervisor, or as a training officer of
    their office where no supervisor can sign.
    """
    signs = and_(
        BOSS.id == Post.supervisor_id, BOSS.id != Post.person_id, BOSS.deactivated_at.is_(None)
    )
    posts = (
        select(Post.person_id)
        .join(Person, and_(Person.id == Post.person_id, Person.deactivated_at.is_(None)))
        .outerjoin(BOSS, signs)
        .where(holds_on(day))
    )
    as_supervisor = posts.add_columns(BOSS.id).where(BOSS.id.in_(signer_ids))
    as_officer = (
        posts.add_columns(Grant.person_id)
        .join(Grant, or_(Grant.office_id == Post.office_id, Grant.office_id.is_(None)))
        .where(Grant.person_id.in_(signer_ids), Grant.person_id != Post.person_id)
        .where(Grant.role == Role.TRAINING_OFFICER, Grant.superseded_at.is_(None))
        .where(BOSS.id.is_(None))
    )
    found: dict[int, set[int]] = {}
    for who, signer in db.session.execute(union(as_supervisor, as_officer)):
        found.setdefault(signer, set()).add(who)
    return found


def away(found: Iterable[Reader]) -> set[int]:
    """Who of them is on leave today, by the date on their own wall."""
    days = {reader.id: reader.today for reader in found}
    if not days:
        return set()
    rows = db.session.execute(
        select(Leave.person_id, Leave.starts_on, Leave.ends_on)
        .where(Leave.person_id.in_(days), Leave.superseded_at.is_(None))
        .where(Leave.starts_on <= max(days.values()))
    )
    return {who for who, first, last in rows if first <= days[who] <= (last or date.max)}


def told(found: Iterable[Reader]) -> set[int]:
    """Who of them has today's mail in the outbox already, sent or not."""
    days = {reader.id: reader.today.isoformat() for reader in found}
    rows = db.session.execute(
        select(Mail.person_id, Mail.once)
        .where(Mail.person_id.in_(days), Mail.kind == DAILY, Mail.once.in_({*days.values()}))
    )  # fmt: skip
    return {who for who, day in rows if day == days[who]}


def last_sent(person_ids: Collection[int]) -> dict[int, datetime]:
    """When the last daily mail that reached each of these people was queued.

    Its words are made later: what happened in between is rather said twice than never.
    """
    rows = db.session.execute(
        select(Mail.person_id, func.max(Mail.queued_at))
        .where(Mail.person_id.in_(person_ids), Mail.kind == DAILY, Mail.outcome == Sent.SENT)
        .group_by(Mail.person_id)
    )
    return dict(rows.all())


def own_work(person_ids: Collection[int], until: date) -> dict[int, list[SectionRow]]:
    """Sections with something returned, or due by `until`, in the guide's order; by person."""
    rows = db.session.execute(
        select(
            Enrollment.person_id, Term.edition_id, Edition.digest, SectionProgress.section_key,
            SectionProgress.returned, SectionProgress.open_due,
        )
        .join(SectionProgress, SectionProgress.enrollment_id == Enrollment.id)
        .join(Term, (Term.enrollment_id == Enrollment.id) & Term.superseded_at.is_(None))
        .join(Edition, Edition.id == Term.edition_id)
        .where(Enrollment.person_id.in_(person_ids), Term.status != Status.WITHDRAWN)
        .where(SectionProgress.superseded_at.is_(None), SectionProgress.section_key != "")
        .where(or_(SectionProgress.returned > 0, SectionProgress.open_due <= until))
        .order_by(Enrollment.id, SectionProgress.position)
    )  # fmt: skip
    found: dict[int, list[SectionRow]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(SectionRow(*row[1:]))
    return found


def returned_entries(person_ids: Collection[int]) -> dict[int, int]:
    """How many log entries need action, for no task: what is for one counts with its section."""
    rows = db.session.execute(
        select(Review.person_id, func.count())
        .where(Review.person_id.in_(person_ids), Review.superseded_at.is_(None))
        .where(Review.kind == ENTRY, Review.outcome == Outcome.RETURNED)
        .where(Review.task_key.is_(None))
        .group_by(Review.person_id)
    )
    return dict(rows.all())
