"""Removing a text of a record or a request: which there are, and the page that asks why.

None of them shows a word of what is to go: whoever removes need not read it.
"""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.forms import RemoveForm
from lms.people import queries as people
from lms.training import erasing, evidence
from lms.training.erasing import NAMES, Subject
from lms.training.evidence import Evidence
from lms.training.models import CourseRecord
from lms.training.views.blueprint import bp
from lms.training.views.reading import RECORD, REQUEST, Page

OF_RECORD, OF_REQUEST = f"{RECORD}/texts", f"{REQUEST}/texts"


@bp.get(OF_RECORD)
@gate.signed_in
def record_texts(record_id: int) -> str:
    """What somebody wrote about this record: what it is, whose, when, how long. And its files."""
    return _list(erasing.record_overseen(gate.actor(), record_id))


@bp.get(OF_REQUEST)
@gate.signed_in
def request_texts(request_id: int) -> str:
    """The same of a request."""
    return _list(erasing.request_overseen(gate.actor(), request_id))


@bp.get(f"{OF_RECORD}/names/remove", defaults={"text_id": NAMES})
@bp.get(f"{OF_RECORD}/<row:text_id>/remove")
@gate.signed_in
def remove_record_text(record_id: int, text_id: int) -> str:
    """What goes, what stays, and why."""
    return _page(erasing.record_overseen(gate.actor(), record_id), text_id, RemoveForm())


@bp.post(f"{OF_RECORD}/names/remove", defaults={"text_id": NAMES})
@bp.post(f"{OF_RECORD}/<row:text_id>/remove")
@gate.signed_in
def remove_record_text_now(record_id: int, text_id: int) -> Answer | Page:
    """It goes."""
    return _remove(erasing.record_overseen(gate.actor(), record_id), text_id)


@bp.get(f"{OF_REQUEST}/names/remove", defaults={"text_id": NAMES})
@bp.get(f"{OF_REQUEST}/<row:text_id>/remove")
@gate.signed_in
def remove_request_text(request_id: int, text_id: int) -> str:
    """What goes, what stays, and why."""
    return _page(erasing.request_overseen(gate.actor(), request_id), text_id, RemoveForm())


@bp.post(f"{OF_REQUEST}/names/remove", defaults={"text_id": NAMES})
@bp.post(f"{OF_REQUEST}/<row:text_id>/remove")
@gate.signed_in
def remove_request_text_now(request_id: int, text_id: int) -> Answer | Page:
    """It goes."""
    return _remove(erasing.request_overseen(gate.actor(), request_id), text_id)


def _remove(found: Subject, text_id: int) -> Answer | Page:
    actor, form = gate.actor(), RemoveForm()
    if status := form.carry_out(lambda: erasing.erase(actor, found, text_id, str(form.why.data))):
        return _page(found, text_id, form), status
    flash(form.said)
    return redirect(_shown(found)["list"], 303)


def _list(found: Subject) -> str:
    actor = gate.actor()
    return render_template(
        "training/texts.html", found=found, texts=erasing.removable(actor, found),
        files=_files(found) if isinstance(found, CourseRecord) else [],
        mine=found.person_id == actor.id, where=_shown(found),
        learner=people.names([found.person_id])[found.person_id],
    )  # fmt: skip


def _files(record: CourseRecord) -> list[Evidence]:
    """Those it has, and those that stay for what was sent."""
    return [one for one in evidence.every(record.id) if one.there or not one.taken_out]


def _page(found: Subject, text_id: int, form: RemoveForm) -> str:
    return render_template(
        "training/remove.html", found=found, form=form, where=_shown(found),
        text=erasing.text_to_erase(gate.actor(), found, text_id),
    )  # fmt: skip


def _shown(found: Subject) -> dict[str, str]:
    """The pages of a record or a request: itself, its texts; and what it is called."""
    if isinstance(found, CourseRecord):
        page = url_for(".record", record_id=found.id)
        texts = url_for(".record_texts", record_id=found.id)
        return {"page": page, "list": texts, "word": "record"}
    page = url_for(".request_page", request_id=found.id)
    texts = url_for(".request_texts", request_id=found.id)
    return {"page": page, "list": texts, "word": "request"}
