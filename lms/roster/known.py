"""The roster as it is, read at once in a fixed number of queries: what a file is compared with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import db
from lms.curriculum.models import Edition, Program
from lms.people.actor import Actor
from lms.people.models import Grant, Office, Person, Post
from lms.progress.models import Enrollment, Status, Term
from lms.roster import access

BOSS = aliased(Person)
Found = TypeVar("Found")


@dataclass(frozen=True)
class KnownPost:
    """A post that holds or will; the supervisor by e-mail, for new ones have no id yet."""

    id: int
    office_id: int
    job_role: str
    supervisor: str
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is the person's post on `day`."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True)
class KnownPerson:
    """Someone on the roster, whether or not the one who asks looks after them."""

    id: int
    email: str
    name: str
    active: bool
    seen: bool  # is in the offices of whoever asks
    managed: bool  # and may be changed by them
    posts: tuple[KnownPost, ...] = ()  # earliest first
    programs: frozenset[int] = field(default=frozenset())

    def post_on(self, day: date) -> KnownPost | None:
        """The post held on `day`; the latest, should two overlap."""
        return next((post for post in reversed(self.posts) if post.holds_on(day)), None)


@dataclass(frozen=True)
class KnownOffice:
    """An office that the one who asks looks after, and which day it is there."""

    id: int
    name: str
    today: date

    @property
    def names(self) -> tuple[str, ...]:
        """How it may be called."""
        return (self.name,)


@dataclass(frozen=True)
class KnownProgram:
    """A published program with the edition that new enrollments get."""

    id: int
    key: str
    title: str
    edition_id: int

    @property
    def names(self) -> tuple[str, ...]:
        """How it may be called; by its key first, which no other has."""
        return (self.key, self.title)


@dataclass(frozen=True)
class Known:
    """Everyone by e-mail; offices and programs by what people may call them, in small letters."""

    people: Mapping[str, KnownPerson]
    offices: Mapping[str, Sequence[KnownOffice]]
    programs: Mapping[str, Sequence[KnownProgram]]


def read(actor: Actor | None) -> Known:
    """What is known now, for `actor` or (None) for the command line, which looks after all."""
    offices = [KnownOffice(one.id, one.name, clock.today(one.time_zone)) for one in _offices(actor)]
    return Known(people_known(actor), _by_name((one.name, one) for one in offices), _programs())


def people_known(actor: Actor | None) -> dict[str, KnownPerson]:
    """Everyone with their posts and programs, by e-mail."""
    posts, programs = _posts(), _enrolled()
    seen, holders = _seen(actor), _holders()
    rows = db.session.execute(
        select(Person.id, Person.email, Person.name, Person.deactivated_at.is_(None))
    )
    return {
        email: KnownPerson(
            key, email, name, active, here := seen is None or key in seen,
            here and (actor is None or access.manages(actor, key, holds_role=key in holders)),
            tuple(posts.get(key, ())), frozenset(programs.get(key, ())),
        )
        for key, email, name, active in rows
    }  # fmt: skip


def _seen(actor: Actor | None) -> set[int] | None:
    """The ids of those in the offices the actor looks after; None for everyone."""
    if actor is None or actor.is_administrator:
        return None
    mine = select(Person.id).where(access.managed(actor).holds(Person.id.expression))
    return set(db.session.scalars(mine))


def _holders() -> set[int]:
    """The ids of those who hold an access role now."""
    return set(db.session.scalars(select(Grant.person_id).where(Grant.superseded_at.is_(None))))


def _offices(actor: Actor | None) -> Iterable[Office]:
    return db.session.scalars(select(Office)) if actor is None else access.offices_managed(actor)


def _posts() -> dict[int, list[KnownPost]]:
    rows = db.session.execute(
        select(Post.person_id, Post.id, Post.office_id, Post.job_role, BOSS.email,
               Post.starts_on, Post.ends_on)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(Post.superseded_at.is_(None))
        .order_by(Post.starts_on, Post.id)
    )  # fmt: skip
    found: dict[int, list[KnownPost]] = {}
    for person_id, key, office_id, job_role, supervisor, starts_on, ends_on in rows:
        post = KnownPost(key, office_id, job_role, supervisor or "", starts_on, ends_on)
        found.setdefault(person_id, []).append(post)
    return found


def _enrolled() -> dict[int, set[int]]:
    """The programs that each person is on and has not left."""
    rows = db.session.execute(
        select(Enrollment.person_id, Enrollment.program_id)
        .join(Term, Term.enrollment_id == Enrollment.id)
        .where(Term.superseded_at.is_(None), Term.status != Status.WITHDRAWN)
    )
    found: dict[int, set[int]] = {}
    for person_id, program_id in rows:
        found.setdefault(person_id, set()).add(program_id)
    return found


def _programs() -> dict[str, list[KnownProgram]]:
    """Published programs by key and by title; never the tasks that one office adds of its own."""
    rows = db.session.execute(
        select(Program.id, Program.key, Edition.title, Edition.id)
        .join(Edition, Edition.program_id == Program.id)
        .where(Program.office_id.is_(None))
        .order_by(Program.key, Edition.number)
    )
    newest = {row[0]: KnownProgram(*row) for row in rows}.values()
    return _by_name((name, one) for one in newest for name in {*one.names})


def _by_name(pairs: Iterable[tuple[str, Found]]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for name, one in pairs:
        found.setdefault(" ".join(name.split()).casefold(), []).append(one)
    return found
