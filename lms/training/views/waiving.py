"""Waiving a course for somebody, asking it again, and removing why it was waived."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.forms import AppForm, RemoveForm
from lms.people.models import Person
from lms.progress.access import person_to_lead, person_to_see
from lms.training import access, waivers
from lms.training.forms import WaiveForm
from lms.training.views.blueprint import PERSON, bp

WAIVER = f"{PERSON}/courses/<row:course_id>/waive"
TEXTS = f"{PERSON}/waivers"
Page = str | tuple[str, int]


@bp.get(WAIVER)
@gate.signed_in
def waive(person_id: int, course_id: int) -> str:
    """Why need they not take it?"""
    return _waive_page(person_to_lead(gate.actor(), person_id), course_id, WaiveForm())


@bp.post(WAIVER, endpoint="waive_now")
@gate.signed_in
def waive_now(person_id: int, course_id: int) -> Answer | Page:
    """They need not take it."""
    actor, form = gate.actor(), WaiveForm()
    found = person_to_lead(actor, person_id)
    course = access.course_to_see(actor, course_id, found.id)
    if status := form.carry_out(
        lambda: waivers.waive(actor, found.id, course.id, form.reason.data or "",
                              cleared=bool(form.cleared.data))
    ):  # fmt: skip
        return _waive_page(found, course_id, form), status
    flash("Waived. It is asked no more." if form.changed
          else "It was waived already. Nothing was changed.")  # fmt: skip
    return redirect(url_for(".person", person_id=found.id), 303)


@bp.post(f"{WAIVER}/back")
@gate.signed_in
def ask_again(person_id: int, course_id: int) -> Answer:
    """They are to take it after all."""
    actor, form = gate.actor(), AppForm()
    found = person_to_lead(actor, person_id)
    form.insist(lambda: waivers.take_back(actor, found.id, course_id))
    flash("It is asked again." if form.changed else "It was not waived. Nothing was changed.")
    return redirect(url_for(".person", person_id=found.id), 303)


def _waive_page(found: Person, course_id: int, form: WaiveForm) -> str:
    course = access.course_to_see(gate.actor(), course_id, found.id)
    return render_template("training/waive.html", person=found, course=course, form=form)


@bp.get(TEXTS)
@gate.signed_in
def waiver_texts(person_id: int) -> str:
    """Why courses were waived: whose words, when, how long. Not a word of them."""
    found = person_to_see(gate.actor(), person_id)
    return render_template(
        "training/waiver_texts.html", person=found, mine=found.id == gate.actor().id,
        texts=waivers.removable(gate.actor(), found.id),
    )  # fmt: skip


@bp.get(f"{TEXTS}/<row:text_id>/remove")
@gate.signed_in
def remove_waiver_text(person_id: int, text_id: int) -> str:
    """What goes, what stays, and why."""
    return _remove_page(person_to_see(gate.actor(), person_id), text_id, RemoveForm())


@bp.post(f"{TEXTS}/<row:text_id>/remove")
@gate.signed_in
def remove_waiver_text_now(person_id: int, text_id: int) -> Answer | Page:
    """It goes."""
    actor, form = gate.actor(), RemoveForm()
    found = person_to_see(actor, person_id)
    if status := form.carry_out(
        lambda: waivers.erase(actor, found.id, text_id, str(form.why.data))
    ):
        return _remove_page(found, text_id, form), status
    flash(form.said)
    return redirect(url_for(".waiver_texts", person_id=found.id), 303)


def _remove_page(found: Person, text_id: int, form: RemoveForm) -> str:
    return render_template(
        "training/remove_waiver.html", person=found, form=form,
        text=waivers.text_to_erase(gate.actor(), found.id, text_id),
    )  # fmt: skip
