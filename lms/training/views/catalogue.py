"""The catalogue, and one course: what it is for, where I stand, when it is offered."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import NotFound
from lms.base.forms import AppForm
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.training import access, completing, queries, session_queries, team, transcript
from lms.training.queries import Moment
from lms.training.standing import Known, standing
from lms.training.views.blueprint import bp


@bp.get("/training/courses")
@gate.signed_in
def catalogue() -> str:
    """All courses of the file and of my office, by their columns."""
    actor: Actor = gate.actor()
    listed = courses.catalogue(actor.office_id)
    moment, member = Moment(actor.today), queries.member(actor.id, actor.today)
    found = queries.standings([member], listed, moment)[actor.id] if member else {}
    return render_template(
        "training/catalogue.html", columns=team.columns(listed), standings=found,
        mine={one.id for one in queries.for_role(listed, member.job_role)} if member else set(),
    )  # fmt: skip


@bp.get("/training/courses/<row:course_id>")
@gate.signed_in
def course(course_id: int) -> str:
    """One course."""
    actor: Actor = gate.actor()
    found = access.course_to_see(actor, course_id)
    moment, member = Moment(actor.today), queries.member(actor.id, actor.today)
    mine = queries.standings([member], [found], moment)[actor.id] if member else {}
    sessions, more = session_queries.upcoming(actor, gate.page_number(), course_id=found.id)
    return render_template(
        "training/course.html", course=found, page=gate.page_number(), more=more,
        standing=mine.get(found.id) or standing(Known(), actor.today), sessions=sessions,
        tasks=completing.open_tasks(actor.id, found.key) if found.office_id is None else [],
        rows=[row for row in transcript.transcript(actor.id, moment).rows
              if row.course_id == found.id],
    )  # fmt: skip


@bp.get("/training/courses/of/<key>")
@gate.signed_in
def course_of_key(key: str) -> Answer:
    """The course that a task of a guide names."""
    number = courses.course_id(key)
    if number is None:
        raise NotFound
    return redirect(url_for(".course", course_id=number), 303)


@bp.post("/training/records/<row:record_id>/count")
@gate.signed_in
def count(record_id: int) -> Answer:
    """What I completed before closes what my guide asks for now."""
    actor, form = gate.actor(), AppForm()
    record = access.own_record(actor, record_id)
    form.insist(lambda: completing.count_open(actor, record))
    flash("It counts in your guide." if form.changed else "It counts already. Nothing was changed.")
    return redirect(url_for(".course", course_id=record.course_id), 303)
