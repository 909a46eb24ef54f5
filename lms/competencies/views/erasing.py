"""Removing a text about somebody's competencies: which there are, and the page that asks why.

None of them shows a word of what is to go: whoever removes need not read it.
"""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.forms import RemoveForm
from lms.competencies import erasing
from lms.competencies.views.blueprint import PERSON, Page, bp
from lms.people.models import Person
from lms.progress import access as works

TEXTS = f"{PERSON}/texts"


@bp.get(TEXTS)
@gate.signed_in
def texts(person_id: int) -> str:
    """What somebody wrote: what it is, whose, when, how long."""
    actor = gate.actor()
    found = erasing.overseen(actor, person_id)
    return render_template(
        "competencies/texts.html", person=found, mine=found.id == actor.id,
        sees=found.id == actor.id or works.may_look(actor, found.id),
        texts=erasing.removable(actor, found.id),
    )  # fmt: skip


@bp.get(f"{TEXTS}/<row:text_id>/remove")
@gate.signed_in
def remove(person_id: int, text_id: int) -> str:
    """What goes, what stays, and why."""
    return _page(erasing.overseen(gate.actor(), person_id), text_id, RemoveForm())


@bp.post(f"{TEXTS}/<row:text_id>/remove")
@gate.signed_in
def remove_now(person_id: int, text_id: int) -> Answer | Page:
    """It goes."""
    actor, form = gate.actor(), RemoveForm()
    found = erasing.overseen(actor, person_id)
    if status := form.carry_out(
        lambda: erasing.erase(actor, found.id, text_id, str(form.why.data))
    ):
        return _page(found, text_id, form), status
    flash(form.said)
    return redirect(url_for(".texts", person_id=found.id), 303)


def _page(found: Person, text_id: int, form: RemoveForm) -> str:
    return render_template(
        "competencies/remove.html", person=found, form=form,
        text=erasing.text_to_erase(gate.actor(), found.id, text_id),
    )  # fmt: skip
