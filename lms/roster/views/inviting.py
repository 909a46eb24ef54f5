"""Inviting many: see whom first, then mail each a link, or hand the links over on paper."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.forms import AppForm
from lms.people.models import Link
from lms.roster import access, choosing, inviting
from lms.roster.telling import counted
from lms.roster.views import handing_over
from lms.roster.views.blueprint import bp
from lms.roster.views.choosing import asked, ticked

NOBODY_NEW = "They all have an invitation already. Nothing was changed."


@bp.get("/roster/invite")
@gate.only(access.keeps)
def invite() -> str:
    """Who would get a link, and who is left out and why; nothing is changed yet."""
    return _page(AppForm())


@bp.get("/roster/invite/all")
@gate.only(access.keeps)
def invite_all() -> Answer:
    """Who fits the list's filters and waits for an invitation, to the page that shows whom."""
    found = choosing.to_invite(gate.actor(), asked())
    return redirect(url_for(".invite", person=found), 303)


@bp.post("/roster/invite")
@gate.only(access.keeps)
def invite_now() -> Answer | tuple[str, int]:
    """A link for each who was shown."""
    actor, form, made = gate.actor(), AppForm(), list[Link]()
    by_mail = gate.sends_mail()
    write = inviting.invite
    if status := form.carry_out(lambda: made.extend(write(actor, ticked(), by_mail=by_mail))):
        return _page(form), status
    if not by_mail and handing_over.many(inviting.made_at(actor, ticked())):
        return redirect(url_for(".invite_links"), 303)
    said = f"{counted(len(made), 'invitation')} on the way." if form.changed else NOBODY_NEW
    flash(said)
    return redirect(url_for(".invite", person=ticked()), 303)


@bp.get("/roster/invite/links")
@gate.only(access.keeps)
def invite_links() -> str:
    """The links that were just made, each on a slip of its own."""
    made = handing_over.made_last()
    slips = inviting.slips(gate.actor(), made) if made else []
    addresses = {slip.link.id: handing_over.address(slip.link) for slip in slips}
    return render_template("roster/invite_links.html", slips=slips, addresses=addresses)


def _page(form: AppForm) -> str:
    lines = inviting.plan(gate.actor(), ticked())
    ready = [one for one in lines if one.standing is inviting.Standing.READY]
    return render_template(
        "roster/invite.html", form=form, ready=ready,
        left_out=[one for one in lines if one not in ready], by_mail=gate.sends_mail(),
    )  # fmt: skip
