"""Plain factories for the log: an entry begun, finished, sent, accepted; tasks as they stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.people.models import Office
from lms.progress import logged
from lms.progress import queries as works
from lms.progress.models import Review
from lms.progress.standing import State as Standing
from lms.progress.work import Work
from lms.shadowing import decisions, entries, office_rules, queries, sending, serving
from lms.shadowing.entries import Writing
from lms.shadowing.models import LogEntry, Part, State
from lms.shadowing.serving import Place
from tests.cast import Cast

DAY = date(2026, 3, 3)
ASSESSMENTS, CLOSE_OUT = "two-assessments", "close-out-observed"
CASE_NOTE, FILES = "practice-case-note", "three-case-files"
TEXTS = {0: "Informed consent, said in plain words.", 1: "Asking before writing.", 2: "Nothing."}
WHOLE = Writing(
    "assessment", Part.WATCHED, DAY, agency="Valley Health", agency_job="nurse", minutes=50,
    mode="in-person", interpreter=True, agreed="agreed", texts=TEXTS,
)  # fmt: skip
OF_FILE: dict[str, Any] = {"activity": "case-notes", "file": "open", "agreed": "nobody"}
BEGUN_WITH = ("activity", "on", "tasks", "file", "colleague_id", "agency", "agency_job")


def quick(**change: object) -> Writing:
    """What three taps say, with some of it changed."""
    taps = Writing("assessment", Part.WATCHED, DAY, agency="Valley Health", agency_job="nurse")
    return replace(taps, **change)  # type: ignore[arg-type]


def writing(entry: LogEntry | None = None, **change: object) -> Writing:
    """Everything that is asked, with some of it changed."""
    version = entry.version if entry is not None else 0
    return replace(WHOLE, **{"version": version, **change})  # type: ignore[arg-type]


def begun(me: Actor, **change: object) -> LogEntry:
    """An entry, as three taps make it."""
    made = entries.begin(me, quick(**change))
    db.session.commit()
    return made


def sent(me: Actor, **change: object) -> LogEntry:
    """An entry that waits."""
    first = {key: change[key] for key in BEGUN_WITH if key in change}
    made = begun(me, **first)
    sending.send(me, made, writing(made, **change))
    db.session.commit()
    assert made.state == State.PENDING
    return made


def review_of(entry: LogEntry) -> Review:
    """The review that asks for a decision on it."""
    return logged.current(entry.id)[0]


def accepted(me: Actor, boss: Actor, **change: object) -> LogEntry:
    """An entry that counts."""
    made = sent(me, **change)
    decisions.accept(boss, review_of(made), Words())
    db.session.commit()
    assert made.state == State.ACCEPTED
    return made


def returned(me: Actor, boss: Actor, **change: object) -> LogEntry:
    """An entry that came back."""
    made = sent(me, **change)
    decisions.give_back(boss, review_of(made), Words("Which standards?"))
    db.session.commit()
    assert made.state == State.RETURNED
    return made


def given_up(me: Actor, **change: object) -> LogEntry:
    """An entry of which nothing follows."""
    made = begun(me, **change)
    sending.give_up(me, made)
    db.session.commit()
    return made


def place(cast: Cast, key: str) -> str:
    """A task of the learner's guide, as addresses write it."""
    return f"{cast.work.id}.{key}"


def places(work: Work, *keys: str) -> list[Place]:
    """The same, for rules."""
    return [Place(work.id, key) for key in keys]


def linked(entry: LogEntry) -> list[str]:
    """The tasks that an entry is for, by their keys."""
    return [one.task_key for one in serving.linked([entry.id])[entry.id]]


def counts_for(entry: LogEntry) -> list[str | None]:
    """The tasks of the ledger that it counts for; None where it counts for none."""
    return [fact.task_key for fact in logged.facts_of(entry.id)]


def stands(work: Work, key: str = ASSESSMENTS) -> tuple[Standing, int, int]:
    """A task: its state, how many are accepted, how many wait."""
    found = works.task_standing(work, work.tasks[key])
    return found.state, found.signed, len(found.waiting)


def ask(office: Office, by: Actor, **asked: object) -> None:
    """The office asks for something of its log from now on."""
    present = office_rules.of_office(office.id)
    office_rules.change(office, replace(present, **asked), actor_id=by.id)  # type: ignore[arg-type]
    db.session.commit()


def texts_of(entry: LogEntry) -> Sequence[str]:
    """What stands in an entry, in the order of the prompts."""
    return [text.text or "" for _, (_, text) in sorted(queries.draft(entry.id).items())]
