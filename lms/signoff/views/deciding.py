"""The approvals pages, where signers decide on what was sent."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.people import queries as people
from lms.people import session
from lms.people import signing as proof
from lms.people.actor import Actor
from lms.progress import access, reviews, signatures
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.forms import ReasonForm, ReturnForm
from lms.progress.models import (
    COURSE,
    ENTRY,
    EXTENSION,
    OF_TASKS,
    RATING,
    TRAINING,
    Outcome,
    Review,
)
from lms.progress.work import Work, find_work
from lms.signoff import decisions, forms, late, queries
from lms.signoff import together as several
from lms.signoff.views import signing
from lms.signoff.views.blueprint import bp

# What is about no task alone has a page of its own.
ELSEWHERE = {
    EXTENSION: "signoff.extension", ENTRY: "shadowing.review", COURSE: "training.course_review",
    TRAINING: "training.training_review", RATING: "competencies.waiting_review",
}  # fmt: skip


@bp.get("/approvals")
@gate.only(lambda actor: actor.signs_for_others)
def approvals() -> str:
    """What waits for my decision, oldest first; for training officers, what waits too long."""
    actor: Actor = gate.actor()
    page = gate.page_number()
    lines, more = queries.waiting(actor, page)
    days = gate.settings().escalate_days
    long, _ = late.waiting_long(actor, days) if page == 1 else ([], False)
    return render_template(
        "signoff/approvals.html", lines=lines, page=page, more=more, late=long[:5]
    )


@bp.get("/approvals/late", endpoint="late")
@gate.only(lambda actor: bool(actor.officer_of))
def waiting_long() -> str:
    """What has waited too long for others to decide, oldest first."""
    page = gate.page_number()
    days = gate.settings().escalate_days
    lines, more = late.waiting_long(gate.actor(), days, page)
    return render_template("signoff/late.html", lines=lines, page=page, more=more)


@bp.get("/approvals/<row:review_id>")
@gate.signed_in
def review(review_id: int) -> Answer | str:
    """One thing to decide: the task as worded, what was written, earlier attempts."""
    actor: Actor = gate.actor()
    found = access.review_to_answer(actor, review_id)
    if found.kind in ELSEWHERE:
        return redirect(url_for(ELSEWHERE[found.kind], review_id=found.id), 303)
    if access.may_read(actor, found):
        return _review_page(found)
    form = forms.return_form()
    form.refuse(Refusal(reviews.what_changed(actor, found)))
    return _too_late(found, form)


@bp.post("/approvals/<row:review_id>/sign-off")
@gate.signed_in
def sign_off(review_id: int) -> Answer | tuple[str, int]:
    """Attest to it, then on to the next."""
    actor: Actor = gate.actor()
    found = _of_task(access.review_to_answer(actor, review_id))
    form = _sign_off_form(found)

    def decide() -> None:
        proof.prove(form)
        decisions.sign_off(actor, found, _work(found), form.stated())

    return _decide(found, form, decide, "Signed off")


@bp.post("/approvals/<row:review_id>/return")
@gate.signed_in
def give_back(review_id: int) -> Answer | tuple[str, int]:
    """Send it back with a comment, then on to the next."""
    actor: Actor = gate.actor()
    found = _of_task(access.review_to_answer(actor, review_id))
    form = forms.return_form()

    def decide() -> None:
        comment = form.comment.data or ""
        decisions.give_back(actor, found, _work(found), comment, cleared=form.cleared.data)

    return _decide(found, form, decide, "Returned")


@bp.post("/approvals/<row:review_id>/take-up")
@gate.signed_in
def take_up(review_id: int) -> Answer:
    """What I returned waits again: I take my return back."""
    actor: Actor = gate.actor()
    found = _of_task(access.review_to_decide(actor, review_id))
    again = decisions.take_up(actor, found, _work(found))
    db.session.commit()
    if again.closed_at is None:
        flash("It waits for your decision again.")
        return redirect(url_for(".review", review_id=again.id), 303)
    flash("It is signed off again, as it was.")
    address = url_for(".led_task", enrollment_id=again.enrollment_id, key=again.task_key)
    return redirect(address, 303)


@bp.post("/approvals/<row:review_id>/revoke")
@gate.signed_in
def revoke_own(review_id: int) -> Answer | tuple[str, int]:
    """I take my signature back, even when I no longer lead this person."""
    actor: Actor = gate.actor()
    found = _of_task(access.review_to_decide(actor, review_id))
    form = ReasonForm(prefix="revoke")

    def revoke() -> None:
        reason, cleared = form.reason.data or "", bool(form.cleared.data)
        place = (str(found.task_key), _signature(found))
        decisions.revoke(actor, _work(found), *place, reason, cleared=cleared)

    return _decide(found, form, revoke, "Revoked")


def _signature(found: Review) -> int:
    signed = signatures.behind(found)
    if signed is None:
        raise Refusal("This signature no longer counts. Nothing was changed.")
    return signed.id


def _sign_off_form(found: Review) -> forms.SignOffForm:
    actor: Actor = gate.actor()
    form = forms.sign_off_form(found, actor.today)
    proof.prepare(form)
    return form


def _revoke_form(found: Review) -> ReasonForm | None:
    """Where the actor's own signature still counts."""
    signed = signatures.behind(found)
    mine = signed is not None and signed.signer_id == gate.actor().id
    counts = found.outcome == Outcome.ACCEPTED and found.superseded_at is None
    return ReasonForm(prefix="revoke") if mine and counts else None


