"""Removing a text of the log: which there are, and the page that asks why.

None of them shows a word of what is to go: whoever removes need not read it.
"""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.forms import RemoveForm
from lms.people import queries as people
from lms.people.actor import Actor
from lms.shadowing import erasing, office_rules
from lms.shadowing.erasing import AGENCY
from lms.shadowing.models import LogEntry
from lms.shadowing.views.blueprint import ENTRY, bp

ONE, OF_AGENCY = f"{ENTRY}/texts/<row:text_id>/remove", f"{ENTRY}/texts/agency/remove"


@bp.get(f"{ENTRY}/texts")
@gate.signed_in
def texts(entry_id: int) -> str:
    """What somebody wrote about this entry: what it is, whose, when, how long."""
    actor: Actor = gate.actor()
    found = erasing.overseen(actor, entry_id)
    return render_template(
        "shadowing/texts.html", entry=found, texts=erasing.removable(actor, found),
        mine=found.person_id == actor.id, learner=people.names([found.person_id])[found.person_id],
        rules=office_rules.of_office(people.office_of(found.person_id)),
    )  # fmt: skip


@bp.get(OF_AGENCY, defaults={"text_id": AGENCY})
@bp.get(ONE)
@gate.signed_in
def remove(entry_id: int, text_id: int) -> str:
    """What goes, what stays, and why."""
    return _page(erasing.overseen(gate.actor(), entry_id), text_id, RemoveForm())


@bp.post(OF_AGENCY, defaults={"text_id": AGENCY})
@bp.post(ONE)
@gate.signed_in
def remove_now(entry_id: int, text_id: int) -> Answer | tuple[str, int]:
    """It goes."""
    actor: Actor = gate.actor()
    found, form = erasing.overseen(actor, entry_id), RemoveForm()
    if status := form.carry_out(lambda: erasing.erase(actor, found, text_id, str(form.why.data))):
        return _page(found, text_id, form), status
    flash(form.said)
    return redirect(url_for(".texts", entry_id=found.id), 303)


def _page(found: LogEntry, text_id: int, form: RemoveForm) -> str:
    actor: Actor = gate.actor()
    return render_template(
        "shadowing/remove.html", entry=found, form=form, mine=found.person_id == actor.id,
        text=erasing.text_to_erase(actor, found, text_id),
    )  # fmt: skip
