"""What an office puts into the slots of a guide: the links and notes that only it can give.

The guide names material that each office keeps itself. An empty slot is a dead end for a new
hire, and an old one misleads; so every slot has someone who looks after it, and a day to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.curriculum import queries as curriculum
from lms.curriculum.addresses import LONGEST, SIGNING_IN, checked_address
from lms.curriculum.links import signs_in
from lms.curriculum.models import Supply
from lms.curriculum.outline import TaskOutline
from lms.curriculum.queries import Guide, Supplied
from lms.people.conditions import holds_on
from lms.people.models import Office, Person, Post
from lms.people.queries import names
from lms.progress.due import FURTHEST
from lms.roster import due_days
from lms.roster.offices import ChangedMeanwhile

EARLIEST = date(2000, 1, 1)
MEANWHILE = (
    "Someone changed this slot meanwhile: open it in a new window to see how. "
    "Save once more to put yours in its place."
)
PASSED = "This day has passed. Choose today or a later one, or leave it empty."
LOOKED = "The day to look again has passed. Choose the next one, or leave it empty."


@dataclass(frozen=True)
class Slot:
    """One task of a guide for which the office supplies something."""

    guide: Guide
    task: TaskOutline
    supply: Supplied | None
    owner: str = ""

    @property
    def filled(self) -> bool:
        """Whether a learner finds anything there."""
        return self.supply is not None and self.supply.filled

    def stale(self, today: date) -> bool:
        """Whether its day to be looked at has passed."""
        due = self.supply.review_on if self.supply else None
        return due is not None and due < today


@dataclass(frozen=True)
class Filling:
    """What goes into a slot; all of it empty takes out what is there."""

    url: str = ""
    note: str = ""
    owner_id: int | None = None
    review_on: date | None = None


def slots(office: Office) -> list[Slot]:
    """Every slot of the guides as they are now: unfilled ones first, then those to look at."""
    found, today = [], clock.today(office.time_zone)
    for guide in curriculum.guides():
        given = curriculum.supplies(office.id, guide.program_id)
        found += [Slot(guide, task, given.get(task.key)) for task in _open(guide)]
    owners = names(one.supply.owner_id for one in found if one.supply)
    named = [_owned(one, owners) for one in found]
    return sorted(named, key=lambda one: (one.filled, not one.stale(today)))


def slot(office: Office, program_id: int, task_key: str) -> Slot:
    """One of them. Raises NotFound."""
    guide = due_days.guide(program_id)
    for task in _open(guide):
        if task.key == task_key:
            given = curriculum.supplies(office.id, program_id).get(task_key)
            return _owned(Slot(guide, task, given), names([given.owner_id]) if given else {})
    raise NotFound


def owners(office: Office) -> list[tuple[int, str]]:
    """Those who work in an office today, by name: any of them can look after a slot."""
    today = clock.today(office.time_zone)
    here = select(Post.id).where(
        Post.person_id == Person.id, Post.office_id == office.id, holds_on(today)
    )
    found = select(Person.id, Person.name).where(here.exists(), Person.deactivated_at.is_(None))
    return [(key, name) for key, name in db.session.execute(found.order_by(Person.name, Person.id))]


def fill(
    office: Office, program_id: int, task_key: str, wanted: Filling, *, actor_id: int | None,
    was: int = 0, cleared: bool = False,
) -> None:  # fmt: skip
    """Put this into a slot, in the place of what is there; the same once more changes nothing.

    `was` is the row that the page showed, 0 for none. Raises Refusal, naming the field, for a day
    to look again that has passed, and when someone else changed the slot meanwhile; NotFound for
    what is no slot.
    """
    slot(office, program_id, task_key)
    wanted = _checked(wanted, cleared=cleared)
    events.lock(events.office(office.id))
    present = slot(office, program_id, task_key).supply
    if wanted == _filling(present):
        return
    if was != (present.id if present else 0):
        raise ChangedMeanwhile(MEANWHILE)
    _check_day(office, wanted.review_on, present.review_on if present else None)
    kept = present.owner_id if present else None
    if wanted.owner_id not in (None, kept, *(key for key, _ in owners(office))):
        raise Refusal("Choose someone who works in this office.", "owner")
    new = _replace(office.id, program_id, task_key, present, wanted)
    events.record(
        events.office(office.id), "slot-filled" if new else "slot-emptied", actor_id=actor_id,
        program=program_id, task=task_key, supply=new.id if new else None,
        owner=wanted.owner_id, review_on=wanted.review_on,
    )  # fmt: skip


def _replace(
    office_id: int, program_id: int, task_key: str, present: Supplied | None, wanted: Filling
) -> Supply | None:
    now = clock.now()
    if present is not None:
        db.session.get_one(Supply, present.id).superseded_at = now
        db.session.flush()
    if wanted == Filling():
        return None
    new = Supply(
        office_id=office_id, program_id=program_id, task_key=task_key, url=wanted.url,
        note=wanted.note, owner_id=wanted.owner_id, review_on=wanted.review_on, recorded_at=now,
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    return new


def _filling(present: Supplied | None) -> Filling:
    if present is None:
        return Filling()
    return Filling(present.url, present.note, present.owner_id, present.review_on)


def _checked(wanted: Filling, *, cleared: bool) -> Filling:
    url, note = wanted.url.strip(), prose.tidy(wanted.note)
    if url:
        checked_address(url, "url")
    checked_words(note, "note", LONGEST, cleared=cleared)
    if wanted.review_on is not None and not EARLIEST <= wanted.review_on < FURTHEST:
        raise Refusal("Choose a day after 1999 and before 2200.", "review_on")
    return Filling(url, note, wanted.owner_id, wanted.review_on)


def _check_day(office: Office, review_on: date | None, kept: date | None) -> None:
    """Raises Refusal for a day that has passed: whoever saves has just looked at the slot."""
    if review_on is not None and review_on < clock.today(office.time_zone):
        raise Refusal(LOOKED if review_on == kept else PASSED, "review_on")


def checked_words(text: str, field: str, longest: int, *, cleared: bool) -> None:
    """Raises Refusal for a text that is too long, or by which a client could be identified."""
    if len(text) > longest:
        raise Refusal(f"Use up to {longest} characters.", field)
    if signs_in(text):
        raise Refusal(SIGNING_IN, field)
    try:
        prose.look_at(text, cleared=cleared)
    except Refusal as refusal:
        refusal.field = field
        raise


def _open(guide: Guide) -> Sequence[TaskOutline]:
    return [task for task in guide.outline.tasks.values() if task.slot and not task.url]


def _owned(one: Slot, owners: dict[int, str]) -> Slot:
    return replace(one, owner=owners.get(one.supply.owner_id or 0, "") if one.supply else "")
