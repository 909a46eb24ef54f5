"""What happened to one person, from the record: who did what when, newest first.

A training officer who is asked "what went on in March?" answers from here; words and texts that
people wrote are not in it, nor at which level anybody was rated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.base.db import db
from lms.base.events import Chain, Event
from lms.base.filters import day as worded
from lms.curriculum.framework_outline import STEPS
from lms.people import queries as people
from lms.progress.work import Work

PAGE = 50
SAID = {  # of whoever did it; the person of the page is "this person"
    "person-added": "added this person",
    "person-changed": "corrected the name, the address or the time zone",
    "post-given": "gave this person a post from {on}",
    "role-granted": "gave this person the access role {role}",
    "role-taken-back": "took the access role {role} back",
    "password-set": "set a new password",
    "signed-out": "signed out on every device",
    "deactivated": "ended this person’s sign-in",
    "reactivated": "let this person sign in again",
    "link-made": "made a link for signing in ({kind})",
    "link-used": "used the link for signing in ({kind})",
    "notices-switched": "switched the daily mail",
    "enrolled": "enrolled this person from {on}",
    "program-left": "took this person off the guide ({why})",
    "re-enrolled": "put this person back on the guide from {on}",
    "moved-to-edition": "moved this person to edition {edition} of the guide",
    "ticked": "ticked",
    "unticked": "took a tick back",
    "counted": "counted {number}",
    "draft-started": "began to write",
    "submitted": "sent",
    "withdrawn": "took back what was sent",
    "signed-off": "signed off ({meaning}, {on})",
    "returned": "returned",
    "taken-up": "took a return back",
    "revoked": "took a signature back",
    "reopened": "reopened",
    "restored": "closed again",
    "waived": "waived",
    "text-erased": "removed a text ({why})",
    "section-completed": "completed the section on {on}",
    "section-reopened": "opened the section again",
    "program-completed": "completed the guide on {on}",
    "due-date-moved": "moved a date from {was} to {on}",
    "due-date-shifted": "let a date go from {was} to {on}, by leave or the calendar",
    "extension-asked": "asked for more time, until {on}",
    "extension-granted": "gave more time, until {on}",
    "extension-declined": "gave no more time",
    "extension-withdrawn": "asks for more time no longer",
    "extension-void": "had no need of more time any longer",
    "leave-recorded": "recorded a leave from {on}",
    "leave-changed": "changed the leave from {on}",
    "leave-taken-back": "took back the leave from {on}",
    "progress-rebuilt": "had the kept lines written anew",
    "entry-begun": "began a log entry",
    "entry-linked": "let a log entry be for a task",
    "entry-unlinked": "let a log entry no longer be for a task",
    "entry-sent": "sent a log entry, of {on}",
    "entry-withdrawn": "took back a log entry that was sent",
    "entry-returned": "returned a log entry",
    "entry-accepted": "accepted a log entry, of {on}",
    "entry-counted": "let a log entry count for a task",
    "entry-uncounted": "let a log entry no longer count for a task",
    "entry-reopened": "reopened a log entry",
    "entry-given-up": "gave up a log entry",
    "entry-taken-up": "took up again a log entry that was given up",
    "entry-confirmed": "confirmed a log entry",
    "entry-unconfirmed": "took back the confirmation of a log entry",
    "entry-link-made": "made a link to confirm a log entry",
    "entry-link-ended": "took back the link to confirm a log entry",
    "entry-confirmed-by-link": "confirmed a log entry; nobody checked who it was",
    "session-booked": "took a seat in a course session for this person, on {on}",
    "session-waiting": "put this person on the waiting list of a course session, on {on}",
    "session-moved-up": "made room in a course session: this person has a seat, on {on}",
    "session-cancelled": "gave up a place in a course session for this person, on {on}",
    "session-called-off": "called off a course session this person was in, on {on}",
    "record-begun": "began the record of a training",
    "record-sent": "sent the record of a training, completed {on}",
    "record-withdrawn": "took back the record of a training that was sent",
    "record-returned": "returned the record of a training",
    "record-confirmed": "confirmed a training, completed {on}",
    "record-reopened": "reopened the record of a training: it counts no more",
    "record-given-up": "gave up the record of a training",
    "record-taken-up": "took up again the record of a training that was given up",
    "record-counted": "let a training count for a task",
    "record-uncounted": "let a training no longer count for a task",
    "file-added": "added an evidence file to a training",
    "file-taken-out": "took an evidence file out of a training",
    "file-removed": "removed an evidence file for good ({why})",
    "training-asked": "asked to go to a training outside on {on}",
    "training-approved": "approved a training outside",
    "training-declined": "declined a training outside",
    "training-withdrawn": "asks to go to a training outside no longer",
    "attendance-marked": "marked the attendance of a course session on {on}: {outcome}",
    "attendance-unmarked": "took back what was said of a course session on {on}",
    "course-waived": "waived a course ({course})",
    "course-asked-again": "asked a course again that was waived ({course})",
    "quiz-begun": "began a quiz",
    "quiz-submitted": "handed in a quiz",
    "quiz-rescored": "corrected a key, so a quiz was marked anew",
    "quiz-decided": "decided about a quiz after a corrected key",
    "quiz-attempts-given": "gave attempts at a quiz beyond the usual ones: {number} ({reason})",
    "rating-given": "rated a competency ({competency})",
    "rating-recorded": "copied a rating of a competency from paper ({competency})",
    "rating-taken-back": "took back a rating of a competency ({competency})",
    "review-begun": "began the {day}-day review of competencies",
    "review-self-rated": "finished rating themselves in a review of competencies",
    "review-taken-up": "went on rating themselves in a review of competencies",
    "review-rated": "finished rating in a review of competencies, and signed",
    "review-acknowledged": "read what was rated in a review of competencies",
    "readiness-granted": "granted readiness ({activity}: {step})",
    "readiness-suspended": "suspended readiness ({activity}: {step})",
    "readiness-taken-back": "took back readiness, granted by mistake ({activity}: {step})",
}

OF_THE_LEARNER = ("section-completed", "program-completed")  # whoever did the last step of it
BY_LINK = {"entry-confirmed-by-link": "Whoever held the link"}  # nobody signed in for it
DAYS = ("on", "was")  # in the data of a line; the edition one "was" on is a number


@dataclass(frozen=True)
class Happened:
    """One line of a person's record, ready to read."""

    at: datetime
    who: str | None  # None: by command; of what was completed, who completed it
    said: str
    about: str  # the task or section, if any


