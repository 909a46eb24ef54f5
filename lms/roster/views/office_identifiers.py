"""How an office's own numbers look, and a box to see what the guard would say."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import events, gate
from lms.base.db import db
from lms.base.patterns import StopsOrdinaryWriting
from lms.base.rule import placed
from lms.people.access import office_to_manage
from lms.people.models import Office
from lms.roster import identifiers as rules
from lms.roster.identifier_forms import IdentifierForm, TryForm
from lms.roster.telling import UNCHANGED
from lms.roster.views.blueprint import bp

Page = str | tuple[str, int]
IDENTIFIERS = "/offices/<row:office_id>/identifiers"
GONE = "This one was removed already. Nothing was changed."


@bp.get(IDENTIFIERS)
@gate.signed_in
def identifiers(office_id: int) -> str:
    """The shapes of this office; adding one, trying a text."""
    found = office_to_manage(gate.actor(), office_id)
    return _page(found, IdentifierForm(), TryForm(formdata=None))


@bp.post(IDENTIFIERS)
@gate.signed_in
def add_identifier(office_id: int) -> Answer | Page:
    """Look for this shape from now on."""
    actor, form = gate.actor(), IdentifierForm()
    found = office_to_manage(actor, office_id)
    if status := form.carry_out(
        lambda: rules.add(found, form.name.data or "", form.shape.data or "",
                          blocks=form.does.data == "block", actor_id=actor.id)
    ):  # fmt: skip
        return _page(found, form, TryForm(formdata=None)), status
    flash("Saved. Every text is looked at for it from now on." if form.changed else UNCHANGED)
    return redirect(url_for(".identifiers", office_id=office_id), 303)


@bp.post(f"{IDENTIFIERS}/try")
@gate.signed_in
def try_identifiers(office_id: int) -> Page:
    """What the guard would say of a text; it is kept nowhere."""
    found = office_to_manage(gate.actor(), office_id)
    form = TryForm()
    if not form.given():
        return _page(found, IdentifierForm(formdata=None), form), 422
    text = form.text.data or ""
    seen = [(one, *placed(text, one.start)) for one in rules.tried(text)]
    return _page(found, IdentifierForm(formdata=None), form, seen)


@bp.post(f"{IDENTIFIERS}/<row:pattern_id>/remove")
@gate.signed_in
def remove_identifier(office_id: int, pattern_id: int) -> Answer:
    """Look for it no longer."""
    found = office_to_manage(gate.actor(), office_id)
    rules.remove(found, pattern_id, actor_id=gate.actor().id)
    said = "Removed. It is looked for no longer." if events.wrote() else GONE
    db.session.commit()
    flash(said)
    return redirect(url_for(".identifiers", office_id=office_id), 303)


def _page(
    found: Office, form: IdentifierForm, trying: TryForm, seen: Sequence[object] | None = None
) -> str:  # fmt: skip
    refusal = form.refusal
    stopped = refusal.sentences if isinstance(refusal, StopsOrdinaryWriting) else []
    return render_template(
        "roster/office_identifiers.html", office=found, form=form, trying=trying, stopped=stopped,
        listed=rules.listed(found), seen=seen,
    )  # fmt: skip
