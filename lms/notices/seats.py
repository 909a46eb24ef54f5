"""What a daily mail says of sessions: seats that are near, and what changed since the last mail.

Mails go on working days only and not to who is away, so the last one that was sent says since when
there is news. What is said is true when it is sent: who moved up and cancelled has no seat.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from lms.base import clock
from lms.base.db import db
from lms.base.events import Chain, Event
from lms.curriculum.models import CourseTerm
from lms.notices import queries
from lms.training.models import Booking, CourseSession

NEXT = timedelta(hours=48)
FARTHEST = timedelta(days=14)  # back, for who got no mail for so long
SEAT, WAITS, NEITHER = "seat", "waits", "neither"
CHANGED, WHEN_OR_WHERE = "session-changed", {"starts_at", "minutes", "place", "url"}
# By the last line of the record about somebody and a session: what is said, and what must be so.
SAYS = {
    "session-moved-up": ("moved-up", SEAT),
    "session-booked": ("put-on", SEAT),
    "session-waiting": ("put-on-list", WAITS),
    "session-cancelled": ("taken-off", NEITHER),
    "session-called-off": ("called-off", NEITHER),
    CHANGED: ("changed", SEAT),
}
NO_NEWS = {"session-booked", "session-waiting", "session-cancelled"}  # to who did it themselves
Key = tuple[int, int]  # person, session


class SeatNews(NamedTuple):
    """A session to come, and what there is to say of it."""

    title: str
    starts_at: datetime
    zone: str
    said: str  # soon, or a word of SAYS


class _Place(NamedTuple):
    """What somebody has in a session now: SEAT, WAITS or NEITHER, since when."""

    now: str
    since: datetime
    session: SeatNews  # as if it were near


def news(person_ids: Collection[int]) -> Mapping[int, list[SeatNews]]:
    """What there is to say to these people, by person, the next session first; three statements."""
    places, happened = _places(person_ids), _happened(_since(person_ids))
    near = clock.now() + NEXT
    found: dict[int, list[SeatNews]] = defaultdict(list)
    for (person_id, session_id), place in places.items():
        one = place.session
        verb = happened.last(person_id, session_id, place)
        if verb and SAYS[verb][1] == place.now:
            found[person_id].append(one._replace(said=SAYS[verb][0]))
        elif place.now == SEAT and one.starts_at <= near:
            found[person_id].append(one)
    return found


def _places(person_ids: Collection[int]) -> dict[Key, _Place]:
    """What these people have, or had, in sessions to come; the next one first."""
    rows = db.session.execute(
        select(Booking, CourseSession, CourseTerm.title)
        .join(CourseSession, CourseSession.id == Booking.session_id)
        .join(CourseTerm, and_(CourseTerm.course_id == CourseSession.course_id,
                               CourseTerm.superseded_at.is_(None)))
        .where(Booking.person_id.in_(person_ids), CourseSession.starts_at > clock.now())
        .order_by(CourseSession.starts_at, CourseSession.id, Booking.id)
    )  # fmt: skip
    return {
        (row.person_id, row.session_id): _Place(
            _stands(row), row.recorded_at, SeatNews(title, one.starts_at, one.zone, "soon")
        )
        for row, one, title in rows
    }


def _stands(row: Booking) -> str:
    if row.superseded_at is not None:
        return NEITHER
    return WAITS if row.waiting else SEAT


def _since(person_ids: Collection[int]) -> dict[int, datetime]:
    """From when on something is news to each of these people."""
    sent, first = queries.last_sent(person_ids), clock.now() - FARTHEST
    return {one: max(sent.get(one, first), first) for one in person_ids}


@dataclass
class _Happened:
    """What the record says since then: of each seat, and of each session."""

    since: Mapping[int, datetime]
    to_seats: dict[Key, str] = field(default_factory=dict)
    to_sessions: dict[int, datetime] = field(default_factory=dict)

    def last(self, person_id: int, session_id: int, place: _Place) -> str:
        """The last of it, where it is news to somebody; a change only if they had the seat then."""
        moved = self.to_sessions.get(session_id) if place.now == SEAT else None
        if moved and moved > max(place.since, self.since[person_id]):
            return CHANGED
        return self.to_seats.get((person_id, session_id), "")


def _happened(since: Mapping[int, datetime]) -> _Happened:
    of_people = and_(Chain.subject_kind == "person", Chain.subject_id.in_(since))
    rows = db.session.execute(
        select(Chain.subject_id, Event.at, Event.actor_id, Event.verb, Event.data)
        .join(Event, Event.chain_id == Chain.id)
        .where(Event.verb.in_(SAYS), Event.at > clock.now() - FARTHEST)
        .where(or_(Event.verb == CHANGED, of_people))
        .order_by(Chain.id, Event.number)
    )
    found = _Happened(since)
    for subject_id, at, actor_id, verb, data in rows:
        session_id = int(data["session"])
        if verb == CHANGED:
            if WHEN_OR_WHERE & {*data["what"].split()}:
                found.to_sessions[session_id] = at
        elif at > since[subject_id]:
            own = actor_id == subject_id and verb in NO_NEWS
            found.to_seats[subject_id, session_id] = "" if own else verb
    return found
