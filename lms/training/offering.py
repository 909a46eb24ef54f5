"""What a session is to be: when by whose clock, where, with whom, for how many, until when.

Everybody who comes relies on it, so each part is checked here once, for a new session and a
changed one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from lms.base import clock, markdown, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.filters import day as worded
from lms.curriculum.links import address_fault, signs_in
from lms.people import spelling
from lms.people.conditions import holds_on
from lms.people.models import Office, Person, Post
from lms.training import series
from lms.training.models import CourseSession
from lms.training.series import Pattern

FEWEST_MINUTES, MOST_MINUTES = 15, 12 * 60
MOST_SEATS = 500
MOST_HOURS = 14 * 24  # before the start, until which people sign up
USUAL_HOURS = 24
FAR = timedelta(days=2 * 366)
LONGEST_PLACE, LONGEST_URL, LONGEST_NAME = 200, 500, 120
LISTED = 200  # so many people of an office are offered as trainers at once
SIGNING_IN = (
    "This holds a user name or a password, which everybody who comes would see. Leave it out."
)


@dataclass(frozen=True)
class Terms:
    """One session as it is wanted; `day` and `at` are on the wall of `zone`."""

    day: date
    at: time
    zone: str
    minutes: int
    seats: int
    place: str = ""
    url: str = ""
    trainer_id: int | None = None  # a person of the office
    trainer: str = ""  # else a name
    closes_hours: int = USUAL_HOURS
    for_all: bool = False


@dataclass(frozen=True)
class Repeats:
    """How often, and in which pattern; once, where there is none."""

    pattern: Pattern | None = None
    number: int = 1

    def days(self, first: date) -> list[date]:
        """The days from the first on. Raises Refusal for a number that cannot be."""
        if self.pattern is None:
            return [first]
        if not 2 <= self.number <= series.MOST:
            raise Refusal(f"Write how many sessions: 2 to {series.MOST}.", "number")
        return series.days(first, self.pattern, self.number)


def checked(office: Office, terms: Terms, trainer_id: int | None = None) -> Terms:
    """The terms with tidy words. Raises Refusal, naming the field, for what cannot be.

    `trainer_id` is whoever teaches it already: they may stay, though they left the office.
    """
    _check_numbers(terms)
    if not clock.is_zone(terms.zone):
        raise Refusal("Choose a time zone from the list.", "zone")
    place = _words(terms.place, "place", LONGEST_PLACE)
    url, name = terms.url.strip(), _words(terms.trainer, "trainer", LONGEST_NAME)
    _check_link(url)
    if not place and not url:
        raise Refusal("Say where it is: a place, a link, or both.", "place")
    if terms.trainer_id is not None and name:
        raise Refusal("Choose a person or write a name, not both.", "trainer")
    if terms.trainer_id not in (None, trainer_id) and not trainer(office, terms.trainer_id):
        raise Refusal("Choose a person of the office from the list.", "trainer_id")
    return replace(terms, place=place, url=url, trainer=name)


def starts(terms: Terms, days: Sequence[date]) -> list[datetime]:
    """When a session begins on each of these days. Raises Refusal for what has been or cannot be.

    The first day decides how far ahead; a series goes on as long as it is.
    """
    today = clock.today(terms.zone)
    if not today <= terms.day <= today + FAR:
        raise Refusal("Choose a day from today on, within the next two years.", "day")
    found = [_start(terms, day) for day in days]
    if found[0] <= clock.now():
        raise Refusal("That time has passed. Choose one that is to come.", "at")
    return found


def columns(terms: Terms, starts_at: datetime) -> dict[str, Any]:
    """What the row of a session says of its terms."""
    return {
        "starts_at": starts_at, "zone": terms.zone, "minutes": terms.minutes,
        "place": terms.place, "url": terms.url, "trainer_id": terms.trainer_id,
        "trainer": terms.trainer, "seats": terms.seats, "for_all": terms.for_all,
        "closes_at": starts_at - timedelta(hours=terms.closes_hours),
    }  # fmt: skip


def terms_of(session: CourseSession) -> Terms:
    """The terms of a session as it is, for its form."""
    there = clock.local(session.starts_at, session.zone)
    hours = (session.starts_at - session.closes_at) // timedelta(hours=1)
    return Terms(
        there.date(), there.time(), session.zone, session.minutes, session.seats, session.place,
        session.url, session.trainer_id, session.trainer, hours, session.for_all,
    )  # fmt: skip


def trainers(office: Office, search: str = "") -> tuple[dict[int, str], bool]:
    """Who may teach for an office, by name: whoever works there today; or has this in their name.

    And whether there are more than these.
    """
    found = _staff(office)
    if words := search.strip().lower():
        found = found.where(func.lower(Person.name).contains(words, autoescape=True))
    rows = db.session.execute(found.order_by(Person.name, Person.id).limit(LISTED + 1)).all()
    return dict(rows[:LISTED]), len(rows) > LISTED


def trainer(office: Office, person_id: int) -> dict[int, str]:
    """The same of one person, wherever in the list they would be; empty for who may not."""
    return dict(db.session.execute(_staff(office).where(Person.id == person_id)).all())


def _staff(office: Office) -> Select[int, str]:
    here = exists().where(
        Post.person_id == Person.id, Post.office_id == office.id,
        holds_on(clock.today(office.time_zone)),
    )  # fmt: skip
    return select(Person.id, Person.name).where(here, Person.deactivated_at.is_(None))


def _check_numbers(terms: Terms) -> None:
    if not FEWEST_MINUTES <= terms.minutes <= MOST_MINUTES:
        raise Refusal(f"Write minutes from {FEWEST_MINUTES} to {MOST_MINUTES}.", "minutes")
    if not 1 <= terms.seats <= MOST_SEATS:
        raise Refusal(f"Write a number of seats from 1 to {MOST_SEATS}.", "seats")
    if not 0 <= terms.closes_hours <= MOST_HOURS:
        raise Refusal(f"Write hours from 0 to {MOST_HOURS}.", "closes_hours")


def _words(text: str, field: str, longest: int) -> str:
    """A place or a name as one line that everybody may see."""
    text = spelling.one_line(text, field, longest)
    if signs_in(text):
        raise Refusal(SIGNING_IN, field)
    if spelling.is_formula(text):
        raise Refusal(spelling.FORMULA, field)
    _look_at(text, field)
    return text


def _check_link(url: str) -> None:
    if not url:
        return
    if len(url) > LONGEST_URL:
        raise Refusal(f"Use a link of up to {LONGEST_URL} characters.", "url")
    if signs_in(url):
        raise Refusal(SIGNING_IN, "url")
    if address_fault(url) or markdown.check(url):
        raise Refusal("Write the whole address, beginning with https:// or http://.", "url")
    _look_at(url, "url")


def _look_at(text: str, field: str) -> None:
    try:
        prose.look_at_label(text)
    except Refusal as refusal:
        refusal.field = field
        raise


def _start(terms: Terms, day: date) -> datetime:
    found = series.moment(day, terms.at.replace(second=0, microsecond=0), terms.zone)
    if found is None:
        raise Refusal(
            f"On {worded(day)} the clock is put forward past this time. Choose another one.", "at"
        )
    return found
