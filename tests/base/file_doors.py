"""Doors for files, as a room will have them: the tests add them to an app of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, render_template_string
from werkzeug.wrappers import Response
from wtforms import StringField

from lms.app import create_app
from lms.base import body, files, gate
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.evidence import EvidenceField
from lms.base.files import StoredFile
from lms.base.forms import AppForm

PAGE = """{% extends "base/page.html" %}{% from "base/ui.html" import field, trouble with context %}
{% block main %}<form method="post" enctype="multipart/form-data">{{ form.csrf_token }}
{{ trouble(form) }}{{ field(form.title) }}{{ field(form.file) }}<button>Add</button></form>
{% endblock %}"""


class AddForm(AppForm):
    """A line and some files."""

    title = StringField("Title")
    file = EvidenceField()


@body.takes_evidence
@gate.signed_in
def add() -> tuple[str, int]:
    """Keep what is sent, about whoever sends it; answers with the numbers of the rows."""
    form, me = AddForm(), gate.actor().id
    kept: list[StoredFile] = []

    def keep() -> None:
        kept.extend(files.store(one, person_id=me, actor_id=me) for one in form.file.checked)

    status = form.carry_out(keep)
    if status:
        return render_template_string(PAGE, form=form), status
    return ",".join(str(one.id) for one in kept), 200


@gate.signed_in
def show() -> str:
    """The form, empty."""
    return render_template_string(PAGE, form=AddForm())


@gate.signed_in
def send(file_id: int) -> Response:
    """The file itself."""
    return files.send(db.session.get_one(StoredFile, file_id))


@gate.signed_in
def remove(file_id: int) -> str:
    """Take it away."""
    stored = db.session.get_one(StoredFile, file_id)
    gone = files.remove(stored, actor_id=gate.actor().id, why=Why.NAMES_A_CLIENT)
    db.session.commit()
    return "removed" if gone else "was removed"


@contextmanager
def with_doors(app: Flask, **changes: object) -> Iterator[Flask]:
    """Another app on the same database, with these doors."""
    made = create_app(app.extensions["settings"].model_copy(update=changes))
    made.add_url_rule("/files", "add", add, methods=["POST"])
    made.add_url_rule("/files", "show", show)
    made.add_url_rule("/files/<row:file_id>", "send", send)
    made.add_url_rule("/files/<row:file_id>/remove", "remove", remove, methods=["POST"])
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
