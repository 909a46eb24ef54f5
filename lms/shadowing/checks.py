"""What an entry has to say before it is sent, and what the office asks beyond the guide.

A supervisor should not have to return an entry because a number is missing: it is said at once,
at its field, before anyone waits.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.progress import reviews
from lms.progress.counted import Served
from lms.progress.models import Kind
from lms.shadowing import queries, serving
from lms.shadowing.activities import AGREED, OF_FILES
from lms.shadowing.models import EntryTask, LogEntry, State
from lms.shadowing.office_rules import Asked
from lms.shadowing.prompts import prompts

COUNTS = (State.PENDING, State.ACCEPTED)
AGAIN = "Nobody logs a visit the client did not agree to. If no client was there, say so."


def asks_file(activity: str, tasks: Iterable[TaskOutline]) -> bool:
    """Whether it matters if the file is open or closed."""
    return activity in OF_FILES or any(task.parts for task in tasks)


def complete(entry: LogEntry, served: Sequence[Served]) -> None:
    """Everything is said. Raises Refusal naming the first field that is not."""
    if entry.colleague_id is None and not entry.agency:
        raise Refusal("Say who was there with you.", "colleague")
    if entry.minutes is None:
        raise Refusal("Say how many minutes it took.", "minutes")
    if not entry.mode:
        raise Refusal("Say how you met.", "mode")
    if entry.interpreter is None:
        raise Refusal("Say whether an interpreter was there.", "interpreter")
    if asks_file(entry.activity, [one.task for one in served]) and not entry.file:
        raise Refusal("Say whether the file was open or closed.", "file")
    if entry.agreed not in AGREED:
        raise Refusal(AGAIN, "agreed")
    if any(one.task.drafted for one in served) and not entry.drafted:
        raise Refusal("Draft the note where notes belong first, then tick this.", "drafted")
    _answered(entry)


def allowed(actor: Actor, entry: LogEntry, served: Sequence[Served], asked: Asked) -> None:
    """It fits the tasks it is for and what the office asks. Raises Refusal at the field."""
    found = {one.place: one for one in serving.options(entry.person_id, without=entry.id)}
    for one in served:
        option = found.get(serving.Place(one.held.id, one.task.key))
        if option is None or not option.takes(entry.activity, entry.file):
            raise Refusal(
                f"“{one.task.title}” has all it asks for, or takes another kind of entry. "
                "Choose another task, or none.", "tasks",
            )  # fmt: skip
        reviews.check_day(actor, one.held, entry.on)
        _spread(entry, one, option.accepted + option.waiting + option.by_hand, asked)
    if asked.back_days is not None and entry.on < actor.today - timedelta(days=asked.back_days):
        raise Refusal(
            f"Your office takes entries up to {asked.back_days} days back. Ask your supervisor.",
            "on",
        )
    if asked.day_hours is not None:
        _hours(entry, asked.day_hours)


def _answered(entry: LogEntry) -> None:
    written = {place: text.text for place, (_, text) in queries.draft(entry.id).items()}
    for one in prompts(serving.first_task(entry)):
        if one.required and not (written.get(one.position) or "").strip():
            raise Refusal("Please answer this before you send it.", f"text_{one.position}")


def _spread(entry: LogEntry, one: Served, before: int, asked: Asked) -> None:
    """Several for one task lie apart, where the office asks for it: the last one closes it."""
    if asked.spread_days is None or one.task.count < 2 or before + 1 < one.task.count:
        return
    days = [*_days(one, entry.id), entry.on]
    if (max(days) - min(days)).days < asked.spread_days:
        raise Refusal(
            f"Your office wants at least {asked.spread_days} days between the first and the last "
            "of these. Log one more later.", "on",
        )  # fmt: skip


def _days(one: Served, without: int) -> list[date]:
    """The days of what counts for a task or waits to."""
    found = (
        select(LogEntry.on)
        .join(EntryTask, EntryTask.entry_id == LogEntry.id)
        .where(EntryTask.enrollment_id == one.held.id, EntryTask.task_key == one.task.key)
        .where(EntryTask.ended_at.is_(None), LogEntry.state.in_(COUNTS), LogEntry.id != without)
    )
    facts = one.held.facts.get(one.task.key, ())
    others = [fact.effective_on for fact in facts if fact.kind in (Kind.SIGNED, Kind.PIECE)]
    return [*db.session.scalars(found), *others]


def _hours(entry: LogEntry, most: int) -> None:
    day = select(func.coalesce(func.sum(LogEntry.minutes), 0)).where(
        LogEntry.person_id == entry.person_id, LogEntry.on == entry.on,
        LogEntry.state.in_(COUNTS), LogEntry.id != entry.id,
    )  # fmt: skip
    if (db.session.scalar(day) or 0) + (entry.minutes or 0) > most * 60:
        raise Refusal(f"Your office takes {most} hours a day at most. Check the minutes.",
                      "minutes")  # fmt: skip
