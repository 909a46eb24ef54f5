"""Outside training: the learner's page to ask, and the supervisor's to answer."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import Refusal
from lms.base.forms import AppForm
from lms.curriculum import courses
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access as works
from lms.progress import reviews
from lms.progress.forms import DeclineForm
from lms.progress.models import TRAINING, Review
from lms.training import access, reading, records, requests
from lms.training.models import CourseRecord, TrainingRequest
from lms.training.record_forms import STANDS_FOR, ApproveForm, RequestForm
from lms.training.views.blueprint import bp
from lms.training.views.reading import REQUEST, Page, following, too_late

ONE = "/approvals/<row:review_id>/training"
DecisionForm = ApproveForm | DeclineForm


@bp.get("/training/requests/new")
@gate.signed_in
def new_request() -> str:
    """Which training, when, what for?"""
    asked = {"course": request.args.get("course", "")}
    return _new_page(RequestForm(formdata=None, data=asked))


@bp.post("/training/requests/new")
@gate.signed_in
def ask_now() -> Answer | Page:
    """I ask to go."""
    actor: Actor = gate.actor()
    form, made = RequestForm(), list[TrainingRequest]()
    form.offer(courses.catalogue(actor.office_id), STANDS_FOR)
    if status := form.carry_out(lambda: made.append(requests.ask(actor, form.wish()))):
        return _new_page(form), status
    flash("Sent. You see here when it is answered.")
    return redirect(url_for(".request_page", request_id=made[0].id), 303)


@bp.get(REQUEST, endpoint="request_page")
@gate.signed_in
def request_page(request_id: int) -> str:
    """What was asked, and what became of it."""
    actor: Actor = gate.actor()
    found = access.request_to_see(actor, request_id)
    mine, told = found.person_id == actor.id, reading.answers(found.id)
    return render_template(
        "training/request.html", asked=found, mine=mine, answers=told,
        reads=reading.readable(actor, told) if not mine else None,
        reason=reading.reason(found), record=requests.recorded(found.id),
        course=courses.course(found.course_id) if found.course_id else None,
        learner=people.names([found.person_id])[found.person_id],
        removes=mine or works.oversees(actor, found.person_id),
    )  # fmt: skip


@bp.post(f"{REQUEST}/withdraw")
@gate.signed_in
def withdraw_request(request_id: int) -> Answer:
    """I do not go after all."""
    actor: Actor = gate.actor()
    found, form = access.own_request(actor, request_id), AppForm()
    form.insist(lambda: requests.withdraw(actor, found))
    flash("You took it back.")
    return redirect(url_for(".request_page", request_id=found.id), 303)


@bp.post(f"{REQUEST}/record")
@gate.signed_in
def record_request(request_id: int) -> Answer:
    """I went: now it is recorded."""
    actor: Actor = gate.actor()
    form, made = AppForm(), list[CourseRecord]()
    found = access.own_request(actor, request_id)
    form.insist(lambda: made.append(records.begin(actor, None, request_id=found.id)))
    return redirect(url_for(".record", record_id=made[0].id), 303)


@bp.get(ONE, endpoint="training_review")
@gate.signed_in
def to_answer(review_id: int) -> Page:
    """What is asked for, and why."""
    actor: Actor = gate.actor()
    found = access.review_to_answer(actor, review_id, TRAINING)
    if works.may_read(actor, found):
        return _deciding(found)
    form = DeclineForm(prefix="decline")
    form.refuse(Refusal(reviews.what_changed(actor, found)))
    return too_late(found, form)


@bp.post(f"{ONE}/approve")
@gate.signed_in
def approve(review_id: int) -> Answer | Page:
    """They may go."""
    found = access.review_to_answer(gate.actor(), review_id, TRAINING)
    form = ApproveForm()
    return _decide(found, form, lambda: requests.approve(gate.actor(), found), "Approved")


@bp.post(f"{ONE}/decline")
@gate.signed_in
def decline(review_id: int) -> Answer | Page:
    """They may not, because …"""
    found = access.review_to_answer(gate.actor(), review_id, TRAINING)
    form = DeclineForm(prefix="decline")
    return _decide(
        found, form, lambda: requests.decline(gate.actor(), found, form.said()), "Declined"
    )


def _new_page(form: RequestForm) -> str:
    form.offer(courses.catalogue(gate.actor().office_id), STANDS_FOR)
    return render_template("training/request_new.html", form=form)


def _decide(
    found: Review, form: DecisionForm, decide: Callable[[], None], said: str
) -> Answer | Page:
    status = form.carry_out(decide)
    if not status:
        flash(f"{said}: {found.title}")
        return following(found)
    if not works.may_read(gate.actor(), found):
        return too_late(found, form), status
    return _deciding(found, form), status


def _deciding(found: Review, given: DecisionForm | None = None) -> str:
    asked = requests.request_of(found)
    return render_template(
        "training/answer.html", review=found, asked=asked, reason=reading.reason(asked),
        answer=next(one for one in reading.answers(asked.id) if one.review.id == found.id),
        course=courses.course(asked.course_id) if asked.course_id else None,
        learner=people.names([asked.person_id])[asked.person_id],
        approving=given if isinstance(given, ApproveForm) else ApproveForm(),
        declining=given if isinstance(given, DeclineForm)
        else DeclineForm(formdata=None, prefix="decline"),
    )  # fmt: skip
