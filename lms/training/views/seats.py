"""Who is in a session, for its officer: putting people on and taking them off."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people.actor import Actor
from lms.training import access, bookings, comers
from lms.training import session_queries as queries
from lms.training.models import Booking
from lms.training.views.blueprint import bp
from lms.training.views.pressing import press, searched

PEOPLE = "/training/sessions/<row:session_id>/people"
WAITS = "They are on the waiting list."


@bp.get(PEOPLE)
@gate.signed_in
def session_people(session_id: int) -> str:
    """Seats and waiting list, and who could be put on."""
    actor: Actor = gate.actor()
    found = access.session_to_run(actor, session_id)
    search, page = searched(), gate.page_number()
    choices, more = comers.could_come(found, search=search)
    listed, others = comers.comers(found, page)
    return render_template(
        "training/session_people.html", offer=queries.offer(actor, found.id), one=found,
        comers=listed, others=others, page=page, choices=choices, more=more, search=search,
    )  # fmt: skip


@bp.post(f"{PEOPLE}/<row:person_id>/put-on")
@gate.signed_in
def put_on(session_id: int, person_id: int) -> Answer:
    """Somebody is signed up by the officer."""
    actor: Actor = gate.actor()
    found, made = access.session_to_run(actor, session_id), list[Booking]()
    press(lambda: made.append(bookings.put_on(actor, found, person_id)),
          lambda: WAITS if made[0].waiting else "They have a seat.")  # fmt: skip
    return redirect(url_for(".session_people", session_id=session_id), 303)


@bp.post(f"{PEOPLE}/<row:person_id>/take-off")
@gate.signed_in
def take_off(session_id: int, person_id: int) -> Answer:
    """Somebody's seat or place is given up by the officer."""
    actor: Actor = gate.actor()
    found = access.session_to_run(actor, session_id)
    press(lambda: bookings.take_off(actor, found, person_id), "They are off this session.")
    return redirect(url_for(".session_people", session_id=session_id), 303)
