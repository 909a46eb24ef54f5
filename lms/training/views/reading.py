"""The page of one record, which several readers share: each sees of it what is theirs.

And the way from one decision to the next.
"""

from datetime import datetime
from typing import Any

from flask import current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access as works
from lms.progress.forms import ReasonForm
from lms.progress.models import Review
from lms.training import citing, evidence, reading
from lms.training.models import CourseRecord, State
from lms.training.record_forms import FilesForm, RecordForm, record_form
from lms.training.records import WRITABLE
from lms.training.transcript import HOW

RECORD, REQUEST = "/training/records/<row:record_id>", "/training/requests/<row:request_id>"
Page = str | tuple[str, int]


def record_page(
    found: CourseRecord, form: RecordForm | None = None, *, reopening: ReasonForm | None = None,
    adding: FilesForm | None = None,
) -> str:  # fmt: skip
    """`form`, `adding`, `reopening`: one that was refused; the others are made for the reader."""
    actor: Actor = gate.actor()
    mine = found.person_id == actor.id
    writes = mine and found.state in WRITABLE
    form, told = form or (own_form(found) if writes else None), reading.attempts(found.id)
    sent = reading.sent(told) if found.state == State.RETURNED and not mine else None
    every, at = evidence.every(found.id), sent.at if sent else None
    files = [one for one in every if one.held(at)]
    reopens = found.state == State.CONFIRMED and found.session_id is None and not mine
    if reopens and reopening is None and works.leads(actor, found.person_id):
        reopening = ReasonForm(prefix="reopen")
    return render_template(
        "training/record.html", record=found, mine=mine, form=form, attempts=told, how=HOW,
        stated=sent.stated if sent else found,
        adding=adding or (FilesForm(formdata=None) if writes else None),
        files=files, entries=[] if form else cited_names(found, at),
        gone={one.review.id: [file for file in every if file.held(one.at) and file not in files]
              for one in told if one.attempt},
        kept=[one for one in every if one.taken_out and one.there and one not in files],
        reads=reading.readable(actor, told) if not mine else None, reopening=reopening,
        learner=people.names([found.person_id])[found.person_id],
        removes=mine or works.oversees(actor, found.person_id),
    )  # fmt: skip


def own_form(found: CourseRecord, *, sent: bool = False) -> RecordForm:
    """The form of a record that its owner writes: as it is saved, or as this request `sent` it."""
    cited = citing.cited(found.id)
    return record_form(found, _citable(found, cited), cited, sent=sent)


def cited_names(found: CourseRecord, at: datetime | None = None) -> list[str]:
    """What the log entries are called that a record cites, or cited `at` a past moment."""
    cited = citing.cited(found.id, at)
    return [name for number, name in _citable(found, cited).items() if number in cited]


def _citable(found: CourseRecord, cited: Any) -> dict[int, str]:
    """Log entries to choose from, by number; the log hands them down through the roof."""
    listed = current_app.extensions["citable"](found.person_id, cited)
    return {one.id: f"{one.name}, {one.on:%B %-d, %Y}" for one in listed}


def following(decided: Review) -> Answer:
    """On to the next that waits for the actor, or back to the list."""
    review_id = works.next_waiting(gate.actor(), decided)
    if review_id is None:
        return redirect(url_for("signoff.approvals"), 303)
    return redirect(url_for("signoff.review", review_id=review_id), 303)


def too_late(found: Review, form: Any) -> str:
    """What changed meanwhile, and the words that were typed; nothing of what was sent."""
    return render_template("signoff/too_late.html", review=found, form=form)
