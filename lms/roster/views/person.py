"""One person's account: looking, correcting, another post, a link, letting go and bringing back."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import events, gate
from lms.base.db import db
from lms.people import accounts, leaving, links, queries, rules
from lms.people.access import office_to_manage
from lms.people.leaving import HandingOver
from lms.people.models import Person
from lms.roster import access, listing, parting, profile
from lms.roster.account_forms import LettingGoForm, LinkForm, PlaceForm, WhoForm, offer_zones
from lms.roster.telling import UNCHANGED
from lms.roster.views import handing_over
from lms.roster.views.blueprint import PERSON, bp

Page = str | tuple[str, int]


@bp.get(PERSON)
@gate.signed_in
def person(person_id: int) -> str:
    """All about this account, and what can be done."""
    return _page(access.person_to_manage(gate.actor(), person_id))


@bp.post(f"{PERSON}/link")
@gate.signed_in
def link(person_id: int) -> Answer | Page:
    """An invitation or a reset: mailed, or shown once on the next page."""
    person, form = access.person_to_manage(gate.actor(), person_id), LinkForm()
    if status := form.carry_out(lambda: _make_link(person, form)):
        return _page(person, form), status
    return _to(person)


@bp.route(f"{PERSON}/edit", methods=["GET", "POST"])
@gate.signed_in
def edit(person_id: int) -> Answer | Page:
    """Name, address, time zone."""
    person = access.person_to_manage(gate.actor(), person_id)
    present, status = {"name": person.name, "email": person.email}, 200
    form = WhoForm(data=present | {"time_zone": person.time_zone or ""})
    offer_zones(form, person.time_zone)
    if request.method == "POST":
        status = form.carry_out(lambda: _edit(person, form))
    if status:
        return render_template("roster/edit.html", form=form, person=person, **present), status
    flash("Saved." if form.changed else UNCHANGED)
    return _to(person)


@bp.route(f"{PERSON}/post", methods=["GET", "POST"])
@gate.signed_in
def post(person_id: int) -> Answer | Page:
    """Another office, job role or supervisor, from a day on."""
    person = access.person_to_manage(gate.actor(), person_id)
    form, status = _post_form(person), 200
    if request.method == "POST":
        status = form.carry_out(lambda: _give_post(person, form))
    if status:
        posts = profile.told(person.id, gate.actor().today)
        return render_template("roster/post.html", form=form, person=person, posts=posts), status
    flash("The post is noted." if form.changed else UNCHANGED)
    return _to(person)


@bp.route(f"{PERSON}/deactivate", methods=["GET", "POST"])
@gate.signed_in
def deactivate(person_id: int) -> Answer | Page:
    """What follows when this person leaves, and who takes over."""
    person = access.person_to_manage(gate.actor(), person_id)
    follows, status = profile.what_follows(gate.actor(), person), 200
    form = _letting_go_form(person)
    if request.method == "POST":
        status = form.carry_out(lambda: _let_go(person, form, follows))
    if status:
        page = {"form": form, "person": person, "follows": follows}
        return render_template("roster/deactivate.html", **page), status
    said = f"{person.name} cannot sign in any more. The record stays."
    flash(said if form.changed else f"{person.name} was deactivated already. Nothing was changed.")
    return _to(person)


@bp.post(f"{PERSON}/reactivate")
@gate.signed_in
def reactivate(person_id: int) -> Answer:
    """They may sign in again."""
    person = access.person_to_manage(gate.actor(), person_id)
    accounts.reactivate(person, actor_id=gate.actor().id)
    said = f"{person.name} can sign in again." if events.wrote() else UNCHANGED
    db.session.commit()
    flash(said)
    return _to(person)


def _make_link(person: Person, form: LinkForm) -> None:
    actor = gate.actor()
    access.hold(actor, person)
    made = links.make(
        person, made_by=actor.id, by_mail=gate.sends_mail(), after=form.after.data or 0
    )
    flash(handing_over.said(made, person))


def _edit(person: Person, form: WhoForm) -> None:
    access.hold(gate.actor(), person)
    name, email = form.name.data or "", form.email.data or ""
    accounts.edit(person, name, email, form.zone(), actor_id=gate.actor().id)


def _post_form(person: Person) -> PlaceForm:
    """Filled with the post of today: what changes is typed, the rest stays.

    Never with a coming one from today on: a press of the button would bring it forward.
    """
    actor = gate.actor()
    posts, data = profile.posts_at_hand(person.id, actor.today), {"starts_on": actor.today}
    for one in posts[:1]:
        data |= {"office": str(one.office_id), "job_role": one.job_role,
                 "supervisor": str(one.supervisor_id or ""),
                 "starts_on": max(one.starts_on, actor.today)}  # fmt: skip
    form = PlaceForm(data=data)
    choices = profile.supervisors(actor, [one.supervisor_id for one in posts])
    choices.pop(str(person.id), None)
    form.offer(access.offices_managed(actor), choices)
    return form


def _give_post(person: Person, form: PlaceForm) -> None:
    actor, boss = gate.actor(), form.supervisor_id()
    access.hold(actor, person)
    rules.give_post(
        person, office_to_manage(actor, form.office_id()), form.job_role.data,
        supervisor=db.session.get_one(Person, boss) if boss else None,
        starts_on=form.first_day(), actor_id=actor.id,
    )  # fmt: skip


def _letting_go_form(person: Person) -> LettingGoForm:
    form = LettingGoForm(data={"starts_on": gate.actor().today})
    choices = profile.supervisors(gate.actor())
    choices.pop(str(person.id), None)
    form.offer(choices)
    return form


def _let_go(person: Person, form: LettingGoForm, follows: profile.Leaving) -> None:
    over = None
    if form.supervisor.data and follows.led:
        assert form.starts_on.data is not None, "the form asks for it"
        successor = db.session.get_one(Person, int(form.supervisor.data))
        over = HandingOver(successor, form.starts_on.data, [one for one, _ in follows.led])
    parting.let_go(person, over, actor_id=gate.actor().id)


def _to(person: Person) -> Answer:
    return redirect(url_for(".person", person_id=person.id), 303)


def _page(person: Person, form: LinkForm | None = None) -> str:
    actor, made = gate.actor(), profile.links_of(person.id)
    newest = made[0].id if made else 0
    until = max((one.expires_at for one in made if one.state in ("open", "ran-out")), default=None)
    return render_template(
        "roster/person.html", person=person, form=form or LinkForm(data={"after": newest}),
        state=listing.state_of(
            person.deactivated_at, until, signs_in=person.password_hash is not None
        ),
        posts=profile.posts(person.id), roles=profile.roles(person.id), links=made,
        led=leaving.led_by(person.id, actor.today), enrollments=profile.enrollments(person.id),
        shown=handing_over.shown_once(person.id), by_mail=gate.sends_mail(),
        kind=links.kind_for(person), zone=queries.zone_of(person),
    )  # fmt: skip
