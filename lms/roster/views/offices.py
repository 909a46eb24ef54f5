"""Offices: those I keep, and what each is set up with."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import clock, gate
from lms.curriculum import queries as curriculum
from lms.people.access import office_to_manage
from lms.people.models import Office
from lms.quizzes import deciding
from lms.roster import access, holidays, identifiers, local_tasks, offices, supplies
from lms.roster.office_forms import OfficeForm, office_form
from lms.roster.public_holidays import REGIONS
from lms.roster.telling import UNCHANGED
from lms.roster.views.blueprint import bp

Page = str | tuple[str, int]
OFFICE = "/offices/<row:office_id>"
ONE_PAGE = 25


@bp.get("/offices", endpoint="offices")
@gate.only(lambda actor: actor.manages_people)
def my_offices() -> str:
    """Those I keep; administrators add one."""
    return _list(office_form(gate.settings().escalate_days))


@bp.post("/offices")
@gate.only(lambda actor: actor.is_administrator)
def add_office() -> Answer | Page:
    """A new office."""
    form, made = office_form(gate.settings().escalate_days), list[Office]()
    actor_id = gate.actor().id
    if status := form.carry_out(lambda: made.append(offices.add(form.wanted(), actor_id=actor_id))):
        return _list(form), status
    flash("The office is there. Its holidays are next.")
    return redirect(url_for(".office", office_id=made[0].id), 303)


@bp.get(OFFICE)
@gate.signed_in
def office(office_id: int) -> str:
    """One office, with the way to each of its parts."""
    found = office_to_manage(gate.actor(), office_id)
    today, listed = clock.today(found.time_zone), supplies.slots(found)
    own_days = [
        (one, len(curriculum.due_days(office_id, one.program_id))) for one in curriculum.guides()
    ]
    return render_template(
        "roster/office.html", office=found, state=REGIONS.get(found.region or ""),
        days=found.escalate_days or gate.settings().escalate_days, own_days=own_days,
        holidays=holidays.upcoming(found), slots=len(listed),
        decisions=deciding.counts([found.id])[found.id].total(),
        unfilled=sum(not one.filled for one in listed),
        stale=sum(one.filled and one.stale(today) for one in listed),
        own=len(local_tasks.tasks_of(local_tasks.latest(found))), shapes=identifiers.count(found),
    )  # fmt: skip


@bp.get(f"{OFFICE}/settings")
@gate.signed_in
def office_settings(office_id: int) -> str:
    """Name, clock, state, patience."""
    found = office_to_manage(gate.actor(), office_id)
    return _settings(found, office_form(gate.settings().escalate_days, offices.setup_of(found)))


@bp.post(f"{OFFICE}/settings")
@gate.signed_in
def change_office(office_id: int) -> Answer | Page:
    """Set it up otherwise."""
    actor = gate.actor()
    found = office_to_manage(actor, office_id)
    form = office_form(gate.settings().escalate_days, offices.setup_of(found))
    if status := form.carry_out(lambda: offices.change(found, form.wanted(), actor_id=actor.id)):
        return _settings(found, form), status
    flash("Saved." if form.changed else UNCHANGED)
    return redirect(url_for(".office", office_id=office_id), 303)


def _list(form: OfficeForm) -> str:
    page, found = gate.page_number(), access.offices_managed(gate.actor())
    first = (page - 1) * ONE_PAGE
    return render_template(
        "roster/offices.html", offices=found[first : first + ONE_PAGE], page=page, form=form,
        more=len(found) > first + ONE_PAGE, regions=REGIONS,
    )  # fmt: skip


def _settings(found: Office, form: OfficeForm) -> str:
    return render_template("roster/office_settings.html", office=found, form=form)
