"""Carrying out what a file would change: all of it in one transaction, or nothing.

Reading and checking happen before, while others go on ticking; here the plan is made once more from
the roster as it is now and has to come out the same. A class of two thousand takes a few seconds,
so whoever waits is told how far it is.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from lms.base import clock, events
from lms.base.db import batched, db, read_one_state, run
from lms.base.errors import Refusal
from lms.curriculum.models import Edition
from lms.people.actor import Actor
from lms.people.models import Person, Post
from lms.progress.due import Calendar
from lms.progress.enrolling import Starter, calendar_of, enroll_all
from lms.roster import columns, entries, known, planning
from lms.roster.columns import Matched
from lms.roster.planning import Outcome, Plan, Planned
from lms.roster.sheet import Sheet

BATCH = 250
MEANWHILE = "Somebody changed the roster meanwhile. Nothing was imported; look at it again."
NOT_ALL = "Some rows are refused, so nothing was imported. Mend the file and send it again."
ADD_PEOPLE = insert(Person).returning(Person.id, Person.email)
RENAME = update(Person).where(Person.id == bindparam("who")).values(name=bindparam("called"))
ADD_POSTS = insert(Post)
OPEN_POSTS = select(*Post.__table__.columns).where(
    Post.person_id.in_(bindparam("ids", expanding=True)), Post.superseded_at.is_(None)
)
END_POSTS = (
    update(Post)
    .where(Post.id.in_(bindparam("ids", expanding=True)))
    .values(superseded_at=bindparam("now"))
)


@dataclass(frozen=True)
class Step:
    """How far a part of the import is: so many people done of so many."""

    words: str
    done: int
    total: int


def look(table: Sheet, matched: Matched, actor: Actor | None) -> Plan:
    """The dry run: what a file would change, for `actor` or (None) the command line.

    Takes no lock: call it outside a transaction. Raises Refusal when a needed column is not
    matched.
    """
    columns.check(matched, table.headings)
    if missing := columns.missing(matched):
        raise Refusal(f"Say which column of the file holds: {', '.join(missing)}.")
    lines = entries.lines(table, matched)
    read_one_state()
    return planning.plan(lines, known.read(actor))


def carry_out(plan: Plan, actor: Actor | None) -> Generator[Step, None, None]:
    """Write what a plan says, telling how far it is; the caller commits when it has ended.

    A plan that changes nothing writes nothing. Raises Refusal when rows are refused, or when the
    plan no longer holds.
    """
    if plan.refused:
        raise Refusal(NOT_ALL)
    if not plan.changes:
        return
    own = _own_chain(actor)
    events.lock(own, *(events.person(row.person.id) for row in plan.changes if row.person))
    again = planning.plan([row.line for row in plan.rows], known.read(actor))
    if again != plan:
        raise Refusal(MEANWHILE)
    try:
        yield from _Writing(plan, actor.id if actor else None).steps()
    except IntegrityError as error:  # on PostgreSQL nothing keeps others from adding the same
        raise Refusal(MEANWHILE) from error
    counts = {name: plan.counts[name] for name in ("added", "changed", "left")}
    enrolled = sum(len(row.starts) for row in plan.changes)
    actor_id = actor.id if actor else None
    events.record(own, "people-imported", actor_id=actor_id, enrolled=enrolled, **counts)


def _own_chain(actor: Actor | None) -> events.Subject:
    return events.office(actor.office_id) if actor and actor.office_id else events.SYSTEM


@dataclass
class _Writing:
    """One import under way."""

    plan: Plan
    actor_id: int | None
    ids: dict[str, int] = field(default_factory=dict)  # by e-mail
    calendars: dict[tuple[int, int], Calendar] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """People first, for posts name them as supervisors; then posts; then enrollments.

        Each part counts its own people, so that no number is larger than the file.
        """
        added = [row for row in self.plan.changes if row.outcome is Outcome.ADDED]
        yield from _told("Adding people", added, self._add)
        self.ids |= self._existing()
        yield from _told("Noting posts and names", self.plan.changes, self._post)
        for edition_id, rows in self._starters_wanted().items():
            edition = db.session.get_one(Edition, edition_id)
            yield from _told(f"Enrolling: {edition.title}", rows, partial(self._enroll, edition))

    def _starters_wanted(self) -> dict[int, list[Planned]]:
        found: dict[int, list[Planned]] = {}
        for row in self.plan.changes:
            for program in row.starts:
                found.setdefault(program.edition_id, []).append(row)
        return found

    def _existing(self) -> dict[str, int]:
        """The ids of those who were here before: the supervisors, and whoever changes."""
        wanted = {row.post.supervisor for row in self.plan.changes if row.post}
        wanted |= {_email(row) for row in self.plan.changes}
        found: dict[str, int] = {}
        for some in batched(sorted(wanted - self.ids.keys() - {""})):
            rows = db.session.execute(select(Person.email, Person.id).where(Person.email.in_(some)))
            found |= dict(rows.all())
        return found

    def _add(self, rows: Sequence[Planned]) -> None:
        now = clock.now()
        new = [{"email": _email(row), "name": row.name, "added_at": now} for row in rows]
        self.ids |= {email: key for key, email in run(ADD_PEOPLE, new)}

    def _post(self, rows: Sequence[Planned]) -> None:
        named = [row for row in rows if row.person and row.name]
        if named:
            run(RENAME, [{"who": self.ids[_email(row)], "called": row.name} for row in named])
        posted = [row for row in rows if row.post]
        if posted:
            self._end_posts({self.ids[_email(row)]: row for row in posted if row.person})
            run(ADD_POSTS, [self._post_values(row) for row in posted])
        lines = [line for row in rows for line in self._lines(row)]
        if lines:
            events.record_all(lines)

    def _end_posts(self, rows: Mapping[int, Planned]) -> None:
        """As `give_post` does: what goes on ends the day before, and what was to come is gone."""
        if not rows:
            return
        now, ended, kept = clock.now(), list[int](), list[dict[str, Any]]()
        for post in run(OPEN_POSTS, {"ids": [*rows]}).mappings():
            given = rows[post["person_id"]].post
            assert given is not None, "only those with a new post are asked for"
            last = given.starts_on - timedelta(days=1)
            if post["ends_on"] is not None and post["ends_on"] <= last:
                continue
            ended.append(post["id"])
            if post["starts_on"] <= last:
                values = {name: value for name, value in post.items() if name != "id"}
                kept.append(values | {"ends_on": last, "recorded_at": now})
        if ended:
            run(END_POSTS, {"ids": ended, "now": now})
        if kept:
            run(ADD_POSTS, kept)

    def _post_values(self, row: Planned) -> dict[str, Any]:
        post = row.post
        assert post is not None, "only those with a new post are asked for"
        return {
            "person_id": self.ids[_email(row)], "office_id": post.office_id,
            "job_role": post.job_role, "starts_on": post.starts_on, "recorded_at": clock.now(),
            "supervisor_id": self.ids[post.supervisor] if post.supervisor else None,
            "ends_on": None, "superseded_at": None,
        }  # fmt: skip

    def _lines(self, row: Planned) -> Iterator[events.NewLine]:
        """What the record says of a row: the same as of each change made by hand."""
        subject = events.person(self.ids[_email(row)])
        if row.outcome is Outcome.ADDED:
            yield events.NewLine(subject, "person-added", self.actor_id, {})
        elif row.name:
            yield events.NewLine(subject, "person-changed", self.actor_id, {
                "name": True, "email": False, "time_zone": False,
            })  # fmt: skip
        if row.post:
            post = self._post_values(row)
            yield events.NewLine(subject, "post-given", self.actor_id, {
                "office": post["office_id"], "job_role": post["job_role"],
                "supervisor": post["supervisor_id"], "on": post["starts_on"],
            })  # fmt: skip

    def _enroll(self, edition: Edition, rows: Sequence[Planned]) -> None:
        starters = [
            Starter(self.ids[_email(row)], row.line.entry.starts_on, row.line.entry.job_role,
                    self._calendar(row, edition.program_id))
            for row in rows if row.line.entry
        ]  # fmt: skip
        enroll_all(edition, starters, actor_id=self.actor_id)

    def _calendar(self, row: Planned, program_id: int) -> Calendar:
        key = row.office_id, program_id
        if key not in self.calendars:
            self.calendars[key] = calendar_of(*key)
        return self.calendars[key]


def _told(
    words: str, rows: Sequence[Planned], write: Callable[[Sequence[Planned]], None]
) -> Iterator[Step]:
    """Write these rows, some at a time, and tell how far it is after each time."""
    done = 0
    for some in batched(rows, BATCH):
        write(some)
        done += len(some)
        yield Step(words, done, len(rows))


def _email(row: Planned) -> str:
    assert row.line.entry is not None, "a row that changes something was read"
    return row.line.entry.email