def happened(
    work: Work, page: int, at: datetime | None = None
) -> tuple[list[Happened], bool]:  # fmt: skip
    """One page of what happened to the person of this enrollment, and whether there is more.

    Until the moment `at`, where one is given.
    """
    mine = select(Chain.id).filter_by(subject_kind="person", subject_id=work.person_id)
    found = select(Event).where(Event.chain_id.in_(mine)).order_by(Event.number.desc())
    if at is not None:
        found = found.where(Event.at <= at)
    rows = db.session.scalars(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    names = people.names([work.person_id, *(row.actor_id for row in rows)])
    lines = [_line(work, row, names) for row in rows[:PAGE]]
    return lines, len(rows) > PAGE


def _line(work: Work, row: Event, names: Mapping[int, str]) -> Happened:
    told = {name: _worded(name, value) for name, value in row.data.items() if value is not None}
    try:
        sentence = SAID[row.verb].format_map(told)
    except KeyError:
        sentence = row.verb.replace("-", " ")
    who = BY_LINK.get(row.verb) or names.get(row.actor_id or 0)
    about = _about(work, row.data)
    if row.verb in OF_THE_LEARNER and row.actor_id != work.person_id:
        last = f", when {who} settled what was left" if who else ""
        return Happened(row.at, names[work.person_id], sentence + last, about)
    return Happened(row.at, who, sentence, about)


def _worded(name: str, value: Any) -> str:
    """A date as the page has them, a step as it is called, a closed word without its hyphens."""
    if name in DAYS and isinstance(value, str):
        return worded(date.fromisoformat(value))
    if name == "step":
        return STEPS.get(value, str(value)).lower()
    return str(value).replace("-", " ")


def _about(work: Work, data: Mapping[str, Any]) -> str:
    """The title of the task or section meant, as the person's edition has it."""
    if task := work.outline.tasks.get(str(data.get("task") or "")):
        return task.title
    if quiz := work.outline.quizzes.get(str(data.get("quiz") or "")):
        return quiz.title
    key = data.get("section")
    return next((one.title for one in work.outline.sections if one.key == key), "")
