"""Leave of one person: recorded, changed, taken back; dates only."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.work import works_of
from lms.roster import access, telling
from lms.roster import leave as rules
from lms.roster.forms import EndForm, LeaveForm
from lms.roster.views.blueprint import bp

LEAVE = "/roster/<row:person_id>/leave"
Form = LeaveForm | EndForm
Page = str | tuple[str, int]
KNOWN = "This leave was recorded already. Nothing was changed."
SAME_END = "This was the last day already. Nothing was changed."
GONE = "This leave was taken back already. Nothing was changed."


@bp.get(LEAVE)
@gate.signed_in
def leave(person_id: int) -> str:
    """When this person is away, was, and will be."""
    return _page(access.person_away(gate.actor(), person_id))


@bp.post(LEAVE)
@gate.signed_in
def record_leave(person_id: int) -> Answer | Page:
    """They are away from one day to another."""
    actor: Actor = gate.actor()
    person, form = access.person_away(actor, person_id), LeaveForm(prefix="new")

    def write() -> int:
        assert form.starts_on.data is not None, "the form asks for it"
        return rules.record(actor, person, form.starts_on.data, form.ends_on.data)

    return _carry_out(person, form, "new", write, "The leave is recorded.", KNOWN)


@bp.post(f"{LEAVE}/<row:leave_id>/end")
@gate.signed_in
def end_leave(person_id: int, leave_id: int) -> Answer | Page:
    """Another last day."""
    actor: Actor = gate.actor()
    name = f"end-{leave_id}"
    person, form = access.person_away(actor, person_id), EndForm(prefix=name)
    return _carry_out(
        person, form, name, lambda: rules.change(actor, person, leave_id, form.ends_on.data),
        "The last day is changed.", SAME_END,
    )  # fmt: skip


@bp.post(f"{LEAVE}/<row:leave_id>/take-back")
@gate.signed_in
def take_leave_back(person_id: int, leave_id: int) -> Answer | Page:
    """It was recorded by mistake."""
    actor: Actor = gate.actor()
    name = f"end-{leave_id}"
    person, form = access.person_away(actor, person_id), EndForm(prefix=name)
    return _carry_out(
        person, form, name, lambda: rules.take_back(actor, person, leave_id),
        "The leave is taken back.", GONE,
    )  # fmt: skip


def _carry_out(
    person: Person, form: Form, name: str, write: Callable[[], int], said: str, already: str
) -> Answer | Page:
    """Do it, and say how many dates moved, or that it was so already; or the page with why not."""
    moved = list[int]()
    if status := form.carry_out(lambda: moved.append(write())):
        return _page(person, name, form), status
    flash(said + telling.moved(moved[0]) if form.changed else already)
    return redirect(url_for(".leave", person_id=person.id), 303)


def _page(person: Person, name: str = "", given: Form | None = None) -> str:
    leaves = people.leaves(person.id)
    forms: dict[str, Form] = {"new": LeaveForm(formdata=None, prefix="new")}
    for one in leaves:
        prefix = f"end-{one.id}"
        forms[prefix] = EndForm(formdata=None, prefix=prefix, data={"ends_on": one.ends_on})
    forms |= {name: given} if given is not None else {}
    return render_template(
        "roster/leave.html", person=person, leaves=leaves, forms=forms, refused=name,
        works=works_of(person.id),
    )  # fmt: skip
