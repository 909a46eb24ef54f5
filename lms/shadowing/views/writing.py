"""My log: what I saw, begun in three taps, finished when there is time."""

from collections.abc import Callable
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import autosave, gate
from lms.base.errors import NotFound
from lms.base.forms import AppForm
from lms.people.actor import Actor
from lms.progress import access as works_access
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.models import OBSERVATION
from lms.shadowing import (
    access,
    asking,
    coverage,
    entries,
    forms,
    office_rules,
    queries,
    sending,
    serving,
)
from lms.shadowing.entries import Writing
from lms.shadowing.models import LogEntry
from lms.shadowing.views.blueprint import ENTRY, bp
from lms.shadowing.views.reading import entry_page

BEGUN = "It is in your log. Finish it when you have a minute."
SAVED, SENT = "Saved.", "Sent. You see here when it is answered."
Page = str | tuple[str, int]


@bp.get("/log", endpoint="log")
@gate.signed_in
def my_log() -> str:
    """My entries, what I am asked to confirm, and what the guide still asks for."""
    actor: Actor = gate.actor()
    page = gate.page_number()
    listed, more = queries.lines(actor.id, page)
    first = page == 1
    return render_template(
        "shadowing/log.html", lines=listed, page=page, more=more,
        named=asking.naming(actor) if first else [],
        options=serving.options(actor.id) if first else [],
        seen=coverage.of(actor.id) if first else None,
        rules=office_rules.of_office(actor.office_id),
    )  # fmt: skip


@bp.get("/log/new", endpoint="new")
@gate.signed_in
def new_entry() -> str:
    """What was it, my part, who was there."""
    option = _option(request.args.get("task", ""))
    return _new_page(_quick(option), option)


@bp.post("/log/new")
@gate.signed_in
def begin() -> Answer | Page:
    """It is in the log."""
    actor: Actor = gate.actor()
    form, made = _quick(None), list[LogEntry]()

    def write() -> None:
        made.append(entries.begin(actor, form.quick(), form.device_id.data or None))

    if status := form.carry_out(write):
        return _new_page(form, _option(form.task.data or "")), status
    flash(BEGUN)
    return redirect(url_for(".entry", entry_id=made[0].id), 303)


@bp.get(ENTRY)
@gate.signed_in
def entry(entry_id: int) -> str:
    """One entry: mine to write, or one of my people's to look at."""
    actor: Actor = gate.actor()
    found = access.entry_to_see(actor, entry_id)
    mine = found.person_id == actor.id
    writes = mine and found.state in entries.WRITABLE
    return entry_page(found, _whole(found) if writes else None)


@bp.post(f"{ENTRY}/draft")
@gate.signed_in
def save(entry_id: int) -> Answer | Page:
    """Keep what is said so far."""
    return _write(entry_id, entries.save, SAVED)


@bp.post(f"{ENTRY}/send")
@gate.signed_in
def send(entry_id: int) -> Answer | Page:
    """Send it to whoever signs."""
    return _write(entry_id, sending.send, SENT)


@bp.post(f"{ENTRY}/withdraw")
@gate.signed_in
def withdraw(entry_id: int) -> Answer:
    """Take back what waits."""
    return _change(entry_id, sending.withdraw, "It is yours again: change it, then send it.")


@bp.post(f"{ENTRY}/give-up")
@gate.signed_in
def give_up(entry_id: int) -> Answer:
    """Nothing follows."""
    return _change(entry_id, sending.give_up, "Given up. It counts for nothing.")


@bp.post(f"{ENTRY}/take-up")
@gate.signed_in
def take_up(entry_id: int) -> Answer:
    """Go on with it after all."""
    return _change(entry_id, sending.take_up, "It is yours again.")


@bp.get("/onboarding/<row:enrollment_id>/tasks/<key>/log")
@gate.signed_in
def task(enrollment_id: int, key: str) -> str:
    """A task that log entries count for: what there is, and what is still asked."""
    actor: Actor = gate.actor()
    work = works_access.own_work(actor, enrollment_id)
    found = progress.task_of(work, key)
    if not found.logged:
        raise NotFound
    return render_template(
        "shadowing/task.html", work=work, section=work.outline.section_of[key],
        standing=works.task_standing(work, found, paused=actor.on_leave),
        lines=queries.lines_for(work.id, key), signatures=works.signatures(work.id).get(key, []),
        place=serving.Place(work.id, key), neighbours=work.neighbours(key),
        before=any(one.kind == OBSERVATION for one in works.reviews(work.id).get(key, ())),
        after=[one for one in work.tasks.values() if one.about == key],
        rules=office_rules.of_office(actor.office_id),
    )  # fmt: skip


def _option(where: str) -> serving.Option | None:
    """The task that an address or a form names, if it takes entries of mine."""
    place = serving.place(where)
    found = serving.options(gate.actor().id) if place else []
    return next((one for one in found if one.place == place), None)


def _quick(option: serving.Option | None) -> forms.QuickForm:
    actor: Actor = gate.actor()
    asked = office_rules.of_office(actor.office_id)
    data: dict[str, object] = {"on": actor.today, "device_id": str(uuid4())}  # twice is once
    if option is not None:
        data |= {"task": str(option.place), "activity": option.task.kind or None}
    return forms.quick_form(asked, queries.colleagues(actor), **data)


def _new_page(form: forms.QuickForm, option: serving.Option | None) -> str:
    usual = queries.usual(gate.actor())
    return render_template("shadowing/new.html", form=form, usual=usual, option=option)


def _whole(found: LogEntry) -> forms.WholeForm:
    actor: Actor = gate.actor()
    places = serving.linked([found.id])[found.id]
    options = [one for one in serving.options(actor.id, without=found.id)
               if one.place in places or one.takes(found.activity)]  # fmt: skip
    texts = {place: text.text or "" for place, (_, text) in queries.draft(found.id).items()}
    return forms.whole_form(forms.Shape(
        found, office_rules.of_office(actor.office_id),
        queries.colleagues(actor, found.colleague_id), options, places, texts,
    ))  # fmt: skip


def _write(
    entry_id: int, verb: Callable[[Actor, LogEntry, Writing], object], said: str
) -> Answer | Page:
    """Saving and sending differ in the verb only; what was typed is kept whatever happens."""
    actor: Actor = gate.actor()
    found = access.own_entry(actor, entry_id)
    form = _whole(found)
    if status := form.carry_out(lambda: verb(actor, found, form.whole())):
        return autosave.page(form, status, found.version, lambda: entry_page(found, form))
    if autosave.asked():
        return autosave.saved(found.version, actor.zone)
    flash(said)
    return redirect(url_for(".entry", entry_id=found.id), 303)


def _change(entry_id: int, verb: Callable[[Actor, LogEntry], None], said: str) -> Answer:
    actor: Actor = gate.actor()
    found, form = access.own_entry(actor, entry_id), AppForm()
    form.insist(lambda: verb(actor, found))
    flash(said)
    return redirect(url_for(".entry", entry_id=found.id), 303)
