"""Deciding on an entry: accept or return it; later reopen it, let it count for a task or not."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import Refusal
from lms.base.forms import AppForm
from lms.base.prose import Words
from lms.people import queries as people
from lms.people import session, signing
from lms.people.actor import Actor
from lms.progress import access as works_access
from lms.progress import reviews
from lms.progress.forms import ReasonForm, ReturnForm
from lms.progress.models import Review
from lms.shadowing import access, confirming, decisions, forms, office_rules, queries, serving
from lms.shadowing.models import LogEntry
from lms.shadowing.views.blueprint import ENTRY, bp
from lms.shadowing.views.reading import entry_page

ONE = "/approvals/<row:review_id>/entry"
DecisionForm = forms.AcceptForm | ReturnForm
Page = str | tuple[str, int]


@bp.get(ONE, endpoint="review")
@gate.signed_in
def to_decide(review_id: int) -> Page:
    """What is stated, what was learned, who confirms it; earlier attempts."""
    actor: Actor = gate.actor()
    found = access.review_to_answer(actor, review_id)
    if works_access.may_read(actor, found):
        return _review_page(found)
    form = ReturnForm(prefix="return")
    form.refuse(Refusal(reviews.what_changed(actor, found)))
    return _too_late(found, form)


@bp.post(f"{ONE}/accept")
@gate.signed_in
def accept(review_id: int) -> Answer | Page:
    """It took place as stated, then on to the next."""
    actor: Actor = gate.actor()
    found, form = access.review_to_answer(actor, review_id), _accept_form()

    def decide() -> None:
        signing.prove(form)
        decisions.accept(actor, found, Words(form.words(), bool(form.cleared.data)))

    return _decide(found, form, decide, "Accepted")


@bp.post(f"{ONE}/return")
@gate.signed_in
def give_back(review_id: int) -> Answer | Page:
    """It needs action, then on to the next."""
    actor: Actor = gate.actor()
    found, form = access.review_to_answer(actor, review_id), ReturnForm(prefix="return")

    def decide() -> None:
        decisions.give_back(actor, found, Words(form.words(), bool(form.cleared.data)))

    return _decide(found, form, decide, "Returned")


@bp.post(f"{ENTRY}/reopen")
@gate.signed_in
def reopen(entry_id: int) -> Answer | Page:
    """It goes back to the learner, with a reason."""
    actor: Actor = gate.actor()
    found, form = access.entry_to_lead(actor, entry_id), ReasonForm(prefix="reopen")

    def change() -> None:
        decisions.reopen(actor, found, Words(form.words(), bool(form.cleared.data)))

    if status := form.carry_out(change):
        return entry_page(found, reopening=form), status
    flash("Reopened. The learner sees why.")
    return redirect(url_for(".entry", entry_id=found.id), 303)


@bp.post(f"{ENTRY}/tasks")
@gate.signed_in
def count_for(entry_id: int) -> Answer:
    """An accepted entry counts for this task, or no longer."""
    actor: Actor = gate.actor()
    found, form = access.entry_to_lead(actor, entry_id), AppForm()
    where = serving.place(request.form.get("task", ""))
    if where is None:
        raise Refusal("This page is broken or old. Open it again.")
    verb = decisions.unlink if request.form.get("away") else decisions.link
    form.insist(lambda: verb(actor, found, where))
    flash("Saved. The learner sees it.")
    return redirect(url_for(".entry", entry_id=found.id), 303)


def _accept_form() -> forms.AcceptForm:
    form = forms.AcceptForm(prefix="accept")
    signing.prepare(form)
    return form


def _decide(
    found: Review, form: DecisionForm, decide: Callable[[], None], said: str
) -> Answer | Page:
    """One of the two decisions; when it is refused, the page says why and keeps the words."""
    if status := form.carry_out(decide):
        if not works_access.may_read(gate.actor(), found):
            return _too_late(found, form), status
        return _review_page(found, form), status
    flash(f"{said}: {found.title}")
    if isinstance(form, forms.AcceptForm):
        session.signed()
    following = works_access.next_waiting(gate.actor(), found)
    if following is None:
        return redirect(url_for("signoff.approvals"), 303)
    return redirect(url_for("signoff.review", review_id=following), 303)


def _too_late(found: Review, form: DecisionForm) -> str:
    """What changed meanwhile, and the words that were typed; nothing of what was sent."""
    return render_template("signoff/too_late.html", review=found, form=form)


def _review_page(found: Review, given: DecisionForm | None = None) -> str:
    actor: Actor = gate.actor()
    entry: LogEntry = decisions.entry_of(found)
    attempts = queries.attempts(entry.id)
    reads = access.readable(actor, [one.review.id for one in attempts])
    places = serving.linked([entry.id])[entry.id]
    return render_template(
        "shadowing/review.html", review=found, entry=entry, line=queries.line(entry.id),
        attempt=next((one for one in attempts if one.review.id == found.id), None),
        earlier=[one for one in attempts if one.review.id < found.id and one.review.id in reads],
        learner=people.names([found.person_id])[found.person_id],
        served=[one for one in serving.options(entry.person_id, without=entry.id)
                if one.place in places],
        confirmation=confirming.current(entry),
        rules=office_rules.of_office(people.office_of(entry.person_id)),
        accepting=given if isinstance(given, forms.AcceptForm) else _accept_form(),
        returning=given if isinstance(given, ReturnForm)
        else ReturnForm(prefix="return"),
    )  # fmt: skip
