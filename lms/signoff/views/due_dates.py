"""Another due date for one person: leave, a late laptop, a section that came too early."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import NotFound
from lms.people import queries as people
from lms.progress import access, moved_dates
from lms.progress import queries as works
from lms.progress.work import Work
from lms.signoff import decisions
from lms.signoff.forms import MoveForm
from lms.signoff.views.blueprint import RECORD, bp

DUE = f"{RECORD}/due/<section>"


@bp.get(DUE, defaults={"key": ""})
@bp.get(f"{DUE}/<key>")
@gate.signed_in
def due(enrollment_id: int, section: str, key: str) -> str:
    """The present date, and why it was moved if it was."""
    work = access.work_to_lead(gate.actor(), enrollment_id)
    return _page(work, section, key, _form(work, section, key))


@bp.post(DUE, defaults={"key": ""})
@bp.post(f"{DUE}/<key>")
@gate.signed_in
def move_due(enrollment_id: int, section: str, key: str) -> Answer | tuple[str, int]:
    """Another date, with a reason."""
    work = access.work_to_lead(gate.actor(), enrollment_id)
    form = _form(work, section, key)
    status = form.carry_out(lambda: _move(work, section, key, form))
    if status:
        return _page(work, section, key, form), status
    flash("The date is moved. The learner sees why.")
    return redirect(url_for("progress.record", enrollment_id=work.id, _anchor=section), 303)


def _form(work: Work, section: str, key: str) -> MoveForm:
    present = works.due_dates(work.id).get((section, key))
    if present is None:
        raise NotFound
    return MoveForm(data={"due_on": present, "was": present})


def _move(work: Work, section: str, key: str, form: MoveForm) -> None:
    assert form.due_on.data is not None, "the form asks for it"
    reason, cleared = form.reason.data or "", bool(form.cleared.data)
    place = (section, key)
    decisions.move_due(
        gate.actor(), work, place, form.due_on.data, reason, was=form.was.data, cleared=cleared
    )


def _page(work: Work, section: str, key: str, form: MoveForm) -> str:
    found = next(one for one in work.outline.sections if one.key == section)
    return render_template(
        "signoff/due.html", work=work, section=found, task=work.tasks.get(key), form=form,
        present=form.due_on.object_data, oversees=True,
        moved=moved_dates.moves(work.id).get((section, key)),
        learner=people.names([work.person_id])[work.person_id],
    )  # fmt: skip
