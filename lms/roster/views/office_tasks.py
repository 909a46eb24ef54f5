"""What an office adds to the guide: what goes into its slots, and tasks of its own."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import clock, gate
from lms.people.access import office_to_manage
from lms.people.models import Office
from lms.roster import local_tasks, supplies
from lms.roster.office_forms import (
    LocalTasksForm,
    SlotForm,
    local_tasks_form,
    slot_form,
)
from lms.roster.offices import ChangedMeanwhile
from lms.roster.telling import UNCHANGED
from lms.roster.views.blueprint import bp

Page = str | tuple[str, int]
SLOTS = "/offices/<row:office_id>/slots"
SLOT = f"{SLOTS}/<row:program_id>/<key>"
OWN = "/offices/<row:office_id>/own-tasks"
ONE_PAGE, EMPTY_ROWS = 25, 3


@bp.get(SLOTS)
@gate.signed_in
def slots(office_id: int) -> str:
    """Every slot of the guides: unfilled ones first, then those to be looked at."""
    found = office_to_manage(gate.actor(), office_id)
    page, listed = gate.page_number(), supplies.slots(found)
    first = (page - 1) * ONE_PAGE
    return render_template(
        "roster/office_slots.html", office=found, slots=listed[first : first + ONE_PAGE],
        page=page, more=len(listed) > first + ONE_PAGE, today=clock.today(found.time_zone),
        unfilled=sum(not one.filled for one in listed),
    )  # fmt: skip


@bp.get(SLOT)
@gate.signed_in
def slot(office_id: int, program_id: int, key: str) -> str:
    """One slot: what is in it, who looks after it."""
    found = office_to_manage(gate.actor(), office_id)
    there = supplies.slot(found, program_id, key)
    return _slot(found, there, _slot_form(found, there))


@bp.post(SLOT)
@gate.signed_in
def fill_slot(office_id: int, program_id: int, key: str) -> Answer | Page:
    """Put a link or a note into it, or take it out."""
    found = office_to_manage(gate.actor(), office_id)
    there = supplies.slot(found, program_id, key)
    form = _slot_form(found, there)
    if status := form.carry_out(lambda: _fill(found, program_id, key, form)):
        return _slot(found, supplies.slot(found, program_id, key), form), status
    flash("Saved. Learners see it in the guide at once." if form.changed else UNCHANGED)
    return redirect(url_for(".slots", office_id=office_id), 303)


@bp.get(OWN)
@gate.signed_in
def own_tasks(office_id: int) -> str:
    """The tasks that this office adds."""
    found = office_to_manage(gate.actor(), office_id)
    return _own(found, _own_form(found))


@bp.post(OWN)
@gate.signed_in
def save_own_tasks(office_id: int) -> Answer | Page:
    """Let the list be this from now on."""
    found = office_to_manage(gate.actor(), office_id)
    form = _own_form(found, request.form.get("rows", 0, type=int))
    if status := form.carry_out(lambda: _save(found, form)):
        return _own(found, form), status
    said = "Saved. Everyone at work on a guide here has these tasks now."
    flash(said if form.changed else UNCHANGED)
    return redirect(url_for(".own_tasks", office_id=office_id), 303)


def _slot_form(found: Office, there: supplies.Slot) -> SlotForm:
    owners = supplies.owners(found)
    kept = there.supply.owner_id if there.supply else None
    if kept and kept not in dict(owners):  # they left: named until someone takes over
        owners.append((kept, f"{there.owner} (works here no longer)"))
    return slot_form(there, owners)


def _fill(found: Office, program_id: int, key: str, form: SlotForm) -> None:
    supplies.fill(found, program_id, key, form.wanted(), actor_id=gate.actor().id,
                  was=form.was.data or 0, cleared=bool(form.cleared.data))  # fmt: skip


def _slot(found: Office, there: supplies.Slot, form: SlotForm) -> str:
    if isinstance(form.refusal, ChangedMeanwhile):
        form.was.data, form.was.raw_data = there.supply.id if there.supply else 0, None
    return render_template("roster/office_slot.html", office=found, slot=there, form=form)


def _own_form(found: Office, rows: int | None = None) -> LocalTasksForm:
    """With some empty rows at the end; as many rows as were sent, when something was."""
    edition = local_tasks.latest(found)
    tasks = local_tasks.tasks_of(edition)
    number = len(tasks) + EMPTY_ROWS if rows is None else rows
    return local_tasks_form(tasks, number, edition.number if edition else 0)


def _save(found: Office, form: LocalTasksForm) -> None:
    wanted = [one for _, one in form.kept()]
    local_tasks.save(found, wanted, actor_id=gate.actor().id, was=form.was.data or 0,
                     cleared=bool(form.cleared.data))  # fmt: skip


def _own(found: Office, form: LocalTasksForm) -> str:
    if isinstance(form.refusal, ChangedMeanwhile):
        edition = local_tasks.latest(found)
        form.was.data, form.was.raw_data = edition.number if edition else 0, None
    return render_template("roster/office_own_tasks.html", office=found, form=form,
                           most=local_tasks.MOST)  # fmt: skip
