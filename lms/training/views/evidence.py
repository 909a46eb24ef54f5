"""Evidence files of a record: added, taken out, handed out as downloads, removed for good."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import body, files, gate
from lms.base.forms import AppForm, RemoveForm
from lms.people import queries as people
from lms.people.actor import Actor
from lms.training import access, evidence
from lms.training.record_forms import FilesForm
from lms.training.views.blueprint import bp
from lms.training.views.reading import RECORD, Page, record_page

KEPT = "Taken out. It was sent before and stays with that, until you remove it for good."
FILE = "/training/files/<row:file_id>"


@bp.post(f"{RECORD}/files")
@body.takes_evidence
@gate.signed_in
def add_files(record_id: int) -> Answer | Page:
    """Files go with my record."""
    actor: Actor = gate.actor()
    found, form = access.own_record(actor, record_id), FilesForm()
    if status := form.carry_out(lambda: evidence.add(actor, found, form.file.checked)):
        return record_page(found, adding=form), status
    flash("Added.")
    return redirect(url_for(".record", record_id=found.id, _anchor="files"), 303)


@bp.post(f"{RECORD}/files/<row:file_id>/take-out")
@gate.signed_in
def take_file_out(record_id: int, file_id: int) -> Answer:
    """A file was the wrong one."""
    actor: Actor = gate.actor()
    found, form, stays = access.own_record(actor, record_id), AppForm(), list[bool]()
    form.insist(lambda: stays.append(evidence.take_out(actor, found, file_id)))
    flash(KEPT if stays[0] else "Taken out.")
    return redirect(url_for(".record", record_id=found.id, _anchor="files"), 303)


@bp.get(FILE)
@gate.signed_in
def file(file_id: int) -> Answer:
    """The file itself, as a download."""
    return files.send(evidence.file_to_see(gate.actor(), file_id))


@bp.get(f"{FILE}/remove")
@gate.signed_in
def remove_file(file_id: int) -> str:
    """What goes, what stays, and why."""
    return _page(file_id, RemoveForm())


@bp.post(f"{FILE}/remove")
@gate.signed_in
def remove_file_now(file_id: int) -> Answer | Page:
    """It goes."""
    actor: Actor = gate.actor()
    form = RemoveForm()
    found, _ = evidence.file_to_remove(actor, file_id)
    if status := form.carry_out(lambda: evidence.remove(actor, file_id, str(form.why.data))):
        return _page(file_id, form), status
    flash("The file is removed for good." if form.changed else "It was removed already.")
    return redirect(url_for(".record_texts", record_id=found.id), 303)


def _page(file_id: int, form: RemoveForm) -> str:
    found, stored = evidence.file_to_remove(gate.actor(), file_id)
    return render_template(
        "training/remove_file.html", record=found, file=stored, form=form,
        adder=people.names([stored.added_by])[stored.added_by],
    )  # fmt: skip
