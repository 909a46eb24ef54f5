"""Several tasks of one person at once: what we discussed, or what I reviewed."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import Refusal
from lms.people import queries as people
from lms.people import session
from lms.people import signing as proof
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.models import SignOff
from lms.progress.work import Work
from lms.signoff import together
from lms.signoff.forms import SeveralForm, several_form
from lms.signoff.together import Item
from lms.signoff.views.blueprint import RECORD, bp


@bp.get(f"{RECORD}/together")
@gate.signed_in
def several(enrollment_id: int) -> str:
    """What I could sign for this person now, with what was sent."""
    actor: Actor = gate.actor()
    work = access.work_to_lead(actor, enrollment_id)
    items = together.listed(actor, work)
    return _page(work, items, _form(work, items, actor))


@bp.post(f"{RECORD}/together")
@gate.signed_in
def sign_several(enrollment_id: int) -> Answer | tuple[str, int]:
    """Sign all that was ticked, or none of it."""
    actor: Actor = gate.actor()
    work = access.work_to_lead(actor, enrollment_id)
    items = together.listed(actor, work)
    form = _form(work, items, actor)
    signed: list[SignOff] = []
    status = form.carry_out(lambda: signed.extend(_sign(actor, work, form)))
    if status:
        return _page(work, items, form), status
    session.signed()
    flash("Signed off: 1 task." if len(signed) == 1 else f"Signed off: {len(signed)} tasks.")
    return redirect(url_for("progress.record", enrollment_id=work.id), 303)


def _form(work: Work, items: Sequence[Item], actor: Actor) -> SeveralForm:
    """A field for each task listed, and for each that was ticked when it still was."""
    ticked = {name.removeprefix("do_") for name in request.form}
    keys = {item.task.key for item in items} | ticked
    tasks = [task for key, task in work.tasks.items() if key in keys]
    reviews = {one.task.key: one.attempt.review for one in items if one.attempt}
    seen = {key: review.id for key, review in reviews.items() if review}
    form = several_form(tasks, seen, actor.today)
    proof.prepare(form)
    return form


def _sign(actor: Actor, work: Work, form: SeveralForm) -> list[SignOff]:
    chosen = form.chosen()
    if not chosen:
        nothing = Refusal("Tick at least one task. What is not listed is signed by itself.")
        nothing.status = 422
        raise nothing
    proof.prove(form)
    return together.sign_off_several(actor, work, [together.Ticked(*one) for one in chosen])


def _page(work: Work, items: Sequence[Item], form: SeveralForm) -> str:
    return render_template(
        "signoff/together.html", work=work, items=items, form=form, oversees=True,
        learner=people.names([work.person_id])[work.person_id],
    )  # fmt: skip
