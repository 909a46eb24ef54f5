"""What may change about people: adding them, their posts and roles, signing in, leaving."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import links, passwords, queries, sign_in_limits
from lms.people.first_days import OF_POST
from lms.people.models import (
    JOB_ROLES,
    Deactivation,
    Grant,
    Holiday,
    Office,
    Person,
    Post,
    Role,
    new_session_key,
)
from lms.people.sign_in_limits import Limit
from lms.people.spelling import address as _address
from lms.people.spelling import line as _line

WRONG = "That e-mail and password do not fit together. Check both and try again."
TOO_MANY = "Too many tries in a row. Wait a few minutes, then try again."


def add_office(name: str, time_zone: str, *, actor_id: int | None = None) -> Office:
    """A new office. Raises Refusal for a name in use or an unknown time zone."""
    name = _line(name)
    if not clock.is_zone(time_zone):
        raise Refusal(f"“{time_zone}” is no time zone; write e.g. America/Denver.", "time_zone")
    if db.session.scalar(select(Office).filter_by(name=name)):
        raise Refusal("Give the office a name that no other has.", "name")
    office = Office(name=name, time_zone=time_zone)
    db.session.add(office)
    db.session.flush()
    events.record(events.office(office.id), "office-added", actor_id=actor_id)
    return office


def close_on(office: Office, on: date, name: str, *, actor_id: int | None = None) -> None:
    """A day on which the office is closed; naming it twice changes nothing. Raises Refusal."""
    name = _line(name)
    if on in queries.holidays(office.id):
        return
    db.session.add(Holiday(office_id=office.id, on=on, name=name))
    events.record(events.office(office.id), "holiday-added", actor_id=actor_id, on=on)


def add_person(
    name: str, email: str, password: str | None, *, zone: str | None = None,
    actor_id: int | None = None,
) -> Person:  # fmt: skip
    """A new person, who cannot sign in until a password is set.

    Raises Refusal for an empty or overlong name, an address that is none or in use, or a poor
    password.
    """
    name = _line(name)
    address = _address(email)
    if queries.by_email(address):
        raise Refusal(f"{address} is in use already.", "email")
    person = Person(name=name, email=address, time_zone=zone, added_at=clock.now())
    if password is not None:
        person.password_hash = passwords.hashed(password, about=(name, address))
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:  # added by someone else in this very moment
        raise Refusal(f"{address} is in use already.", "email") from error
    events.record(events.person(person.id), "person-added", actor_id=actor_id)
    return person


def give_post(
    person: Person, office: Office, job_role: str, *, supervisor: Person | None, starts_on: date,
    actor_id: int | None = None,
) -> Post:  # fmt: skip
    """A post from `starts_on`; the one held before ends the day before, later ones are dropped.

    The same post again changes nothing. Raises Refusal for an unknown job role, a first day that
    is a typing error, or when the chain of supervisors would run in a circle.
    """
    OF_POST.check(starts_on, "starts_on")
    return set_post(
        person, office, job_role, supervisor=supervisor, starts_on=starts_on, actor_id=actor_id
    )


def set_post(
    person: Person, office: Office, job_role: str, *, supervisor: Person | None, starts_on: date,
    actor_id: int | None,
) -> Post:  # fmt: skip
    """As `give_post`, from a day that stands already.

    It is not asked about again: an old mistake must not keep a supervisor from being replaced.
    """
    if job_role not in JOB_ROLES:
        raise Refusal(
            f"“{job_role}” is no job role; use one of: {', '.join(JOB_ROLES)}.", "job_role"
        )
    events.lock(*(events.person(one.id) for one in (person, supervisor) if one))
    if supervisor and _leads_back(supervisor, person, starts_on):
        raise Refusal(
            f"{supervisor.name} cannot supervise {person.name}: it would be a circle.", "supervisor"
        )
    now, led_by = clock.now(), supervisor.id if supervisor else None
    current = db.session.scalars(select(Post).filter_by(person_id=person.id, superseded_at=None))
    held, wanted = current.all(), (office.id, job_role, led_by, starts_on, None)
    for old in held:  # an open one has none after it
        if (old.office_id, old.job_role, old.supervisor_id, old.starts_on, old.ends_on) == wanted:
            return old
    for old in held:
        _end(old, starts_on - timedelta(days=1))
    post = Post(
        person_id=person.id, office_id=office.id, job_role=job_role, starts_on=starts_on,
        supervisor_id=led_by, recorded_at=now,
    )  # fmt: skip
    db.session.add(post)
    events.record(
        events.person(person.id), "post-given", actor_id=actor_id, office=office.id,
        job_role=job_role, supervisor=post.supervisor_id, on=starts_on,
    )  # fmt: skip
    return post


def _end(post: Post, last: date) -> None:
    """Supersede an open post by one that ends on `last`, keeping what was known before."""
    if post.ends_on is not None and post.ends_on <= last:
        return
    now = clock.now()
    post.superseded_at = now
    if post.starts_on <= last:
        db.session.add(
            Post(
                person_id=post.person_id, office_id=post.office_id, job_role=post.job_role,
                supervisor_id=post.supervisor_id, starts_on=post.starts_on, ends_on=last,
                recorded_at=now,
            )
        )  # fmt: skip


def _leads_back(supervisor: Person, person: Person, day: date) -> bool:
    seen: set[int] = set()
    at: int | None = supervisor.id
    while at is not None and at not in seen:
        if at == person.id:
            return True
        seen.add(at)
        post = queries.post_of(at, day)
        at = post.supervisor_id if post else None
    return False


def grant(
    person: Person, role: Role, office: Office | None = None, *, actor_id: int | None = None
) -> None:
    """Give an access role, for one office or (None) for all; giving it twice changes nothing."""
    events.lock(events.person(person.id))
    office_id = office.id if office else None
    wanted = {"person_id": person.id, "role": role, "office_id": office_id, "superseded_at": None}
    if db.session.scalar(select(Grant).filter_by(**wanted)):
        return
    db.session.add(Grant(**wanted, recorded_at=clock.now()))
    events.record(
        events.person(person.id), "role-granted", actor_id=actor_id, role=role, office=office_id
    )


def sign_in(email: str, password: str, address: str, *, secret: str, account: Limit,
            network: Limit) -> Person:  # fmt: skip
    """The person who may come in. Raises Refusal, with the same words whatever was wrong.

    Attempts are committed before the password is looked at, so that many at once gain nothing.
    """
    account_key = sign_in_limits.key("account", email.strip().lower(), secret)
    address_key = sign_in_limits.key("address", address, secret)
    # An address that has to wait must not use up anybody's tries.
    allow(
        sign_in_limits.attempt(address_key, network)
        and sign_in_limits.attempt(account_key, account)
    )
    person = queries.by_email(email)
    stored = person.password_hash if person and person.deactivated_at is None else None
    db.session.rollback()  # no lock is held while the slow hash runs
    right = passwords.matches(stored, password)
    # Meanwhile the account may have been closed, or the password changed.
    if person is None or not right or person.deactivated_at or person.password_hash != stored:
        raise Refusal(WRONG)
    sign_in_limits.forget(account_key)
    sign_in_limits.give_back(address_key)
    return person


def may_guess(email: str, *, secret: str, account: Limit) -> None:
    """Count a try at the password of someone signed in already: a borrowed window may not guess.

    Raises Refusal when there were too many in a row.
    """
    allow(sign_in_limits.attempt(sign_in_limits.key("account", email, secret), account))


def prove(email: str, password: str, *, secret: str, account: Limit) -> None:
    """Whoever signs shows once more that it is they: an unlocked desk must not sign.

    Raises Refusal naming the field `password`; after too many in a row with status 429.
    """
    may_guess(email, secret=secret, account=account)
    person = queries.by_email(email)
    stored = person.password_hash if person else None
    db.session.rollback()  # no lock is held while the slow hash runs
    if not passwords.matches(stored, password):
        raise Refusal("This is not your password. Nothing was signed.", "password")
    # Whatever the rule says next, the password was right.
    sign_in_limits.forget(sign_in_limits.key("account", email, secret))
    db.session.commit()


def allow(allowed: bool) -> None:
    """Keep the count whatever follows. Raises Refusal with status 429 where it is full."""
    db.session.commit()
    if not allowed:
        refusal = Refusal(TOO_MANY)
        refusal.status = 429
        raise refusal


def sign_out(person_id: int) -> None:
    """End this person's sign-ins on every device."""
    db.session.get_one(Person, person_id).session_key = new_session_key()
    events.record(events.person(person_id), "signed-out", actor_id=person_id)


