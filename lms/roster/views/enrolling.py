"""Enrolling: choose people, a guide and a day, see the due dates that follow, then save."""

import re

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import NotFound, Refusal
from lms.curriculum import queries as curriculum
from lms.people.actor import Actor
from lms.progress.work import Work
from lms.roster import access, enrolling, far_days
from lms.roster.forms import EnrollForm
from lms.roster.views.blueprint import bp

Page = str | tuple[str, int]


@bp.get("/roster/enroll")
@gate.only(access.keeps)
def enroll() -> Page:
    """Who would start on what, and when what is due; nothing is changed yet."""
    asked = "start" in request.args
    form = EnrollForm(request.args if asked else None, data=_usual(), meta={"csrf": False})
    form.offer(curriculum.guides())
    wrong = asked and not form.validate()
    page = _page(form, planned=asked and not wrong)
    return (page, 422) if form.errors else page


@bp.post("/roster/enroll")
@gate.only(access.keeps)
def enroll_now() -> Answer | Page:
    """Put them on it, with these dates."""
    form = EnrollForm(data=_usual()).offer(curriculum.guides())
    started = list[Work]()
    if status := form.carry_out(lambda: started.extend(_start(form))):
        return _page(form, planned=not form.program.errors and not form.start.errors), status
    flash(_said(len(started)))
    chosen = {"person": _chosen(), "program": form.program.data, "start": form.start.data}
    return redirect(url_for(".enroll", **chosen), 303)


def _start(form: EnrollForm) -> list[Work]:
    assert form.start.data is not None, "the form asks for it"
    return enrolling.enroll(
        gate.actor(), _chosen(), form.program.data, form.start.data, sure=form.sure.data
    )


def _said(number: int) -> str:
    if not number:
        return "They were on it already. Nothing was changed."
    return "Enrolled: 1 person." if number == 1 else f"Enrolled: {number} people."


def _usual() -> dict[str, object]:
    return {"start": gate.actor().today}


def _chosen() -> list[int]:
    """The people in the address or the form. Raises NotFound for what can be no person."""
    listed = request.values.getlist("person")
    if not all(re.fullmatch(r"[1-9][0-9]{0,8}", one) for one in listed):
        raise NotFound
    return list(dict.fromkeys(map(int, listed)))


def _page(form: EnrollForm, *, planned: bool) -> str:
    actor: Actor = gate.actor()
    people, plan = enrolling.chosen(actor, _chosen()), None
    if planned and people and form.start.data:
        try:
            plan = enrolling.plan(actor, _chosen(), form.program.data, form.start.data)
        except Refusal as refusal:
            form.refuse(refusal) if form.refusal is None else None
    dates = list(plan.dates()) if plan else []
    far = far_days.told(plan.starts_on, actor.today) if plan else ""
    return render_template(
        "roster/enroll.html", form=form, people=people, plan=plan, dates=dates, far=far
    )