def _decide(
    found: Review, form: forms.DecisionForm, decide: Callable[[], None], said: str
) -> Answer | tuple[str, int]:
    """One of the two decisions; when it is refused, the page says why and keeps the words."""
    status = form.carry_out(decide)
    if not status:
        flash(f"{said}: {found.title}")
        if isinstance(form, forms.SignOffForm):
            session.signed()
        return signing.following(gate.actor(), found)
    if not access.may_read(gate.actor(), found):
        return _too_late(found, form), status
    return _review_page(found, form), status


def _too_late(found: Review, form: forms.DecisionForm) -> str:
    """What changed meanwhile, and the words that were typed; nothing of what was sent."""
    return render_template("signoff/too_late.html", review=found, form=form)


def _review_page(found: Review, given: forms.DecisionForm | None = None) -> str:
    attempts = queries.attempts(found.enrollment_id or 0, found.task_key or "")
    actor: Actor = gate.actor()
    work = _work(found)
    task = progress.task_of(work, str(found.task_key))
    return render_template(
        "signoff/review.html",
        review=found,
        work=work,
        section=work.outline.section_of.get(task.key),
        standing=works.task_standing(work, task),
        learner=people.names([found.person_id])[found.person_id],
        attempt=next(one for one in attempts if one.review and one.review.id == found.id),
        earlier=[one for one in attempts if one.review and one.review.id < found.id
                 and one.review.decided_by == actor.id],
        together=several.allowed(task) and queries.others_waiting(actor, found),
        leads=access.leads(actor, found.person_id),
        oversees=access.oversees(actor, found.person_id),
        signing=given if isinstance(given, forms.SignOffForm) else _sign_off_form(found),
        returning=given if isinstance(given, ReturnForm) else forms.return_form(),
        revoking=given if isinstance(given, ReasonForm) else _revoke_form(found),
    )  # fmt: skip


def _of_task(found: Review) -> Review:
    """What is about no task has pages of its own."""
    if found.kind not in OF_TASKS:
        raise NotFound
    return found


def _work(found: Review) -> Work:
    work = find_work(found.enrollment_id or 0)
    if work is None:
        raise NotFound
    if found.task_key not in work.tasks:
        raise Refusal("This task is in the guide no longer. What was decided stays on record.")
    return work
