"""The people somebody keeps: finding them, and adding someone."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.db import db
from lms.people import queries
from lms.people.access import office_to_manage
from lms.people.models import JOB_ROLES, Person
from lms.roster import access, adding, listing, profile
from lms.roster.account_forms import AddForm, offer_zones
from lms.roster.adding import NewPerson
from lms.roster.choosing import MOST, count
from lms.roster.listing import Asked
from lms.roster.views import choosing, handing_over
from lms.roster.views.blueprint import bp


@bp.get("/roster")
@gate.only(access.keeps)
def people() -> str:
    """Everyone the actor keeps, narrowed by what the address asks for."""
    actor, wanted, page = gate.actor(), choosing.asked(), gate.page_number()
    lines, more = listing.people(actor, wanted, page)
    return render_template(
        "roster/people.html", lines=lines, more=more, page=page, asked=wanted,
        offices=access.offices_managed(actor), jobs=JOB_ROLES, states=listing.STATES,
        query=choosing.query(wanted), fitting=count(actor, wanted), most=MOST,
    )  # fmt: skip


@bp.route("/roster/add", methods=["GET", "POST"])
@gate.only(access.keeps)
def add() -> Answer | tuple[str, int]:
    """Someone new, with the first post, invited at once or later."""
    form, status = _add_form(), 200
    if request.method == "POST":
        status = form.carry_out(lambda: _add(form))
    if status:
        return render_template("roster/add.html", form=form, there=_there(form)), status
    person = queries.by_email(form.email.data or "")
    assert person is not None, "whoever was added is there"
    return redirect(url_for(".person", person_id=person.id), 303)


def _add_form() -> AddForm:
    actor = gate.actor()
    form = AddForm(data={"starts_on": actor.today, "invite": True, "office": _usual_office()})
    form.offer(access.offices_managed(actor), profile.supervisors(actor))
    offer_zones(form)
    return form


def _usual_office() -> str:
    return request.args.get("office") or str(gate.actor().office_id or "")


def _add(form: AddForm) -> None:
    actor, boss = gate.actor(), form.supervisor_id()
    new = NewPerson(
        form.name.data or "", form.email.data or "",
        office_to_manage(actor, form.office_id()), form.job_role.data,
        db.session.get_one(Person, boss) if boss else None, form.first_day(), form.zone(),
    )  # fmt: skip
    invite = bool(form.invite.data)
    person, link = adding.add(actor, new, invite=invite, by_mail=gate.sends_mail())
    flash(handing_over.said(link, person) if link else f"{person.name} is added.")


def _there(form: AddForm) -> Person | None:
    """Whoever has the address already, where the actor keeps them too: the way to their page."""
    if not form.email.errors:
        return None
    found = queries.by_email(form.email.data or "")
    if found is None:
        return None
    asked = Asked(found.email)
    states = (asked, Asked(found.email, state=listing.DEACTIVATED))
    lines = [line for one in states for line in listing.people(gate.actor(), one)[0]]
    return found if any(line.id == found.id and line.manageable for line in lines) else None
