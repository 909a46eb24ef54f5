"""The courses that one office adds to the catalogue: its own system, its building, its partners.

They stand below the file's courses for the people of that office only. Each keeps its row and its
key for good, as records of who took it hang on it: taken out of use, it can come back as itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from sqlalchemy import or_, select

from lms.base import events, markdown, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import courses
from lms.curriculum.attributes import JOB_ROLES, KEY_LENGTH, key_from
from lms.curriculum.courses import CourseRow, Terms
from lms.curriculum.links import stray_addresses
from lms.curriculum.models import Course
from lms.people import spelling

COLUMN, COLUMN_TITLE = "own", "Your office’s own courses"
LONGEST_TITLE, LONGEST_SUMMARY = 200, 2000  # characters
MOST_MINUTES, MOST_MONTHS = 9999, 120
TAKEN = "There is a course of this name already. Give this one another."
WRONG_LINK = "A link has to begin with https:// or http://, and holds no user name and no password."
NOT_OURS = "Your office has no such course of its own. Open the list once more."


@dataclass(frozen=True)
class OwnCourse:
    """A course as the office describes it."""

    title: str
    summary: str = ""  # Markdown
    roles: tuple[str, ...] = ()  # job roles it is for; () = everyone
    required: bool = False  # else suggested
    minutes: int | None = None
    renew_months: int | None = None


def add(
    office_id: int, wanted: OwnCourse, *, actor_id: int | None, cleared: bool = False
) -> CourseRow:
    """A new course of the office; one that was retired under the same name comes back.

    `cleared`: whoever wrote the summary ticked that it identifies no client. Raises Refusal,
    naming the field.
    """
    wanted = _checked(wanted, cleared=cleared)
    events.lock(events.office(office_id))
    listed = courses.catalogue(office_id, retired=True)
    _refuse_taken(wanted.title, listed)
    ours = [row for row in listed if row.office_id == office_id]
    back = next((row for row in ours if _name(row.title) == _name(wanted.title)), None)
    position = max((row.position for row in ours), default=0) + 1
    course_id = back.id if back else courses.add(_free_key(office_id, wanted.title), office_id)
    courses.describe(course_id, _terms(wanted, position))
    return _tell(course_id, office_id, "own-course-added", actor_id)


def change(
    office_id: int, course_id: int, wanted: OwnCourse, *, actor_id: int | None,
    cleared: bool = False,
) -> CourseRow:  # fmt: skip
    """Describe an own course anew; the same once more changes nothing.

    Raises Refusal, naming the field, and for a course that is not the office's or is retired.
    """
    wanted = _checked(wanted, cleared=cleared)
    events.lock(events.office(office_id))
    row = _own(office_id, course_id)
    if row.retired:
        raise Refusal("This course was taken out of use. Add it anew to bring it back.")
    listed = courses.catalogue(office_id)
    _refuse_taken(wanted.title, [other for other in listed if other.id != course_id])
    terms = _terms(wanted, row.position)
    if terms == row.terms:
        return row
    courses.describe(course_id, terms)
    return _tell(course_id, office_id, "own-course-changed", actor_id)


def retire(office_id: int, course_id: int, *, actor_id: int | None) -> CourseRow:
    """Offer an own course no longer; records of it stay. Once more changes nothing.

    Raises Refusal for a course that is not the office's.
    """
    events.lock(events.office(office_id))
    row = _own(office_id, course_id)
    if row.retired:
        return row
    courses.describe(course_id, row.terms._replace(retired=True))
    return _tell(course_id, office_id, "own-course-retired", actor_id)


def _tell(course_id: int, office_id: int, verb: str, actor_id: int | None) -> CourseRow:
    """The course as it is now, after the record was told."""
    events.record(events.office(office_id), verb, actor_id=actor_id, course=course_id)
    row = courses.course(course_id)
    assert row is not None
    return row


def _own(office_id: int, course_id: int) -> CourseRow:
    row = courses.course(course_id)
    if row is None or row.office_id != office_id:
        raise Refusal(NOT_OURS)
    return row


def _terms(wanted: OwnCourse, position: int) -> Terms:
    return Terms(
        wanted.title, COLUMN, COLUMN_TITLE, position, wanted.summary, wanted.roles,
        wanted.required, wanted.minutes, wanted.renew_months,
    )  # fmt: skip


def _checked(wanted: OwnCourse, *, cleared: bool) -> OwnCourse:
    """The same with its words in order. Raises Refusal, naming the field."""
    title, summary = _title(wanted.title), _summary(wanted.summary, cleared=cleared)
    if not set(wanted.roles) <= set(JOB_ROLES):
        raise Refusal("Choose from the list.", "roles")
    if wanted.minutes is not None and not 1 <= wanted.minutes <= MOST_MINUTES:
        raise Refusal(f"Write 1 to {MOST_MINUTES:,} minutes, or nothing.", "minutes")
    if wanted.renew_months is not None and not 1 <= wanted.renew_months <= MOST_MONTHS:
        raise Refusal(f"Write 1 to {MOST_MONTHS} months, or nothing.", "renew_months")
    roles = tuple(role for role in JOB_ROLES if role in wanted.roles)  # always in one order
    return replace(wanted, title=title, summary=summary, roles=roles)


def _title(typed: str) -> str:
    """A title in one line. Raises Refusal for what is none, or identifies a client."""
    if problem := markdown.check(typed):
        raise Refusal(problem, "title")
    title = spelling.one_line(typed, "title", LONGEST_TITLE)
    if not title:
        raise Refusal("Give the course a name.", "title")
    if spelling.is_formula(title):
        raise Refusal(spelling.FORMULA, "title")
    try:
        prose.look_at_label(title)
    except Refusal as refusal:
        refusal.field = "title"
        raise
    return title


def _summary(typed: str, *, cleared: bool) -> str:
    """A description in order. Raises Refusal for what cannot be shown, or identifies a client."""
    summary = prose.tidy(typed)
    if len(summary) > LONGEST_SUMMARY:
        raise Refusal(f"Use up to {LONGEST_SUMMARY:,} characters.", "summary")
    if any(fault for line in summary.splitlines() for fault in stray_addresses(line)):
        raise Refusal(WRONG_LINK, "summary")
    try:
        prose.look_at(summary, cleared=cleared)
    except Refusal as refusal:
        refusal.field = "summary"
        raise
    return summary


def _name(title: str) -> str:
    """What makes two titles the same to a reader: their letters and numbers, large or small."""
    return "".join(sign for sign in title.casefold() if sign.isalnum()) or title


def _refuse_taken(title: str, listed: Sequence[CourseRow]) -> None:
    """Two courses of one name would be taken for each other in every list and file."""
    if any(_name(row.title) == _name(title) for row in listed if not row.retired):
        raise Refusal(TAKEN, "title")


def _free_key(office_id: int, title: str) -> str:
    """A key from the title that neither the catalogue nor this office ever gave."""
    used = select(Course.key).where(or_(Course.office_id.is_(None), Course.office_id == office_id))
    taken = set(db.session.scalars(used))
    key = key_from(title) or "course"
    stem = key[: KEY_LENGTH - 6].rstrip("-")
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(one for one in chain([key], numbered) if one not in taken)
