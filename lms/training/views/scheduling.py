"""Scheduling for who runs an office: a session or a series, another time, calling it off."""

import re
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.db import db
from lms.base.errors import NotAllowed
from lms.curriculum import courses
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Office
from lms.training import access, offering
from lms.training import session_queries as queries
from lms.training import sessions as rules
from lms.training.models import CourseSession
from lms.training.session_forms import (
    CallOffForm,
    NewSessionForm,
    SessionForm,
    fill,
    offer_courses,
    shown,
)
from lms.training.views.blueprint import bp
from lms.training.views.pressing import UNCHANGED, searched

SESSION = "/training/sessions/<row:session_id>"
NEW = "/training/sessions/new"
USUAL_MINUTES, USUAL_SEATS = 60, 20
Page = str | tuple[str, int]
KNOWN = "This is scheduled already. Nothing was changed."


@bp.get(NEW)
@gate.only(lambda actor: actor.manages_people)
def new_session() -> str:
    """An empty form; a course that was come from is chosen."""
    office = _office(gate.actor())
    return _new(office, _new_form(office))


@bp.post(NEW)
@gate.only(lambda actor: actor.manages_people)
def schedule() -> Answer | Page:
    """A session, or a series of them."""
    actor: Actor = gate.actor()
    office = _office(actor)
    form, made = _new_form(office), list[CourseSession]()
    status = form.carry_out(lambda: made.extend(rules.schedule(
        actor, office, int(form.course.data), form.terms(), form.repeats())))  # fmt: skip
    if status:
        return _new(office, form), status
    many = f"The series is scheduled: {len(made)} sessions."
    flash((many if len(made) > 1 else "The session is scheduled.") if form.changed else KNOWN)
    return redirect(url_for(".session", session_id=made[0].id), 303)


@bp.get(f"{SESSION}/edit")
@gate.signed_in
def edit_session(session_id: int) -> str:
    """The form of a session as it is."""
    found = access.session_to_run(gate.actor(), session_id)
    return _edit(found, _form(found))


@bp.post(f"{SESSION}/edit")
@gate.signed_in
def change_session(session_id: int) -> Answer | Page:
    """Offer it otherwise."""
    actor: Actor = gate.actor()
    found = access.session_to_run(actor, session_id)
    form = _form(found)
    if status := form.carry_out(lambda: rules.change(actor, found, form.terms())):
        return _edit(found, form), status
    flash("Saved. Whoever has it in a calendar adds it again." if form.changed else UNCHANGED)
    return redirect(url_for(".session", session_id=session_id), 303)


@bp.get(f"{SESSION}/call-off")
@gate.signed_in
def calling_off(session_id: int) -> str:
    """What it means to call it off."""
    return _call_off(access.session_to_run(gate.actor(), session_id), CallOffForm())


@bp.post(f"{SESSION}/call-off")
@gate.signed_in
def call_off(session_id: int) -> Answer | Page:
    """It does not take place, nor, if so chosen, those after it."""
    actor: Actor = gate.actor()
    found, form = access.session_to_run(actor, session_id), CallOffForm()
    if status := form.carry_out(lambda: rules.call_off(actor, found, rest=bool(form.rest.data))):
        return _call_off(found, form), status
    flash("It is called off. Tell those who would have come." if form.changed else UNCHANGED)
    return redirect(url_for(".session", session_id=session_id), 303)


def _office(actor: Actor) -> Office:
    """The office it is for: as asked, else the actor's own, else the first they keep.

    Raises NotAllowed for one they do not.
    """
    held = queries.offices_run(actor)
    asked = request.args.get("office", type=int)
    usual = actor.office_id if actor.office_id in held else next(iter(held), None)
    chosen = usual if asked is None else asked
    if chosen not in held:
        raise NotAllowed
    return db.session.get_one(Office, chosen)


def _new_form(office: Office) -> NewSessionForm:
    found = courses.catalogue(office.id)
    asked = request.args.get("course", "")
    usual = next((one.minutes for one in found if str(one.id) == asked), None)
    minutes = min(max(usual or USUAL_MINUTES, offering.FEWEST_MINUTES), offering.MOST_MINUTES)
    form = NewSessionForm(data={
        "zone": office.time_zone, "minutes": minutes, "seats": USUAL_SEATS,
        "closes_hours": offering.USUAL_HOURS, "course": asked,
    })  # fmt: skip
    offer_courses(form, found)
    _fill(form, office, queries.zones())
    return form


def _form(session: CourseSession) -> SessionForm:
    form = SessionForm(data=shown(session))
    zones = sorted({*queries.zones(), session.zone})
    _fill(form, db.session.get_one(Office, session.office_id), zones, session.trainer_id)
    return form


def _fill(
    form: SessionForm, office: Office, zones: Sequence[str], present: int | None = None
) -> None:  # fmt: skip
    """With who teaches it at present, and who was chosen from a longer list than is offered now."""
    found, unlisted = offering.trainers(office, searched())
    chosen = form.trainer_id.data or ""
    if re.fullmatch("[0-9]{1,9}", chosen):
        found |= offering.trainer(office, int(chosen))
    fill(form, zones, found | people.names([present]), unlisted=unlisted)


def _new(office: Office, form: NewSessionForm) -> str:
    return render_template(
        "training/session_new.html", office=office, form=form,
        offices=queries.offices_run(gate.actor()), course=request.args.get("course"),
        search=searched(),
    )  # fmt: skip


def _edit(session: CourseSession, form: SessionForm) -> str:
    offer = queries.offer(gate.actor(), session.id)
    return render_template(
        "training/session_edit.html", offer=offer, one=session, form=form, search=searched()
    )


def _call_off(session: CourseSession, form: CallOffForm) -> str:
    actor: Actor = gate.actor()
    series = [one.session for one in queries.of_series(actor, session.series_id)]
    later = [one for one in series
             if one.starts_at > session.starts_at and one.cancelled_at is None]  # fmt: skip
    return render_template(
        "training/session_call_off.html", offer=queries.offer(actor, session.id), one=session,
        form=form, later=len(later),
    )  # fmt: skip
