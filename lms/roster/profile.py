"""All that is known about one person's account: posts, roles, links, people, enrollments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, String, and_, cast, exists, or_, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.mail import Mail
from lms.curriculum.models import Edition
from lms.people import leaving, links
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.conditions import lasts
from lms.people.models import JOB_ROLES, Grant, Link, Office, Person, Post, Role
from lms.progress.access import count_waiting
from lms.progress.models import Enrollment, Term
from lms.roster import access

LINKS = 10  # of them are shown, newest first
BOSS, LED = aliased(Person), aliased(Post)


@dataclass(frozen=True)
class PostRow:
    """One post, from its first day to its last (None: open)."""

    office: str
    job: str
    supervisor: str | None
    starts_on: date
    ends_on: date | None

    def when(self, today: date) -> str:
        """`now`, `coming` or `past`."""
        if self.starts_on > today:
            return "coming"
        return "now" if self.ends_on is None or self.ends_on >= today else "past"


def posts(person_id: int) -> list[PostRow]:
    """The posts of a person, as they are known now, the latest first."""
    rows = db.session.execute(
        select(Office.name, Post.job_role, BOSS.name, Post.starts_on, Post.ends_on)
        .join(Office, Office.id == Post.office_id)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(Post.person_id == person_id, Post.superseded_at.is_(None))
        .order_by(Post.starts_on.desc(), Post.id.desc())
    )
    return [
        PostRow(office, JOB_ROLES.get(job, job), boss, first, last)
        for office, job, boss, first, last in rows
    ]


def told(person_id: int, today: date) -> dict[str, list[PostRow]]:
    """The posts by `now`, `coming` (the next first) and `past` (the last first)."""
    found: dict[str, list[PostRow]] = {"now": [], "coming": [], "past": []}
    for one in posts(person_id):
        found[one.when(today)].append(one)
    found["coming"].reverse()
    return found


def posts_at_hand(person_id: int, today: date) -> list[Post]:
    """What a new post follows: first the one held today, then those to come.

    Without any of these the last one held, so that nobody types anew what was true before.
    """
    known = select(Post).where(Post.person_id == person_id, Post.superseded_at.is_(None))
    posts = db.session.scalars(known.order_by(Post.starts_on, Post.id)).all()
    lasting = [one for one in posts if one.ends_on is None or one.ends_on >= today]
    coming = [one for one in lasting if one.starts_on > today]
    return ([one for one in lasting if one.starts_on <= today][-1:] + coming) or [*posts[-1:]]


@dataclass(frozen=True)
class LinkRow:
    """A link that was made, without what opens it."""

    id: int
    kind: str
    made_at: datetime
    made_by: str | None
    expires_at: datetime
    state: str  # open, used, ended, ran-out
    mail: str | None  # None: handed over; else waiting, sent, needless, refused, given-up


def links_of(person_id: int) -> list[LinkRow]:
    """The newest links of a person, newest first, and whether each was mailed."""
    sent = and_(
        Mail.person_id == Link.person_id, Mail.kind == Link.kind,
        Mail.once == cast(Link.id, String(40)),
    )  # fmt: skip
    rows = db.session.execute(
        select(Link, Person.name, Mail.id, Mail.outcome)
        .outerjoin(Person, Person.id == Link.made_by)
        .outerjoin(Mail, sent)
        .where(Link.person_id == person_id)
        .order_by(Link.id.desc())
        .limit(LINKS)
    )
    return [
        LinkRow(link.id, link.kind, link.made_at, name, link.expires_at, _state(link),
                None if mail_id is None else outcome or "waiting")
        for link, name, mail_id, outcome in rows
    ]  # fmt: skip


def _state(link: Link) -> str:
    if link.used_at is not None:
        return "used"
    if link.ended_at is not None:
        return "ended"
    return "open" if links.is_open(link) else "ran-out"


def roles(person_id: int) -> list[tuple[int, str, str | None]]:
    """Each access role that is held: id of the grant, role, office (None: all)."""
    rows = db.session.execute(
        select(Grant.id, Grant.role, Office.name)
        .outerjoin(Office, Office.id == Grant.office_id)
        .where(Grant.person_id == person_id, Grant.superseded_at.is_(None))
        .order_by(Grant.id)
    )
    return [(number, role, office) for number, role, office in rows]


def enrollments(person_id: int) -> list[Row[*tuple[Any, ...]]]:
    """Id, title, start and status of each enrollment on its present terms, the newest first."""
    rows = db.session.execute(
        select(Enrollment.id, Edition.title, Term.starts_on, Term.status)
        .join(Term, and_(Term.enrollment_id == Enrollment.id, Term.superseded_at.is_(None)))
        .join(Edition, Edition.id == Term.edition_id)
        .where(Enrollment.person_id == person_id)
        .order_by(Term.starts_on.desc(), Enrollment.id.desc())
    )
    return list(rows)


def supervisors(actor: Actor, also: Iterable[int | None] = ()) -> dict[str, str]:
    """Whom the actor can name as supervisor: name and office by id, for a select.

    Active people with a post in the actor's offices who are supervisors by job or have people;
    `also` are those who have to be offered anyway, as the present one.
    """
    leads = or_(Post.job_role == "supervisor", exists().where(
        LED.supervisor_id == Person.id, LED.superseded_at.is_(None),
        or_(LED.ends_on.is_(None), LED.ends_on >= actor.today),
    ))  # fmt: skip
    here = and_(access.managed(actor).by(Post), leads)
    rows = db.session.execute(
        select(Person.id, Person.name, Office.name)
        .join(Post, Post.person_id == Person.id)
        .join(Office, Office.id == Post.office_id)
        .where(lasts(actor.today), Person.deactivated_at.is_(None))
        .where(or_(here, Person.id.in_([one for one in also if one is not None])))
        .order_by(Person.name, Person.id, Post.starts_on)
    )
    found: dict[str, str] = {}
    for person_id, name, office in rows:
        found.setdefault(str(person_id), f"{name}, {office}")
    return found


@dataclass(frozen=True)
class Leaving:
    """What follows when someone is deactivated."""

    led: list[tuple[int, str]]  # whom the actor hands over: id, name
    others: list[str]  # led too, in offices of other training officers
    waiting: int  # decisions that wait for them
    only_officer_of: list[str]  # offices that have no other training officer


def what_follows(actor: Actor, person: Person) -> Leaving:
    """Who is led by a person, and how much waits for their decision."""
    led = leaving.led_by(person.id, actor.today)
    scope = access.managed(actor).holds(Person.id.expression)
    ids = [one for one, _ in led]
    mine = set(db.session.scalars(select(Person.id).where(Person.id.in_(ids), scope)))
    signer = people.actor(person.id)
    return Leaving(
        [one for one in led if one[0] in mine],
        [name for number, name in led if number not in mine],
        count_waiting(signer) if signer and signer.signs_for_others else 0,
        _only_officer_of(signer) if signer and signer.officer_of else [],
    )


def _only_officer_of(officer: Actor) -> list[str]:
    others = (
        exists()
        .where(Grant.role == Role.TRAINING_OFFICER, Grant.superseded_at.is_(None))
        .where(or_(Grant.office_id == Office.id, Grant.office_id.is_(None)))
        .where(Grant.person_id == Person.id, Person.id != officer.id)
        .where(Person.deactivated_at.is_(None))
    )
    alone = select(Office.name).where(Office.id.in_(officer.officer_of), ~others)
    return list(db.session.scalars(alone.order_by(Office.name)))
