"""After how many days an office holds its reviews."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.competencies import cycle
from lms.competencies.forms import CycleForm
from lms.competencies.views.blueprint import Page, bp
from lms.people.access import office_to_manage
from lms.people.models import Office

OFFICE = "/offices/<row:office_id>/competencies"


@bp.get(OFFICE, endpoint="office")
@gate.signed_in
def office(office_id: int) -> str:
    """When are reviews held here?"""
    found = office_to_manage(gate.actor(), office_id)
    days = ", ".join(map(str, cycle.days_of(found.id)))
    return _page(found, CycleForm(data={"days": days}))


@bp.post(OFFICE, endpoint="change_cycle")
@gate.signed_in
def change_cycle(office_id: int) -> Answer | Page:
    """They are held on these days from now on."""
    actor, form = gate.actor(), CycleForm()
    found = office_to_manage(actor, office_id)
    if status := form.carry_out(lambda: cycle.change(actor, found, form.numbers())):
        return _page(found, form), status
    flash("Saved." if form.changed else "It was like this already. Nothing was changed.")
    return redirect(url_for(".office", office_id=found.id), 303)


def _page(found: Office, form: CycleForm) -> str:
    usual = ", ".join(map(str, cycle.USUAL))
    return render_template("competencies/office.html", office=found, form=form, usual=usual)
