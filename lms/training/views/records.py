"""My records: all of them; begun, written on, sent to be confirmed."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import autosave, gate
from lms.base.forms import AppForm
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.training import access, reading, records, sending
from lms.training.models import CourseRecord, How
from lms.training.record_forms import NewForm
from lms.training.records import Writing
from lms.training.views.blueprint import bp
from lms.training.views.reading import RECORD, Page, own_form, record_page

SAVED, SENT = "Saved.", "Sent. You see here when it is answered."


@bp.get("/training/records", endpoint="records")
@gate.signed_in
def all_records() -> str:
    """Everything that I ever recorded: what was given up, too, for it can be taken up again."""
    page = gate.page_number()
    listed, more = reading.records_of(gate.actor().id, page)
    return render_template("training/records.html", records=listed, page=page, more=more)


@bp.get("/training/records/new")
@gate.signed_in
def new_record() -> str:
    """Which training was it?"""
    asked = request.args.get("course", "")
    way = How.E_LEARNING if asked else None
    return _new_page(NewForm(formdata=None, data={"course": asked, "how": way}))


@bp.post("/training/records/new")
@gate.signed_in
def begin_record() -> Answer | Page:
    """It is begun."""
    actor: Actor = gate.actor()
    form, made = NewForm(), list[CourseRecord]()
    form.offer(courses.catalogue(actor.office_id))
    if status := form.carry_out(lambda: made.append(records.begin(actor, *form.begun()))):
        return _new_page(form), status
    return redirect(url_for(".record", record_id=made[0].id), 303)


@bp.get(RECORD)
@gate.signed_in
def record(record_id: int) -> str:
    """One record: mine to write, or one of my people's to look at."""
    return record_page(access.record_to_see(gate.actor(), record_id))


@bp.post(f"{RECORD}/draft")
@gate.signed_in
def save_record(record_id: int) -> Answer | Page:
    """Keep what is said so far."""
    return _write(record_id, records.save, SAVED)


@bp.post(f"{RECORD}/send")
@gate.signed_in
def send_record(record_id: int) -> Answer | Page:
    """Send it to whoever confirms."""
    return _write(record_id, sending.send, SENT)


@bp.post(f"{RECORD}/withdraw")
@gate.signed_in
def withdraw_record(record_id: int) -> Answer:
    """Take back what waits."""
    return _change(record_id, sending.withdraw, "It is yours again: change it, then send it.")


@bp.post(f"{RECORD}/give-up")
@gate.signed_in
def give_up_record(record_id: int) -> Answer:
    """Nothing follows."""
    return _change(record_id, sending.give_up, "Given up. It counts for nothing.")


@bp.post(f"{RECORD}/take-up")
@gate.signed_in
def take_up_record(record_id: int) -> Answer:
    """Go on with it after all."""
    return _change(record_id, sending.take_up, "It is yours again.")


def _new_page(form: NewForm) -> str:
    form.offer(courses.catalogue(gate.actor().office_id))
    return render_template("training/record_new.html", form=form)


def _write(
    record_id: int, verb: Callable[[Actor, CourseRecord, Writing], object], said: str
) -> Answer | Page:
    """Saving and sending differ in the verb only; what was typed is kept whatever happens."""
    actor: Actor = gate.actor()
    found = access.own_record(actor, record_id)
    form = own_form(found, sent=True)
    if status := form.carry_out(lambda: verb(actor, found, form.writing())):
        return autosave.page(form, status, found.version, lambda: record_page(found, form))
    if autosave.asked():
        return autosave.saved(found.version, actor.zone)
    flash(said)
    return redirect(url_for(".record", record_id=found.id), 303)


def _change(record_id: int, verb: Callable[[Actor, CourseRecord], None], said: str) -> Answer:
    actor: Actor = gate.actor()
    found, form = access.own_record(actor, record_id), AppForm()
    form.insist(lambda: verb(actor, found))
    flash(said)
    return redirect(url_for(".record", record_id=found.id), 303)
