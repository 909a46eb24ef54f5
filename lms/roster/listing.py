"""The people somebody keeps, as the list shows them: found by name, office, job or state.

A page asks the same few questions of the database however many people there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import db
from lms.people.actor import Actor
from lms.people.links import UNUSED
from lms.people.models import JOB_ROLES, Grant, Link, Office, Person, Post
from lms.roster import access

PAGE = 50
LONGEST = 254  # characters of a search: an address is no longer
BOSS = aliased(Person)
ACTIVE, WAITING, DEACTIVATED = "active", "waiting", "deactivated"
STATES = {
    "": "Everyone here",
    ACTIVE: "Signs in",
    WAITING: "Has not signed in yet",
    DEACTIVATED: "Deactivated",
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; empty values narrow nothing. `state` is a key of STATES."""

    words: str = ""
    office_id: int | None = None
    job_role: str = ""
    state: str = ""


@dataclass(frozen=True)
class PostLine:
    """A person's post as lists show it."""

    office: str
    job: str
    supervisor: str | None
    supervisor_left: bool
    starts_on: date
    coming: bool


@dataclass(frozen=True)
class PersonLine:
    """One person of the list. `state` names a chip of the page."""

    id: int
    name: str
    email: str
    state: str
    manageable: bool
    post: PostLine | None = None
    roles: list[tuple[str, str | None]] = field(default_factory=list)  # role, office (None: all)


def people(actor: Actor, asked: Asked, page: int = 1) -> tuple[list[PersonLine], bool]:
    """Those in the actor's scope, by name, a page at a time; and whether there are more."""
    rows = db.session.execute(
        _people().where(*fits(actor, asked))
        .order_by(func.lower(Person.name), Person.id)
        .offset((page - 1) * PAGE).limit(PAGE + 1)
    ).all()  # fmt: skip
    ids = [row.id for row in rows[:PAGE]]
    posts, roles = posts_of(ids, actor.today), roles_of(ids)
    lines = [
        PersonLine(
            row.id, row.name, row.email, _state(row),
            access.manages(actor, row.id, holds_role=row.id in roles),
            posts.get(row.id), roles.get(row.id, []),
        )
        for row in rows[:PAGE]
    ]  # fmt: skip
    return lines, len(rows) > PAGE


def posts_of(ids: Collection[int], today: date) -> dict[int, PostLine]:
    """By person: the post of today, else the one that begins next."""
    rows = db.session.execute(
        select(
            Post.person_id, Office.name, Post.job_role, BOSS.name, BOSS.deactivated_at,
            Post.starts_on,
        )
        .join(Office, Office.id == Post.office_id)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(Post.person_id.in_(ids), Post.superseded_at.is_(None))
        .where(or_(Post.ends_on.is_(None), Post.ends_on >= today))
        .order_by(Post.starts_on, Post.id)
    )  # fmt: skip
    found: dict[int, PostLine] = {}
    for person_id, office, job, boss, left, starts_on in rows:
        coming = starts_on > today
        if not coming or person_id not in found:
            found[person_id] = PostLine(
                office, JOB_ROLES.get(job, job), boss, left is not None, starts_on, coming
            )
    return found


def roles_of(ids: Collection[int]) -> Mapping[int, list[tuple[str, str | None]]]:
    """By person: the access roles they hold, each with its office (None: all)."""
    rows: Iterable[Row[*tuple[Any, ...]]] = db.session.execute(
        select(Grant.person_id, Grant.role, Office.name)
        .outerjoin(Office, Office.id == Grant.office_id)
        .where(Grant.person_id.in_(ids), Grant.superseded_at.is_(None))
        .order_by(Grant.id)
    )
    found: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for person_id, role, office in rows:
        found[person_id].append((role, office))
    return found


def _people() -> Select[*tuple[Any, ...]]:
    """A line for each person, with until when the invitation that they have is good."""
    until = select(func.max(Link.expires_at)).where(Link.person_id == Person.id, UNUSED)
    good = until.correlate(Person).scalar_subquery()
    return select(
        Person.id, Person.name, Person.email, Person.deactivated_at,
        Person.password_hash.is_not(None).label("signs_in"), good.label("until"),
    )  # fmt: skip


def fits(actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    """The conditions on a Person to be on the list: in the actor's scope, and as asked for."""
    found = [access.managed(actor).holds(Person.id.expression), _in_state(asked.state)]
    if words := asked.words.strip()[:LONGEST].lower():
        named = (func.lower(Person.name), func.lower(Person.email))
        found.append(or_(*(one.contains(words, autoescape=True) for one in named)))
    if asked.office_id is not None or asked.job_role:
        post = exists().where(Post.person_id == Person.id, access.managed(actor).by(Post))
        if asked.office_id is not None:
            post = post.where(Post.office_id == asked.office_id)
        if asked.job_role:
            post = post.where(Post.job_role == asked.job_role)
        found.append(post)
    return found


def _in_state(state: str) -> ColumnElement[bool]:
    here = Person.deactivated_at.is_(None)
    if state == ACTIVE:
        return and_(here, Person.password_hash.is_not(None))
    if state == WAITING:
        return and_(here, Person.password_hash.is_(None))
    return ~here if state == DEACTIVATED else here


def _state(row: Row[*tuple[Any, ...]]) -> str:
    return state_of(row.deactivated_at, row.until, signs_in=row.signs_in)


def state_of(left: datetime | None, until: datetime | None, *, signs_in: bool) -> str:
    """Which chip stands for a person; `until` is when the link that was made for them ends."""
    if left is not None:
        return DEACTIVATED
    if signs_in:
        return ACTIVE
    if until is None:
        return "uninvited"
    return "invited" if until > clock.now() else "ran-out"
