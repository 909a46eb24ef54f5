"""Enrolling: choose people, a guide and a day, see the due dates that follow, then save."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.people.actor import Actor
from lms.progress.work import Work
from lms.roster import access, choosing, enrolling, far_days
from lms.roster.forms import EnrollForm
from lms.roster.views.blueprint import bp
from lms.roster.views.choosing import asked, ticked

Page = str | tuple[str, int]


@bp.get("/roster/enroll")
@gate.only(access.keeps)
def enroll() -> Page:
    """Who would start on what, and when what is due; nothing is changed yet."""
    given = "start" in request.args
    form = EnrollForm(request.args if given else None, data=_usual(), meta={"csrf": False})
    form.offer(curriculum.guides())
    wrong = given and not form.validate()
    page = _page(form, planned=given and not wrong)
    return (page, 422) if form.errors else page


@bp.get("/roster/enroll/all")
@gate.only(access.keeps)
def enroll_all() -> Answer:
    """All who fit the list's filters, to the page that shows who would start on what."""
    found = choosing.to_enroll(gate.actor(), asked())
    return redirect(url_for(".enroll", person=found), 303)


@bp.post("/roster/enroll")
@gate.only(access.keeps)
def enroll_now() -> Answer | Page:
    """Put them on it, with these dates."""
    form = EnrollForm(data=_usual()).offer(curriculum.guides())
    started = list[Work]()
    if status := form.carry_out(lambda: started.extend(_start(form))):
        return _page(form, planned=not form.program.errors and not form.start.errors), status
    flash(_said(len(started)))
    shown = {"person": ticked(), "program": form.program.data, "start": form.start.data}
    return redirect(url_for(".enroll", **shown), 303)


def _start(form: EnrollForm) -> list[Work]:
    assert form.start.data is not None, "the form asks for it"
    return enrolling.enroll(
        gate.actor(), ticked(), form.program.data, form.start.data, sure=form.sure.data
    )


def _said(number: int) -> str:
    if not number:
        return "They were on it already. Nothing was changed."
    return "Enrolled: 1 person." if number == 1 else f"Enrolled: {number} people."


def _usual() -> dict[str, object]:
    return {"start": gate.actor().today}


def _page(form: EnrollForm, *, planned: bool) -> str:
    actor: Actor = gate.actor()
    people, plan = choosing.chosen(actor, ticked()), None
    if planned and people and form.start.data:
        try:
            plan = enrolling.plan(actor, ticked(), form.program.data, form.start.data)
        except Refusal as refusal:
            form.refuse(refusal) if form.refusal is None else None
    dates = list(plan.dates()) if plan else []
    far = far_days.told(plan.starts_on, actor.today) if plan else ""
    return render_template(
        "roster/enroll.html", form=form, people=people, plan=plan, dates=dates, far=far
    )
