"""What an office asks of its log."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people.access import office_to_manage
from lms.people.models import Office
from lms.shadowing import office_rules
from lms.shadowing.activities import LABELS
from lms.shadowing.forms import RulesForm
from lms.shadowing.office_rules import Asked
from lms.shadowing.views.blueprint import bp

Page = str | tuple[str, int]


@bp.get("/offices/<row:office_id>/log", endpoint="rules")
@gate.signed_in
def log_rules(office_id: int) -> str:
    """The list of activities, and the limits."""
    found = office_to_manage(gate.actor(), office_id)
    return _page(found, _form(office_rules.of_office(found.id)))


@bp.post("/offices/<row:office_id>/log")
@gate.signed_in
def change_rules(office_id: int) -> Answer | Page:
    """Ask for something else from now on."""
    found = office_to_manage(gate.actor(), office_id)
    present = office_rules.of_office(found.id)
    form, actor_id = _form(present), gate.actor().id
    if status := form.carry_out(
        lambda: office_rules.change(found, _wanted(form, present), actor_id=actor_id)
    ):
        return _page(found, form), status
    flash("Saved. It holds for what is sent from now on." if form.changed
          else "All was as it is. Nothing was changed.")  # fmt: skip
    return redirect(url_for(".rules", office_id=office_id), 303)


def _form(present: Asked) -> RulesForm:
    form = RulesForm(data={
        "shown": [key for key in LABELS if key not in present.hidden],
        "own": "\n".join(present.own.values()), "shares": present.shares,
        "spread_days": present.spread_days, "day_hours": present.day_hours,
        "back_days": present.back_days,
    })  # fmt: skip
    form.shown.choices = dict(LABELS)
    return form


def _wanted(form: RulesForm, present: Asked) -> Asked:
    """Raises Refusal for activities that cannot be."""
    known = {**present.former, **present.own}
    hidden = tuple(key for key in LABELS if key not in (form.shown.data or []))
    return Asked(
        bool(form.shares.data), form.spread_days.data, form.day_hours.data, form.back_days.data,
        hidden, office_rules.own_activities(form.own.data or "", known), present.former,
    )  # fmt: skip


def _page(found: Office, form: RulesForm) -> str:
    return render_template("shadowing/rules.html", office=found, form=form)
