"""Confirming a record, returning it, reopening it; writing down what was completed on paper."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import body, gate
from lms.base.errors import Refusal
from lms.curriculum import courses
from lms.people import queries as people
from lms.people import session, signing
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access as works
from lms.progress import reviews
from lms.progress.access import person_to_lead
from lms.progress.forms import ReasonForm, ReturnForm
from lms.progress.models import COURSE, Review
from lms.training import access, completing, decisions, evidence, reading
from lms.training.models import CourseRecord
from lms.training.record_forms import ConfirmForm, PaperForm
from lms.training.transcript import HOW
from lms.training.views.blueprint import bp
from lms.training.views.reading import (
    RECORD,
    Page,
    cited_names,
    following,
    record_page,
    too_late,
)

ONE = "/approvals/<row:review_id>/course"
PAPER = "/training/people/<row:person_id>/records/new"
DecisionForm = ConfirmForm | ReturnForm


@bp.get(ONE, endpoint="course_review")
@gate.signed_in
def to_confirm(review_id: int) -> Page:
    """What is stated, the evidence, what was learned; earlier attempts."""
    actor: Actor = gate.actor()
    found = access.review_to_answer(actor, review_id, COURSE)
    if works.may_read(actor, found):
        return _review_page(found)
    form = ReturnForm(prefix="return")
    form.refuse(Refusal(reviews.what_changed(actor, found)))
    return too_late(found, form)


@bp.post(f"{ONE}/confirm")
@gate.signed_in
def confirm(review_id: int) -> Answer | Page:
    """It was completed as stated, then on to the next."""
    actor: Actor = gate.actor()
    found = access.review_to_answer(actor, review_id, COURSE)
    form = ConfirmForm(prefix="confirm")
    signing.prepare(form)

    def decide() -> None:
        signing.prove(form)
        decisions.confirm(actor, found, form.said(), form.valid_until.data)

    return _decide(found, form, decide, "Confirmed")


@bp.post(f"{ONE}/return")
@gate.signed_in
def return_record(review_id: int) -> Answer | Page:
    """It needs action, then on to the next."""
    actor: Actor = gate.actor()
    found = access.review_to_answer(actor, review_id, COURSE)
    form = ReturnForm(prefix="return")
    return _decide(found, form, lambda: decisions.give_back(actor, found, form.said()), "Returned")


@bp.post(f"{RECORD}/reopen")
@gate.signed_in
def reopen_record(record_id: int) -> Answer | Page:
    """It goes back to the learner, with a reason."""
    actor: Actor = gate.actor()
    found, form = access.record_to_lead(actor, record_id), ReasonForm(prefix="reopen")
    if status := form.carry_out(lambda: decisions.reopen(actor, found, form.said())):
        return record_page(found, reopening=form), status
    flash("Reopened. It counts no more, and the learner sees why.")
    return redirect(url_for(".record", record_id=found.id), 303)


@bp.get(PAPER)
@gate.signed_in
def record_for(person_id: int) -> str:
    """What did this person complete?"""
    found = person_to_lead(gate.actor(), person_id)
    return _paper_page(found, PaperForm(formdata=None))


@bp.post(PAPER)
@body.takes_evidence
@gate.signed_in
def record_for_now(person_id: int) -> Answer | Page:
    """It is written down and confirmed."""
    actor: Actor = gate.actor()
    found, form = person_to_lead(actor, person_id), PaperForm()
    made = list[CourseRecord]()
    _offer(found, form)
    if status := form.carry_out(lambda: made.append(_written(found, form))):
        return _paper_page(found, form), status
    session.signed()
    flash("Recorded and confirmed.")
    return redirect(url_for(".record", record_id=made[0].id), 303)


def _written(person: Person, form: PaperForm) -> CourseRecord:
    signing.prove(form)
    return decisions.record_for(gate.actor(), person, form.paper())


def _offer(person: Person, form: PaperForm) -> None:
    """The courses of that person’s office; the password, unless it was given just now."""
    form.offer(courses.catalogue(people.office_of(person.id)))
    signing.prepare(form)


def _paper_page(person: Person, form: PaperForm) -> str:
    _offer(person, form)
    return render_template("training/record_for.html", person=person, form=form)


def _decide(
    found: Review, form: DecisionForm, decide: Callable[[], None], said: str
) -> Answer | Page:
    """One of the two decisions; when it is refused, the page says why and keeps the words."""
    if status := form.carry_out(decide):
        if not works.may_read(gate.actor(), found):
            return too_late(found, form), status
        return _review_page(found, form), status
    flash(f"{said}: {found.title}")
    if isinstance(form, ConfirmForm):
        session.signed()
    return following(found)


def _review_page(found: Review, given: DecisionForm | None = None) -> str:
    record = decisions.record_of(found)
    told = reading.attempts(record.id)
    reads = reading.readable(gate.actor(), told)
    sent = reading.sent([one for one in told if one.review.id <= found.id])
    return render_template(
        "training/review.html", review=found, record=record, how=HOW, stated=sent.stated,
        attempt=next((one for one in told if one.review.id == found.id), None),
        earlier=[one for one in told if one.review.id < found.id and one.review.id in reads],
        learner=people.names([found.person_id])[found.person_id],
        files=evidence.of(record.id, sent.at), entries=cited_names(record, sent.at),
        confirming=given if isinstance(given, ConfirmForm) else _confirm_form(record),
        returning=given if isinstance(given, ReturnForm) else ReturnForm(prefix="return"),
    )  # fmt: skip


def _confirm_form(record: CourseRecord) -> ConfirmForm:
    """With the last day as the office, or the course itself, has it."""
    course_id, on = record.course_id, record.on  # no day in one that came back and was changed
    usual = completing.usual_end(record.person_id, course_id, on) if on else None
    form = ConfirmForm(formdata=None, prefix="confirm", data={"valid_until": usual})
    signing.prepare(form)
    return form
