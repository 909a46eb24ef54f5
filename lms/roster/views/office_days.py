"""The calendar of an office: its closed days, and the days it gives for sections."""

from contextlib import suppress
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import events, gate
from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.people.access import office_to_manage
from lms.people.models import Office
from lms.roster import due_days, holidays, telling
from lms.roster.office_forms import (
    DueDaysForm,
    HolidayForm,
    due_days_form,
    public_holidays_form,
)
from lms.roster.public_holidays import REGIONS
from lms.roster.telling import UNCHANGED, counted
from lms.roster.views.blueprint import bp

Page = str | tuple[str, int]
HOLIDAYS = "/offices/<row:office_id>/holidays"
DUE_DAYS = "/offices/<row:office_id>/due-days/<row:program_id>"
GONE = "This day was removed already. Nothing was changed."
NONE_ADDED = "No new day was ticked. Nothing was changed."


@bp.get(HOLIDAYS)
@gate.signed_in
def office_holidays(office_id: int) -> str:
    """The days on which the office is closed; adding one of its own."""
    return _holidays(office_to_manage(gate.actor(), office_id), HolidayForm())


@bp.post(HOLIDAYS)
@gate.signed_in
def add_holiday(office_id: int) -> Answer | Page:
    """The office is closed on this day."""
    actor, form, done = gate.actor(), HolidayForm(), list[holidays.Added]()
    found = office_to_manage(actor, office_id)

    def add() -> None:
        assert form.on.data is not None, "the form asks for it"
        done.append(holidays.add(found, form.on.data, form.name.data or "", actor_id=actor.id))

    if status := form.carry_out(add):
        return _holidays(found, form), status
    return _to_holidays(office_id, _closed(done[0]))


@bp.post(f"{HOLIDAYS}/<row:holiday_id>/remove")
@gate.signed_in
def remove_holiday(office_id: int, holiday_id: int) -> Answer:
    """The office is open on this day."""
    found = office_to_manage(gate.actor(), office_id)
    moved = holidays.remove(found, holiday_id, actor_id=gate.actor().id, shown=_shown())
    said = f"The office is open that day.{telling.moved(moved)}" if events.wrote() else GONE
    db.session.commit()
    return _to_holidays(office_id, said)


@bp.get(f"{HOLIDAYS}/public")
@gate.signed_in
def public_holidays(office_id: int) -> str:
    """Which public holidays there are, to choose from."""
    return _public(office_to_manage(gate.actor(), office_id))


@bp.post(f"{HOLIDAYS}/public")
@gate.signed_in
def add_public_holidays(office_id: int) -> Answer | Page:
    """Take over those that were ticked."""
    actor = gate.actor()
    found = office_to_manage(actor, office_id)
    offered = holidays.offered(found)
    form = public_holidays_form(offered)
    if not form.given():
        return _public(found), 422
    added, moved = holidays.add_public(found, form.chosen(offered), actor_id=actor.id)
    db.session.commit()
    said = f"{counted(added, 'day')} added.{telling.moved(moved)}"
    return _to_holidays(office_id, said if added else NONE_ADDED)


@bp.get(DUE_DAYS)
@gate.signed_in
def office_due_days(office_id: int, program_id: int) -> str:
    """How many days this office gives for each section of a guide."""
    found = office_to_manage(gate.actor(), office_id)
    return _due_days(found, program_id, _days_form(found, program_id))


@bp.post(DUE_DAYS)
@gate.signed_in
def change_due_days(office_id: int, program_id: int) -> Answer | Page:
    """Other days for whoever is enrolled from now on."""
    actor = gate.actor()
    found = office_to_manage(actor, office_id)
    form = _days_form(found, program_id)
    if status := form.carry_out(
        lambda: due_days.change(found, program_id, form.wanted(), actor_id=actor.id)
    ):
        return _due_days(found, program_id, form), status
    said = "Saved. They count for whoever is enrolled from now on."
    flash(said if form.changed else UNCHANGED)
    return redirect(url_for(".office", office_id=office_id), 303)


def _shown() -> date | None:
    """The day that the page showed beside the button, if it is one."""
    with suppress(ValueError):
        return date.fromisoformat(request.form.get("on", ""))
    return None


def _closed(done: holidays.Added) -> str:
    if done.already:
        return holidays.ALREADY.format(name=done.already)
    return f"The office is closed that day.{telling.moved(done.moved)}"


def _to_holidays(office_id: int, said: str) -> Answer:
    flash(said)
    return redirect(url_for(".office_holidays", office_id=office_id), 303)


def _holidays(found: Office, form: HolidayForm) -> str:
    page = gate.page_number()
    days, more = holidays.listed(found, page)
    return render_template(
        "roster/office_holidays.html", office=found, form=form, days=days, page=page, more=more
    )


def _public(found: Office) -> str:
    offered = holidays.offered(found)
    form = public_holidays_form(offered)
    return render_template(
        "roster/office_public_holidays.html", office=found, form=form,
        state=REGIONS.get(found.region or ""), new=[one for one in offered if not one.known],
        known=[one for one in offered if one.known],
    )  # fmt: skip


def _days_form(found: Office, program_id: int) -> DueDaysForm:
    sections = due_days.guide(program_id).outline.sections
    return due_days_form(sections, curriculum.due_days(found.id, program_id))


def _due_days(found: Office, program_id: int, form: DueDaysForm) -> str:
    outline = due_days.guide(program_id).outline
    return render_template("roster/office_due_days.html", office=found, form=form, outline=outline)
