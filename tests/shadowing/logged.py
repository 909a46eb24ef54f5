"""Plain factories for the log: an entry begun, finished, sent, accepted."""

from dataclasses import replace
from datetime import date

from lms.base.db import db
from lms.people.actor import Actor
from lms.progress import logged
from lms.progress.models import Review
from lms.shadowing import decisions, entries, sending
from lms.shadowing.decisions import Words
from lms.shadowing.entries import Writing
from lms.shadowing.models import LogEntry, Part, State
from tests.cast import Cast

DAY = date(2026, 3, 3)
TEXTS = {0: "Informed consent, said in plain words.", 1: "Asking before writing.", 2: "Nothing."}
WHOLE = Writing(
    "assessment", Part.WATCHED, DAY, agency="Valley Health", agency_job="nurse", minutes=50,
    mode="in-person", interpreter=True, agreed="agreed", texts=TEXTS,
)  # fmt: skip


def writing(entry: LogEntry | None = None, **change: object) -> Writing:
    """Everything that is asked, with some of it changed."""
    version = entry.version if entry is not None else 0
    return replace(WHOLE, version=version, **change)  # type: ignore[arg-type]


def begun(me: Actor, **change: object) -> LogEntry:
    """An entry, as three taps make it."""
    quick = Writing("assessment", Part.WATCHED, DAY, agency="Valley Health", agency_job="nurse")
    made = entries.begin(me, replace(quick, **change))  # type: ignore[arg-type]
    db.session.commit()
    return made


def sent(me: Actor, **change: object) -> LogEntry:
    """An entry that waits."""
    first = {key: change[key] for key in ("activity", "on", "tasks", "file") if key in change}
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


def place(cast: Cast, key: str) -> str:
    """A task of the learner's guide, as addresses write it."""
    return f"{cast.work.id}.{key}"
