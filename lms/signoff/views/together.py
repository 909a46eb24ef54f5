"""Several tasks of one person at once: what we discussed, or what I reviewed."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import queries as people
from lms.people import session
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.work import Work
from lms.signoff import together
from lms.signoff.forms import SeveralForm, several_form
from lms.signoff.together import Item
from lms.signoff.views import signing
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
    status = _sign(actor, work, form) if form.given() else 422
    if status:
        return _page(work, items, form), status
    return redirect(url_for("progress.record", enrollment_id=work.id), 303)


def _form(work: Work, items: Sequence[Item], actor: Actor) -> SeveralForm:
    """A field for each task listed, and for each that was ticked when it still was."""
    ticked = {name.removeprefix("do_") for name in request.form}
    keys = {item.task.key for item in items} | ticked
    form = several_form([task for key, task in work.tasks.items() if key in keys], actor.today)
    signing.prepare(form)
    return form


def _sign(actor: Actor, work: Work, form: SeveralForm) -> int:
    """0 when all are signed, else the status to answer with: the form says why."""
    chosen = form.chosen()
    if not chosen:
        form.refuse(Refusal("Tick at least one task. What is not in the list is signed by itself."))
        return 422
    try:
        signing.prove(form)
        signed = together.sign_off_several(actor, work, chosen)
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return 422 if refusal.field else refusal.status
    db.session.commit()
    session.signed()
    flash("Signed off: 1 task." if len(signed) == 1 else f"Signed off: {len(signed)} tasks.")
    return 0


def _page(work: Work, items: Sequence[Item], form: SeveralForm) -> str:
    return render_template(
        "signoff/together.html", work=work, items=items, form=form,
        learner=people.names([work.person_id])[work.person_id],
    )  # fmt: skip
