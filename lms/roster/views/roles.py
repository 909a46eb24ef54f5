"""Access roles: administrators give them and take them back."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import events, gate
from lms.base.db import db
from lms.people import accounts
from lms.people.models import Office, Person, Role
from lms.roster import access, profile
from lms.roster.account_forms import RoleForm
from lms.roster.views.blueprint import PERSON, bp

HELD = "They had this role already. Nothing was changed."
GONE = "This role was taken back already. Nothing was changed."


@bp.route(f"{PERSON}/roles", methods=["GET", "POST"])
@gate.signed_in
def roles(person_id: int) -> Answer | tuple[str, int]:
    """What this person may do beyond learning and leading."""
    person = access.roles_to_manage(gate.actor(), person_id)
    form, status = _form(), 200
    if request.method == "POST":
        status = form.carry_out(lambda: _give(person, form))
    if status:
        held = profile.roles(person.id)
        return render_template("roster/roles.html", form=form, person=person, held=held), status
    flash(f"{person.name} has the role from now on." if form.changed else HELD)
    return redirect(url_for(".roles", person_id=person.id), 303)


@bp.post(f"{PERSON}/roles/<row:grant_id>/take-back")
@gate.signed_in
def take_back(person_id: int, grant_id: int) -> Answer:
    """A role ends now."""
    person = access.roles_to_manage(gate.actor(), person_id)
    accounts.take_back_role(gate.actor(), person, grant_id)
    said = "The role is taken back." if events.wrote() else GONE
    db.session.commit()
    flash(said)
    return redirect(url_for(".roles", person_id=person.id), 303)


def _form() -> RoleForm:
    form = RoleForm()
    form.offer(access.offices_managed(gate.actor()))
    return form


def _give(person: Person, form: RoleForm) -> None:
    office = db.session.get_one(Office, int(form.office.data)) if form.office.data else None
    accounts.give_role(gate.actor(), person, Role(form.role.data), office)
