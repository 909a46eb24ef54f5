"""Confirming that it took place: for the colleague who is named, and for whoever has a link."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer
from wtforms import HiddenField

from lms.base import gate
from lms.base.forms import AppForm, NumberField
from lms.people import queries as people
from lms.people.actor import Actor
from lms.shadowing import access, confirming, office_rules
from lms.shadowing.models import ConfirmLink, LogEntry
from lms.shadowing.views.blueprint import ENTRY, bp

Page = str | tuple[str, int]


class SeenForm(AppForm):
    """It took place; what of it the page showed."""

    seen = HiddenField()


class LinkForm(AppForm):
    """One more link; which one the page knew."""

    after = NumberField(default=0)


@bp.post(f"{ENTRY}/confirm")
@gate.signed_in
def confirm(entry_id: int) -> Answer:
    """I was there: it took place."""
    actor: Actor = gate.actor()
    found, form = access.entry_to_confirm(actor, entry_id), SeenForm()
    form.insist(lambda: confirming.confirm(actor, found, form.seen.data or ""))
    flash("Thank you. You confirmed it.")
    return redirect(url_for(".log"), 303)


@bp.post(f"{ENTRY}/unconfirm")
@gate.signed_in
def unconfirm(entry_id: int) -> Answer:
    """I take my confirmation back."""
    actor: Actor = gate.actor()
    found, form = access.entry_to_confirm(actor, entry_id), AppForm()
    form.insist(lambda: confirming.unconfirm(actor, found))
    flash("You took it back.")
    return redirect(url_for(".log"), 303)


@bp.post(f"{ENTRY}/link")
@gate.signed_in
def make_link(entry_id: int) -> Answer:
    """A link for a colleague without an account; a newer one ends the older."""
    actor: Actor = gate.actor()
    found, form = access.own_entry(actor, entry_id), LinkForm()
    form.insist(lambda: confirming.make_link(actor, found, after=form.after.data or 0))
    return redirect(url_for(".entry", entry_id=found.id, _anchor="confirm"), 303)


@bp.post(f"{ENTRY}/link/end")
@gate.signed_in
def end_link(entry_id: int) -> Answer:
    """The open link opens nothing any more."""
    actor: Actor = gate.actor()
    found, form = access.own_entry(actor, entry_id), AppForm()
    form.insist(lambda: confirming.end_link(actor, found))
    flash("The link opens nothing any more.")
    return redirect(url_for(".entry", entry_id=found.id, _anchor="confirm"), 303)


@bp.route("/log/confirm/<token>", methods=["GET", "POST"])
@gate.public
def by_link(token: str) -> Answer | Page:
    """Whoever holds the link looks at what it is about, and presses the button, or not."""
    found, form = confirming.find(token, gate.settings().signing_key), SeenForm()
    if found is None:
        return render_template("shadowing/link_gone.html"), confirming.Gone.status
    if not form.is_submitted():
        return _link_page(form, *found)
    status = form.carry_out(lambda: confirming.confirm_by_link(found[0], form.seen.data or ""))
    if isinstance(form.refusal, confirming.Changed):
        return _link_page(form, *found), status
    if status:
        return render_template("shadowing/link_gone.html"), status
    return render_template("shadowing/link_done.html")


def _link_page(form: SeenForm, link: ConfirmLink, found: LogEntry) -> str:
    form.seen.data = confirming.about(found)
    learner = people.actor(found.person_id)
    return render_template(
        "shadowing/link.html", entry=found, link=link, form=form,
        learner=people.names([found.person_id])[found.person_id],
        rules=office_rules.of_office(people.office_of(found.person_id)),
        zone=learner.zone if learner else None,
    )  # fmt: skip