def set_password(person: Person, password: str, *, actor_id: int | None) -> None:
    """A new password; whoever was signed in under the old one is signed out, and links end.

    Raises Refusal for a poor password, and for someone who was deactivated.
    """
    if person.deactivated_at is not None:
        raise Refusal(f"{person.name} was deactivated and cannot sign in.")
    person.password_hash = passwords.hashed(password, about=(person.name, person.email))
    person.session_key = new_session_key()
    links.end_open(person.id)
    events.record(events.person(person.id), "password-set", actor_id=actor_id)


def change_password(person: Person, current: str, password: str) -> None:
    """One's own password. Raises Refusal when the current one is wrong or the new one is poor."""
    if not passwords.matches(person.password_hash, current):
        raise Refusal("This is not your present password.", "current")
    set_password(person, password, actor_id=person.id)


def deactivate(person: Person, *, actor_id: int | None) -> None:
    """A leaver's sign-in ends at once, and links to one; the record stays. Twice changes nothing.

    Raises Refusal for the last administrator: nobody could let anyone in again.
    """
    events.lock(events.person(person.id), events.SYSTEM)  # two administrators at once: one waits
    db.session.refresh(person)
    if person.deactivated_at is not None:
        return
    if queries.is_last_administrator(person.id):
        raise Refusal(f"{person.name} is the only administrator. Make someone else one first.")
    person.deactivated_at = now = clock.now()
    db.session.add(Deactivation(person_id=person.id, recorded_at=now))
    person.session_key = new_session_key()
    links.end_open(person.id)
    events.record(events.person(person.id), "deactivated", actor_id=actor_id)
