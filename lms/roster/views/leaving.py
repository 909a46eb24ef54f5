"""One enrollment: withdrawing from a program, and taking it up again."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import Refusal
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import terms
from lms.progress.due import Due
from lms.progress.models import Status
from lms.progress.terms import Why
from lms.progress.work import Work
from lms.roster import access, far_days, leaving
from lms.roster.forms import WHY_LEFT, ReturnForm, WithdrawForm
from lms.roster.views.blueprint import bp

ONE = "/roster/enrollments/<row:enrollment_id>"
Page = str | tuple[str, int]


@bp.get(ONE)
@gate.signed_in
def enrollment(enrollment_id: int) -> Page:
    """Who is on what since when; to withdraw, or to take it up again with its dates seen first."""
    work = access.work_to_manage(gate.actor(), enrollment_id)
    if work.status != Status.WITHDRAWN:
        return _page(work, withdrawing=WithdrawForm())
    asked = request.args if "start" in request.args else None
    form = ReturnForm(asked, data={"start": gate.actor().today}, meta={"csrf": False})
    shown = asked is not None and form.validate()
    page = _page(work, returning=form, planned=shown)
    return (page, 422) if form.errors else page


@bp.post(f"{ONE}/withdraw")
@gate.signed_in
def withdraw(enrollment_id: int) -> Answer | Page:
    """They leave the program; the record stays."""
    actor: Actor = gate.actor()
    work, form = access.work_to_manage(actor, enrollment_id), WithdrawForm()
    if status := form.carry_out(lambda: terms.withdraw(actor, work, Why(form.why.data))):
        return _page(work, withdrawing=form), status
    said = "Withdrawn. The record stays, and you can re-enroll them from here."
    flash(said if form.changed else "They had left this program already. Nothing was changed.")
    return redirect(url_for(".enrollment", enrollment_id=work.id), 303)


@bp.post(f"{ONE}/re-enroll")
@gate.signed_in
def re_enroll(enrollment_id: int) -> Answer | Page:
    """They go on where they were, with new due dates."""
    actor: Actor = gate.actor()
    work, form = access.work_to_manage(actor, enrollment_id), ReturnForm()

    def write() -> None:
        assert form.start.data is not None, "the form asks for it"
        leaving.re_enroll(actor, work, form.start.data, sure=form.sure.data)

    if status := form.carry_out(write):
        return _page(work, returning=form, planned=bool(form.sure.errors)), status
    said = "Enrolled again. What was done before still counts."
    flash(said if form.changed else "They were on it again already. Nothing was changed.")
    return redirect(url_for("progress.record", enrollment_id=work.id), 303)


def _page(
    work: Work, *, withdrawing: WithdrawForm | None = None, returning: ReturnForm | None = None,
    planned: bool = False,
) -> str:  # fmt: skip
    dates: list[tuple[str, Due]] | None = None
    far = ""
    if planned and returning is not None and returning.start.data is not None:
        try:
            found = leaving.planned(gate.actor(), work, returning.start.data)
            far = far_days.told(returning.start.data, gate.actor().today)
            dates = [(_title(work, one), one) for one in found]
        except Refusal as refusal:
            returning.refuse(refusal)
    return render_template(
        "roster/enrollment.html", work=work, withdrawing=withdrawing, returning=returning,
        dates=dates, far=far, left=terms.left(work), said=WHY_LEFT,
        name=people.names([work.person_id])[work.person_id],
    )  # fmt: skip


def _title(work: Work, one: Due) -> str:
    if one.task_key:
        return work.outline.tasks[one.task_key].title
    return work.outline.section(one.section_key).title
