"""What an office asks, and the courses it adds of its own."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import clock, gate
from lms.base.errors import NotFound
from lms.base.forms import AppForm
from lms.curriculum import courses, own_courses
from lms.curriculum.courses import CourseRow
from lms.people.access import office_to_manage
from lms.people.models import JOB_ROLES, Office
from lms.training import queries, requirements
from lms.training.forms import EndForm, OwnCourseForm, RequireForm, own_course_form
from lms.training.models import Requirement
from lms.training.views.blueprint import bp

OFFICE = "/offices/<row:office_id>/training"
ONE = f"{OFFICE}/requirements/<row:requirement_id>"
OWN = f"{OFFICE}/courses"
Page = str | tuple[str, int]


@bp.get(OFFICE, endpoint="office")
@gate.signed_in
def office(office_id: int) -> str:
    """What is asked here now and later; the office's own courses."""
    found = office_to_manage(gate.actor(), office_id)
    today = clock.today(found.time_zone)
    listed = courses.catalogue(found.id, retired=True)
    return render_template(
        "training/office.html", office=found, courses={one.id: one for one in listed},
        asked=requirements.planned(found.id, today), jobs=JOB_ROLES, today=today,
        own=[one for one in listed if one.office_id and not one.retired],
        by_list=[one for one in listed if one.required and not one.retired],
        within=queries.USUAL_DAYS,
    )  # fmt: skip


@bp.get(f"{OFFICE}/require")
@gate.signed_in
def require(office_id: int) -> str:
    """Which course is asked of whom?"""
    found = office_to_manage(gate.actor(), office_id)
    today = clock.today(found.time_zone)
    return _require_page(found, RequireForm(data={"starts_on": today, "within_days": 30}))


@bp.post(f"{OFFICE}/require", endpoint="require_now")
@gate.signed_in
def require_now(office_id: int) -> Answer | Page:
    """Ask it from a day on."""
    actor, form = gate.actor(), RequireForm()
    found = office_to_manage(actor, office_id)
    form.offer(courses.catalogue(found.id))
    if status := form.carry_out(
        lambda: requirements.require(actor, found, int(form.course.data), form.job_role.data,
                                     form.terms())
    ):  # fmt: skip
        return _require_page(found, form), status
    flash("Saved. What was asked before stays as it was." if form.changed
          else "This is asked already. Nothing was changed.")  # fmt: skip
    return redirect(url_for(".office", office_id=found.id), 303)


@bp.get(f"{ONE}/end")
@gate.signed_in
def end(office_id: int, requirement_id: int) -> str:
    """From which day on is it asked no more?"""
    found = office_to_manage(gate.actor(), office_id)
    form = EndForm(data={"ends": clock.today(found.time_zone)})
    return _end_page(found, _requirement(found, requirement_id), form)


@bp.post(f"{ONE}/end", endpoint="end_now")
@gate.signed_in
def end_now(office_id: int, requirement_id: int) -> Answer | Page:
    """Ask it no more."""
    actor, form = gate.actor(), EndForm()
    found = office_to_manage(actor, office_id)
    asked = _requirement(found, requirement_id)
    if status := form.carry_out(
        lambda: requirements.ask_no_more(actor, found, asked.course_id, asked.job_role,
                                         form.day())
    ):  # fmt: skip
        return _end_page(found, asked, form), status
    flash("Saved. What was completed stays on record." if form.changed
          else "It ends already. Nothing was changed.")  # fmt: skip
    return redirect(url_for(".office", office_id=found.id), 303)


@bp.get(f"{OWN}/new")
@gate.signed_in
def new_course(office_id: int) -> str:
    """Describe a course of your own."""
    return _course_page(office_to_manage(gate.actor(), office_id), own_course_form())


@bp.post(f"{OWN}/new")
@gate.signed_in
def add_course(office_id: int) -> Answer | Page:
    """It is in your catalogue."""
    found, form = office_to_manage(gate.actor(), office_id), OwnCourseForm()
    actor_id = gate.actor().id
    if status := form.carry_out(
        lambda: own_courses.add(found.id, form.wanted(), actor_id=actor_id,
                                cleared=bool(form.cleared.data))
    ):  # fmt: skip
        return _course_page(found, form), status
    flash("Added to your catalogue.")
    return redirect(url_for(".office", office_id=found.id), 303)


@bp.get(f"{OWN}/<row:course_id>")
@gate.signed_in
def own_course(office_id: int, course_id: int) -> str:
    """One of your own courses."""
    found = office_to_manage(gate.actor(), office_id)
    course = _own(found, course_id)
    return _course_page(found, own_course_form(course), course)


@bp.post(f"{OWN}/<row:course_id>")
@gate.signed_in
def change_course(office_id: int, course_id: int) -> Answer | Page:
    """Describe it anew."""
    found, form = office_to_manage(gate.actor(), office_id), OwnCourseForm()
    course, actor_id = _own(found, course_id), gate.actor().id
    if status := form.carry_out(
        lambda: own_courses.change(found.id, course.id, form.wanted(), actor_id=actor_id,
                                   cleared=bool(form.cleared.data))
    ):  # fmt: skip
        return _course_page(found, form, course), status
    flash("Saved." if form.changed else "All was as it is. Nothing was changed.")
    return redirect(url_for(".office", office_id=found.id), 303)


@bp.post(f"{OWN}/<row:course_id>/retire")
@gate.signed_in
def retire_course(office_id: int, course_id: int) -> Answer:
    """Offer it no longer."""
    found = office_to_manage(gate.actor(), office_id)
    course, form = _own(found, course_id), AppForm()
    form.insist(lambda: own_courses.retire(found.id, course.id, actor_id=gate.actor().id))
    flash("Taken out of the catalogue. Records of it stay." if form.changed
          else "It was taken out already. Nothing was changed.")  # fmt: skip
    return redirect(url_for(".office", office_id=found.id), 303)


def _requirement(office: Office, requirement_id: int) -> Requirement:
    """One that this office asks. Raises NotFound."""
    found = requirements.find(requirement_id)
    if found is None or found.office_id != office.id:
        raise NotFound
    return found


def _own(office: Office, course_id: int) -> CourseRow:
    """A course of this office's own. Raises NotFound."""
    found = courses.course(course_id)
    if found is None or found.office_id != office.id:
        raise NotFound
    return found


def _require_page(found: Office, form: RequireForm) -> str:
    form.offer(courses.catalogue(found.id))
    return render_template("training/require.html", office=found, form=form)


def _end_page(found: Office, asked: Requirement, form: EndForm) -> str:
    course = courses.course(asked.course_id)
    return render_template("training/end.html", office=found, asked=asked, course=course,
                           form=form, jobs=JOB_ROLES)  # fmt: skip


def _course_page(found: Office, form: OwnCourseForm, course: CourseRow | None = None) -> str:
    return render_template("training/own_course.html", office=found, form=form, course=course)
