"""Sessions for whoever comes: what is coming, one of them, signing up, the calendar."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import clock, gate, ics
from lms.people.actor import Actor
from lms.training import access, bookings, comers
from lms.training import session_queries as queries
from lms.training.models import CourseSession
from lms.training.views.blueprint import bp
from lms.training.views.pressing import press

SESSIONS = "/training/sessions"
SESSION = f"{SESSIONS}/<row:session_id>"


@bp.get(SESSIONS)
@gate.signed_in
def sessions() -> str:
    """What is coming; and, for who keeps sheets, those whose attendance is still open."""
    actor: Actor = gate.actor()
    page, mine = gate.page_number(), request.args.get("show") == "mine"
    listed, more = queries.upcoming(actor, page, mine=mine)
    unmarked, _ = queries.to_mark(actor)
    return render_template(
        "training/sessions.html", offers=listed, more=more, page=page, mine=mine,
        unmarked=unmarked, runs=actor.manages_people,
    )  # fmt: skip


@bp.get(f"{SESSIONS}/attendance")
@gate.signed_in
def open_sheets() -> str:
    """Sessions that began and whose attendance this person still has to say."""
    page = gate.page_number()
    listed, more = queries.to_mark(gate.actor(), page)
    return render_template("training/open_sheets.html", offers=listed, more=more, page=page)


@bp.get(SESSION)
@gate.signed_in
def session(session_id: int) -> str:
    """Everything about one session."""
    actor: Actor = gate.actor()
    found = access.session_to_see(actor, session_id)
    offer, keeps = queries.offer(actor, found.id), access.keeps_sheet(actor, found)
    listed, more = comers.comers(found, gate.page_number()) if keeps else ([], False)
    return render_template(
        "training/session.html", offer=offer, one=found, keeps=keeps,
        runs=access.runs(actor, found.office_id),
        comers=listed, more=more, page=gate.page_number(),
        series=queries.of_series(actor, found.series_id),
        may_come=found.for_all or found.office_id == actor.office_id,
        ask=bookings.whom_to_ask(found.office_id),
    )  # fmt: skip


@bp.post(f"{SESSION}/sign-up")
@gate.signed_in
def sign_up(session_id: int) -> Answer:
    """A seat, or a place on the waiting list."""
    actor: Actor = gate.actor()
    found = access.session_to_see(actor, session_id)
    press(lambda: bookings.sign_up(actor, found), lambda: _given(actor, found))
    return redirect(url_for(".session", session_id=session_id), 303)


@bp.post(f"{SESSION}/cancel")
@gate.signed_in
def cancel(session_id: int) -> Answer:
    """Give it up."""
    actor: Actor = gate.actor()
    found = access.session_to_see(actor, session_id)
    press(lambda: bookings.cancel(actor, found), "You are off this session.")
    return redirect(url_for(".session", session_id=session_id), 303)


@bp.get(f"{SESSION}.ics")
@gate.signed_in
def calendar(session_id: int) -> Answer:
    """This session for the calendar of a phone."""
    actor: Actor = gate.actor()
    found = access.session_to_see(actor, session_id)
    offer, address = queries.offer(actor, found.id), url_for(".session", session_id=found.id)
    text = ics.event(
        f"session-{found.id}@preceptor", starts_at=found.starts_at, minutes=found.minutes,
        title=offer.title, place=found.place, url=found.url or gate.address_of(address),
        description=gate.address_of(address), sequence=found.version,
        cancelled=found.cancelled_at is not None, certain=not offer.place, stamp=clock.now(),
    )  # fmt: skip
    return ics.download(f"session-{found.id}.ics", text)


def _given(actor: Actor, session: CourseSession) -> str:
    place = queries.offer(actor, session.id).place
    return f"You are on the waiting list, in place {place}." if place else "You have a seat."
