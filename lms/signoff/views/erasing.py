"""Removing a text: the lists that say which there are, and the page that asks why.

None of them shows a word of what is to go: whoever removes need not read it.
"""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.forms import RemoveForm
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access
from lms.progress import rules as progress
from lms.progress.work import Work
from lms.signoff import erasing
from lms.signoff import texts as written
from lms.signoff.texts import Text
from lms.signoff.views.blueprint import LED, RECORD, bp

ONE = f"{RECORD}/texts/<row:text_id>/remove"


@bp.get(f"{RECORD}/texts")
@gate.signed_in
def texts(enrollment_id: int) -> str:
    """All that was written in one person's onboarding: what, by whom, when, how long."""
    work = erasing.overseen(gate.actor(), enrollment_id)
    return _list(work, written.listed(work.id))


@bp.get(f"{LED}/texts")
@gate.signed_in
def task_texts(enrollment_id: int, key: str) -> str:
    """The same of one task."""
    work = erasing.overseen(gate.actor(), enrollment_id)
    progress.task_of(work, key)
    return _list(work, written.listed(work.id, key), key)


@bp.get(ONE)
@gate.signed_in
def remove(enrollment_id: int, text_id: int) -> str:
    """What goes, what stays, and why."""
    work, text = erasing.text_to_erase(gate.actor(), enrollment_id, text_id)
    return _page(work, text, RemoveForm())


@bp.post(ONE)
@gate.signed_in
def remove_now(enrollment_id: int, text_id: int) -> Answer | tuple[str, int]:
    """It goes."""
    actor: Actor = gate.actor()
    work, text = erasing.text_to_erase(actor, enrollment_id, text_id)
    form = RemoveForm()
    status = form.carry_out(lambda: erasing.erase(actor, work, text.id, str(form.why.data)))
    if status:
        return _page(work, text, form), status
    flash(form.said)
    return redirect(_back(actor, work, text), 303)


def _back(actor: Actor, work: Work, text: Text) -> str:
    """A page that says what is left where the text stood, or else leads there."""
    here = text.task_key in work.tasks
    if actor.id == work.person_id:
        if here:
            return url_for(".task", enrollment_id=work.id, key=text.task_key)
        return url_for("progress.record", enrollment_id=work.id)
    if not access.oversees(actor, work.person_id):
        return url_for("progress.home")
    if here:
        return url_for(".task_texts", enrollment_id=work.id, key=text.task_key)
    return url_for(".texts", enrollment_id=work.id)


def _list(work: Work, found: list[Text], key: str = "") -> str:
    return render_template(
        "signoff/texts.html", work=work, task=work.tasks.get(key),
        leads=access.leads(gate.actor(), work.person_id),
        places=written.by_place(work, found),
        learner=people.names([work.person_id])[work.person_id],
    )  # fmt: skip


def _page(work: Work, text: Text, form: RemoveForm) -> str:
    actor: Actor = gate.actor()
    return render_template(
        "signoff/remove.html", work=work, text=text, form=form, back=_back(actor, work, text),
        learner=people.names([work.person_id])[work.person_id],
    )  # fmt: skip
