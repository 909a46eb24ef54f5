"""Conditions on what is dated about people: posts, leave, and who was deactivated.

Each is asked in one form by every list and report, as we know it now or knew it at a past moment,
so that all of them speak of the same people.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.base.db import in_force
from lms.people.models import Deactivation, Leave, Post

At = ColumnElement[datetime] | datetime | None
Id = ColumnElement[int] | InstrumentedAttribute[int]
SOONER = aliased(Post)


def holds_on(
    day: date | ColumnElement[date], post: type[Post] = Post, at: At = None
) -> ColumnElement[bool]:
    """The condition that a post is a person's post on `day`, as we know now or knew `at`."""
    return and_(
        in_force(post.recorded_at, post.superseded_at, at),
        post.starts_on <= day,
        or_(post.ends_on.is_(None), post.ends_on >= day),
    )


def lasts(
    day: date | ColumnElement[date], post: type[Post] = Post, at: At = None
) -> ColumnElement[bool]:
    """The condition that a post holds on `day` or begins later, as we know now or knew `at`."""
    known = in_force(post.recorded_at, post.superseded_at, at)
    return and_(known, or_(post.ends_on.is_(None), post.ends_on >= day))


def shown(day: date | ColumnElement[date], at: At = None) -> ColumnElement[bool]:
    """The condition that a post is the one a person is shown with in lists.

    The one of the day, else the first to come; of two posts one always ends before the other
    begins, so that everybody is shown once. Asked by the team page for five thousand people:
    whoever has begun needs no look at their other posts.
    """
    sooner = exists().where(SOONER.person_id == Post.person_id, lasts(day, SOONER, at))
    sooner = sooner.where(SOONER.starts_on < Post.starts_on)
    return and_(lasts(day, Post, at), or_(Post.starts_on <= day, ~sooner))


def away(
    person: Id, day: date | ColumnElement[date], at: datetime | None = None
) -> ColumnElement[bool]:
    """The condition that a person is on leave on `day`, as we know now or knew `at` a moment."""
    return exists().where(Leave.person_id == person, _absent(day, at))


def all_away(day: date, at: datetime | None = None) -> Select[int]:
    """The ids of all who are on leave on `day`: the same, for lists of thousands.

    SQLite works them out once, where `away` would look each person up: that made the team page of
    five thousand take half as long again.
    """
    return select(Leave.person_id).where(_absent(day, at))


def _absent(day: date | ColumnElement[date], at: datetime | None) -> ColumnElement[bool]:
    lasting = or_(Leave.ends_on.is_(None), Leave.ends_on >= day)
    known = in_force(Leave.recorded_at, Leave.superseded_at, at)
    return and_(known, Leave.starts_on <= day, lasting)


def gone(person: Id, at: At = None) -> ColumnElement[bool]:
    """The condition that a person is deactivated, or was `at` a past moment."""
    held = in_force(Deactivation.recorded_at, Deactivation.superseded_at, at)
    return exists().where(Deactivation.person_id == person, held)
