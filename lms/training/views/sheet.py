"""The attendance sheet: filled in on a phone, while people leave."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people.actor import Actor
from lms.training import access, attendance, bookings
from lms.training import comers as coming
from lms.training import session_queries as queries
from lms.training.comers import Comer
from lms.training.models import CourseSession
from lms.training.session_forms import SheetForm, sheet_form
from lms.training.views.blueprint import bp
from lms.training.views.pressing import UNCHANGED, press, searched

SHEET = "/training/sessions/<row:session_id>/attendance"
Page = str | tuple[str, int]


@bp.get(SHEET)
@gate.signed_in
def sheet(session_id: int) -> str:
    """Who was there, so far."""
    found = access.session_to_keep(gate.actor(), session_id)
    return _page(found, sheet_form(_listed(found)))


@bp.post(SHEET)
@gate.signed_in
def mark(session_id: int) -> Answer | Page:
    """Save it; `rest`: whoever was left empty attended."""
    actor: Actor = gate.actor()
    found = access.session_to_keep(actor, session_id)
    comers = _listed(found)
    form, rest = sheet_form(comers), "rest" in request.form
    if status := form.carry_out(
        lambda: attendance.mark(actor, found, form.marks(comers, everyone=rest))
    ):
        return _page(found, form), status
    flash("Saved." if form.changed else UNCHANGED)
    return redirect(url_for(".sheet", session_id=session_id), 303)


@bp.post(f"{SHEET}/<row:person_id>")
@gate.signed_in
def add_to_sheet(session_id: int, person_id: int) -> Answer:
    """Somebody came without a seat."""
    actor: Actor = gate.actor()
    found = access.session_to_keep(actor, session_id)
    press(lambda: attendance.add(actor, found, person_id), "Added, as attended.")
    return redirect(url_for(".sheet", session_id=session_id), 303)


def _listed(session: CourseSession) -> list[Comer]:
    """Whose line the actor fills in: seats and who came without one, never one's own."""
    actor: Actor = gate.actor()
    return [one for one in coming.on_sheet(session.id) if one.person_id != actor.id]


def _page(session: CourseSession, form: SheetForm) -> str:
    actor: Actor = gate.actor()
    search = searched()
    choices, more = coming.could_come(session, search=search, then=True)
    comers, offer = _listed(session), queries.offer(actor, session.id)
    return render_template(
        "training/sheet.html", offer=offer, one=session, form=form,
        lines=form.lines(comers), choices=[one for one in choices if one.id != actor.id],
        more=more, search=search, unsaid=sum(not one.outcome for one in comers),
        own=bookings.whom_to_ask(session.office_id) if offer.mine and not offer.place else "",
    )  # fmt: skip
