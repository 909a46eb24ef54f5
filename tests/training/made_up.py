"""A made-up office for tests that compare two readings: dated rows as chance would have them.

Written as rows, for the rules would refuse most of it; what they keep right is kept right here
too: of one office, course and job one requirement holds at a time.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from lms.base import prose
from lms.base.db import db
from lms.people.models import JOB_ROLES, Office, Person
from lms.progress.models import Fact, Kind, Meaning, SignOff
from lms.training.models import (
    CourseConfirmation,
    CourseRecord,
    How,
    Requirement,
    State,
    Waiver,
)
from tests.cast import posted

FIRST, LAST = date(2025, 6, 1), date(2027, 6, 1)
DAYS = st.dates(FIRST, LAST)
RARELY = st.one_of(st.none(), st.none(), st.none(), DAYS)
HOLDS = st.tuples(st.just(FIRST) | DAYS, RARELY)  # when it was written, and taken back
JOBS = ("case-manager", "employment-counselor", "supervisor", "other")
ASKED = st.fixed_dictionaries({
    "starts_on": st.dates(FIRST, date(2026, 6, 1)), "ends_on": RARELY,
    "within_days": st.integers(0, 90), "valid_months": st.sampled_from([None, 1, 2, 7, 12]),
    "holds": HOLDS,
})  # fmt: skip
DONE = st.fixed_dictionaries({
    "on": DAYS, "valid_until": RARELY, "complete": st.sampled_from([True, True, True, False]),
    "holds": HOLDS,
})  # fmt: skip


def instant(day: date, hour: int = 18) -> datetime:
    """An hour of that day."""
    return datetime.combine(day, time(hour), UTC)


def staff(office: Office, elsewhere: Office) -> list[Person]:
    """One of each job in two offices; some began lately, or begin yet."""
    assert set(JOBS) <= set(JOB_ROLES)
    since = (FIRST, FIRST + timedelta(days=200), date(2026, 3, 1), date(2026, 5, 1))
    return [
        posted(f"Person {job} {place}", where, job_role=job, since=day)
        for place, where in enumerate((office, elsewhere))
        for job, day in zip(JOBS, since, strict=True)
    ]


def asked(office: Office, course_id: int, job_role: str, terms: dict[str, Any]) -> None:
    """A requirement."""
    terms, times = _dated(terms)
    if terms["ends_on"] is not None and terms["ends_on"] < terms["starts_on"]:
        terms["ends_on"] = None
    db.session.add(Requirement(office_id=office.id, course_id=course_id, job_role=job_role,
                               **terms, **times))  # fmt: skip


def done(who: Person, by: Person, course_id: int, terms: dict[str, Any]) -> None:
    """A record that counted from when to when."""
    terms, times = _dated(terms)
    since = times["recorded_at"]
    said = terms | {"person_id": who.id, "course_id": course_id, "title": "Made up",
                    "how": How.E_LEARNING, "minutes": 30}  # fmt: skip
    record = CourseRecord(state=State.CONFIRMED, started_at=since, saved_at=since, **said)
    signed = SignOff(person_id=who.id, signer_id=by.id, meaning=Meaning.CONFIRMED, on=terms["on"],
                     signed_at=since, content_digest="0" * 64)  # fmt: skip
    db.session.add_all([record, signed])
    db.session.flush()
    db.session.add(CourseConfirmation(record_id=record.id, sign_off_id=signed.id, provider="",
                                      **said, **times))  # fmt: skip
    db.session.add(Fact(person_id=who.id, kind=Kind.COURSE, source_id=record.id, minutes=30,
                        effective_on=terms["on"], **times))  # fmt: skip


def waived(who: Person, course_id: int, by: Person, holds: tuple[date, date | None]) -> None:
    """A waiver from when to when."""
    _, times = _dated({"holds": holds})
    why = prose.write(by.id, "reason", "She taught it.")
    db.session.flush()
    db.session.add(Waiver(person_id=who.id, course_id=course_id, reason_id=why.id, actor_id=by.id,
                          **times))  # fmt: skip


def _dated(terms: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What it says, and when it was known."""
    said = dict(terms)
    since, until = said.pop("holds")
    later = instant(until) if until is not None and until > since else None
    return said, {"recorded_at": instant(since), "superseded_at": later}
