"""Writing an entry: begun in three taps in the car, finished at a desk, never lost in between.

Each save counts the entry's version, so that two devices cannot overwrite each other silently. An
entry that came from a device without a connection carries that device's id: sent twice, it is one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal, WrittenElsewhere
from lms.base.prose import Prose
from lms.people.actor import Actor
from lms.progress import logged
from lms.progress.logged import Logged
from lms.progress.work import Work, works_of
from lms.shadowing import office_rules, queries, serving
from lms.shadowing.access import hold
from lms.shadowing.activities import AGREED, FILES, MODES, PARTS, reference, title
from lms.shadowing.models import EntryTask, EntryText, LogEntry, State
from lms.shadowing.office_rules import Asked
from lms.shadowing.prompts import prompts
from lms.shadowing.serving import Place

FACTS = (
    "activity", "part", "on", "colleague_id", "agency", "agency_job", "minutes", "mode",
    "interpreter", "file", "agreed", "drafted",
)  # fmt: skip
WRITABLE = (State.DRAFT, State.RETURNED)
LONGEST_DAY = 24 * 60  # minutes
FIRST_DAY = date(2000, 1, 1)  # an earlier year was typed wrongly
LISTS = {"mode": MODES, "file": FILES, "agreed": AGREED}


@dataclass(frozen=True)
class Writing:
    """What a learner says about an activity, as far as it is said."""

    activity: str
    part: str
    on: date
    colleague_id: int | None = None
    agency: str = ""
    agency_job: str = ""
    minutes: int | None = None
    mode: str = ""
    interpreter: bool | None = None
    file: str = ""
    agreed: str = ""
    drafted: bool = False
    tasks: Sequence[Place] | None = None  # None: those it has, or the one that asks for it most
    texts: Mapping[int, str] = field(default_factory=dict)  # by the prompt's place
    version: int = 0
    cleared: bool = False  # "this identifies no client"


def begin(actor: Actor, writing: Writing, device_id: str | None = None) -> LogEntry:
    """A new entry. The same from the same device once more is the entry that it made before.

    Raises Refusal naming the field, and ClientIdentified when the guard objects.
    """
    events.lock(events.person(actor.id))
    if device_id and (before := queries.from_device(actor.id, device_id)):
        return before
    asked = office_rules.of_office(actor.office_id)
    _check(actor, writing, asked)
    places = _places(actor, writing, asked)
    now = clock.now()
    entry = LogEntry(
        person_id=actor.id, device_id=device_id, reference=_reference(actor, writing, places),
        version=1, started_at=now, saved_at=now, **_facts(writing),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    events.record(events.person(actor.id), "entry-begun", actor_id=actor.id, entry=entry.id,
                  reference=entry.reference)  # fmt: skip
    _link(actor, entry, places)
    _keep(actor, entry, writing)
    return entry


def save(actor: Actor, entry: LogEntry, writing: Writing) -> LogEntry:
    """Keep what is said so far. The same once more changes nothing.

    Raises what `begin` does, WrittenElsewhere for an older version, and Refusal while it waits or
    is accepted.
    """
    hold(entry)
    if says(entry, writing):
        return entry
    if entry.state not in WRITABLE:
        raise Refusal("This was sent already; it stays as it was sent. Take it back to change it.")
    if entry.version != writing.version:
        raise WrittenElsewhere
    asked = office_rules.of_office(actor.office_id)
    _check(actor, writing, asked, entry)
    places = _places(actor, writing, asked, entry)
    for name, value in _facts(writing).items():
        setattr(entry, name, value)
    _link(actor, entry, places)
    _keep(actor, entry, writing)
    entry.version, entry.saved_at = entry.version + 1, clock.now()
    db.session.flush()
    return entry


def says(entry: LogEntry, writing: Writing) -> bool:
    """Whether an entry says already what was typed: texts, facts, and the tasks it is for."""
    kept = {place: text.text or "" for place, (_, text) in queries.draft(entry.id).items()}
    typed = kept | {place: prose.tidy(text) for place, text in writing.texts.items()}
    linked = set(serving.linked([entry.id])[entry.id])
    return (
        _facts(writing) == {name: getattr(entry, name) for name in FACTS}
        and _written(typed) == _written(kept)
        and (writing.tasks is None or set(writing.tasks) == linked)
    )


def become(entry: LogEntry, state: State) -> None:
    """Another state, and another version: a form from before is an old one."""
    entry.state, entry.version = state, entry.version + 1
    db.session.flush()


def logged_of(entry: LogEntry, asked: Asked, digest: str = "") -> Logged:
    """What of an entry counts."""
    told = title(entry.activity, entry.part, entry.reference, asked.labels)
    return Logged(entry.id, entry.person_id, told, entry.activity, entry.on, entry.minutes, digest)


def home(person_id: int) -> Work | None:
    """The guide of a person that an entry belongs to while it serves no task."""
    return next(iter(works_of(person_id)), None)


def _written(texts: Mapping[int, str]) -> dict[int, str]:
    return {place: text for place, text in texts.items() if text}


def _facts(writing: Writing) -> dict[str, object]:
    return {name: getattr(writing, name) for name in FACTS}


def _check(actor: Actor, writing: Writing, asked: Asked, entry: LogEntry | None = None) -> None:
    """Refuse what cannot be, whether it is finished or not. Raises Refusal at the field.

    An entry keeps the activity and the colleague it has, also when the list has them no more.
    """
    if writing.activity not in [*asked.activities, *([entry.activity] if entry else [])]:
        raise Refusal("Choose what it was.", "activity")
    if writing.part not in list(PARTS):
        raise Refusal("Choose what you did.", "part")
    if writing.on > actor.today:
        raise Refusal("This day has not come yet.", "on")
    if writing.on < FIRST_DAY:
        raise Refusal("Check the year: this is too long ago.", "on")
    if writing.minutes is not None and not 0 < writing.minutes <= LONGEST_DAY:
        raise Refusal("Write how many minutes it took: a whole number, a day at most.", "minutes")
    for name, listed in LISTS.items():
        if getattr(writing, name) not in ("", *listed):
            raise Refusal("Choose one of the list.", name)
    _check_colleague(actor, writing, entry.colleague_id if entry else None)


def _check_colleague(actor: Actor, writing: Writing, present: int | None) -> None:
    chosen = writing.colleague_id
    if chosen == actor.id:
        raise Refusal("Choose the colleague who was there with you.", "colleague")
    if chosen not in (None, present) and not queries.is_colleague(actor, chosen):
        raise Refusal("Choose a colleague from the list.", "colleague")
    if chosen is not None and (writing.agency or writing.agency_job):
        raise Refusal("Choose a colleague, or write a partner agency: not both.", "colleague")
    if bool(writing.agency) != bool(writing.agency_job):
        field = "agency_job" if writing.agency else "agency"
        raise Refusal("Write both: the partner agency, and the colleague’s job there.", field)
    for name in ("agency", "agency_job"):
        try:
            prose.look_at(getattr(writing, name), cleared=writing.cleared)
        except Refusal as refusal:
            refusal.field = name
            raise


def _places(
    actor: Actor, writing: Writing, asked: Asked, entry: LogEntry | None = None
) -> Sequence[Place]:
    """The tasks it is to be for. Raises Refusal for one that takes no such entry."""
    found = serving.options(actor.id, without=entry.id if entry else None)
    if writing.tasks is None:
        if entry is not None:
            return serving.linked([entry.id])[entry.id]
        return [one.place for one in found if one.takes(writing.activity, writing.file)][:1]
    by_place, wanted = {one.place: one for one in found}, list(dict.fromkeys(writing.tasks))
    for place in wanted:
        if place not in by_place or by_place[place].task.kind not in ("", writing.activity):
            raise Refusal("This task asks for another kind of entry.", "tasks")
    if len(wanted) > 1 and not asked.shares:
        raise Refusal("In your office an entry counts for one task. Choose one.", "tasks")
    return wanted


def _reference(actor: Actor, writing: Writing, places: Sequence[Place]) -> str:
    known = queries.references(actor.id)
    asked = next(iter(serving.tasks_at(actor.id, places)), None)
    many = asked.count if asked and asked.kind and asked.count > 1 else None
    return reference(writing.activity, known, many)


def _link(actor: Actor, entry: LogEntry, places: Sequence[Place]) -> None:
    """Let it be for these tasks, and for no others. Each change is an event."""
    rows = db.session.scalars(select(EntryTask).filter_by(entry_id=entry.id, ended_at=None)).all()
    present = {Place(row.enrollment_id, row.task_key): row for row in rows}
    if set(present) == set(places):
        return
    was = serving.served(entry) if entry.state == State.RETURNED else []
    for place in present.keys() - set(places):
        serving.unlink(actor, entry, place)
    for place in places:
        if place not in present:
            serving.link(actor, entry, place)
    if entry.state == State.RETURNED:
        asked = office_rules.of_office(actor.office_id)
        now = serving.served(entry)
        logged.serve_others(logged_of(entry, asked), was, now, home(entry.person_id))


def _keep(actor: Actor, entry: LogEntry, writing: Writing) -> None:
    """The texts, each under its prompt as it reads now."""
    kept: dict[int, tuple[EntryText, Prose]] = queries.draft(entry.id)
    asked = {one.position: one.text for one in prompts(serving.first_task(entry))}
    for place, text in writing.texts.items():
        if place in kept:
            row, written = kept[place]
            row.prompt = asked.get(place, row.prompt)
            if (written.text or "") != prose.tidy(text):
                prose.rewrite(written, text, cleared=writing.cleared)
        elif prose.tidy(text):
            written = prose.write(actor.id, "draft", text, cleared=writing.cleared)
            db.session.flush()
            db.session.add(EntryText(entry_id=entry.id, position=place, prose_id=written.id,
                                     prompt=asked.get(place, "")))  # fmt: skip
    db.session.flush()
