"""The task page, where learners write and send; the approvals pages, where signers decide."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.models import Review
from lms.progress.work import Work, find_work
from lms.signoff import forms, queries, rules

bp = Blueprint("signoff", __name__)
TASK = "/onboarding/<row:enrollment_id>/tasks/<key>"


@bp.get(TASK)
@gate.signed_in
def task(enrollment_id: int, key: str) -> str:
    """A task: what is asked, what I wrote, what became of it."""
    work = access.own_work(gate.actor(), enrollment_id)
    return _task_page(work, key, _form(work, key))


@bp.post(f"{TASK}/draft")
@gate.signed_in
def draft(enrollment_id: int, key: str) -> Answer | tuple[str, int]:
    """Save what was written so far."""
    return _write(enrollment_id, key, rules.save_draft, "Draft saved.")


@bp.post(f"{TASK}/send")
@gate.signed_in
def send(enrollment_id: int, key: str) -> Answer | tuple[str, int]:
    """Send it to whoever signs."""
    said = "Sent. You see on this page when it is answered."
    return _write(enrollment_id, key, rules.submit, said)


@bp.get("/approvals")
@gate.only(lambda actor: actor.signs_for_others)
def approvals() -> str:
    """What waits for my decision, oldest first."""
    page = request.args.get("page", 1, type=int)
    page = min(max(page, 1), 10_000)
    lines, more = queries.waiting(gate.actor(), page)
    return render_template("signoff/approvals.html", lines=lines, page=page, more=more)


@bp.get("/approvals/<row:review_id>")
@gate.signed_in
def review(review_id: int) -> str:
    """One thing to decide: the task as worded, what was written, earlier attempts."""
    actor: Actor = gate.actor()
    found = access.review_to_decide(actor, review_id)
    return _review_page(found, forms.sign_off_form(found, actor.today), forms.return_form())


@bp.post("/approvals/<row:review_id>/sign-off")
@gate.signed_in
def sign_off(review_id: int) -> Answer | tuple[str, int]:
    """Attest to it, then on to the next."""
    actor: Actor = gate.actor()
    found = access.review_to_decide(actor, review_id)
    form = forms.sign_off_form(found, actor.today)

    def decide() -> None:
        meaning, on, note = form.stated()
        rules.sign_off(actor, found, _work(found), meaning, on, note, cleared=form.cleared.data)

    return _decide(found, form, decide, "Signed off")


@bp.post("/approvals/<row:review_id>/return")
@gate.signed_in
def give_back(review_id: int) -> Answer | tuple[str, int]:
    """Send it back with a comment, then on to the next."""
    actor: Actor = gate.actor()
    found = access.review_to_decide(actor, review_id)
    form = forms.return_form()

    def decide() -> None:
        comment = form.comment.data or ""
        rules.give_back(actor, found, _work(found), comment, cleared=form.cleared.data)

    return _decide(found, form, decide, "Returned")


def _write(
    enrollment_id: int, key: str, verb: Callable[[Actor, Work, str, rules.Writing], object],
    said: str,
) -> Answer | tuple[str, int]:  # fmt: skip
    """Saving and sending differ in the verb only; what was typed is kept whatever happens."""
    actor: Actor = gate.actor()
    work = access.own_work(actor, enrollment_id)
    form = _form(work, key, sending=verb is rules.submit)
    if not form.given():
        return _task_page(work, key, form), 422
    try:
        verb(actor, work, key, form.writing())
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _task_page(work, key, form), 422 if refusal.field else refusal.status
    db.session.commit()
    flash(said)
    return redirect(url_for(".task", enrollment_id=work.id, key=key), 303)


def _decide(
    found: Review, form: forms.DecisionForm, decide: Callable[[], None], said: str
) -> Answer | tuple[str, int]:
    """One of the two decisions; when it is refused, the page says why and keeps the words."""
    actor: Actor = gate.actor()
    status = 422
    if form.given():
        try:
            decide()
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
            status = 422 if refusal.field else refusal.status
        else:
            db.session.commit()
            flash(f"{said}: {found.title}")
            return _next(actor, found)
    signing = form if isinstance(form, forms.SignOffForm) else None
    returning = form if isinstance(form, forms.ReturnForm) else None
    return _review_page(
        found, signing or forms.sign_off_form(found, actor.today), returning or forms.return_form()
    ), status


def _form(work: Work, key: str, *, sending: bool = False) -> forms.WritingForm:
    found = queries.response(work.id, key)
    version = found.version if found else 0
    task = progress.task_of(work, key)
    return forms.writing_form(task, queries.draft(found), version, sending=sending)


def _task_page(work: Work, key: str, form: forms.WritingForm) -> str:
    task = progress.task_of(work, key)
    return render_template(
        "signoff/task.html",
        work=work,
        section=work.outline.section_of[key],
        standing=works.task_standing(work, task),
        attempts=queries.attempts(work.id, key),
        form=form,
    )


def _review_page(found: Review, signing: forms.SignOffForm, returning: forms.ReturnForm) -> str:
    attempts = queries.attempts(found.enrollment_id or 0, found.task_key or "")
    actor: Actor = gate.actor()
    work = _work(found)
    return render_template(
        "signoff/review.html",
        review=found,
        work=work,
        section=work.outline.section_of.get(str(found.task_key)),
        standing=works.task_standing(work, progress.task_of(work, str(found.task_key))),
        learner=people.names([found.person_id])[found.person_id],
        attempt=next(one for one in attempts if one.review.id == found.id),
        earlier=[one for one in attempts if one.review.id < found.id
                 and one.review.decided_by == actor.id],
        signing=signing,
        returning=returning,
    )  # fmt: skip


def _work(found: Review) -> Work:
    work = find_work(found.enrollment_id or 0)
    assert work is not None, "a review of these kinds always has its enrollment"
    return work


def _next(actor: Actor, decided: Review) -> Answer:
    following = queries.next_waiting(actor, decided)
    if following is None:
        return redirect(url_for(".approvals"), 303)
    return redirect(url_for(".review", review_id=following), 303)
